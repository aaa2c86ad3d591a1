/* A study with every kind of item, and vintages written straight into its database, for the tests of the store. */
#ifndef TESTS_UNIT_STORE_STUDY_H
#define TESTS_UNIT_STORE_STUDY_H

#include "support/check.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "store/store.h"

enum { CITY, SHINKIN };
enum { YES, NO, NO_ANSWER };
enum { READ, WRITE, PARTNERS, USES, OBSTACLES, REMARKS, ITEMS };

static const char store_study_head[] = "version: 1\n"
                                       "study: small\n"
                                       "institution: {code: コード, name: 名称}\n"
                                       "strata:\n"
                                       "  column: 業態\n"
                                       "  values:\n"
                                       "    - {id: city, label: {ja: 都銀, en: City}}\n"
                                       "    - {id: shinkin, label: {ja: 信金, en: Shinkin}}\n"
                                       "attributes:\n"
                                       "  - {id: region, column: 地域}\n"
                                       "  - {id: tier, column: 区分}\n"
                                       "scales:\n"
                                       "  offer:\n"
                                       "    - {id: yes, label: {ja: 提供中, en: Offering}}\n"
                                       "    - {id: no, label: {ja: 予定なし, en: No plan}}\n"
                                       "    - {id: no_answer, label: {ja: 無回答, en: No answer}, role: no_answer}\n";

static const char store_study_items[] =
    "items:\n"
    "  - {id: read, label: {ja: 参照, en: Read}, column: 参照系, scale: offer, adopted: [yes]}\n"
    "  - {id: write, label: {ja: 更新, en: Write}, column: 更新系, scale: offer, adopted: [yes]}\n"
    "  - {id: partners, column: 接続先数, kind: number, unit: {ja: 社, en: firms}}\n"
    "  - {id: uses, kind: multiple, columns: {transfer: 用途1, lending: 用途2}, adopted: [lending],\n"
    "     options: [{id: transfer, label: {ja: 振替, en: Transfer}}, {id: lending, label: {ja: 融資, en: Lending}}]}\n"
    "  - {id: obstacles, kind: multiple, column: 課題, separator: ';', options: [{id: cost}, {id: nothing}]}\n"
    "  - {id: remarks, kind: text, column: 自由記述}\n";

static const char store_study_waves[] =
    "waves:\n"
    "  2020: {files: [a.csv], survey_date: 2020-06-30, questions: {read: 参照は？}}\n"
    "  2021: {files: [b.csv], survey_date: 2021-06-30, columns: {partners: ~},\n"
    "         questions: {read: 参照系は？}, equivalence: {read: reworded}}\n"
    "  2022: {files: [c.csv], survey_date: 2022-06-30, layout: counts,\n"
    "         equivalence: {read: broken}}\n"
    "  2023: {files: [d.csv], survey_date: 2023-06-30}\n";

struct fixture {
    char path[64];
    struct arena *arena;
    struct study *study;
    struct store *store;
    const char *codes[32]; /* of institutions, by id less 1 */
    int64_t code_count;
};

/* What one institution answers. Zero: in the city, yes, yes, 0 partners, and so on. */
struct answers {
    const char *code;
    size_t stratum;
    int16_t read, write; /* -1: not asked */
    double partners;     /* NAN: no answer; read where the wave asks for it */
    const char *uses;    /* "10": the first option ticked, the second not; NULL: no answer */
    const char *region;  /* NULL: not there */
};

static inline void fixture_parse_text(struct fixture *f, const char *text)
{
    struct errors errors = {0};
    assert_non_null(text);
    study_free(f->study);
    f->study = NULL;
    (void)!study_parse("folder", text, strlen(text), &f->study, &errors);
    assert_no_errors(&errors);
    assert_non_null(f->study);
}

static inline void fixture_parse(struct fixture *f, const char *items, const char *waves)
{
    fixture_parse_text(f, arena_format(f->arena, "%s%s%s", store_study_head, items, waves));
}

static inline void fixture_open(struct fixture *f, enum store_mode mode)
{
    struct errors errors = {0};
    store_close(f->store);
    f->store = NULL;
    (void)!store_open(f->path, "survey.db", f->study, mode, &f->store, &errors);
    assert_no_errors(&errors);
    assert_non_null(f->store);
}

static inline int fixture_make(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->arena = arena_new();
    assert_non_null(f->arena);
    (void)snprintf(f->path, sizeof f->path, "/tmp/minaoshi-store-%ld.db", (long)getpid());
    (void)unlink(f->path);
    fixture_parse(f, store_study_items, store_study_waves);
    fixture_open(f, STORE_WRITE);
    *state = f;
    return 0;
}

