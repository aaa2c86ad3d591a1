/* Records of decisions: the same bytes for the same sources, there and back, each doctored byte told, and what differs
 * between two of them. */
#include "unit/threshold_panel.h"

#include "base/buffer.h"

#define RULE "id: r, item: personal, estimator: published, using: point, severity: revise, at_least: "

struct sources {
    struct fixture f;
    struct import imports[WAVES];
    struct import_file file;
    struct record_input inputs[2];
    struct record_sources record;
    struct lineage lineage;
};

static void set_hash(char hash[SHA256_TEXT], char digit)
{
    memset(hash, digit, SHA256_TEXT - 1);
    hash[SHA256_TEXT - 1] = '\0';
}

/* Evaluates the rules, and makes sources of what they come to. */
static void evaluate(struct sources *s, const char *const *rules)
{
    set_rules(&s->f, rules);
    run_check(&s->f, EVERY);
    s->record = (struct record_sources){.number = 1,
                                        .panel = &s->f.panel,
                                        .lineage = &s->lineage,
                                        .check = &s->f.check,
                                        .inputs = s->inputs,
                                        .input_count = 2,
                                        .imports = s->imports};
}

static void open_sources(struct sources *s)
{
    static const char *const rules[] = {RULE "60%", NULL};
    *s = (struct sources){0};
    fixture_open(&s->f, RULES_STUDY(""), 900, 90, 10);
    set_series(&s->f, 0, "100/800 - 200/600 300/800 100/300 300/900");
    set_strata(&s->f, 5, 1, "1/3 2/3 0/3");
    s->inputs[0].name = "study.yaml";
    s->inputs[1].name = "rules \"1\"\t表.yaml";
    set_hash(s->inputs[0].sha256, 'a');
    set_hash(s->inputs[1].sha256, 'b');
    s->inputs[0].bytes = 12;
    s->file = (struct import_file){.name = "2021.csv", .bytes = 34};
    set_hash(s->file.sha256, 'c');
    s->imports[5] = (struct import){
        .id = 7, .kind = IMPORT_WAVE, .year = 2021, .by_hand = true, .files = &s->file, .file_count = 1};
    set_hash(s->imports[5].codebook, 'd');
    evaluate(s, rules);
}

static void close_sources(struct sources *s)
{
    fixture_close(&s->f);
}

static void write_record(const struct sources *s, struct buffer *out)
{
    struct errors errors = {0};
    assert_int_equal(record_write(&s->record, out, &errors), STATUS_OK);
    assert_no_errors(&errors);
}

static void read_record(const struct buffer *text, struct decision_record *record)
{
    struct errors errors = {0};
    assert_int_equal(record_read("r.json", buffer_get(text), text->length, record, &errors), STATUS_OK);
    assert_no_errors(&errors);
}

static void test_same_bytes(void **state)
{
    struct sources s;
    struct buffer first = {0}, second = {0};
    (void)state;
    open_sources(&s);
    write_record(&s, &first);
    write_record(&s, &second);
    assert_string_equal(buffer_get(&first), buffer_get(&second));
    assert_non_null(
        strstr(buffer_get(&first), "\n    {\"name\": \"rules \\\"1\\\"\\u0009表.yaml\", \"sha256\": \"bbbb"));
    /* 300/900: 12 significant digits; a negative zero is none; what does not exist is null */
    assert_non_null(strstr(buffer_get(&first), "\"value\": 0.333333333333, "));
    assert_non_null(strstr(buffer_get(&first), "\"status\": \"stale\", \"value\": null, \"lower\": null"));
    assert_null(strstr(buffer_get(&first), "-0,"));
    assert_null(strstr(buffer_get(&first), "nan"));
    buffer_clear(&first);
    buffer_clear(&second);
    close_sources(&s);
}

