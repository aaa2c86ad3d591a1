/*
 * The import: what is new and what is not, vintages, all or nothing, and each problem at its place with its exact text.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "base/file.h"
#include "importer/importer.h"
#include "support/check.h"
#include "support/study_folder.h"

static struct study_folder folder;

static int make(void **state)
{
    (void)state;
    study_folder_make(&folder);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    study_folder_drop(&folder);
    return 0;
}

static enum status run(const struct importer_options *options, struct importer_result *result, struct errors *errors)
{
    struct store *store;
    enum status status =
        store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, STORE_WRITE, &store, errors);
    if (status == STATUS_OK)
        status = importer_run(folder.study, store, options, folder.arena, result, errors);
    store_close(store);
    return status;
}

static void import_all(struct importer_result *result)
{
    struct errors errors = {0};
    struct importer_options options = {0};
    (void)!run(&options, result, &errors);
    assert_no_errors(&errors);
}

/* Imports all, expects these problems, and that the file is afterwards as it was: absent. */
static void check_problems(const char *expected)
{
    struct errors errors = {0};
    struct importer_options options = {0};
    struct importer_result result;
    assert_int_equal(run(&options, &result, &errors), STATUS_INPUT);
    assert_errors(&errors, expected);
    assert_false(file_exists(study_folder_path(&folder, "survey.db")));
}

static const struct importer_entry *entry_of(const struct importer_result *result, int year)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->entries[i].kind == IMPORT_WAVE && result->entries[i].year == year)
            return &result->entries[i];
    fail_msg("there is no entry for %d", year);
    return NULL;
}

static void test_same_bytes_under_the_same_codebook_are_no_second_import(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    assert_true(result.changed);
    assert_int_equal(result.count, 3);
    assert_int_equal(entry_of(&result, 2021)->state, IMPORTER_NEW);
    assert_int_equal(entry_of(&result, 2021)->rows, 4);
    assert_int_equal(entry_of(&result, 2021)->import_id, 3);
    assert_string_equal(entry_of(&result, 2021)->encoding, "UTF-8");
    import_all(&result);
    assert_false(result.changed);
    for (size_t i = 0; i < result.count; i++)
        assert_int_equal(result.entries[i].state, IMPORTER_UNCHANGED);
    assert_int_equal(entry_of(&result, 2021)->import_id, 3);
}

static void test_a_corrected_label_is_a_new_import(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    char yaml[4096];
    (void)snprintf(yaml, sizeof yaml, "%s", study_folder_yaml);
    char *place = strstr(yaml, "also: [\"\"]");
    memcpy(place, "also: [  ]", 10);
    study_folder_write(&folder, "study.yaml", yaml);
    study_folder_write(&folder, "a.csv", "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,無回答\n");
    study_folder_reload(&folder);
    import_all(&result);
    assert_int_equal(entry_of(&result, 2020)->state, IMPORTER_CHANGED);
    assert_int_equal(entry_of(&result, 2021)->state, IMPORTER_CHANGED); /* same bytes, other codebook */
    assert_int_equal(entry_of(&result, 2020)->rows, 1);
}

static void test_a_title_is_no_new_import(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    char yaml[4096];
    (void)snprintf(yaml, sizeof yaml, "%s", study_folder_yaml);
    memcpy(strstr(yaml, "Small survey"), "Other survey", 12);
    study_folder_write(&folder, "study.yaml", yaml);
    study_folder_reload(&folder);
    import_all(&result);
    assert_false(result.changed);
}

static void test_as_of_reaches_the_earlier_vintage(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct importer_result result;
    import_all(&result);
    study_folder_write(&folder, "b.csv", "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,提供中\n");
    import_all(&result);
    assert_int_equal(entry_of(&result, 2021)->import_id, 4);
    struct store *store;
    struct panel panel;
    (void)!store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, STORE_READ, &store, &errors);
    (void)!store_panel(store, AS_OF_NEWEST, true, folder.arena, &panel, &errors);
    assert_int_equal(panel.tallies[1]->respondents[0] + panel.tallies[1]->respondents[1], 1);
    assert_int_equal(panel.pairs[1].count, 2); /* one institution, two items */
    (void)!store_panel(store, 3, true, folder.arena, &panel, &errors);
    assert_int_equal(panel.tallies[1]->respondents[0] + panel.tallies[1]->respondents[1], 4);
    (void)!store_panel(store, 2, true, folder.arena, &panel, &errors);
    assert_null(panel.tallies[1]);
    assert_no_errors(&errors);
    store_close(store);
}

