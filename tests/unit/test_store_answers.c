/*
 * Vintages of a wave: answers of every kind there and back, in the table, in the views and in the tallies; how the wave
 * asked; a wave that came as counts; one vintage beside another.
 */
#include "unit/store_study.h"

static const struct answers answers[] = {
    {"0001", CITY, YES, NO, 12.5, "10", "関東"},
    {"0002", CITY, NO, NO_ANSWER, NAN, NULL, NULL},
    {"0101", SHINKIN, YES, YES, 0, "00", "近畿"},
    {"0102", SHINKIN, -1, YES, 3, "11", "近畿"},
};

static void test_add_response_keeps_every_kind(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, answers, 4, NULL);
    assert_sql(f,
               "SELECT group_concat(printf('%s|%s|%s|%s|%s|%s|%s|%s|%s|%s', line, stratum, read, write, partners, "
               "partners__role, uses__transfer, uses__lending, uses__role, obstacles__role), ' ') FROM response",
               "2|1|1|2|12.5|0|1|0|0|3 3|1|2|3||1|||1|3 4|2|1|1|0.0|0|0|0|0|3 5|2||1|3.0|0|1|1|0|3");
    assert_sql(f, "SELECT typeof(partners) || typeof(uses__lending) || typeof(region) FROM response",
               "realintegertext");
    assert_sql(f, "SELECT group_concat(coalesce(region, '-')) FROM response", "関東,-,近畿,近畿");
    assert_sql(f, "SELECT count(tier) + count(obstacles__cost) FROM response", "0"); /* no file has them */
    assert_sql(f, "SELECT group_concat(code || coalesce(name, '-')) FROM institution", "0001甲銀行,0002-,0101-,0102-");
    /* No column for free text. */
    assert_sql(f, "SELECT count(*) FROM pragma_table_info('response') WHERE name LIKE 'remarks%'", "0");
}

static void test_views_show_every_kind(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, answers, 1, NULL); /* an older vintage, which no view shows */
    (void)fixture_import(f, 2020, answers, 4, NULL);
    (void)fixture_import(f, 2021, answers, 2, NULL);
    assert_sql(
        f,
        "SELECT group_concat(printf('%s %s %s %s %s %s/%s %s%s/%s', code, stratum, region, read, write, partners, "
        "partners__role, uses__transfer, uses__lending, uses__role), ', ') FROM v_response WHERE wave = 2020",
        "0001 city 関東 yes no 12.5/answered 10/answered, 0002 city  no no_answer /no_answer /no_answer, "
        "0101 shinkin 近畿 yes yes 0.0/answered 00/answered, 0102 shinkin 近畿  yes 3.0/answered 11/answered");
    assert_sql(f, "SELECT group_concat(name) FROM pragma_table_info('v_response')",
               "wave,code,name,stratum,region,tier,read,write,partners,partners__role,uses__transfer,uses__lending,"
               "uses__role,obstacles__cost,obstacles__nothing,obstacles__role,file,line");
    assert_sql(f, "SELECT file || line || name FROM v_response WHERE code = '0001' AND wave = 2020", "a.csv2甲銀行");
    assert_sql(f, "SELECT group_concat(coalesce(partners__role, '-')) FROM v_response WHERE wave = 2021", "-,-");
    assert_sql(f, "SELECT group_concat(name) FROM pragma_table_info('v_answer')",
               "wave,code,name,stratum,item,choice,value,role,label_ja,label_en,file,line");
    static const struct {
        const char *code, *answers;
    } rows[] = {
        {"0001", "obstacles   not_applicable , partners  12.5 answered , read yes  answered Offering, "
                 "uses transfer  answered Transfer, write no  answered No plan"},
        {"0002", "obstacles   not_applicable , partners   no_answer , read no  answered No plan, uses   no_answer , "
                 "write no_answer  no_answer No answer"},
        {"0101", "obstacles   not_applicable , partners  0.0 answered , read yes  answered Offering, uses   answered , "
                 "write yes  answered Offering"},
        {"0102", "obstacles   not_applicable , partners  3.0 answered , uses lending  answered Lending, "
                 "uses transfer  answered Transfer, write yes  answered Offering"},
    };
    for (size_t i = 0; i < 4; i++)
        assert_sql(
            f,
            arena_format(f->arena,
                         "SELECT group_concat(text, ', ') FROM (SELECT printf('%%s %%s %%s %%s %%s', item, choice, "
                         "value, role, label_en) AS text FROM v_answer WHERE wave = 2020 AND code = '%s' "
                         "ORDER BY 1)",
                         rows[i].code),
            rows[i].answers);
    assert_sql(f, "SELECT count(*) FROM v_answer WHERE wave = 2021 AND item = 'partners'", "0");
}

