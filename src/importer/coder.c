/* One field, one answer. Every refusal says what would be accepted and where to write it. */
#include "importer/coder.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

enum { NUMBER_LENGTH = 64 }; /* with the NUL */

enum status coder_init(struct coder *coder, const struct study *study, const struct wave *wave,
                       const struct reader *reader, const struct columns *columns, struct arena *arena)
{
    *coder = (struct coder){.study = study, .wave = wave, .reader = reader, .columns = columns};
    coder->strata = arena_alloc(arena, sizeof *coder->strata);
    coder->choices = arena_array(arena, study->item_count, sizeof *coder->choices);
    return coder->strata && coder->choices ? STATUS_OK : STATUS_FAILURE;
}

const char *coder_text(struct coder *coder, const struct field *field)
{
    const char *text = text_nfkc(coder->scratch, field->text, field->length);
    if (!text) {
        (void)errors_memory(coder->errors);
        return "";
    }
    return text;
}

/* The index of the field's text, given in NFKC, or else of its code in the file, among spellings; -1. */
static int64_t find_spelling(struct coder *coder, const struct spellings *spellings, const struct field *field,
                             const char *text)
{
    int64_t found = spelling_find(spellings, text);
    if (found < 0 && field->code) {
        const struct field code = {.text = field->code, .length = field->code_length};
        found = spelling_find(spellings, coder_text(coder, &code));
    }
    return found;
}

/* The same through what is known. */
static int64_t look_up(struct coder *coder, struct known_spellings *known, const struct spellings *spellings,
                       const struct field *field)
{
    int value;
    if (!field->code && spelling_known(known, field->text, field->length, &value))
        return value;
    int64_t found = find_spelling(coder, spellings, field, coder_text(coder, field));
    if (found >= 0 && !field->code)
        spelling_note(known, field->text, field->length, (int)found);
    return found;
}

static const char *stratum_label(const struct study *study, size_t stratum)
{
    return label_in(&study->strata[stratum].label, LANGUAGE_JA);
}

int64_t coder_stratum(struct coder *coder, const struct field *field)
{
    int64_t stratum = look_up(coder, coder->strata, &coder->wave->strata, field);
    if (stratum >= 0)
        return stratum;
    struct buffer hint = {0};
    buffer_text(&hint, "add it to `also` of a stratum in study.yaml, or correct the file; known are ");
    for (size_t i = 0; i < coder->study->stratum_count; i++)
        buffer_format(&hint, "%s%s", i ? ", " : "", stratum_label(coder->study, i));
    reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_STRATUM, buffer_get(&hint),
                  "%s: \"%.*s\" is not one of the strata in wave %d", coder->wave->stratum_column, (int)field->length,
                  field->text, coder->wave->year);
    buffer_clear(&hint);
    return -1;
}

/* How messages call the column of an item. */
static const char *column_of(const struct coder *coder, size_t item)
{
    const char *column = coder->wave->columns[item];
    return column ? column : coder->study->items[item].id;
}

static bool code_single(struct coder *coder, size_t index, const struct field *field, int16_t *slot)
{
    const struct item *item = &coder->study->items[index];
    const struct spellings *spellings = &coder->wave->scales[study_scale_index(coder->study, item)];
    int64_t choice = look_up(coder, &coder->choices[index], spellings, field);
    *slot = (int16_t)choice;
    if (choice >= 0)
        return true;
    struct buffer hint = {0};
    buffer_format(&hint,
                  "add it to `also` of a choice in scales.%s or to waves.%d.labels.%s in study.yaml, or correct the "
                  "file",
                  item->scale->id, coder->wave->year, item->scale->id);
    reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_LABEL, buffer_get(&hint),
                  "%s: \"%.*s\" is not one of the labels of this scale in wave %d%s", column_of(coder, index),
                  (int)field->length, field->text, coder->wave->year,
                  field->missing ? " (the file declares it missing)" : "");
    buffer_clear(&hint);
    return false;
}

/* Up to 15 digits, which a double holds exactly: what most numbers are. */
static bool read_digits(const char *text, double *number)
{
    int64_t value = 0;
    size_t length = 0;
    for (; text[length] >= '0' && text[length] <= '9' && length < 15; length++)
        value = value * 10 + (text[length] - '0');
    *number = (double)value;
    return length && !text[length];
}

