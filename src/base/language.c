/* Languages and the catalogue: a GNU .mo file compiled in, searched as gettext does, without setlocale. */
#include "base/language.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"

static const char *const names[LANGUAGE_END] = {[LANGUAGE_EN] = "en", [LANGUAGE_JA] = "ja"};

const char *language_name(enum language language)
{
    return names[language];
}

bool language_parse(const char *name, enum language *language)
{
    for (int i = 0; i < LANGUAGE_END; i++)
        if (strcmp(name, names[i]) == 0) {
            *language = (enum language)i;
            return true;
        }
    return false;
}

enum language language_of_environment(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strncmp(value, "ja", 2) == 0 ? LANGUAGE_JA : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}

const char *label_in(const struct label *label, enum language language)
{
    if (label->in[language])
        return label->in[language];
    for (int i = 0; i < LANGUAGE_END; i++)
        if (label->in[i])
            return label->in[i];
    return "";
}

struct label label_own(const char *english)
{
    struct label label = {{NULL}};
    for (int i = 0; i < LANGUAGE_END; i++)
        label.in[i] = tr((enum language)i, english);
    return label;
}

static uint32_t word(const struct embedded *file, size_t at)
{
    uint32_t value = 0;
    if (at + sizeof value <= file->length)
        memcpy(&value, file->bytes + at, sizeof value);
    return value;
}

const char *tr(enum language language, const char *english)
{
    if (language != LANGUAGE_JA || !*english)
        return english;
    const struct embedded *file = embedded_find("po/ja.mo");
    if (!file || word(file, 0) != 0x950412de) /* the magic number in this machine's byte order */
        return english;
    /* Header: revision, count, offset of the sorted keys, offset of the texts; each entry is length, offset. */
    uint32_t low = 0, high = word(file, 8), keys = word(file, 12), texts = word(file, 16);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *key = (const char *)file->bytes + word(file, keys + 8 * (size_t)middle + 4);
        int order = strcmp(english, key);
        if (order == 0) {
            const char *text = (const char *)file->bytes + word(file, texts + 8 * (size_t)middle + 4);
            return *text ? text : english;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return english;
}
