/* Fiscal years as people write them. A fiscal year begins on 1 April; 2019 is both 平成31年度 and 令和元年度. */
#include <string.h>

#include "base/text.h"
#include "study/study_parts.h"

static const struct {
    const char *name, *letter;
    int before; /* the year before its first */
    int last;   /* its last fiscal year, counted in it */
} eras[] = {{"令和", "R", 2018, 99}, {"平成", "H", 1988, 31}};

/* Skips `prefix` and blanks after it. */
static bool skip(const char **text, const char *prefix)
{
    size_t length = strlen(prefix);
    if (strncmp(*text, prefix, length) != 0)
        return false;
    *text += length;
    *text += strspn(*text, " ");
    return true;
}

/* One to `most` digits and what may follow a year. */
static bool read_digits(const char *text, size_t most, int *number)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > most)
        return false;
    *number = 0;
    for (size_t i = 0; i < digits; i++)
        *number = *number * 10 + (text[i] - '0');
    text += digits;
    text += strspn(text, " ");
    return !*text || strcmp(text, "年度") == 0;
}

bool year_read(const char *text, int *year)
{
    int number;
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        const char *rest = text;
        bool named = skip(&rest, eras[i].name);
        if (!named && !skip(&rest, eras[i].letter))
            continue;
        if (named && (strcmp(rest, "元年度") == 0 || strcmp(rest, "元") == 0))
            number = 1;
        else if (!read_digits(rest, 2, &number))
            return false;
        if (number < 1 || number > eras[i].last)
            return false;
        *year = eras[i].before + number;
        return true;
    }
    (void)skip(&text, "FY");
    if (!read_digits(text, 4, &number) || number < 1900 || number > 2999)
        return false;
    *year = number;
    return true;
}

bool study_parse_year(const char *text, int *year)
{
    enum { LONGEST = 256 }; /* no year is: other text is not worth an arena */
    size_t length = strlen(text);
    struct arena *arena = length <= LONGEST && text_is_utf8(text, length, NULL) ? arena_new() : NULL;
    const char *normal = arena ? text_nfkc(arena, text, length) : NULL;
    bool good = normal && year_read(normal, year);
    arena_free(arena);
    return good;
}