/* Reads digits with thousands separators in their places. */
static bool read_number(const char *text, double *number)
{
    char plain[NUMBER_LENGTH];
    size_t length = 0, group = 0;
    bool grouped = false, fraction = false;
    const char *at = text;
    if (strncmp(at, "\xE2\x88\x92", 3) == 0) { /* U+2212, the minus sign proper */
        plain[length++] = '-';
        at += 3;
    } else if (*at == '-' || *at == '+') {
        if (*at == '-')
            plain[length++] = '-';
        at++;
    }
    const char *first = at;
    if (*at == '-' || *at == '+') /* one sign is enough */
        return false;
    for (; *at; at++) {
        if (length + 1 >= sizeof plain)
            return false;
        if (*at == ',') {
            /* 1,234,567: one to three digits, then groups of three. */
            if (fraction || at == first || (grouped ? group != 3 : group > 3))
                return false;
            grouped = true;
            group = 0;
            continue;
        }
        if (*at == '.' && !fraction) {
            if (grouped && group != 3)
                return false;
            fraction = true;
        } else if (*at >= '0' && *at <= '9')
            group += !fraction;
        else if (!((*at == 'e' || *at == 'E' || *at == '-' || *at == '+') && !grouped))
            return false;
        plain[length++] = *at;
    }
    if (grouped && !fraction && group != 3)
        return false;
    plain[length] = '\0';
    return number_parse_real(plain, number);
}

/* What is wrong with a text that is no number, as a hint. */
static const char *number_hint(const char *text)
{
    size_t digits = strspn(text, "-+0123456789.,");
    if (!digits)
        return "write digits, or add the text to `missing` of the item in study.yaml";
    const char *rest = text + digits, *range = "a range can't be counted: write one number";
    if (strspn(text, "0123456789") >= NUMBER_LENGTH)
        return "a number has at most 63 digits";
    if (!*rest && strchr(text, ','))
        return "a decimal has a point, and thousands are separated as in 1,234,567.5";
    if (!*rest)
        return *text >= '0' && *text <= '9' && strchr(text, '-') ? range
                                                                 : "a number has one sign and one point at most";
    if (strspn(rest, "~-0123456789 ") == strlen(rest) || strncmp(rest, "\xE3\x80\x9C", 3) == 0 ||
        strncmp(rest, "\xE2\x80\x93", 3) == 0)
        return range;
    return "write the number alone, without a unit";
}

static bool code_number(struct coder *coder, size_t index, const struct field *field, int16_t *slot, double *number)
{
    const struct item *item = &coder->study->items[index];
    const char *text = coder_text(coder, field);
    *number = NAN;
    int64_t role = find_spelling(coder, &item->missing, field, text);
    if (role < 0 && !*text)
        role = ROLE_NO_ANSWER;
    if (role >= 0) {
        *slot = (int16_t)role;
        return true;
    }
    *slot = ROLE_ANSWERED;
    double value;
    /* A labelled number of a statistics file is the number, whatever its label. */
    const struct field code = {.text = field->code, .length = field->code_length};
    if (!read_digits(text, &value) && !read_number(text, &value) &&
        !(field->code && read_number(coder_text(coder, &code), &value))) {
        reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_NUMBER, number_hint(text),
                      "%s: \"%.*s\" is not a number", column_of(coder, index), (int)field->length, field->text);
        return false;
    }
    if (value < item->least || value > item->most) {
        struct buffer told = {0};
        number_add_exact(&told, value < item->least ? item->least : item->most);
        reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_RANGE,
                      "correct the file, or `least` and `most` of the item in study.yaml", "%s: \"%.*s\" is %s than %s",
                      column_of(coder, index), (int)field->length, field->text, value < item->least ? "less" : "more",
                      buffer_get(&told));
        buffer_clear(&told);
        return false;
    }
    *number = value;
    return true;
}

int64_t coder_find_option(const struct coder *coder, size_t item, const char *text)
{
    int64_t option = spelling_find(&coder->wave->option_spellings[item], text);
    const char **columns = coder->wave->option_columns[item];
    return option >= 0 && columns && !columns[option] ? -1 : option;
}

void coder_set_role(const struct item *item, int16_t role, int16_t *slots)
{
    for (size_t k = 0; k < item->option_count; k++)
        slots[k] = role == ROLE_ANSWERED ? 0 : -1;
    slots[item->option_count] = role;
}

const struct item_option *coder_not_alone(const struct item *item, const int16_t *slots)
{
    size_t ticked = 0;
    const struct item_option *alone = NULL;
    for (size_t k = 0; k < item->option_count; k++) {
        ticked += slots[k] == 1;
        if (slots[k] == 1 && item->options[k].exclusive)
            alone = &item->options[k];
    }
    return ticked < 2 ? NULL : alone;
}

/* Whether the options ticked go together. */
static bool check_exclusive(struct coder *coder, size_t index, const struct field *field, const int16_t *slots)
{
    const struct item_option *alone = coder_not_alone(&coder->study->items[index], slots);
    if (!alone)
        return true;
    reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_OPTION,
                  "correct the file, or take `exclusive` from the option in study.yaml",
                  "%s: \"%s\" stands alone, and others are ticked beside it", column_of(coder, index),
                  label_in(&alone->label, LANGUAGE_JA));
    return false;
}

