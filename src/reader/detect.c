/* The guess: uchardet, corrected by the titles that the file should hold and by what Japanese text looks like. */
#define _POSIX_C_SOURCE 200809L
#include "reader/detect.h"

#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "base/memory.h"
#include "base/text.h"
#include "reader/decode.h"
#include "reader/header.h"
#include "reader/lines.h"
#include "reader/utf8.h"

/* What uchardet 0.0.7 can answer and is read as it stands; the names must outlive it. */
static const char *const verdicts[] = {
    "UTF-8",        "CP932",        "EUC-JP",       "ISO-2022-JP",  "ISO-2022-KR",  "ISO-2022-CN",       "GB18030",
    "BIG5",         "EUC-KR",       "EUC-TW",       "UHC",          "KOI8-R",       "TIS-620",           "VISCII",
    "IBM852",       "IBM855",       "IBM866",       "MAC-CYRILLIC", "ISO-8859-2",   "MAC-CENTRALEUROPE", "ISO-8859-3",
    "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",        "ISO-8859-10",
    "ISO-8859-11",  "ISO-8859-13",  "ISO-8859-15",  "ISO-8859-16",  "WINDOWS-1250", "WINDOWS-1251",      "WINDOWS-1252",
    "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258",
};

/* A part of the file that ends with a line where it can, so that no character is cut. */
static size_t probe_length(const char *bytes, size_t length)
{
    if (length <= DETECT_PROBE)
        return length;
    size_t end = DETECT_PROBE;
    while (end && bytes[end - 1] != '\n' && bytes[end - 1] != '\r')
        end--;
    return end ? end : DETECT_PROBE;
}

/* The first byte that is not ASCII, or `length`. */
static size_t first_high(const char *bytes, size_t length)
{
    size_t at = 0;
    for (; length - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, bytes + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < length && !((unsigned char)bytes[at] & 0x80))
        at++;
    return at;
}

/* Whether a designation of JIS X 0208, ESC $ @ or ESC $ B, or of half-width kana, ESC ( I, is there. */
static bool has_jis_escape(const char *bytes, size_t length)
{
    const char *end = bytes + length, *at = bytes;
    while (at < end && (at = memchr(at, 0x1B, (size_t)(end - at))) != NULL) {
        if (end - at >= 3 && ((at[1] == '$' && (at[2] == '@' || at[2] == 'B')) || (at[1] == '(' && at[2] == 'I')))
            return true;
        at++;
    }
    return false;
}

void detect_look(struct detect_look *look, char *bytes, size_t length, bool last)
{
    /* What was cut comes before the block again. */
    char *from = bytes - look->carried;
    memcpy(from, look->carry, look->carried);
    length += look->carried;
    look->carried = 0;
    if (!look->high) {
        look->escapes = look->escapes || has_jis_escape(from, length);
        look->high = first_high(from, length) < length;
    }
    size_t kept = 0;
    if (!look->broken && look->high) {
        bool cut;
        size_t valid = utf8_valid(from, length, &cut);
        look->broken = valid < length && (!cut || last);
        kept = length - valid;
    } else if (!look->high && !look->escapes)
        kept = length < 2 ? length : 2; /* of an escape */
    if (!last && kept <= sizeof look->carry && !look->broken) {
        memcpy(look->carry, from + length - kept, kept);
        look->carried = kept;
    }
}

void detect_look_whole(struct detect_look *look, const char *bytes, size_t length)
{
    *look = (struct detect_look){0};
    look->high = first_high(bytes, length) < length;
    look->broken = look->high && utf8_valid(bytes, length, NULL) < length;
    look->escapes = !look->high && has_jis_escape(bytes, length);
}

static enum status ask_uchardet(const char *bytes, size_t length, struct encoding *encoding)
{
    *encoding = (struct encoding){0};
    uchardet_t detector = uchardet_new();
    if (!detector)
        return STATUS_FAILURE;
    enum status status = uchardet_handle_data(detector, bytes, length) == 0 ? STATUS_OK : STATUS_FAILURE;
    uchardet_data_end(detector);
    const char *verdict = uchardet_get_charset(detector);
    if (strcmp(verdict, "SHIFT_JIS") == 0)
        verdict = "CP932";
    else if (strcmp(verdict, "ISO-8859-1") == 0)
        verdict = "WINDOWS-1252";
    for (size_t i = 0; status == STATUS_OK && i < sizeof verdicts / sizeof *verdicts; i++)
        if (strcasecmp(verdict, verdicts[i]) == 0 && !encoding_parse(verdicts[i], encoding))
            *encoding = (struct encoding){0};
    uchardet_delete(detector);
    return status;
}

