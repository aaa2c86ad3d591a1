/*
 * Names of encodings, byte order marks, and decoding through iconv.
 *
 * "Shift_JIS" means CP932 here, for that is what Windows writes under the name: glibc's SHIFT_JIS refuses ㈱, 髙 and ①
 * and turns 0x5C into a yen sign. For the same reason EUC-JP is decoded as EUC-JP-MS, which has the NEC characters, and
 * ISO-2022-JP as ISO-2022-JP-3, which has the half-width kana.
 */
#define _POSIX_C_SOURCE 200809L
#include "reader/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "reader/detect.h"
#include "reader/lines.h"

/* What iconv_open gives when it fails; POSIX asks for the cast. */
#define NO_CONVERTER ((iconv_t)-1) /* NOLINT(performance-no-int-to-ptr) */

/* Spellings are compared without regard to case, '-' and '_'. */
static const struct {
    const char *spelling;
    struct encoding encoding;
} spellings[] = {
    {"utf8", {"UTF-8", "UTF-8", 1, false}},
    {"utf8sig", {"UTF-8", "UTF-8", 1, false}},
    {"cp932", {"CP932", "CP932", 1, false}},
    {"shiftjis", {"CP932", "CP932", 1, false}},
    {"sjis", {"CP932", "CP932", 1, false}},
    {"xsjis", {"CP932", "CP932", 1, false}},
    {"csshiftjis", {"CP932", "CP932", 1, false}},
    {"mskanji", {"CP932", "CP932", 1, false}},
    {"ms932", {"CP932", "CP932", 1, false}},
    {"windows31j", {"CP932", "CP932", 1, false}},
    {"eucjp", {"EUC-JP", "EUC-JP-MS", 1, false}},
    {"ujis", {"EUC-JP", "EUC-JP-MS", 1, false}},
    {"xeucjp", {"EUC-JP", "EUC-JP-MS", 1, false}},
    {"eucjpms", {"EUC-JP", "EUC-JP-MS", 1, false}},
    {"cp51932", {"EUC-JP", "EUC-JP-MS", 1, false}},
    {"iso2022jp", {"ISO-2022-JP", "ISO-2022-JP-3", 1, false}},
    {"jis", {"ISO-2022-JP", "ISO-2022-JP-3", 1, false}},
    {"cp50221", {"ISO-2022-JP", "ISO-2022-JP-3", 1, false}},
    {"utf16", {"UTF-16LE", "UTF-16LE", 2, false}}, /* without a mark; Windows, where such files come from, means LE */
    {"utf16le", {"UTF-16LE", "UTF-16LE", 2, false}},
    {"utf16be", {"UTF-16BE", "UTF-16BE", 2, false}},
    {"cp1252", {"WINDOWS-1252", "CP1252", 1, true}},
    {"windows1252", {"WINDOWS-1252", "CP1252", 1, true}},
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
    *encoding = (struct encoding){.name = name, .iconv = name, .unit = 1};
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

/* How the encoding came to be taken, for the hint. */
enum origin { ORIGIN_FOUND, ORIGIN_ASKED, ORIGIN_MARK };

/* A decoding under way. */
struct decoding {
    const struct encoding *encoding;
    enum origin origin;
    const char *file;
    struct errors *errors; /* NULL: only count */
    size_t bad;
    struct line line; /* of the decoded text, as far as it was counted */
    int64_t reported; /* the line of the last report: the rest of that line is hardly worth another */
};

static void hint_encoding(const struct decoding *decoding, struct buffer *hint)
{
    const char *name = decoding->encoding->name;
    if (decoding->origin == ORIGIN_MARK)
        buffer_format(hint, "the byte order mark says %s; correct the file", name);
    else
        buffer_format(hint,
                      "%s was %s; correct the file, or name its encoding with `encoding:` in study.yaml or --encoding",
                      name, decoding->origin == ORIGIN_ASKED ? "asked for" : "found from the bytes of the file");
}

/* Counts bad bytes, of which `left` are left and `shown` belong into the excerpt, that follow the text `done`; reports
 * them when they are the first on their line. */
static void take_bad(struct decoding *decoding, const char *done, size_t done_length, const char *bytes, size_t left,
                     size_t shown, bool incomplete)
{
    decoding->bad++;
    if (!decoding->errors)
        return;
    decoding->line = lines_of(done, done_length, decoding->line, done_length);
    if (decoding->line.number == decoding->reported)
        return;
    decoding->reported = decoding->line.number;
    const char *line = done + decoding->line.start;
    size_t before = done_length - decoding->line.start;
    struct place place = {decoding->file, decoding->line.number, text_points(line, before) + 1};
    struct buffer hint = {0}, unit = {0}, excerpt = {0};
    hint_encoding(decoding, &hint);
    for (size_t i = 0; i < decoding->encoding->unit && i < left; i++)
        buffer_format(&unit, " 0x%02X", (unsigned)(unsigned char)bytes[i]);
    buffer_add(&excerpt, line, before);
    buffer_add(&excerpt, bytes, shown);
    const char *name = decoding->encoding->name;
    if (incomplete)
        errors_add(decoding->errors, ERROR_TEXT_ENCODING, place, buffer_get(&hint),
                   "the file ends inside a character of %s", name);
    else
        errors_add(decoding->errors, ERROR_TEXT_ENCODING, place, buffer_get(&hint), "byte%s%s can't be read as %s",
                   decoding->encoding->unit > 1 ? "s" : "", buffer_get(&unit), name);
    errors_excerpt(decoding->errors, buffer_get(&excerpt), excerpt.length);
    buffer_clear(&hint);
    buffer_clear(&unit);
    buffer_clear(&excerpt);
}

/* Through iconv into `out`. STATUS_FAILURE for want of memory; what is bad is left out, and told by `decoding->bad`. */
static enum status convert(struct decoding *decoding, const char *bytes, size_t length, struct buffer *out)
{
    enum { CHUNK = 16 * 1024 };
    iconv_t converter = iconv_open("UTF-8", decoding->encoding->iconv);
    if (converter == NO_CONVERTER)
        return STATUS_FAILURE;  /* it could be opened before */
    char *from = (char *)bytes; /* iconv does not write there */
    size_t left = length;
    char chunk[CHUNK];
    while (left) {
        char *to = chunk;
        size_t room = CHUNK;
        errno = 0;
        size_t result = iconv(converter, &from, &left, &to, &room);
        int problem = errno;
        buffer_add(out, chunk, (size_t)(to - chunk));
        if (result != (size_t)-1 || problem == E2BIG)
            continue;
        size_t skipped = problem == EINVAL || left < decoding->encoding->unit ? left : decoding->encoding->unit;
        take_bad(decoding, buffer_get(out), out->length, from, left, skipped, problem == EINVAL);
        from += skipped;
        left -= skipped;
    }
    /* Some decoders hold the last character back, in case a combining one follows. */
    char *to = chunk;
    size_t room = CHUNK;
    if (iconv(converter, NULL, NULL, &to, &room) != (size_t)-1)
        buffer_add(out, chunk, (size_t)(to - chunk));
    if (iconv_close(converter) != 0)
        return STATUS_FAILURE;
    return buffer_status(out);
}

enum status encoding_try(const struct encoding *encoding, const char *bytes, size_t length, struct buffer *out,
                         size_t *bad)
{
    struct decoding decoding = {.encoding = encoding, .line = {.number = 1}};
    enum status status = convert(&decoding, bytes, length, out);
    *bad = decoding.bad;
    return status;
}

/* UTF-8 is only checked. */
static void check(struct decoding *decoding, const char *bytes, size_t length)
{
    size_t bad;
    for (size_t from = 0; !text_is_utf8(bytes + from, length - from, &bad);) {
        size_t at = from + bad;
        from = lines_end(bytes, length, at);
        take_bad(decoding, bytes, at, bytes + at, length - at, from - at, false);
    }
}

/* Reports a NUL byte after `before`, which is decoded. */
static enum status report_nul(const char *file, const char *before, size_t length, struct errors *errors)
{
    struct line line = lines_of(before, length, (struct line){.number = 1}, length);
    size_t column = length - line.start;
    struct place place = {file, line.number, text_points(before + line.start, column) + 1};
    enum status status = errors_add(errors, ERROR_TEXT_NUL, place,
                                    "export the file as CSV in UTF-8 or CP932; UTF-16 without a byte order mark needs "
                                    "`encoding: utf-16le`",
                                    "a NUL byte, which no text holds");
    errors_excerpt(errors, before + line.start, column);
    return status;
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

/* What was asked for and what a mark says become one encoding. Nothing of both: `encoding->name` stays NULL. */
static enum status take_given(const struct reader_options *options, const char *mark, struct encoding *encoding,
                              struct errors *errors)
{
    *encoding = (struct encoding){0};
    struct encoding marked = {0};
    if (mark && !encoding_parse(mark, &marked))
        return errors_memory(errors);
    if (!options->encoding) {
        *encoding = marked;
        return STATUS_OK;
    }
    if (!encoding_parse(options->encoding, encoding))
        return errors_add(errors, ERROR_TEXT_UNKNOWN_ENCODING, (struct place){.file = options->name},
                          "well-known ones are utf-8, cp932, euc-jp, iso-2022-jp, utf-16le and windows-1252",
                          "the encoding '%s' is not known", options->encoding);
    if (mark && same_spelling(options->encoding, "utf16") && marked.unit == 2)
        *encoding = marked;
    /* In UTF-32 the same bytes begin another mark, which iconv sees to. */
    if (mark && encoding->unit != 4 && strcmp(encoding->name, marked.name) != 0)
        return errors_add(errors, ERROR_TEXT_ENCODING, (struct place){options->name, 1, 1},
                          "leave `encoding:` and --encoding out: the mark tells what it is",
                          "%s was asked for, but the file begins with the byte order mark of %s", encoding->name,
                          marked.name);
    return STATUS_OK;
}

/* A file with a NUL byte is decoded up to there, for its place. */
static enum status stop_at_nul(const struct encoding *encoding, const char *bytes, size_t length, const char *file,
                               struct errors *errors)
{
    struct buffer before = {0};
    size_t bad;
    enum status status = encoding_try(encoding, bytes, length, &before, &bad);
    if (status == STATUS_OK)
        status = report_nul(file, buffer_get(&before), before.length, errors);
    else
        status = errors_memory(errors);
    buffer_clear(&before);
    return status;
}

enum status encoding_open(const char *bytes, size_t length, const struct reader_options *options, struct text *text,
                          struct errors *errors)
{
    *text = (struct text){0};
    if (!length)
        bytes = "";
    size_t mark_length;
    const char *mark = find_mark(bytes, length, &mark_length);
    struct encoding encoding;
    enum status status = take_given(options, mark, &encoding, errors);
    if (status != STATUS_OK)
        return status;
    struct decoding decoding = {
        .encoding = &encoding,
        .origin = options->encoding ? ORIGIN_ASKED
                  : mark            ? ORIGIN_MARK
                                    : ORIGIN_FOUND,
        .file = options->name,
        .errors = errors,
        .line = {.number = 1},
    };
    if (encoding.unit == 4)
        mark_length = 0;
    bytes += mark_length;
    length -= mark_length;
    text->bom = mark_length > 0;
    if (!encoding.name && detect_encoding(bytes, length, options, &encoding) != STATUS_OK)
        return errors_memory(errors);
    const char *nul = encoding.unit <= 1 && length ? memchr(bytes, 0, length) : NULL;
    if (!encoding.name && !(nul && encoding_parse("utf8", &encoding)))
        return errors_add(errors, ERROR_TEXT_UNKNOWN_ENCODING, (struct place){.file = options->name},
                          "name it with `encoding:` in study.yaml or --encoding, or save the file as UTF-8",
                          "the encoding can't be found from the bytes of the file");
    if (nul)
        return stop_at_nul(&encoding, bytes, (size_t)(nul - bytes), options->name, errors);
    text->encoding = encoding.name;
    text->bytes = bytes;
    text->length = length;
    if (strcmp(encoding.iconv, "UTF-8") == 0)
        check(&decoding, bytes, length);
    else {
        if (convert(&decoding, bytes, length, &text->decoded) != STATUS_OK)
            return errors_memory(errors);
        text->bytes = buffer_get(&text->decoded);
        text->length = text->decoded.length;
        /* Of the encodings that are only iconv's, some are wider than Unicode and may give what is no UTF-8. */
        if (!decoding.bad && encoding.iconv == encoding.name)
            check(&decoding, text->bytes, text->length);
    }
    if (decoding.bad)
        return error_status(ERROR_TEXT_ENCODING);
    nul = text->length ? memchr(text->bytes, 0, text->length) : NULL;
    return nul ? report_nul(options->name, text->bytes, (size_t)(nul - text->bytes), errors) : STATUS_OK;
}

void encoding_close(struct text *text)
{
    buffer_clear(&text->decoded);
    *text = (struct text){0};
}