static void test_there_and_back(void **state)
{
    struct sources s;
    struct buffer text = {0};
    struct decision_record record;
    struct record_input input;
    struct import *waves;
    size_t wave_count;
    (void)state;
    open_sources(&s);
    s.record.number = 3;
    write_record(&s, &text);
    read_record(&text, &record);
    assert_int_equal(record.year, 2021);
    assert_int_equal(record.number, 3);
    assert_string_equal(record.study, "trial");
    assert_string_equal(record.decision, "no revision");
    assert_string_equal(record.program, MINAOSHI_VERSION);
    assert_true(record_input_at(&record, 1, &input));
    assert_string_equal(input.name, s.inputs[1].name);
    assert_string_equal(input.sha256, s.inputs[1].sha256);
    assert_true(record_find_input(&record, "study.yaml", &input));
    assert_int_equal(input.bytes, 12);
    assert_false(record_find_input(&record, "frame.csv", &input));
    assert_false(record_input_at(&record, 2, &input));
    assert_int_equal(record_waves(&record, s.f.arena, &waves, &wave_count), STATUS_OK);
    assert_int_equal(wave_count, 6);
    assert_int_equal(waves[0].year, 2016);
    assert_int_equal(waves[0].file_count, 0);
    assert_int_equal(waves[5].kind, IMPORT_WAVE);
    assert_int_equal(waves[5].year, 2021);
    assert_true(waves[5].by_hand);
    assert_string_equal(waves[5].codebook, s.imports[5].codebook);
    assert_int_equal(waves[5].file_count, 1);
    assert_string_equal(waves[5].files[0].name, "2021.csv");
    assert_string_equal(waves[5].files[0].sha256, s.file.sha256);
    record_clear(&record);
    buffer_clear(&text);
    close_sources(&s);
}

/* Any single byte that is another one is told. */
static void test_doctored_bytes(void **state)
{
    struct sources s;
    struct buffer text = {0};
    (void)state;
    open_sources(&s);
    write_record(&s, &text);
    for (size_t i = 0; i < text.length; i++) {
        struct errors errors = {0};
        struct decision_record record;
        char was = text.bytes[i];
        text.bytes[i] = was == '1' ? '2' : '1';
        assert_int_equal(record_read("r.json", buffer_get(&text), text.length, &record, &errors),
                         STATUS_NOT_REPRODUCED);
        assert_null(record.root);
        assert_true(errors.total > 0);
        errors_clear(&errors);
        text.bytes[i] = was;
    }
    for (size_t length = 0; length < text.length; length++) {
        struct errors errors = {0};
        struct decision_record record;
        assert_int_equal(record_read("r.json", buffer_get(&text), length, &record, &errors), STATUS_NOT_REPRODUCED);
        errors_clear(&errors);
    }
    buffer_clear(&text);
    close_sources(&s);
}

static void check_read(const char *text, const char *expected)
{
    struct errors errors = {0};
    struct decision_record record;
    assert_int_equal(record_read("r.json", text, strlen(text), &record, &errors), STATUS_NOT_REPRODUCED);
    assert_errors(&errors, expected);
}

#define RESTORE "  hint: restore it from version control, or from the database\n"

static void test_messages(void **state)
{
    (void)state;
    check_read("{\"format\": 1,\n  \"format\": 1}",
               "r.json:2:10: error[REC002]: this is no JSON: duplicate object key near '\"format\"'\n" RESTORE);
    check_read("7", "r.json:1:1: error[REC002]: this is no JSON: '[' or '{' expected near '7'\n" RESTORE);
    check_read("[7]", "r.json: error[REC002]: the file is no record\n" RESTORE);
    check_read("{}", "r.json: error[REC002]: 'format' is missing\n" RESTORE);
    check_read("{\"format\": \"1\"}", "r.json: error[REC002]: 'format' is not of its type\n" RESTORE);
    check_read("{\"format\": 2}", "r.json: error[REC002]: format 2 of records is not known\n"
                                  "  hint: use the version of minaoshi that wrote it\n");
    static const char head[] = "{\"format\": 1, \"program\": \"0\", \"study\": \"s\", \"wave\": 2021, \"number\": 1, "
                               "\"decision\": \"revision\", \"options\": {}, \"content\": {}, \"rules\": [], "
                               "\"states\": [], \"rates\": [], \"changes\": [], \"sha256\": \"0\", ";
    struct buffer text = {0};
    buffer_format(&text, "%s\"inputs\": [3, {\"name\": \"a\", \"sha256\": \"x\", \"bytes\": 1}], \"waves\": []}", head);
    check_read(buffer_get(&text), "r.json: error[REC002]: 'name' is missing\n" RESTORE
                                  "r.json: error[REC002]: 'sha256' is missing\n" RESTORE
                                  "r.json: error[REC002]: 'bytes' is missing\n" RESTORE
                                  "r.json: error[REC002]: 'sha256' is no hash\n" RESTORE);
    text.length = 0;
    buffer_format(&text, "%s\"inputs\": [], \"waves\": [{\"wave\": 2021, \"files\": [], \"codebook\": \"x\"}]}", head);
    check_read(buffer_get(&text), "r.json: error[REC002]: 'codebook' is no hash\n" RESTORE);
    text.length = 0;
    buffer_format(&text, "%s\"inputs\": [], \"waves\": []}", head);
    check_read(buffer_get(&text), "r.json: error[REC003]: the record is not as it was written: its seal is not that of "
                                  "its content\n" RESTORE);
    buffer_clear(&text);
}