/* `bytes` under an encoding, without what does not decode, and how much that is. */
static enum status try_encoding(const struct encoding *encoding, const char *bytes, size_t length, struct buffer *out,
                                size_t *bad, struct errors *errors)
{
    enum { PIECE = 16 * 1024 };
    char piece[PIECE];
    const struct source source = {.name = encoding->name, .bytes = bytes, .length = (int64_t)length};
    struct decoder *decoder;
    enum status status = decode_open(&source, encoding, 0, &decoder, errors);
    for (size_t got = 1; status == STATUS_OK && got;) {
        status = decode_read(decoder, piece, sizeof piece, &got, errors);
        buffer_add(out, piece, got);
    }
    *bad = decoder ? decode_bad(decoder) : 0;
    decode_close(decoder);
    if (status == STATUS_OK && buffer_status(out) != STATUS_OK)
        status = errors_memory(errors);
    return status;
}

/* How many of the declared titles are found under `encoding`, and how many bytes are bad. */
static enum status try_titles(const struct encoding *encoding, const char *bytes, size_t length,
                              const struct reader_options *options, size_t *titles, size_t *bad, struct errors *errors)
{
    struct buffer decoded = {0};
    struct header header = {0};
    enum status status = try_encoding(encoding, bytes, length, &decoded, bad, errors);
    if (status == STATUS_OK)
        status = header_find(buffer_get(&decoded), decoded.length, options, &header, errors);
    buffer_clear(&decoded);
    *titles = header.titles;
    return status;
}

/* The candidate under which the most titles are found; `encoding->name` stays NULL when all find as many. */
static enum status compare_titles(const char *bytes, size_t length, const struct reader_options *options,
                                  const struct encoding *verdict, struct encoding *encoding, struct errors *errors)
{
    struct encoding candidates[4] = {*verdict};
    size_t count = verdict->name ? 1 : 0;
    static const char *const japanese[] = {"cp932", "eucjp", "utf8"};
    for (size_t i = 0; i < sizeof japanese / sizeof *japanese; i++)
        if (encoding_parse(japanese[i], &candidates[count]))
            count++;
    size_t most = 0, least = SIZE_MAX, fewest_bad = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t titles, bad;
        enum status status = try_titles(&candidates[i], bytes, length, options, &titles, &bad, errors);
        if (status != STATUS_OK)
            return status;
        least = titles < least ? titles : least;
        if (titles > most || (titles == most && bad < fewest_bad)) {
            *encoding = candidates[i];
            most = titles;
            fewest_bad = bad;
        }
    }
    if (most == least)
        *encoding = (struct encoding){0};
    return STATUS_OK;
}

/* What text looks like under an encoding. */
struct look {
    size_t bad;        /* bytes that do not decode */
    size_t wide, half; /* characters beyond ASCII, and the half-width kana among them */
    size_t runs;       /* of such characters */
    size_t in_words;   /* runs with an ASCII lower-case letter beside them, as é has in "Société" */
};

static bool is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static enum status look_at(const char *spelling, const char *bytes, size_t length, struct look *look,
                           struct errors *errors)
{
    *look = (struct look){0};
    struct encoding encoding;
    if (!encoding_parse(spelling, &encoding))
        return errors_memory(errors);
    struct buffer decoded = {0};
    enum status status = try_encoding(&encoding, bytes, length, &decoded, &look->bad, errors);
    const char *text = buffer_get(&decoded);
    for (size_t at = 0; status == STATUS_OK && at < decoded.length; at++) {
        if (!((unsigned char)text[at] & 0x80))
            continue;
        size_t start = at;
        for (; at < decoded.length && ((unsigned char)text[at] & 0x80);
             at += text_next(text + at, decoded.length - at)) {
            look->wide++;
            /* U+FF61 to U+FF9F */
            look->half += memcmp(text + at, "\xEF\xBD\xA1", 3) >= 0 && memcmp(text + at, "\xEF\xBE\x9F", 3) <= 0;
        }
        look->runs++;
        look->in_words += (start && is_lower(text[start - 1])) || (at < decoded.length && is_lower(text[at]));
    }
    buffer_clear(&decoded);
    return status;
}

