/* study.yaml from any bytes, and every line of them as a fiscal year. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "study/study.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *words[] = {"version", "waves", NULL};

/* Walks all of a tree, as those do who read rules.yaml. */
static void walk(const struct node *node, struct errors *errors)
{
    struct label label;
    (void)node_check_keys(node, "it", words, errors);
    (void)node_label(node, "it", &label, errors);
    for (size_t i = 0; node->kind != NODE_SCALAR && i < node->count; i++)
        walk(node->values[i], errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct errors errors = {0};
    struct arena *arena = arena_new();
    if (!arena)
        return 0;
    const struct node *root = NULL;
    if (node_parse("x", (const char *)data, size, arena, &root, &errors) == STATUS_OK)
        walk(root, &errors);
    struct study *study = NULL;
    (void)!study_parse("folder", (const char *)data, size, &study, &errors);
    study_free(study);
    /* Few lines will do: an arena for each of hundreds is what takes the time. */
    enum { YEARS = 8 };
    const char *line = arena_text(arena, (const char *)data, size);
    int year;
    for (int i = 0; i < YEARS && line; i++) {
        line += *line == '\n';
        char *one = arena_text(arena, line, strcspn(line, "\n"));
        if (one)
            (void)study_parse_year(one, &year);
        line = strchr(line, '\n');
    }
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}
