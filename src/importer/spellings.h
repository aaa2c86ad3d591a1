/*
 * What was looked up before in a column: answers repeat, and comparing bytes is cheaper than normalising them again.
 * A small table that forgets; nothing in it grows. Private to the importer.
 */
#ifndef IMPORTER_SPELLINGS_H
#define IMPORTER_SPELLINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { KNOWN_SPELLINGS = 64, KNOWN_LENGTH = 56 };

struct known_spelling {
    int32_t value;
    uint32_t length; /* plus 1; 0: free */
    char text[KNOWN_LENGTH];
};

struct known_spellings {
    struct known_spelling entries[KNOWN_SPELLINGS];
};

/* Where a text of up to KNOWN_LENGTH bytes would stand: by its first and last bytes and its length. */
static inline size_t spelling_place(const char *text, size_t length)
{
    uint64_t first = 0, last = 0;
    if (length >= sizeof first) {
        memcpy(&first, text, sizeof first);
        memcpy(&last, text + length - sizeof last, sizeof last);
    } else
        for (size_t i = 0; i < length; i++)
            first = first << 8 | (unsigned char)text[i];
    return (size_t)(((first ^ (last << 1) ^ length) * UINT64_C(0x9E3779B97F4A7C15)) >> 58);
}

static inline bool spelling_known(const struct known_spellings *known, const char *text, size_t length, int *value)
{
    if (length > KNOWN_LENGTH)
        return false;
    const struct known_spelling *there = &known->entries[spelling_place(text, length)];
    if (there->length != length + 1 || memcmp(there->text, text, length) != 0)
        return false;
    *value = there->value;
    return true;
}

static inline void spelling_note(struct known_spellings *known, const char *text, size_t length, int value)
{
    if (length > KNOWN_LENGTH)
        return;
    struct known_spelling *there = &known->entries[spelling_place(text, length)];
    there->length = (uint32_t)length + 1;
    there->value = value;
    memcpy(there->text, text, length);
}

#endif