static void test_tally_counts_every_kind(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    int64_t import_id = fixture_import(f, 2020, answers, 4, NULL);
    fixture_open(f, STORE_READ);
    struct tally_set *tally;
    assert_int_equal(store_tally(f->store, 2020, AS_OF_NEWEST, f->arena, &tally, &errors), STATUS_OK);
    assert_non_null(tally);
    assert_int_equal(tally->import_id, import_id);
    assert_int_equal(tally->respondents[CITY], 2);
    assert_int_equal(tally->respondents[SHINKIN], 2);
    const struct study *study = f->study;
    assert_int_equal(*tally_cell(study, tally, READ, CITY, YES), 1);
    assert_int_equal(*tally_cell(study, tally, READ, SHINKIN, YES), 1); /* 0102 was not asked */
    assert_int_equal(*tally_cell(study, tally, WRITE, CITY, NO_ANSWER), 1);
    assert_int_equal(*tally_cell(study, tally, PARTNERS, CITY, ROLE_ANSWERED), 1);
    assert_int_equal(*tally_cell(study, tally, PARTNERS, CITY, ROLE_NO_ANSWER), 1);
    assert_int_equal(*tally_cell(study, tally, PARTNERS, SHINKIN, ROLE_ANSWERED), 2);
    static const int64_t uses[2][2 + ROLE_END] = {{1, 0, 1, 1, 0, 0, 0}, {1, 1, 2, 0, 0, 0, 0}};
    for (size_t h = 0; h < 2; h++)
        assert_memory_equal(tally_cell(study, tally, USES, h, 0), uses[h], sizeof uses[h]);
    assert_int_equal(*tally_cell(study, tally, OBSTACLES, CITY, 2 + ROLE_NOT_APPLICABLE), 2);
    assert_null(tally->counts[REMARKS]);
    assert_sql(
        f,
        "SELECT group_concat(printf('%s %s %s %s %d', item, stratum, choice, role, n), ', ') FROM (SELECT * FROM "
        "v_tally WHERE item IN ('uses', 'partners', 'read') AND stratum = 'city' ORDER BY 2, 4, 5)",
        "partners city  answered 1, partners city  no_answer 1, read city no answered 1, read city yes answered 1, "
        "uses city  answered 1, uses city  no_answer 1, uses city transfer answered 1");
}

static void test_tally_of_what_study_yaml_no_longer_declares(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct tally_set *tally;
    (void)fixture_import(f, 2020, answers, 4, NULL);
    fixture_parse(f,
                  "items:\n"
                  "  - {id: read, column: 参照系, scale: offer}\n"
                  "  - {id: write, column: 更新系, scale: offer}\n"
                  "  - {id: uses, kind: multiple, column: 用途, separator: ';', options: [{id: transfer}]}\n",
                  "waves: {2020: {files: [a.csv]}}\n");
    fixture_open(f, STORE_READ);
    assert_int_equal(store_tally(f->store, 2020, AS_OF_NEWEST, f->arena, &tally, &errors), STATUS_FAILURE);
    assert_null(tally);
    assert_errors(&errors,
                  "survey.db: error[DB007]: the database has answers with an option that study.yaml does not declare\n"
                  "  hint: run `minaoshi import`, or give study.yaml back what it declared\n");
}

