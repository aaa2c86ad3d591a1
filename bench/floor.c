/*
 * The floor of an import: the institutions and answers of the survey, made in memory first, inserted in one transaction
 * into tables like minaoshi's, and nothing else. Nothing is parsed, looked up, checked or counted.
 *
 *     floor TEMPLATE DATABASE ROWS SEED       prints seconds: wall, user, system, of the transaction alone
 *
 * TEMPLATE is a database into which minaoshi has imported a few rows of the same survey. Its schema and its codes are
 * taken over, so that the floor has the columns, indexes and foreign keys that minaoshi has. DATABASE must not be
 * there.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "survey.h"

/* As minaoshi opens its file; all else, as it, by SQLite's defaults: journal DELETE, synchronous FULL. */
static const char PRAGMAS[] = "PRAGMA page_size = 8192; PRAGMA cache_size = -24576; PRAGMA foreign_keys = ON;";

/* What minaoshi stores beside a number. */
enum { ROLE_ANSWERED = 0, ROLE_NO_ANSWER = 1 };

struct answer {
    int64_t line;
    double numbers[SURVEY_NUMBERS];
    char code[9];
    char name[64];
    unsigned char stratum;
    unsigned char choices[SURVEY_ITEMS];
    bool answered[SURVEY_NUMBERS];
};

/* What a column of response is filled with. */
enum source { LINE, INSTITUTION, IMPORT, FILE_ID, STRATUM, ITEM, NUMBER, NUMBER_ROLE };
struct column {
    enum source source;
    int index;
};
enum { COLUMNS_MOST = 64 };

struct floor {
    sqlite3 *db;
    int64_t import, file;
    int64_t strata[SURVEY_STRATA], choices[SURVEY_CHOICES];
    struct column columns[COLUMNS_MOST];
    int column_count;
    struct answer *answers;
    uint64_t rows;
};

static bool report(sqlite3 *db, const char *what)
{
    (void)fprintf(stderr, "floor: %s: %s\n", what, sqlite3_errmsg(db));
    return false;
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || report(db, sql);
}

/* The one integer that a query gives, told by its parameter. */
static bool look_up(sqlite3 *db, const char *sql, const char *parameter, int64_t *value)
{
    sqlite3_stmt *statement = NULL;
    bool found = sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK;
    if (found && parameter)
        found = sqlite3_bind_text(statement, 1, parameter, -1, SQLITE_STATIC) == SQLITE_OK;
    found = found && sqlite3_step(statement) == SQLITE_ROW;
    if (found)
        *value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return found || report(db, sql);
}

