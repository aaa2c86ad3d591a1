/*
 * Names of encodings and byte order marks.
 *
 * "Shift_JIS" means CP932 here, for that is what Windows writes under the name: glibc's SHIFT_JIS refuses ㈱, 髙 and ①
 * and turns 0x5C into a yen sign. For the same reason EUC-JP is decoded as EUC-JP-MS, which has the NEC characters, and
 * ISO-2022-JP as ISO-2022-JP-3, which has the half-width kana.
 */
#define _POSIX_C_SOURCE 200809L
#include "reader/encoding.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

/* What iconv_open gives when it fails; POSIX asks for the cast. */
#define NO_CONVERTER ((iconv_t)-1) /* NOLINT(performance-no-int-to-ptr) */

/* Spellings are compared without regard to case, '-' and '_'. */
static const struct {
    const char *spelling;
    struct encoding encoding;
} spellings[] = {
    {"utf8", {"UTF-8", "UTF-8", 1, false, false}},
    {"utf8sig", {"UTF-8", "UTF-8", 1, false, false}},
    {"cp932", {"CP932", "CP932", 1, false, false}},
    {"shiftjis", {"CP932", "CP932", 1, false, false}},
    {"sjis", {"CP932", "CP932", 1, false, false}},
    {"xsjis", {"CP932", "CP932", 1, false, false}},
    {"csshiftjis", {"CP932", "CP932", 1, false, false}},
    {"mskanji", {"CP932", "CP932", 1, false, false}},
    {"ms932", {"CP932", "CP932", 1, false, false}},
    {"windows31j", {"CP932", "CP932", 1, false, false}},
    {"eucjp", {"EUC-JP", "EUC-JP-MS", 1, false, false}},
    {"ujis", {"EUC-JP", "EUC-JP-MS", 1, false, false}},
    {"xeucjp", {"EUC-JP", "EUC-JP-MS", 1, false, false}},
    {"eucjpms", {"EUC-JP", "EUC-JP-MS", 1, false, false}},
    {"cp51932", {"EUC-JP", "EUC-JP-MS", 1, false, false}},
    {"iso2022jp", {"ISO-2022-JP", "ISO-2022-JP-3", 1, false, false}},
    {"jis", {"ISO-2022-JP", "ISO-2022-JP-3", 1, false, false}},
    {"cp50221", {"ISO-2022-JP", "ISO-2022-JP-3", 1, false, false}},
    {"utf16",
     {"UTF-16LE", "UTF-16LE", 2, false, false}}, /* without a mark; Windows, where such files come from, means LE */
    {"utf16le", {"UTF-16LE", "UTF-16LE", 2, false, false}},
    {"utf16be", {"UTF-16BE", "UTF-16BE", 2, false, false}},
    {"cp1252", {"WINDOWS-1252", "CP1252", 1, true, false}},
    {"windows1252", {"WINDOWS-1252", "CP1252", 1, true, false}},
};

static bool same_spelling(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, "-_");
        b += strspn(b, "-_");
        char low = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        if (low != *b)
            return false;
        if (!low)
            return true;
    }
}

static bool begins(const char *name, const char *with)
{
    return strncasecmp(name, with, strlen(with)) == 0;
}

bool encoding_parse(const char *name, struct encoding *encoding)
{
    *encoding = (struct encoding){.name = name, .iconv = name, .unit = 1, .foreign = true};
    bool listed = false;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings && !listed; i++) {
        listed = same_spelling(name, spellings[i].spelling);
        if (listed)
            *encoding = spellings[i].encoding;
    }
    if (!listed) {
        /* iconv takes more than names: "" is the locale's encoding, and a suffix "//IGNORE" would drop bytes. */
        if (!*name ||
            strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+()") != strlen(name))
            return false;
        if (begins(name, "UCS-2") || begins(name, "UCS2") || begins(name, "UTF-16"))
            encoding->unit = 2;
        else if (begins(name, "UCS-4") || begins(name, "UCS4") || begins(name, "UTF-32") || begins(name, "UTF32"))
            encoding->unit = 4;
        encoding->one_byte = begins(name, "ISO-8859") || begins(name, "WINDOWS-125") || begins(name, "IBM8") ||
                             begins(name, "MAC-") || begins(name, "KOI8") || begins(name, "TIS-620") ||
                             begins(name, "VISCII");
    }
    if (listed)
        return true; /* without the cost of loading its table */
    iconv_t converter = iconv_open("UTF-8", encoding->iconv);
    return converter != NO_CONVERTER && iconv_close(converter) == 0;
}

bool reader_encoding_known(const char *name)
{
    struct encoding encoding;
    return encoding_parse(name, &encoding);
}

bool encoding_is_utf8(const struct encoding *encoding)
{
    return strcmp(encoding->iconv, "UTF-8") == 0;
}

/* The mark at the start: its encoding's spelling, and its length; NULL when there is none. */
static const char *find_mark(const char *bytes, size_t length, size_t *mark)
{
    static const struct {
        const char *bytes, *encoding;
    } marks[] = {{"\xEF\xBB\xBF", "utf8"}, {"\xFF\xFE", "utf16le"}, {"\xFE\xFF", "utf16be"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        *mark = strlen(marks[i].bytes);
        if (length >= *mark && memcmp(bytes, marks[i].bytes, *mark) == 0)
            return marks[i].encoding;
    }
    *mark = 0;
    return NULL;
}

enum status encoding_given(const char *bytes, size_t length, const struct reader_options *options,
                           struct encoding *encoding, enum origin *origin, size_t *mark, struct errors *errors)
{
    *encoding = (struct encoding){0};
    *origin = options->encoding ? ORIGIN_ASKED : ORIGIN_FOUND;
    const char *marked = find_mark(bytes, length, mark);
    if (options->encoding && !encoding_parse(options->encoding, encoding))
        return errors_add(errors, ERROR_TEXT_UNKNOWN_ENCODING, (struct place){.file = options->name},
                          "well-known ones are utf-8, cp932, euc-jp, iso-2022-jp, utf-16le and windows-1252",
                          "the encoding '%s' is not known", options->encoding);
    /* In UTF-32 the same bytes begin another mark, which iconv sees to. */
    if (encoding->unit == 4 && marked && length >= 4 && memcmp(bytes, "\xFF\xFE\0\0", 4) == 0) {
        *mark = 0;
        return STATUS_OK;
    }
    if (!marked)
        return STATUS_OK;
    struct encoding by_mark;
    if (!encoding_parse(marked, &by_mark))
        return errors_memory(errors);
    if (!options->encoding || strcmp(encoding->name, by_mark.name) != 0)
        *origin = ORIGIN_MARK;
    *encoding = by_mark;
    return STATUS_OK;
}