static void report_option(struct coder *coder, size_t index, const struct field *field, const char *text)
{
    const struct item *item = &coder->study->items[index];
    int64_t withheld = spelling_find(&coder->wave->option_spellings[index], text);
    struct buffer hint = {0};
    if (withheld >= 0)
        buffer_format(&hint, "say in waves.%d.columns.%s.%s of study.yaml what it is called, or correct the file",
                      coder->wave->year, item->id, item->options[withheld].id);
    else
        buffer_format(&hint, "add it to `also` of an option of '%s' in study.yaml, or correct the file", item->id);
    reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_OPTION, buffer_get(&hint), "%s: \"%s\" is %s",
                  column_of(coder, index), text,
                  withheld >= 0 ? "an option that this wave does not offer" : "not one of the options");
    buffer_clear(&hint);
}

static bool code_joined(struct coder *coder, size_t index, const struct field *field, int16_t *slots)
{
    const struct item *item = &coder->study->items[index];
    const char *text = coder_text(coder, field);
    int64_t role = find_spelling(coder, &item->missing, field, text);
    if (role < 0 && !*text)
        role = ROLE_NO_ANSWER;
    coder_set_role(item, role < 0 ? ROLE_ANSWERED : (int16_t)role, slots);
    if (role >= 0)
        return true;
    bool good = true;
    for (const char *at = text; at;) {
        /* Without a separator each option has a row of its own in the long layout. */
        const char *end = item->separator ? strchr(at, item->separator) : NULL;
        size_t length = end ? (size_t)(end - at) : strlen(at);
        char *part = text_nfkc(coder->scratch, at, length);
        if (!part) {
            (void)errors_memory(coder->errors);
            return false;
        }
        at = end ? end + 1 : NULL;
        if (!*part) /* a separator at the end, or two in a row */
            continue;
        int64_t option = coder_find_option(coder, index, part);
        if (option >= 0) {
            slots[option] = 1;
            continue;
        }
        report_option(coder, index, field, part);
        good = false;
    }
    return good && check_exclusive(coder, index, field, slots);
}

bool coder_option(struct coder *coder, size_t index, size_t option, const struct field *field, bool *ticked,
                  int64_t *role)
{
    const struct item *item = &coder->study->items[index];
    const char *text = coder_text(coder, field);
    int64_t tick = find_spelling(coder, &item->checked, field, text);
    int64_t said = tick < 0 && *text ? find_spelling(coder, &item->missing, field, text) : -1;
    *ticked = tick > 0;
    *role = tick >= 0 ? ROLE_ANSWERED : said;
    if (tick >= 0 || said >= 0 || !*text)
        return true;
    struct buffer hint = {0};
    buffer_format(&hint, "add it to `checked`, `unchecked` or `missing` of '%s' in study.yaml", item->id);
    reader_report(coder->reader, field, coder->errors, ERROR_IMPORT_OPTION, buffer_get(&hint),
                  "%s: \"%.*s\" neither ticks the option nor leaves it", coder->wave->option_columns[index][option],
                  (int)field->length, field->text);
    buffer_clear(&hint);
    return false;
}

int16_t coder_blank_role(const struct item *item)
{
    int64_t role = spelling_find(&item->missing, "");
    return (int16_t)(role < 0 ? ROLE_NO_ANSWER : role);
}

bool coder_options(struct coder *coder, size_t index, const struct field *fields, int16_t *slots)
{
    const struct item *item = &coder->study->items[index];
    const int *columns = coder->columns->options[index];
    const struct field *first = NULL, *missing = NULL;
    int64_t role = -1;
    bool good = true, answered = false, otherwise = false;
    coder_set_role(item, ROLE_ANSWERED, slots);
    for (size_t k = 0; k < item->option_count; k++) {
        if (columns[k] < 0) { /* not offered in this wave */
            slots[k] = -1;
            continue;
        }
        const struct field *field = &fields[columns[k]];
        first = first ? first : field;
        bool ticked;
        int64_t said;
        good = coder_option(coder, index, k, field, &ticked, &said) && good;
        slots[k] = ticked;
        if (said > ROLE_ANSWERED) {
            otherwise = otherwise || (missing && role != said);
            missing = field;
            role = said;
        } else
            answered = answered || said == ROLE_ANSWERED;
    }
    if (!good || !first)
        return good;
    if (missing && (answered || otherwise)) {
        reader_report(coder->reader, missing, coder->errors, ERROR_IMPORT_OPTION, "correct the file",
                      answered ? "%s: \"%.*s\" stands beside options that are answered"
                               : "%s: \"%.*s\" stands beside options that say otherwise",
                      item->id, (int)missing->length, missing->text);
        return false;
    }
    if (!missing && !answered) /* all blank */
        role = coder_blank_role(item);
    if (role >= 0)
        coder_set_role(item, (int16_t)role, slots);
    return check_exclusive(coder, index, first, slots);
}

bool coder_item(struct coder *coder, size_t index, const struct field *field, int16_t *slots, double *number)
{
    switch (coder->study->items[index].kind) {
    case ITEM_SINGLE:
        return code_single(coder, index, field, slots);
    case ITEM_NUMBER:
        return code_number(coder, index, field, slots, number);
    case ITEM_MULTIPLE:
        return code_joined(coder, index, field, slots);
    case ITEM_TEXT:
    case ITEM_KIND_END:
        break;
    }
    return true;
}