static void test_dry_run_changes_nothing(void **state)
{
    (void)state;
    struct errors errors = {0};
    struct importer_options options = {.dry_run = true};
    struct importer_result result;
    assert_int_equal(run(&options, &result, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_true(result.changed);
    assert_int_equal(entry_of(&result, 2021)->import_id, 0);
    assert_false(file_exists(study_folder_path(&folder, "survey.db")));
}

static void test_every_problem_of_every_file_is_told(void **state)
{
    (void)state;
    study_folder_write(&folder, "a.csv",
                       "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,有り\n,乙,都銀,提供中,提供中\n"
                       "0001,甲,都市,提供中,提供中\n");
    study_folder_write(&folder, "b.csv", "コード,名称,業態,参照系\n0001,甲,都銀,提供中\n");
    check_problems(
        "a.csv:2:15: error[IMP012]: 更新系: \"有り\" is not one of the labels of this scale in wave 2020\n"
        "    0001,甲,都銀,提供中,有り\n"
        "                        ^\n"
        "  hint: add it to `also` of a choice in scales.offer or to waves.2020.labels.offer in study.yaml, or correct "
        "the file\n"
        "a.csv:3:1: error[IMP004]: コード: the row has no institution code\n"
        "    ,乙,都銀,提供中,提供中\n"
        "    ^\n"
        "  hint: every row needs the institution that answered\n"
        "a.csv:4:1: error[IMP005]: コード: institution \"0001\" answers twice in wave 2020, first in a.csv:2\n"
        "    0001,甲,都市,提供中,提供中\n"
        "    ^\n"
        "  hint: keep the answer that counts and take the other out\n"
        "a.csv:4:8: error[IMP006]: 業態: \"都市\" is not one of the strata in wave 2020\n"
        "    0001,甲,都市,提供中,提供中\n"
        "            ^\n"
        "  hint: add it to `also` of a stratum in study.yaml, or correct the file; known are 都銀, 信金\n"
        "b.csv:1: error[IMP002]: there is no column '更新系' in this file\n"
        "  hint: is it the column '参照系'? name the column of this file in waves.2021.columns.write in study.yaml\n");
}

static void test_a_missing_file_is_told(void **state)
{
    (void)state;
    assert_int_equal(remove(study_folder_path(&folder, "b.csv")), 0);
    check_problems("b.csv: error[IMP001]: there is no such file\n"
                   "  hint: put it there, or take it out of waves.2021.files in study.yaml\n");
    study_folder_write(&folder, "b.csv", "");
}

static void test_a_ragged_row_changes_nothing(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    struct errors errors = {0};
    struct importer_options options = {0};
    study_folder_write(&folder, "b.csv", "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中\n");
    assert_int_equal(run(&options, &result, &errors), STATUS_INPUT);
    assert_int_equal(errors.items[0].code, ERROR_CSV_RAGGED);
    assert_int_equal(errors.items[0].line, 2);
    errors_clear(&errors);
    struct store *store;
    struct panel panel;
    (void)!store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, STORE_READ, &store, &errors);
    (void)!store_panel(store, AS_OF_NEWEST, true, folder.arena, &panel, &errors);
    assert_no_errors(&errors);
    assert_int_equal(panel.tallies[1]->import_id, 3);
    store_close(store);
}

static void test_a_file_without_a_data_row_is_told(void **state)
{
    (void)state;
    study_folder_write(&folder, "b.csv", "コード,名称,業態,参照系,更新系\n");
    check_problems("b.csv: error[CSV003]: the file has no data row\n"
                   "  hint: a survey file needs at least one institution\n");
}

static void test_more_respondents_than_the_frame_has(void **state)
{
    (void)state;
    study_folder_write(&folder, "frame.csv", "wave,stratum,N\n2020,city,1\n2020,shinkin,4\n2021,city,3\n");
    check_problems("frame.csv: error[IMP007]: wave 2020 has 2 respondents in stratum '都銀', the frame counts 1\n"
                   "  hint: correct the frame, or the stratum of those who answered\n"
                   "frame.csv: error[IMP007]: wave 2021 has 2 respondents in stratum '信金', which the frame does not "
                   "count\n  hint: add the row of that wave and stratum\n");
}

static void test_a_new_frame_is_held_against_kept_waves(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    struct errors errors = {0};
    struct importer_options options = {0};
    study_folder_write(&folder, "frame.csv",
                       "wave,stratum,N\n2020,city,1\n2020,shinkin,4\n2021,city,3\n2021,shinkin,4\n");
    assert_int_equal(run(&options, &result, &errors), STATUS_INPUT);
    assert_errors(&errors, "frame.csv: error[IMP007]: wave 2020 has 2 respondents in stratum '都銀', the frame counts "
                           "1\n  hint: correct the frame, or the stratum of those who answered\n");
}

static void test_a_file_by_hand_stays_until_its_own_files_are_named(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    study_folder_write(&folder, "hand.csv", "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,提供中\n");
    const char *files[] = {study_folder_path(&folder, "hand.csv")};
    struct errors errors = {0};
    struct importer_options options = {.files = files, .file_count = 1};
    assert_int_equal(run(&options, &result, &errors), STATUS_USAGE);
    assert_int_equal(errors.items[0].code, ERROR_IMPORT_NOT_DECLARED);
    errors_clear(&errors);
    options.year = 2021;
    assert_int_equal(run(&options, &result, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_true(entry_of(&result, 2021)->by_hand);
    assert_int_equal(entry_of(&result, 2021)->import_id, 4);
    import_all(&result);
    assert_int_equal(entry_of(&result, 2021)->state, IMPORTER_BY_HAND);
    files[0] = study_folder_path(&folder, "b.csv");
    options.year = 0;
    assert_int_equal(run(&options, &result, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_int_equal(entry_of(&result, 2021)->state, IMPORTER_CHANGED);
    assert_int_equal(entry_of(&result, 2021)->import_id, 5);
    assert_false(entry_of(&result, 2021)->by_hand);
}

static void test_stale_files_are_warned_of(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    struct errors errors = {0};
    struct store *store;
    (void)!store_open(study_folder_path(&folder, "survey.db"), "survey.db", folder.study, STORE_READ, &store, &errors);
    assert_int_equal(importer_warn_stale(folder.study, store, &errors), STATUS_OK);
    assert_no_errors(&errors);
    study_folder_write(&folder, "b.csv", "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,提供中\n");
    assert_int_equal(importer_warn_stale(folder.study, store, &errors), STATUS_OK);
    assert_errors(&errors, "b.csv: warning[WRN001]: the file is not the one that was imported: figures come from the "
                           "database\n  hint: run `minaoshi import` to take it in\n");
    store_close(store);
}

/* A file of many rows under `header`, each the code and then `rest`. */
static void write_many(const char *name, const char *header, const char *rest, int count)
{
    struct buffer text = {0};
    buffer_text(&text, header);
    for (int i = 0; i < count; i++)
        buffer_format(&text, "%06d%s\n", i, rest);
    study_folder_write(&folder, name, buffer_get(&text));
    buffer_clear(&text);
}

enum { MANY = 50000 };

/* What is asked and told while a file is read. */
struct hearing {
    int asked;
    int64_t bytes, of; /* what was told first */
};

static bool give_up(void *context)
{
    ((struct hearing *)context)->asked++;
    return true;
}

static void hear(void *context, const char *file, int64_t bytes, int64_t of)
{
    struct hearing *hearing = context;
    (void)file;
    if (!hearing->of)
        *hearing = (struct hearing){.bytes = bytes, .of = of};
}

/* After the first problem nothing is written any more, but the user is still asked. */
static void test_an_interruption_is_heeded_among_problems(void **state)
{
    (void)state;
    write_many("b.csv", "コード,名称,業態,参照系,更新系\n", ",甲,都銀,不詳,提供中", MANY);
    struct hearing hearing = {0};
    struct errors errors = {0};
    struct importer_result result;
    struct importer_options options = {.interrupted = give_up, .context = &hearing, .year = 2021};
    assert_int_equal(run(&options, &result, &errors), STATUS_INTERRUPTED);
    assert_int_equal(hearing.asked, 1);
    assert_int_equal(errors.items[0].code, ERROR_INTERRUPTED);
    assert_in_range(errors.total, 2, MANY / 4);
    assert_false(file_exists(study_folder_path(&folder, "survey.db")));
    errors_clear(&errors);
}

/* Rows of the long layout are kept at the end only, and yet it is told how far the file is read. */
static void test_progress_of_the_long_layout(void **state)
{
    (void)state;
    char yaml[4096];
    (void)snprintf(yaml, sizeof yaml, "%s", study_folder_yaml);
    char *place = strstr(yaml, "  2021:");
    (void)snprintf(place, sizeof yaml - (size_t)(place - yaml),
                   "  2021: {files: [b.csv], layout: long}\nframe: frame.csv\n");
    study_folder_write(&folder, "study.yaml", yaml);
    study_folder_reload(&folder);
    write_many("b.csv", "コード,名称,業態,item,answer\n", ",甲,都銀,read,提供中", MANY);
    struct hearing hearing = {0};
    struct errors errors = {0};
    struct importer_result result;
    struct importer_options options = {.progress = hear, .context = &hearing, .year = 2021, .dry_run = true};
    assert_int_equal(run(&options, &result, &errors), STATUS_INPUT); /* the frame counts fewer */
    assert_errors(&errors, "frame.csv: error[IMP007]: wave 2021 has 50000 respondents in stratum '都銀', the frame "
                           "counts 3\n  hint: correct the frame, or the stratum of those who answered\n");
    assert_in_range(hearing.bytes, 1, hearing.of / 4 * 3);
}

/* Asked once more before the end: what was written is not committed. */
static void test_an_interruption_is_heeded_at_the_end(void **state)
{
    (void)state;
    struct importer_result result;
    import_all(&result);
    struct hearing hearing = {0};
    struct errors errors = {0};
    struct importer_options options = {.interrupted = give_up, .context = &hearing};
    study_folder_write(&folder, "frame.csv",
                       "wave,stratum,N\n2020,city,9\n2020,shinkin,9\n2021,city,9\n2021,shinkin,9\n");
    assert_int_equal(run(&options, &result, &errors), STATUS_INTERRUPTED);
    assert_errors(&errors,
                  "minaoshi: error[SYS007]: interrupted\n  hint: nothing was changed; run the command again\n");
    options = (struct importer_options){0};
    assert_int_equal(run(&options, &result, &errors), STATUS_OK);
    assert_int_equal(result.entries[0].state, IMPORTER_CHANGED); /* so the frame had not been taken in */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_bytes_under_the_same_codebook_are_no_second_import, make, drop),
        cmocka_unit_test_setup_teardown(test_a_corrected_label_is_a_new_import, make, drop),
        cmocka_unit_test_setup_teardown(test_a_title_is_no_new_import, make, drop),
        cmocka_unit_test_setup_teardown(test_as_of_reaches_the_earlier_vintage, make, drop),
        cmocka_unit_test_setup_teardown(test_dry_run_changes_nothing, make, drop),
        cmocka_unit_test_setup_teardown(test_every_problem_of_every_file_is_told, make, drop),
        cmocka_unit_test_setup_teardown(test_a_missing_file_is_told, make, drop),
        cmocka_unit_test_setup_teardown(test_a_ragged_row_changes_nothing, make, drop),
        cmocka_unit_test_setup_teardown(test_a_file_without_a_data_row_is_told, make, drop),
        cmocka_unit_test_setup_teardown(test_more_respondents_than_the_frame_has, make, drop),
        cmocka_unit_test_setup_teardown(test_a_new_frame_is_held_against_kept_waves, make, drop),
        cmocka_unit_test_setup_teardown(test_a_file_by_hand_stays_until_its_own_files_are_named, make, drop),
        cmocka_unit_test_setup_teardown(test_stale_files_are_warned_of, make, drop),
        cmocka_unit_test_setup_teardown(test_an_interruption_is_heeded_among_problems, make, drop),
        cmocka_unit_test_setup_teardown(test_progress_of_the_long_layout, make, drop),
        cmocka_unit_test_setup_teardown(test_an_interruption_is_heeded_at_the_end, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
