/* Studies and answers made at random, with texts that are hard to read, and what shall come of them. */
#ifndef TESTS_UNIT_ROUND_TRIP_STUDY_H
#define TESTS_UNIT_ROUND_TRIP_STUDY_H

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "support/check.h"
#include "support/study_folder.h"

enum { STRATA = 3, CHOICES = 7, OPTIONS = 4, ITEMS = 6, ROWS = 40 };

/* Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (2014). */
static uint64_t random_state;

static uint64_t random_bits(void)
{
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* From 0 to below `end`. */
static size_t random_below(size_t end)
{
    return (size_t)(random_bits() % end);
}

struct form {
    const char *encoding; /* for iconv */
    const char *mark;     /* put before the text */
    bool all;             /* it has more than JIS X 0208 */
    bool unicode;
};

static const struct form forms[] = {
    {"UTF-8", "", true, true},         {"UTF-8", "\xEF\xBB\xBF", true, true}, {"UTF-16LE", "\xEF\xBB\xBF", true, true},
    {"CP932", "", true, false},        {"EUC-JP", "", false, false},          {"UTF-16BE", "\xEF\xBB\xBF", true, true},
    {"ISO-2022-JP", "", false, false},
};

static const char delimiters[] = {',', '\t', ';', '|'};

/* What stands behind one another in a text: second bytes that are marks in CP932, quotes, delimiters, line ends, and
 * what NFKC makes something else of. The last ones are in Unicode and CP932 only. */
static const char *const pieces[] = {"表", "ソ", "能", "予\n定", "\"", "\"\"", ",",  ";", "\t", "|",  "１２", "Ａ", " ",
                                     "'",  "十", "申", "貼",     "a",  "0",    "\\", "#", ": ", "㈱", "①",    "髙"};
enum { PIECES = sizeof pieces / sizeof *pieces, PIECES_EVERYWHERE = PIECES - 3 };

static const struct form *form;
static struct arena *arena;
static size_t text_number;

/* A text that no other is equal to after NFKC. */
static const char *make_text(void)
{
    struct buffer text = {0};
    buffer_text(&text, "答");
    for (size_t i = random_below(5); i; i--)
        buffer_text(&text, pieces[random_below(form->all ? PIECES : PIECES_EVERYWHERE)]);
    buffer_format(&text, "第%zu", ++text_number);
    const char *made = arena_text(arena, buffer_get(&text), text.length);
    buffer_clear(&text);
    assert_non_null(made);
    return made;
}

/* ---- the study ---- */

struct made_item {
    enum item_kind kind;
    bool apart;                    /* each option has its column */
    const char *titles[OPTIONS];   /* one, or one for each option */
    const char *options[OPTIONS];  /* labels */
    const char *missing[ROLE_END]; /* from ROLE_NO_ANSWER on */
};

static struct {
    const char *code, *name, *stratum, *item, *answer; /* titles */
    const char *strata[STRATA], *choices[CHOICES];
    struct made_item items[ITEMS];
    char delimiter;
    bool long_layout, named; /* whether study.yaml names the encoding */
} made;

static const char *const choice_roles[CHOICES] = {"answered", "answered",       "answered", "no_answer",
                                                  "refused",  "not_applicable", "not_asked"};

static void make_study(void)
{
    text_number = 0;
    made.code = make_text();
    made.name = make_text();
    made.stratum = make_text();
    made.item = make_text();
    made.answer = make_text();
    for (size_t i = 0; i < STRATA; i++)
        made.strata[i] = make_text();
    for (size_t i = 0; i < CHOICES; i++)
        made.choices[i] = make_text();
    for (size_t i = 0; i < ITEMS; i++) {
        static const enum item_kind kinds[] = {ITEM_SINGLE, ITEM_NUMBER, ITEM_MULTIPLE, ITEM_MULTIPLE, ITEM_TEXT};
        struct made_item *item = &made.items[i];
        *item = (struct made_item){.kind = i < 4 ? kinds[i] : kinds[random_below(5)], .apart = random_below(2) != 0};
        item->apart = item->kind == ITEM_MULTIPLE && (i == 2 || (i != 3 && item->apart));
        for (size_t k = 0; k < OPTIONS; k++) {
            item->titles[k] = make_text();
            item->options[k] = make_text();
        }
        for (int role = ROLE_NO_ANSWER; role < ROLE_END; role++)
            item->missing[role] = make_text();
    }
}

static void add_quoted(struct buffer *yaml, const char *text)
{
    buffer_byte(yaml, '"');
    for (; *text; text++) {
        if (*text == '\n')
            buffer_text(yaml, "\\n");
        else if (*text == '\t')
            buffer_text(yaml, "\\t");
        else {
            if (*text == '"' || *text == '\\')
                buffer_byte(yaml, '\\');
            buffer_byte(yaml, *text);
        }
    }
    buffer_byte(yaml, '"');
}

static void add_key(struct buffer *yaml, const char *before, const char *text)
{
    buffer_text(yaml, before);
    add_quoted(yaml, text);
}

static void add_item(struct buffer *yaml, size_t i)
{
    const struct made_item *item = &made.items[i];
    buffer_format(yaml, "  - {id: i%zu, kind: %s", i, item_kind_name(item->kind));
    if (!item->apart)
        add_key(yaml, ", column: ", item->titles[0]);
    if (item->kind == ITEM_SINGLE)
        buffer_text(yaml, ", scale: offer");
    if (item->kind == ITEM_MULTIPLE) {
        buffer_text(yaml, item->apart ? ", checked: [\"1\", ○], options: [" : ", separator: \"/\", options: [");
        for (size_t k = 0; k < OPTIONS; k++) {
            buffer_format(yaml, "%s{id: o%zu", k ? ", " : "", k);
            add_key(yaml, ", label: ", item->options[k]);
            buffer_byte(yaml, '}');
        }
        buffer_byte(yaml, ']');
    }
    for (size_t k = 0; item->apart && k < OPTIONS; k++) {
        buffer_format(yaml, "%so%zu", k ? ", " : ", columns: {", k);
        add_key(yaml, ": ", item->titles[k]);
    }
    if (item->apart)
        buffer_byte(yaml, '}');
    for (int role = ROLE_NO_ANSWER; role < ROLE_END && (item->kind == ITEM_NUMBER || item->kind == ITEM_MULTIPLE);
         role++) {
        buffer_format(yaml, "%s%s", role > ROLE_NO_ANSWER ? ", " : ", missing: {", role_name((enum role)role));
        add_key(yaml, ": [", item->missing[role]);
        buffer_text(yaml, role + 1 < ROLE_END ? "]" : "]}");
    }
    buffer_text(yaml, "}\n");
}

static void write_study(const struct study_folder *folder)
{
    struct buffer yaml = {0};
    add_key(&yaml, "version: 1\nstudy: made\ninstitution: {code: ", made.code);
    add_key(&yaml, ", name: ", made.name);
    add_key(&yaml, "}\nstrata:\n  column: ", made.stratum);
    buffer_text(&yaml, "\n  values:\n");
    for (size_t i = 0; i < STRATA; i++) {
        buffer_format(&yaml, "    - {id: s%zu, label: ", i);
        add_quoted(&yaml, made.strata[i]);
        buffer_text(&yaml, "}\n");
    }
    buffer_text(&yaml, "scales:\n  offer:\n");
    for (size_t i = 0; i < CHOICES; i++) {
        buffer_format(&yaml, "    - {id: c%zu, role: %s, label: ", i, choice_roles[i]);
        add_quoted(&yaml, made.choices[i]);
        buffer_text(&yaml, strcmp(choice_roles[i], "no_answer") == 0 ? ", also: [\"\"]}\n" : "}\n");
    }
    buffer_text(&yaml, "items:\n");
    for (size_t i = 0; i < ITEMS; i++)
        add_item(&yaml, i);
    buffer_text(&yaml, "waves:\n  2021:\n    files: [a.txt]\n");
    if (made.delimiter == '|')
        buffer_text(&yaml, "    delimiter: \"|\"\n");
    if (made.named)
        buffer_format(&yaml, "    encoding: %s\n", form->encoding);
    if (made.long_layout) {
        add_key(&yaml, "    layout: long\n    layout_columns: {item: ", made.item);
        add_key(&yaml, ", answer: ", made.answer);
        buffer_text(&yaml, "}\n");
    }
    study_folder_write(folder, "study.yaml", buffer_get(&yaml));
    buffer_clear(&yaml);
}

/* ---- the answers ---- */

/* One institution: what stands in the file, and what shall come of it. */
struct made_row {
    char code[16];
    const char *name;
    size_t stratum;
    const char *cells[ITEMS][OPTIONS]; /* one, or one for each option; in `cells` of one column joined */
    bool several[ITEMS];               /* long: a row for each option that is ticked */
    bool ticked[ITEMS][OPTIONS];
    struct buffer expected[ITEMS];
    int64_t line; /* 0: not written yet */
};

static struct made_row rows[ROWS];

static const char *format(const char *text)
{
    const char *kept = arena_text(arena, text, strlen(text));
    assert_non_null(kept);
    return kept;
}

/* A number as people write it, and its value. */
static const char *make_number(double *value)
{
    static const struct {
        const char *text;
        double value;
        bool unicode;
    } numbers[] = {{"1200", 1200, false},
                   {"1,234,567", 1234567, false},
                   {"１，２００", 1200, false},
                   {"0.1", 0.1, false},
                   {" 12.5 ", 12.5, false},
                   {"-3", -3, false},
                   {"\xE2\x88\x92"
                    "3.25",
                    -3.25, true},
                   {"1e3", 1000, false},
                   {"０", 0, false},
                   {"123456789012345678", 123456789012345678.0, false},
                   {"0.30000000000000004", 0.30000000000000004, false}};
    size_t which;
    do
        which = random_below(sizeof numbers / sizeof *numbers);
    while (numbers[which].unicode && !form->unicode);
    *value = numbers[which].value;
    return numbers[which].text;
}

static void expect_role(struct buffer *expected, size_t options, enum role role)
{
    for (size_t k = 0; k < options; k++)
        buffer_text(expected, "-|");
    buffer_text(expected, role_name(role));
}

/* The role of an answer that is missing; ROLE_ANSWERED for three of four. */
static enum role make_role(void)
{
    return random_below(4) ? ROLE_ANSWERED : (enum role)(ROLE_NO_ANSWER + (int)random_below(ROLE_END - 1));
}

static void make_options(struct made_row *row, size_t i)
{
    const struct made_item *item = &made.items[i];
    enum role role = make_role();
    bool blank = role == ROLE_NO_ANSWER && random_below(2);
    size_t said = random_below(OPTIONS); /* this column speaks, whatever the others do */
    struct buffer joined = {0};
    row->several[i] = random_below(2) != 0;
    for (size_t k = 0; k < OPTIONS; k++) {
        bool ticked = role == ROLE_ANSWERED && random_below(2);
        row->ticked[i][k] = ticked;
        if (ticked)
            buffer_format(&joined, "%s%s", joined.length ? "/" : "", item->options[k]);
        const char *none = k == said || random_below(2) ? "0" : "";
        row->cells[i][k] = role != ROLE_ANSWERED ? (!blank && (k == said || random_below(2)) ? item->missing[role] : "")
                           : ticked              ? (random_below(2) ? "1" : "○")
                                                 : none;
    }
    if (!item->apart) {
        /* Joined, none ticked looks like a blank. */
        if (role == ROLE_ANSWERED && !joined.length) {
            blank = true;
            role = ROLE_NO_ANSWER;
        }
        row->cells[i][0] = role == ROLE_ANSWERED ? format(buffer_get(&joined)) : blank ? "" : item->missing[role];
    }
    buffer_clear(&joined);
    if (role != ROLE_ANSWERED)
        expect_role(&row->expected[i], OPTIONS, role);
    else {
        for (size_t k = 0; k < OPTIONS; k++)
            buffer_format(&row->expected[i], "%d|", row->ticked[i][k]);
        buffer_text(&row->expected[i], "answered");
    }
}

static void make_answer(struct made_row *row, size_t i)
{
    const struct made_item *item = &made.items[i];
    enum role role = make_role();
    size_t choice = random_below(CHOICES);
    bool blank = false;
    double value;
    switch (item->kind) {
    case ITEM_SINGLE:
        blank = strcmp(choice_roles[choice], "no_answer") == 0 && random_below(2);
        row->cells[i][0] = blank ? "" : made.choices[choice];
        buffer_format(&row->expected[i], "c%zu", choice);
        break;
    case ITEM_NUMBER:
        blank = role == ROLE_NO_ANSWER && random_below(2);
        row->cells[i][0] = role == ROLE_ANSWERED ? make_number(&value) : blank ? "" : item->missing[role];
        if (role == ROLE_ANSWERED)
            buffer_format(&row->expected[i], "%.17g|answered", value);
        else
            expect_role(&row->expected[i], 1, role);
        break;
    case ITEM_MULTIPLE:
        make_options(row, i);
        break;
    case ITEM_TEXT:
    case ITEM_KIND_END:
        row->cells[i][0] = make_text();
        break;
    }
}

static void make_rows(void)
{
    for (size_t r = 0; r < ROWS; r++) {
        struct made_row *row = &rows[r];
        *row = (struct made_row){.name = make_text(), .stratum = random_below(STRATA)};
        (void)snprintf(row->code, sizeof row->code, "%05zu", r * 7);
        for (size_t i = 0; i < ITEMS; i++)
            make_answer(row, i);
    }
}

#endif
