/*
 * Studies and answers made at random, from a fixed seed: written as a file in every encoding, with every delimiter, in
 * the wide and in the long layout, then imported and read back, they are the same answers, line by line.
 */
#define _XOPEN_SOURCE 700
#include <iconv.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "importer/importer.h"
#include "unit/round_trip_study.h"

enum { ROUNDS = 3, CELLS = ROWS * (ITEMS * OPTIONS + 1) };

/* ---- the file ---- */

static int64_t line_at; /* of the next record */
static const char *line_end;

static void add_field(struct buffer *out, const char *text, bool last)
{
    bool quoted = random_below(4) == 0 || strpbrk(text, "\"\n,;\t|") || *text == ' ';
    if (quoted)
        buffer_byte(out, '"');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            buffer_byte(out, '"');
        buffer_byte(out, *at);
        line_at += *at == '\n';
    }
    if (quoted)
        buffer_byte(out, '"');
    if (!last)
        buffer_byte(out, made.delimiter);
    else {
        buffer_text(out, line_end);
        line_at++;
    }
}

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(i), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

/* The columns in any order; `r` SIZE_MAX writes the titles. */
static void add_wide_row(struct buffer *out, const size_t *order, size_t count, size_t r)
{
    static const char *cells[3 + ITEMS * OPTIONS];
    size_t at = 0;
    bool header = r == SIZE_MAX;
    cells[at++] = header ? made.code : rows[r].code;
    cells[at++] = header ? made.name : rows[r].name;
    cells[at++] = header ? made.stratum : made.strata[rows[r].stratum];
    for (size_t i = 0; i < ITEMS; i++)
        for (size_t k = 0; k < (made.items[i].apart ? OPTIONS : 1); k++)
            cells[at++] = header ? made.items[i].titles[k] : rows[r].cells[i][k];
    assert_int_equal(at, count);
    if (!header)
        rows[r].line = line_at;
    for (size_t c = 0; c < count; c++)
        add_field(out, cells[order[c]], c + 1 == count);
}

static void add_wide(struct buffer *out)
{
    size_t order[3 + ITEMS * OPTIONS], count = 3;
    for (size_t i = 0; i < ITEMS; i++)
        count += made.items[i].apart ? OPTIONS : 1;
    shuffle(order, count);
    add_wide_row(out, order, count, SIZE_MAX);
    for (size_t r = 0; r < ROWS; r++)
        add_wide_row(out, order, count, r);
}

struct cell {
    size_t row;
    const char *item, *answer;
};

/* Every row of the long layout. A blank answer may be left out; each institution has a text, so it has a row. */
static size_t list_cells(struct cell *cells)
{
    size_t count = 0;
    for (size_t r = 0; r < ROWS; r++) {
        bool any = false;
        for (size_t i = 0; i < ITEMS; i++) {
            const struct made_item *item = &made.items[i];
            char id[8];
            (void)snprintf(id, sizeof id, "i%zu", i);
            bool several = item->kind == ITEM_MULTIPLE && !item->apart && rows[r].several[i] && *rows[r].cells[i][0] &&
                           strcmp(buffer_get(&rows[r].expected[i]) + rows[r].expected[i].length - 8, "answered") == 0;
            for (size_t k = 0; k < (item->apart || several ? OPTIONS : 1); k++) {
                const char *answer = several ? item->options[k] : rows[r].cells[i][k];
                bool last = i + 1 == ITEMS && !any && (k + 1 == OPTIONS || !item->apart);
                if ((several && !rows[r].ticked[i][k]) || (!*answer && !last && random_below(2)))
                    continue;
                const char *name = item->apart || random_below(2) ? item->titles[several ? 0 : k] : format(id);
                cells[count++] = (struct cell){r, name, answer};
                any = true;
            }
        }
    }
    return count;
}

static void add_long(struct buffer *out)
{
    static struct cell cells[CELLS];
    static size_t order[CELLS];
    size_t count = list_cells(cells);
    shuffle(order, count);
    const char *titles[] = {made.code, made.name, made.stratum, made.item, made.answer};
    for (size_t i = 0; i < 5; i++)
        add_field(out, titles[i], i == 4);
    for (size_t c = 0; c < count; c++) {
        const struct cell *cell = &cells[order[c]];
        struct made_row *row = &rows[cell->row];
        row->line = row->line ? row->line : line_at;
        add_field(out, row->code, false);
        add_field(out, row->name, false);
        add_field(out, made.strata[row->stratum], false);
        add_field(out, cell->item, false);
        add_field(out, cell->answer, true);
    }
}