static inline int fixture_drop(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    (void)unlink(f->path);
    study_free(f->study);
    arena_free(f->arena);
    free(f);
    return 0;
}

/* The id of an institution, made when it is new. */
static inline int64_t fixture_institution(struct fixture *f, const char *code)
{
    struct errors errors = {0};
    for (int64_t i = 0; i < f->code_count; i++)
        if (strcmp(f->codes[i], code) == 0)
            return i + 1;
    assert_true(f->code_count < 32);
    f->codes[f->code_count++] = code;
    assert_int_equal(
        store_add_institution(f->store, f->code_count, code, strcmp(code, "0001") ? NULL : "甲銀行", &errors),
        STATUS_OK);
    assert_no_errors(&errors);
    return f->code_count;
}

/* The slots of one institution's answers in a wave. */
static inline void fixture_slots(const struct study *study, const struct wave *wave, const struct answers *answers,
                                 int16_t *slots, double *numbers)
{
    for (size_t i = 0; i < study->slot_count; i++)
        slots[i] = -1;
    slots[study->items[READ].slot] = answers->read;
    slots[study->items[WRITE].slot] = answers->write;
    if (study->item_count <= USES)
        return;
    if (wave_asks(study, wave, PARTNERS))
        slots[study->items[PARTNERS].slot] = (int16_t)(isnan(answers->partners) ? ROLE_NO_ANSWER : ROLE_ANSWERED);
    numbers[PARTNERS] = answers->partners;
    int16_t *uses = &slots[study->items[USES].slot];
    for (size_t i = 0; answers->uses && i < 2; i++)
        uses[i] = answers->uses[i] == '1';
    uses[2] = answers->uses ? ROLE_ANSWERED : ROLE_NO_ANSWER;
    slots[study->items[OBSTACLES].slot + 2] = ROLE_NOT_APPLICABLE;
}

/* Writes a vintage of a wave and commits; gives its number. */
static inline int64_t fixture_import(struct fixture *f, int year, const struct answers *answers, size_t count,
                                     const struct lineage *lineage)
{
    struct errors errors = {0};
    const struct study *study = f->study;
    const struct wave *wave = &study->waves[study_find_wave(study, year)];
    int64_t import_id = 0, file_id = 0;
    int16_t slots[32];
    double numbers[ITEMS] = {0};
    assert_true(study->slot_count <= 32);
    struct tally_set *tally = tally_new(study, wave, f->arena);
    assert_non_null(tally);
    struct import_file file = {.name = wave->files[0], .sha256 = "00", .bytes = 10, .encoding = "UTF-8"};
    struct pairs *pairs = NULL;
    (void)!store_begin(f->store, &errors);
    (void)!store_declare(f->store, &errors);
    (void)!store_add_import(f->store, IMPORT_WAVE, wave, false, &import_id, &errors);
    (void)!store_add_file(f->store, import_id, 0, &file, &file_id, &errors);
    assert_no_errors(&errors);
    (void)!pairs_begin(f->store, import_id, year, lineage, &pairs, &errors);
    assert_no_errors(&errors);
    for (size_t i = 0; i < count; i++) {
        const char *attributes[] = {answers[i].region, NULL};
        fixture_slots(study, wave, &answers[i], slots, numbers);
        struct response response = {.import_id = import_id,
                                    .file_id = file_id,
                                    .line = (int64_t)i + 2,
                                    .institution_id = fixture_institution(f, answers[i].code),
                                    .stratum = answers[i].stratum,
                                    .slots = slots,
                                    .numbers = numbers,
                                    .attributes = attributes};
        (void)!store_add_response(f->store, &response, &errors);
        pairs_count(pairs, &response);
        tally_count(study, tally, answers[i].stratum, slots);
    }
    file.rows = (int64_t)count;
    file.unread = 3;
    file.rejected = 1;
    (void)!store_set_rows(f->store, file_id, &file, &errors);
    (void)!pairs_end(pairs, &errors);
    pairs_free(pairs);
    (void)!store_add_tally(f->store, import_id, tally, &errors);
    (void)!store_commit(f->store, &errors);
    assert_no_errors(&errors);
    return import_id;
}

/* Runs SQL with SQLite itself; gives the first column of the first row as text, "" for NULL or no row, and what SQLite
 * says where it refuses. Lives in the arena. */
static inline const char *fixture_sql(struct fixture *f, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    sqlite3_stmt *statement;
    const char *text = "";
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
        text = arena_format(f->arena, "%s", (const char *)sqlite3_column_text(statement, 0));
    if (sqlite3_finalize(statement) != SQLITE_OK)
        text = arena_format(f->arena, "%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_non_null(text);
    return text;
}

#define assert_sql(f, sql, expected) assert_string_equal(fixture_sql((f), (sql)), (expected))

#endif