/* "rule r at_least 0.6 0.5; …": what differs between a record and the sources as they are now. */
static void check_differences(const struct sources *s, const struct buffer *before, const char *expected)
{
    struct buffer text = {0}, told = {0};
    struct decision_record was, is;
    struct record_difference *differences;
    struct errors errors = {0};
    size_t count;
    write_record(s, &text);
    read_record(before, &was);
    read_record(&text, &is);
    assert_int_equal(record_compare(&was, &is, s->f.arena, &differences, &count, &errors), STATUS_OK);
    assert_no_errors(&errors);
    record_clear(&was);
    record_clear(&is);
    for (size_t i = 0; i < count; i++)
        buffer_format(&told, "%s %s: %s %s %s\n", record_part_name(differences[i].part), differences[i].name,
                      differences[i].field, differences[i].before, differences[i].now);
    assert_string_equal(buffer_get(&told), expected);
    buffer_clear(&text);
    buffer_clear(&told);
}

static void test_differences(void **state)
{
    static const char *const same[] = {RULE "60.0%, text: other", NULL};
    static const char *const lower[] = {RULE "30%", NULL};
    static const char *const more[] = {RULE "60%",
                                       "id: s, item: corporate, estimator: published, using: point, "
                                       "severity: watch, at_least: 90%",
                                       NULL};
    struct sources s;
    struct buffer before = {0};
    (void)state;
    open_sources(&s);
    write_record(&s, &before);
    check_differences(&s, &before, "");
    s.record.number = 2;
    check_differences(&s, &before, "");
    evaluate(&s, same);
    check_differences(&s, &before, "");
    evaluate(&s, lower);
    check_differences(&s, &before,
                      "rule r: at_least 0.6 0.3\nstate r: margin 240 -31\nstate r: margin_state fired clear\n"
                      "state 2018 r personal: state clear fired\nstate 2018 r personal: since 2016 2018\n"
                      "state 2019 r personal: state clear fired\nstate 2019 r personal: since 2016 2018\n"
                      "state 2020 r personal: state clear fired\nstate 2020 r personal: since 2016 2018\n"
                      "state 2021 r personal: state clear fired\nstate 2021 r personal: since 2016 2018\n"
                      "decision decision: decision no revision revision\ndecision decision: decisive  r\n");
    evaluate(&s, more);
    check_differences(&s, &before, "rule s: added  \n");
    close_sources(&s);
    buffer_clear(&before);
}

static void test_differences_of_inputs(void **state)
{
    static const char *const rules[] = {RULE "60%", NULL};
    const struct record_override override = {"revision", "an incident", "the council", "2022-01-20"};
    struct sources s;
    struct buffer before = {0};
    char hashes[4][SHA256_TEXT];
    (void)state;
    open_sources(&s);
    write_record(&s, &before);
    for (int i = 0; i < 4; i++)
        set_hash(hashes[i], "adce"[i]);
    memcpy(s.inputs[0].sha256, hashes[3], SHA256_TEXT);
    s.file.name = "other.csv";
    s.record.override = &override;
    struct buffer expected = {0};
    buffer_format(&expected,
                  "input study.yaml: sha256 %s %s\ninput 2021.csv: removed  \ninput other.csv: added  \n"
                  "decision override: decision  revision\ndecision override: reason  an incident\n"
                  "decision override: by  the council\ndecision override: date  2022-01-20\n",
                  hashes[0], hashes[3]);
    check_differences(&s, &before, buffer_get(&expected));
    buffer_clear(&expected);
    buffer_clear(&before);
    close_sources(&s);
    /* One cell of the database: the counts of its wave, and nothing where no rate or rule rests on it. */
    open_sources(&s);
    write_record(&s, &before);
    *tally_cell(s.f.study, s.f.panel.tallies[0], 0, 0, BLANK) += 1;
    evaluate(&s, rules);
    struct buffer after = {0};
    write_record(&s, &after);
    const char *was = strstr(buffer_get(&before), "\"counts\": \""), *is = strstr(buffer_get(&after), "\"counts\": \"");
    assert_true(was && is);
    buffer_format(&expected, "counts 2016: counts %.64s %.64s\n", was + 11, is + 11);
    check_differences(&s, &before, buffer_get(&expected));
    buffer_clear(&expected);
    buffer_clear(&after);
    buffer_clear(&before);
    close_sources(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),     cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_doctored_bytes), cmocka_unit_test(test_messages),
        cmocka_unit_test(test_differences),    cmocka_unit_test(test_differences_of_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