static void write_file(const struct study_folder *folder)
{
    struct buffer text = {0};
    line_at = 1;
    line_end = random_below(2) ? "\r\n" : "\n";
    buffer_text(&text, form->mark);
    if (made.long_layout)
        add_long(&text);
    else
        add_wide(&text);
    size_t room = text.length * 3 + 16, left = text.length, free_room = room;
    char *bytes = arena_alloc(arena, room), *from = text.bytes, *to = bytes;
    assert_non_null(bytes);
    iconv_t converter = iconv_open(form->encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1); /* NOLINT(performance-no-int-to-ptr): POSIX has it so */
    assert_int_equal(iconv(converter, &from, &left, &to, &free_room), 0);
    assert_int_equal(iconv(converter, NULL, NULL, &to, &free_room), 0);
    assert_int_equal(iconv_close(converter), 0);
    struct errors errors = {0};
    assert_int_equal(file_write(study_folder_path(folder, "a.txt"), bytes, room - free_room, &errors), STATUS_OK);
    assert_no_errors(&errors);
    buffer_clear(&text);
}

/* ---- and back ---- */

static void import(const struct study_folder *folder)
{
    struct errors errors = {0};
    struct importer_options options = {0};
    struct importer_result result;
    struct store *store;
    enum status status =
        store_open(study_folder_path(folder, "survey.db"), "survey.db", folder->study, STORE_WRITE, &store, &errors);
    if (status == STATUS_OK)
        status = importer_run(folder->study, store, &options, arena, &result, &errors);
    store_close(store);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(result.entries[0].rows, ROWS);
}

/* A row of v_response without the wave and the file. */
static void dump_row(sqlite3_stmt *statement, struct buffer *out)
{
    int count = sqlite3_column_count(statement);
    for (int i = 1; i < count; i++) {
        if (i == count - 2)
            continue;
        if (out->length)
            buffer_byte(out, '|');
        if (sqlite3_column_type(statement, i) == SQLITE_NULL)
            buffer_byte(out, '-');
        else if (sqlite3_column_type(statement, i) == SQLITE_FLOAT)
            buffer_format(out, "%.17g", sqlite3_column_double(statement, i));
        else
            buffer_text(out, (const char *)sqlite3_column_text(statement, i));
    }
}

static void expect_row(const struct made_row *row, struct buffer *out)
{
    char *name = text_nfkc(arena, row->name, strlen(row->name));
    assert_non_null(name);
    buffer_format(out, "%s|%s|s%zu", row->code, name, row->stratum);
    for (size_t i = 0; i < ITEMS; i++)
        if (made.items[i].kind != ITEM_TEXT)
            buffer_format(out, "|%s", buffer_get(&row->expected[i]));
    buffer_format(out, "|%lld", (long long)row->line);
}

static void check_database(const struct study_folder *folder)
{
    sqlite3 *database;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open_v2(study_folder_path(folder, "survey.db"), &database, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, "SELECT * FROM v_response ORDER BY code", -1, &statement, NULL),
                     SQLITE_OK);
    for (size_t r = 0; r < ROWS; r++) {
        struct buffer actual = {0}, expected = {0};
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        dump_row(statement, &actual);
        expect_row(&rows[r], &expected);
        assert_string_equal(buffer_get(&actual), buffer_get(&expected));
        buffer_clear(&actual);
        buffer_clear(&expected);
    }
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void go_round(uint64_t seed, char delimiter, bool long_layout)
{
    random_state = seed;
    struct study_folder folder;
    study_folder_make(&folder);
    arena = folder.arena;
    /* What bears no mark may be found or named. */
    made.named = !*form->mark && random_below(2);
    made.delimiter = delimiter;
    made.long_layout = long_layout;
    make_study();
    write_study(&folder);
    study_folder_reload(&folder);
    make_rows();
    write_file(&folder);
    import(&folder);
    check_database(&folder);
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < ITEMS; i++)
            buffer_clear(&rows[r].expected[i]);
    study_folder_drop(&folder);
}

static void go_round_everywhere(bool long_layout)
{
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++)
        for (size_t d = 0; d < sizeof delimiters; d++)
            for (uint64_t round = 0; round < ROUNDS; round++) {
                form = &forms[f];
                go_round(20240401 + ((uint64_t)f * 100 + d * 10 + round) * 2 + long_layout, delimiters[d], long_layout);
            }
}

static void test_wide(void **state)
{
    (void)state;
    go_round_everywhere(false);
}

static void test_long(void **state)
{
    (void)state;
    go_round_everywhere(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
