/* Any bytes as the record of a decision, as they are and sealed as what they hold; what is read is compared with
 * a record that holds nothing. */
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/sha256.h"
#include "threshold/threshold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char bare[] = "{\"format\": 1, \"program\": \"0\", \"study\": \"s\", \"wave\": 2021, \"number\": 1, "
                           "\"decision\": \"revision\", \"options\": {}, \"content\": {}, \"inputs\": [], "
                           "\"waves\": [], \"rules\": [], \"states\": [], \"rates\": [], \"changes\": [],\n";

/* Ends what stands before the seal with the one that is right. */
static void seal(const void *bytes, size_t length, struct buffer *out)
{
    char hex[SHA256_TEXT];
    struct sha256 hash;
    buffer_add(out, bytes, length);
    sha256_begin(&hash);
    sha256_add(&hash, buffer_get(out), out->length);
    sha256_end(&hash, hex);
    buffer_format(out, "  \"sha256\": \"%s\"\n}\n", hex);
}

static void compare(const struct decision_record *one, const struct decision_record *other)
{
    struct errors errors = {0};
    struct record_difference *differences;
    size_t count = 0;
    struct arena *arena = arena_new();
    if (arena && record_compare(one, other, arena, &differences, &count, &errors) != STATUS_OK)
        __builtin_trap();
    errors_clear(&errors);
    arena_free(arena);
}

static void look(const char *bytes, size_t length)
{
    struct errors errors = {0};
    struct decision_record record, other;
    struct record_input input;
    struct import *waves;
    size_t count;
    struct buffer nothing = {0};
    struct arena *arena = arena_new();
    seal(bare, sizeof bare - 1, &nothing);
    if (arena && record_read("r", bytes, length, &record, &errors) == STATUS_OK) {
        if (record_waves(&record, arena, &waves, &count) != STATUS_OK)
            __builtin_trap();
        (void)record_find_input(&record, "study.yaml", &input);
        if (record_read("n", buffer_get(&nothing), nothing.length, &other, &errors) != STATUS_OK)
            __builtin_trap();
        compare(&record, &other);
        compare(&other, &record);
        record_clear(&other);
        record_clear(&record);
    } else if (!errors.total)
        __builtin_trap();
    buffer_clear(&nothing);
    errors_clear(&errors);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer sealed = {0};
    look((const char *)data, size);
    seal(data, size, &sealed);
    look(buffer_get(&sealed), sealed.length);
    buffer_clear(&sealed);
    return 0;
}