/* The schema of the template, and the rows that responses refer to. */
static bool take_over(sqlite3 *db, const char *template)
{
    sqlite3_stmt *statement = NULL;
    bool done = sqlite3_prepare_v2(db, "ATTACH ? AS template", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_bind_text(statement, 1, template, -1, SQLITE_STATIC) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_DONE;
    (void)sqlite3_finalize(statement);
    if (!done)
        return report(db, template);
    static const char SCHEMA[] = "SELECT sql FROM template.sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', "
                                 "'index') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid";
    if (sqlite3_prepare_v2(db, SCHEMA, -1, &statement, NULL) != SQLITE_OK)
        return report(db, SCHEMA);
    while (done && sqlite3_step(statement) == SQLITE_ROW)
        done = run(db, (const char *)sqlite3_column_text(statement, 0));
    done = sqlite3_finalize(statement) == SQLITE_OK && done;
    return done && run(db, "INSERT INTO import SELECT * FROM template.import;"
                           "INSERT INTO import_file SELECT * FROM template.import_file;"
                           "INSERT INTO stratum SELECT * FROM template.stratum;"
                           "INSERT INTO role SELECT * FROM template.role;"
                           "INSERT INTO choice SELECT * FROM template.choice;"
                           "INSERT INTO item SELECT * FROM template.item;"
                           "DETACH template;");
}

static bool read_codes(struct floor *floor)
{
    bool found = look_up(floor->db, "SELECT max(import_id) FROM import WHERE kind = 'wave'", NULL, &floor->import) &&
                 look_up(floor->db,
                         "SELECT max(file_id) FROM import_file JOIN import USING (import_id) "
                         "WHERE kind = 'wave'",
                         NULL, &floor->file);
    for (int i = 0; found && i < SURVEY_STRATA; i++)
        found = look_up(floor->db, "SELECT code FROM stratum WHERE id = ?", SURVEY_STRATUM[i].id, &floor->strata[i]);
    for (int i = 0; found && i < SURVEY_CHOICES; i++)
        found = look_up(floor->db, "SELECT code FROM choice WHERE id = ?", SURVEY_CHOICE[i].id, &floor->choices[i]);
    return found;
}

/* What a column of this name holds. */
static bool know_column(const char *name, struct column *column)
{
    static const char *const FIXED[] = {[LINE] = "line",
                                        [INSTITUTION] = "institution_id",
                                        [IMPORT] = "import_id",
                                        [FILE_ID] = "file_id",
                                        [STRATUM] = "stratum"};
    for (int i = LINE; i <= STRATUM; i++)
        if (strcmp(name, FIXED[i]) == 0) {
            column->source = (enum source)i;
            return true;
        }
    for (int i = 0; i < SURVEY_ITEMS; i++) {
        char item[32];
        (void)snprintf(item, sizeof item, "q%02d", i + 1);
        *column = (struct column){ITEM, i};
        if (strcmp(name, item) == 0)
            return true;
    }
    for (int i = 0; i < SURVEY_NUMBERS; i++) {
        size_t length = strlen(SURVEY_NUMBER[i].id);
        if (strncmp(name, SURVEY_NUMBER[i].id, length) != 0)
            continue;
        *column = (struct column){name[length] ? NUMBER_ROLE : NUMBER, i};
        if (!name[length] || strcmp(name + length, "__role") == 0)
            return true;
    }
    return false;
}

/* Finds out what the columns of response are, and prepares its insert. */
static bool prepare_response(struct floor *floor, sqlite3_stmt **insert)
{
    sqlite3_str *names = sqlite3_str_new(floor->db), *marks = sqlite3_str_new(floor->db);
    sqlite3_stmt *columns = NULL;
    bool known = sqlite3_prepare_v2(floor->db, "SELECT name FROM pragma_table_info('response') WHERE pk = 0", -1,
                                    &columns, NULL) == SQLITE_OK;
    while (known && sqlite3_step(columns) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        known = floor->column_count < COLUMNS_MOST && know_column(name, &floor->columns[floor->column_count]);
        if (!known) {
            (void)fprintf(stderr, "floor: response has a column '%s' that floor.c does not fill\n", name);
            break;
        }
        sqlite3_str_appendf(names, "%s\"%w\"", floor->column_count > 0 ? ", " : "", name);
        sqlite3_str_appendall(marks, floor->column_count > 0 ? ", ?" : "?");
        floor->column_count++;
    }
    (void)sqlite3_finalize(columns);
    char *name_list = sqlite3_str_finish(names), *mark_list = sqlite3_str_finish(marks);
    char *sql = sqlite3_mprintf("INSERT INTO response (%s) VALUES (%s)", name_list, mark_list);
    known = known && (sqlite3_prepare_v3(floor->db, sql, -1, SQLITE_PREPARE_PERSISTENT, insert, NULL) == SQLITE_OK ||
                      report(floor->db, sql));
    sqlite3_free(sql);
    sqlite3_free(mark_list);
    sqlite3_free(name_list);
    return known;
}

static bool make_answers(struct floor *floor, const struct survey *survey)
{
    floor->rows = survey->rows;
    floor->answers = calloc((size_t)survey->rows, sizeof *floor->answers);
    if (!floor->answers) {
        perror("floor");
        return false;
    }
    int64_t line = 2; /* after the header */
    for (uint64_t i = 0; i < survey->rows; i++) {
        struct survey_row row = {.stratum = 0};
        survey_make(survey, i, &row);
        struct answer *answer = &floor->answers[i];
        answer->line = line++;
        for (const char *c = row.remark; *c; c++)
            line += *c == '\n';
        memcpy(answer->code, row.code, sizeof row.code);
        memcpy(answer->name, row.name, sizeof row.name);
        memcpy(answer->numbers, row.numbers, sizeof row.numbers);
        memcpy(answer->answered, row.answered, sizeof row.answered);
        answer->stratum = (unsigned char)row.stratum;
        for (int item = 0; item < SURVEY_ITEMS; item++)
            answer->choices[item] = (unsigned char)row.choices[item];
    }
    return true;
}

static int bind_column(const struct floor *floor, sqlite3_stmt *insert, int place, uint64_t i)
{
    const struct answer *answer = &floor->answers[i];
    const struct column *column = &floor->columns[place];
    int64_t value = 0;
    switch (column->source) {
    case LINE:
        value = answer->line;
        break;
    case INSTITUTION:
        value = (int64_t)i + 1;
        break;
    case IMPORT:
        value = floor->import;
        break;
    case FILE_ID:
        value = floor->file;
        break;
    case STRATUM:
        value = floor->strata[answer->stratum];
        break;
    case ITEM:
        value = floor->choices[answer->choices[column->index]];
        break;
    case NUMBER:
        return answer->answered[column->index] ? sqlite3_bind_double(insert, place + 1, answer->numbers[column->index])
                                               : sqlite3_bind_null(insert, place + 1);
    case NUMBER_ROLE:
        value = answer->answered[column->index] ? ROLE_ANSWERED : ROLE_NO_ANSWER;
        break;
    }
    return sqlite3_bind_int64(insert, place + 1, value);
}

static bool insert_all(struct floor *floor, sqlite3_stmt *institution, sqlite3_stmt *response)
{
    if (!run(floor->db, "BEGIN IMMEDIATE;"))
        return false;
    for (uint64_t i = 0; i < floor->rows; i++) {
        const struct answer *answer = &floor->answers[i];
        bool done = sqlite3_bind_int64(institution, 1, (int64_t)i + 1) == SQLITE_OK &&
                    sqlite3_bind_text(institution, 2, answer->code, 8, SQLITE_STATIC) == SQLITE_OK &&
                    sqlite3_bind_text(institution, 3, answer->name, -1, SQLITE_STATIC) == SQLITE_OK &&
                    sqlite3_step(institution) == SQLITE_DONE && sqlite3_reset(institution) == SQLITE_OK;
        for (int c = 0; done && c < floor->column_count; c++)
            done = bind_column(floor, response, c, i) == SQLITE_OK;
        done = done && sqlite3_step(response) == SQLITE_DONE && sqlite3_reset(response) == SQLITE_OK;
        if (!done)
            return report(floor->db, "insert");
    }
    return run(floor->db, "COMMIT;");
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static bool measure(struct floor *floor, sqlite3_stmt *institution, sqlite3_stmt *response)
{
    struct timespec begin, end;
    struct rusage before, after;
    (void)getrusage(RUSAGE_SELF, &before);
    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    if (!insert_all(floor, institution, response))
        return false;
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    (void)getrusage(RUSAGE_SELF, &after);
    return printf("%.3f %.3f %.3f\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
                  seconds(after.ru_utime) - seconds(before.ru_utime),
                  seconds(after.ru_stime) - seconds(before.ru_stime)) > 0 &&
           fflush(stdout) == 0;
}

int main(int count, char **words)
{
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* as minaoshi does */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct survey survey = {.wave = 1};
    if (count != 5 || !survey_read_number(words[3], 1, SURVEY_ROWS_MOST, &survey.rows) ||
        !survey_read_number(words[4], 0, UINT64_MAX, &survey.seed)) {
        (void)fprintf(stderr, "usage: floor TEMPLATE DATABASE ROWS SEED\n");
        return 2;
    }
    struct floor floor = {.db = NULL};
    sqlite3_stmt *institution = NULL, *response = NULL;
    static const char INSTITUTION_SQL[] = "INSERT INTO institution (institution_id, code, name) VALUES (?, ?, ?)";
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool done = (sqlite3_open_v2(words[2], &floor.db, flags, NULL) == SQLITE_OK || report(floor.db, words[2])) &&
                run(floor.db, PRAGMAS) && take_over(floor.db, words[1]) && read_codes(&floor) &&
                make_answers(&floor, &survey) &&
                (sqlite3_prepare_v3(floor.db, INSTITUTION_SQL, -1, SQLITE_PREPARE_PERSISTENT, &institution, NULL) ==
                     SQLITE_OK ||
                 report(floor.db, INSTITUTION_SQL)) &&
                prepare_response(&floor, &response) && measure(&floor, institution, response);
    (void)sqlite3_finalize(institution);
    (void)sqlite3_finalize(response);
    (void)sqlite3_close(floor.db);
    free(floor.answers);
    return done ? 0 : 1;
}