static void test_store_newest_and_imports(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct import newest, *imports;
    size_t count;
    int64_t first = fixture_import(f, 2020, answers, 4, NULL), second = fixture_import(f, 2020, answers, 3, NULL);
    assert_int_equal(store_newest(f->store, IMPORT_WAVE, 2020, AS_OF_NEWEST, f->arena, &newest, &errors), STATUS_OK);
    assert_int_equal(newest.id, second);
    assert_int_equal(newest.layout, LAYOUT_WIDE);
    assert_false(newest.by_hand);
    assert_string_equal(newest.codebook, f->study->waves[0].hash);
    assert_string_equal(newest.version, MINAOSHI_VERSION);
    assert_int_equal(strlen(newest.created), strlen("2026-01-01T00:00:00Z"));
    assert_int_equal(newest.file_count, 1);
    assert_string_equal(newest.files[0].name, "a.csv");
    assert_int_equal(newest.files[0].rows, 3);
    assert_int_equal(newest.files[0].unread, 3);
    assert_int_equal(newest.files[0].rejected, 1);
    assert_int_equal(store_newest(f->store, IMPORT_WAVE, 2020, first, f->arena, &newest, &errors), STATUS_OK);
    assert_int_equal(newest.id, first);
    assert_int_equal(store_newest(f->store, IMPORT_LINEAGE, 0, AS_OF_NEWEST, f->arena, &newest, &errors), STATUS_OK);
    assert_int_equal(newest.id, 0);
    int64_t lineage_id = 0;
    (void)!store_begin(f->store, &errors);
    (void)!store_add_import(f->store, IMPORT_LINEAGE, NULL, false, &lineage_id, &errors);
    (void)!store_commit(f->store, &errors);
    assert_int_equal(store_imports(f->store, AS_OF_NEWEST, f->arena, &imports, &count, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(count, 3);
    assert_int_equal(imports[1].kind, IMPORT_WAVE);
    assert_int_equal(imports[1].year, 2020);
    assert_int_equal(imports[1].files->rows, 3);
    assert_int_equal(imports[1].files->rejected, 1);
    assert_string_equal(imports[1].files->name, "a.csv");
    assert_int_equal(imports[2].kind, IMPORT_LINEAGE);
    assert_int_equal(imports[2].id, lineage_id);
    assert_sql(f, "SELECT group_concat(kind || coalesce(layout, '-') || file || rows || rejected) FROM v_vintage",
               "wavewidea.csv41,wavewidea.csv31");
}

static void test_a_vintage_knows_its_responses(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, answers, 4, NULL);
    (void)fixture_import(f, 2021, answers, 2, NULL);
    (void)fixture_import(f, 2020, answers, 3, NULL);
    assert_sql(f, "SELECT group_concat(first_response || '-' || last_response) FROM import", "1-4,5-6,7-9");
    assert_sql(f,
               "SELECT count(*) FROM import AS i JOIN response AS r USING (import_id) WHERE r.response_id NOT BETWEEN "
               "i.first_response AND i.last_response",
               "0");
    assert_sql(f, "SELECT count(*) FROM v_response", "5");
}

static void test_add_import_keeps_how_it_was_asked(void **state)
{
    struct fixture *f = *state;
    (void)fixture_import(f, 2020, answers, 4, NULL);
    (void)fixture_import(f, 2021, answers, 4, NULL);
    assert_sql(f, "SELECT group_concat(printf('%d %s %s %s', wave, item, text, equivalence), ', ') FROM v_question",
               "2020 read 参照は？ identical, 2020 write  identical, 2020 partners  identical, 2020 uses  identical, "
               "2020 obstacles  identical, 2021 read 参照系は？ reworded, 2021 write  identical, 2021 uses  identical, "
               "2021 obstacles  identical");
    /* printf 参照は？ | sha256sum */
    assert_sql(f, "SELECT sha256 FROM v_question WHERE wave = 2020 AND item = 'read'",
               "a76f293aeb2df80752a1ac90e035e7115fca3a9b13faa29672d20cb8c04d19a9");
    assert_sql(f, "SELECT count(sha256) FROM v_question", "2");
}

static void test_a_wave_that_came_as_counts(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    const struct wave *wave = &f->study->waves[2];
    struct import newest;
    (void)fixture_import(f, 2021, answers, 4, NULL);
    int64_t import_id = 0;
    struct tally_set *tally = tally_new(f->study, wave, f->arena);
    assert_non_null(tally);
    tally->respondents[CITY] = 5;
    *tally_cell(f->study, tally, READ, CITY, YES) = 3;
    *tally_cell(f->study, tally, USES, CITY, 1) = 2;
    *tally_cell(f->study, tally, USES, CITY, 2 + ROLE_ANSWERED) = 4;
    (void)!store_begin(f->store, &errors);
    (void)!store_declare(f->store, &errors);
    (void)!store_add_import(f->store, IMPORT_WAVE, wave, true, &import_id, &errors);
    (void)!store_add_tally(f->store, import_id, tally, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    (void)fixture_import(f, 2023, answers, 4, NULL); /* its neighbour came as counts */
    assert_sql(f, "SELECT count(*) FROM pairing", "0");
    fixture_open(f, STORE_READ);
    struct panel panel;
    (void)!store_panel(f->store, AS_OF_NEWEST, true, f->arena, &panel, &errors);
    (void)!store_newest(f->store, IMPORT_WAVE, 2022, AS_OF_NEWEST, f->arena, &newest, &errors);
    assert_no_errors(&errors);
    assert_int_equal(newest.layout, LAYOUT_COUNTS);
    assert_true(newest.by_hand);
    assert_null(panel.tallies[0]);
    assert_int_equal(panel.tallies[2]->respondents[CITY], 5);
    assert_int_equal(*tally_cell(f->study, panel.tallies[2], READ, CITY, YES), 3);
    assert_int_equal(*tally_cell(f->study, panel.tallies[2], USES, CITY, 1), 2);
    assert_int_equal(*tally_cell(f->study, panel.tallies[2], USES, CITY, 2 + ROLE_ANSWERED), 4);
    for (size_t i = 2; i < 4; i++) { /* not known, which is not the same as none */
        assert_int_equal(panel.pairs[i].year, 0);
        assert_int_equal(panel.pairs[i].count, 0);
    }
    assert_sql(f, "SELECT first_response || '-' || last_response FROM import WHERE wave = 2022", "5-4");
    assert_sql(f, "SELECT count(*) FROM v_response WHERE wave = 2022", "0");
}

static enum status take_text(void *context, int64_t institution_id, const char *code, size_t length, const char *name)
{
    struct buffer *out = context;
    buffer_format(out, "%lld %.*s %s\n", (long long)institution_id, (int)length, code, name ? name : "-");
    return STATUS_OK;
}

static enum status take_none(void *context, int64_t institution_id, const char *code, size_t length, const char *name)
{
    (void)institution_id, (void)code, (void)length, (void)name;
    ++*(int *)context;
    return STATUS_FAILURE;
}

static void test_institutions(void **state)
{
    struct fixture *f = *state;
    struct errors errors = {0};
    struct buffer out = {0};
    (void)fixture_import(f, 2020, answers, 3, NULL);
    (void)!store_begin(f->store, &errors);
    (void)!store_rename_institution(f->store, 2, "乙信用金庫", &errors);
    (void)!store_add_institution(f->store, 10, "0009", "己", &errors);
    (void)!store_add_institution(f->store, 11, "0010", NULL, &errors);
    (void)!store_commit(f->store, &errors);
    (void)!store_institutions(f->store, take_text, &out, &errors);
    assert_no_errors(&errors);
    assert_string_equal(buffer_get(&out), "1 0001 甲銀行\n2 0002 乙信用金庫\n3 0101 -\n10 0009 己\n11 0010 -\n");
    buffer_clear(&out);
    int calls = 0;
    assert_int_equal(store_institutions(f->store, take_none, &calls, &errors), STATUS_FAILURE);
    assert_int_equal(calls, 1);
    assert_errors(&errors, "minaoshi: error[SYS001]: out of memory\n");
    assert_int_equal(store_add_institution(f->store, 12, "0001", NULL, &errors), STATUS_FAILURE);
    assert_errors(&errors, "survey.db: error[DB001]: UNIQUE constraint failed: institution.code\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_add_response_keeps_every_kind, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_views_show_every_kind, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_tally_counts_every_kind, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_tally_of_what_study_yaml_no_longer_declares, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_store_newest_and_imports, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_a_vintage_knows_its_responses, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_add_import_keeps_how_it_was_asked, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_a_wave_that_came_as_counts, fixture_make, fixture_drop),
        cmocka_unit_test_setup_teardown(test_institutions, fixture_make, fixture_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
