/* The side files in the database: a frame that counts, a frame that is a register, lineage, published figures. */
#include "unit/store_study.h"

/* Begins a vintage of a side file. */
static int64_t begin(struct fixture *f, enum import_kind kind)
{
    struct errors errors = {0};
    int64_t import_id = 0;
    (void)!store_begin(f->store, &errors);
    (void)!store_declare(f->store, &errors);
    (void)!store_add_import(f->store, kind, NULL, false, &import_id, &errors);
    assert_no_errors(&errors);
    return import_id;
}

static void test_frame_of_numbers(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct frame_cell cells[] = {{2020, CITY, 3}, {2020, SHINKIN, 40}, {2021, CITY, 2}};
    struct frame frame = {.cells = cells, .count = 3};
    int64_t first = begin(f, IMPORT_FRAME);
    (void)!store_add_frame(f->store, first, &frame, &errors);
    (void)!store_commit(f->store, &errors);
    cells[2].N = 7;
    (void)!store_add_frame(f->store, begin(f, IMPORT_FRAME), &frame, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    fixture_open(f, STORE_READ);
    struct frame back;
    (void)!store_frame(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_int_equal(back.count, 3);
    assert_int_equal(back.member_count, 0);
    assert_null(back.members);
    assert_int_equal(frame_get(&back, 2020, SHINKIN), 40);
    assert_int_equal(frame_get(&back, 2021, CITY), 7);
    assert_int_equal(frame_get(&back, 2021, SHINKIN), -1);
    (void)!store_frame(f->store, first, f->arena, &back, &errors);
    assert_int_equal(frame_get(&back, 2021, CITY), 2);
    (void)!store_frame(f->store, 0, f->arena, &back, &errors);
    assert_int_equal(back.count, 0);
    assert_no_errors(&errors);
    assert_sql(f, "SELECT group_concat(wave || stratum || n) FROM v_frame", "2020city3,2020shinkin40,2021city7");
}

static void test_frame_of_institutions(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const char *first[] = {"関東", NULL}, *second[] = {NULL, "大"};
    struct frame_cell cells[] = {{2020, CITY, 1}, {2020, SHINKIN, 1}, {2021, CITY, 1}};
    struct frame_member members[] = {
        {2020, "0001", "甲銀行", CITY, 1.5, first, 2},
        {2020, "0101", NULL, SHINKIN, NAN, NULL, 3},
        {2021, "0001", "甲", CITY, 2, second, 4},
    };
    const struct frame frame = {.cells = cells, .count = 3, .members = members, .member_count = 3};
    (void)!store_add_frame(f->store, begin(f, IMPORT_FRAME), &frame, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    fixture_open(f, STORE_READ);
    struct frame back;
    struct panel panel;
    (void)!store_frame(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    (void)!store_panel(f->store, AS_OF_NEWEST, false, f->arena, &panel, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 3);
    assert_int_equal(back.member_count, 3);
    const struct frame_member *member = frame_find(&back, 2020, "0001");
    assert_non_null(member);
    assert_string_equal(member->name, "甲銀行");
    assert_int_equal(member->stratum, CITY);
    assert_close(member->size, 1.5, 0, 0);
    assert_int_equal(member->line, 2);
    assert_string_equal(member->attributes[0], "関東");
    assert_null(member->attributes[1]);
    member = frame_find(&back, 2020, "0101");
    assert_non_null(member);
    assert_null(member->name);
    assert_nan(member->size);
    assert_null(member->attributes);
    member = frame_find(&back, 2021, "0001");
    assert_non_null(member);
    assert_string_equal(member->attributes[1], "大");
    assert_null(frame_find(&back, 2021, "0101"));
    assert_int_equal(panel.frame.count, 3); /* counts are all that estimates need */
    assert_int_equal(panel.frame.member_count, 0);
    assert_sql(f, "SELECT group_concat(printf('%d %s %s %s %s', wave, code, name, stratum, size), ', ') FROM v_member",
               "2020 0001 甲銀行 city 1.5, 2020 0101  shinkin , 2021 0001 甲 city 2.0");
    /* An attribute, a stratum and a wave that study.yaml has dropped since. */
    fixture_parse_text(f, "version: 1\nstudy: small\ninstitution: {code: c}\n"
                          "strata: {column: s, values: [{id: city}]}\nattributes: [{id: tier, column: t}]\n"
                          "scales: {offer: [{id: yes}]}\nitems: [{id: read, column: r, scale: offer}]\n"
                          "waves: {2020: {files: [a.csv]}, 2021: {files: [b.csv]}}\n");
    fixture_open(f, STORE_READ);
    (void)!store_frame(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 2);
    assert_int_equal(back.member_count, 2);
    assert_null(back.members[0].attributes);
    assert_string_equal(back.members[1].attributes[0], "大");
}

static void test_lineage(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct lineage_event events[] = {{"0001", "0002", "2020-04-01", LINEAGE_MERGER, 2},
                                     {"0003", "0004", "2020-04-01", LINEAGE_SPLIT, 5},
                                     {"0005", "0006", "2021-01-01", LINEAGE_RENAME, 3},
                                     {"0007", NULL, "2021-02-01", LINEAGE_STRATUM, 4}};
    const struct lineage lineage = {.events = events, .count = 4};
    struct lineage back;
    (void)!store_lineage(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_int_equal(back.count, 0);
    int64_t import_id = begin(f, IMPORT_LINEAGE);
    (void)!store_add_lineage(f->store, import_id, &lineage, &errors);
    (void)!store_commit(f->store, &errors);
    assert_sql(
        f, "SELECT group_concat(printf('%s %s %s %s %d', code, successor, effective, kind, line), ', ') FROM v_lineage",
        "0001 0002 2020-04-01 merger 2, 0003 0004 2020-04-01 split 5, 0005 0006 2021-01-01 rename 3, "
        "0007  2021-02-01 stratum 4");
    const struct lineage none = {0};
    (void)!store_add_lineage(f->store, begin(f, IMPORT_LINEAGE), &none, &errors);
    (void)!store_commit(f->store, &errors);
    fixture_open(f, STORE_READ);
    (void)!store_lineage(f->store, import_id, f->arena, &back, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(back.events[i].code, events[i].code);
        assert_string_equal(back.events[i].effective, events[i].effective);
        assert_int_equal(back.events[i].kind, events[i].kind);
        assert_int_equal(back.events[i].line, events[i].line);
        if (events[i].successor)
            assert_string_equal(back.events[i].successor, events[i].successor);
        else
            assert_null(back.events[i].successor);
    }
    (void)!store_lineage(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 0);
    assert_sql(f, "SELECT count(*) FROM v_lineage", "0");
}

static void test_published(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct published_figure figures[] = {{2020, WRITE, "10.1", 690, NULL, "白書"},
                                         {2021, WRITE, "7.0", -1, "-3.1", "白書"}};
    const struct published published = {.figures = figures, .count = 2};
    (void)!store_add_published(f->store, begin(f, IMPORT_PUBLISHED), &published, &errors);
    (void)!store_commit(f->store, &errors);
    struct published back;
    (void)!store_published(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 2);
    assert_int_equal(back.figures[0].item, WRITE);
    assert_string_equal(back.figures[0].percent, "10.1");
    assert_int_equal(back.figures[0].n, 690);
    assert_null(back.figures[0].points_change);
    assert_int_equal(back.figures[1].n, -1);
    assert_string_equal(back.figures[1].points_change, "-3.1");
}

static void test_margins(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct margin_cell cells[] = {{2020, 0, "東", 60, 2}, {2020, 0, "西", 0, 4}, {2021, 0, "東", 50, 3}};
    const struct margins margins = {.cells = cells, .count = 3};
    struct margins back;
    (void)!store_margins(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_int_equal(back.count, 0);
    int64_t import_id = begin(f, IMPORT_MARGINS);
    (void)!store_add_margins(f->store, import_id, &margins, &errors);
    (void)!store_commit(f->store, &errors);
    assert_sql(f, "SELECT group_concat(printf('%d %s %d', wave, value, n), ', ') FROM v_margin ORDER BY wave, value",
               "2020 東 60, 2020 西 0, 2021 東 50");
    const struct margins one = {.cells = cells, .count = 1};
    (void)!store_add_margins(f->store, begin(f, IMPORT_MARGINS), &one, &errors);
    (void)!store_commit(f->store, &errors);
    (void)!store_margins(f->store, import_id, f->arena, &back, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 3);
    assert_int_equal(back.cells[1].line, 3); /* as in the file */
    const struct margin_cell *cell = margins_find(&back, 2020, 0, "西");
    assert_non_null(cell);
    assert_int_equal(cell->N, 0);
    assert_null(margins_find(&back, 2021, 0, "西"));
    (void)!store_margins(f->store, AS_OF_NEWEST, f->arena, &back, &errors);
    assert_no_errors(&errors);
    assert_int_equal(back.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frame_of_numbers, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_frame_of_institutions, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_lineage, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_published, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_margins, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