static bool looks_japanese(const struct look *look)
{
    return look->bad == 0 && look->runs && look->in_words * 2 < look->runs;
}

/* CP932 or EUC-JP, whichever the text reads well in. EUC-JP read as CP932 is half-width kana for the most part. */
static enum status find_japanese(const char *bytes, size_t length, struct encoding *encoding, struct errors *errors)
{
    struct look cp932, euc;
    enum status status = look_at("cp932", bytes, length, &cp932, errors);
    if (status == STATUS_OK)
        status = look_at("eucjp", bytes, length, &euc, errors);
    if (status != STATUS_OK)
        return status;
    bool mostly_half = cp932.half * 2 > cp932.wide;
    const char *found = NULL;
    if (looks_japanese(&euc) && (!looks_japanese(&cp932) || mostly_half))
        found = "eucjp";
    else if (looks_japanese(&cp932))
        found = "cp932";
    return !found || encoding_parse(found, encoding) ? STATUS_OK : errors_memory(errors);
}

/* Fills `bytes` up to `room`; `*length` counts on. */
static enum status fill(struct input *input, char *bytes, size_t room, size_t *length, bool *ended,
                        struct errors *errors)
{
    while (*length < room && !*ended) {
        size_t got;
        enum status status = input_read(input, bytes + *length, room - *length, &got, errors);
        if (status != STATUS_OK)
            return status;
        *length += got;
        *ended = got == 0;
    }
    return STATUS_OK;
}

static size_t line_start(const char *bytes, size_t from)
{
    while (from && bytes[from - 1] != '\n' && bytes[from - 1] != '\r')
        from--;
    return from;
}

/* Up to DETECT_PROBE bytes from the line of the first high byte on, which may lie far behind the header; what is before
 * it tells nothing. `bytes` has `room`: twice that, or less when the source is small. */
static enum status read_part(const struct source *source, char *bytes, size_t room, size_t *length,
                             struct errors *errors)
{
    *length = 0;
    struct input *input;
    enum status status = input_open(source, &input, errors);
    bool ended = false;
    while (status == STATUS_OK) {
        status = fill(input, bytes, *length + room / 2, length, &ended, errors);
        size_t high = first_high(bytes, *length), from = line_start(bytes, high);
        bool found = high < *length;
        if (!found && *length - from > room / 2)
            from = *length;
        *length -= from;
        memmove(bytes, bytes + from, *length);
        if (found && status == STATUS_OK)
            status = fill(input, bytes, room, length, &ended, errors);
        if (found || ended)
            break;
    }
    *length = probe_length(bytes, *length);
    input_close(input);
    return status;
}

enum status detect_encoding(const struct source *source, bool utf8, bool jis, const char *head, size_t length,
                            const struct reader_options *options, struct encoding *encoding, struct errors *errors)
{
    *encoding = (struct encoding){0};
    if (utf8)
        return encoding_parse(jis ? "iso2022jp" : "utf8", encoding) ? STATUS_OK : errors_memory(errors);
    struct encoding verdict = {0};
    size_t part_length = 0;
    size_t room = 2 * input_room(source, DETECT_PROBE);
    char *part = mem_alloc(room);
    enum status status = part ? read_part(source, part, room, &part_length, errors) : errors_memory(errors);
    if (status == STATUS_OK && ask_uchardet(part, part_length, &verdict) != STATUS_OK)
        status = errors_memory(errors);
    if (status == STATUS_OK && options->title_count)
        status = compare_titles(head, probe_length(head, length), options, &verdict, encoding, errors);
    if (status == STATUS_OK && !encoding->name) {
        if (!verdict.name || verdict.one_byte)
            status = find_japanese(part, part_length, encoding, errors);
        if (!encoding->name)
            *encoding = verdict;
    }
    mem_free(part);
    return status;
}
