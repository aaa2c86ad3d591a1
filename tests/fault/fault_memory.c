/*
 * Whole commands without enough memory: each allocation of each command fails once, and then every one after it too.
 * A command then either ends well, with what it prints and writes as ever, or says what went wrong, with a status
 * that tells of a failure, and leaves the database as it was. Nothing may crash or leak (AddressSanitizer tells).
 * fault_memory FOLDER: makes a study in FOLDER.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "fault/allocations.h"

int program_main(int argc, char **argv); /* src/main.c, under another name */

enum { WORDS = 12 };

struct trial {
    const char *words[WORDS]; /* after the program's name; NULL-terminated */
    bool fresh;               /* begins without a database, and must leave none where it fails */
    const char *writes;       /* a file of the study that it makes anew; NULL: none */
};

static const struct trial trials[] = {
    {{"import", "--quiet"}, true, NULL},
    {{"import"}, true, NULL},
    {{"import"}, false, NULL},
    {{"status"}, false, NULL},
    {{"rates", "--json"}, false, NULL},
    {{"rates", "--by", "stratum", "--choices", "--csv"}, false, NULL},
    {{"rates", "--where", "read = 'yes'"}, false, NULL},
    {{"change", "--format", "markdown"}, false, NULL},
    {{"change", "--transitions"}, false, NULL},
    {{"change", "--decompose"}, false, NULL},
    {{"bounds"}, false, NULL},
    {{"probability", "--at-least", "50%"}, false, NULL},
    {{"test", "--by", "stratum", "--pairwise"}, false, NULL},
    {{"trend"}, false, NULL},
    {{"response"}, false, NULL},
    {{"check"}, false, NULL},
    {{"means"}, false, NULL},
    {{"means", "--totals"}, false, NULL},
    {{"import", "--suggest", "a.csv"}, false, NULL},
    {{"report"}, false, NULL},
    {{"rates", "--csv", "-o", "rates.csv"}, false, "rates.csv"},
    {{"feasible", "10.1", "--n", "594:1000"}, false, NULL},
    {{"rates", "--item", "nothing"}, false, NULL},
};

static const struct {
    const char *name, *text;
} files[] = {
    {"study.yaml",
     "version: 1\n"
     "study: small\n"
     "title: {ja: 小調査, en: Small survey}\n"
     "institution: {code: コード, name: 名称}\n"
     "strata:\n"
     "  column: 業態\n"
     "  values:\n"
     "    - {id: city, label: {ja: 都銀, en: City}}\n"
     "    - {id: shinkin, label: {ja: 信金, en: Shinkin}}\n"
     "attributes:\n"
     "  - {id: region, label: {ja: 地域, en: Region}, column: 地域}\n"
     "scales:\n"
     "  offer:\n"
     "    - {id: yes, label: {ja: 提供中, en: Offering}}\n"
     "    - {id: no, label: {ja: 予定なし, en: No plan}}\n"
     "    - {id: no_answer, label: {ja: 無回答, en: No answer}, role: no_answer, also: [\"\"]}\n"
     "items:\n"
     "  - {id: read, label: {ja: 参照, en: Read}, column: 参照系, scale: offer, adopted: [yes]}\n"
     "  - {id: write, label: {ja: 更新, en: Write}, column: 更新系, scale: offer, adopted: [yes]}\n"
     "  - {id: firms, label: {ja: 接続先, en: Firms}, column: 接続先, kind: number, unit: 社}\n"
     "  - {id: uses, label: {ja: 用途, en: Uses}, column: 用途, kind: multiple, separator: ';',\n"
     "     options: [{id: pay, label: {ja: 決済, en: Payment}}, {id: lend, label: {ja: 融資, en: Lending}}]}\n"
     "waves:\n"
     "  2020: {files: [a.csv]}\n"
     "  2021: {files: [b.csv]}\n"
     "frame: frame.csv\n"
     "lineage: lineage.csv\n"
     "published: published.csv\n"
     "rules: rules.yaml\n"
     "publish: {minimum_cell: 2}\n"},
    {"a.csv", "コード,名称,業態,地域,参照系,更新系,接続先,用途\n"
              "001,甲,都銀,東,提供中,予定なし,3,決済\n"
              "002,乙,信金,西,予定なし,予定なし,1,決済;融資\n"
              "003,丙,信金,西,提供中,,,\n"
              "004,丁,信金,東,予定なし,予定なし,0,融資\n"},
    {"b.csv", "コード,名称,業態,地域,参照系,更新系,接続先,用途\n"
              "001,甲,都銀,東,提供中,提供中,4,決済\n"
              "002,乙,信金,西,提供中,予定なし,2,決済;融資\n"
              "005,戊,都銀,東,提供中,提供中,7,融資\n"
              "006,己,信金,東,予定なし,提供中,1,\n"},
    {"frame.csv", "wave,stratum,N\n2020,city,3\n2020,shinkin,4\n2021,city,3\n2021,shinkin,4\n"},
    {"lineage.csv", "code,successor,effective,kind\n003,006,2020-10-01,rename\n004,002,2020-12-01,merger\n"},
    {"published.csv", "wave,item,percent,n,points_change,source\n2021,write,75.0,4,,a memo\n"},
    {"rules.yaml", "version: 1\n"
                   "assumptions: {ja: 仮定, en: Assumed}\n"
                   "rules:\n"
                   "  - {id: wide, consideration: 6, item: write, at_least: 50%, severity: revise}\n"
                   "  - {id: rising, consideration: 6, any: [read, write], statistic: change, at_least: 5 points,\n"
                   "     using: point, severity: watch}\n"},
};

/* What a run gave. */
struct outcome {
    int status;
    size_t allocations;
    char out[SHA256_TEXT], err[SHA256_TEXT], written[SHA256_TEXT], database[SHA256_TEXT];
    bool told; /* something stands on stderr */
};

struct bench {
    const char *folder; /* of the study */
    char out[256], err[256], database[256];
    int failures;
    size_t runs;
};

static void complain(struct bench *bench, const struct trial *trial, size_t nth, bool for_ever, const char *what)
{
    printf("FAILED ");
    for (size_t i = 0; trial->words[i]; i++)
        printf(" %s", trial->words[i]);
    printf(", allocation %zu%s: %s\n", nth, for_ever ? " and all after it" : "", what);
    bench->failures++;
}

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(2);
}

/* The SHA-256 of a file, "" where there is none; how many bytes it has. */
static size_t digest(const char *path, char text[SHA256_TEXT])
{
    struct sha256 hash;
    unsigned char bytes[4096];
    size_t total = 0;
    text[0] = '\0';
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    sha256_begin(&hash);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0; total += got)
        sha256_add(&hash, bytes, got);
    fclose(file);
    sha256_end(&hash, text);
    return total;
}

/* Sends a stream into a file; gives what it was before. */
static int redirect(FILE *stream, const char *path)
{
    fflush(stream);
    int before = dup(fileno(stream)), file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (before < 0 || file < 0 || dup2(file, fileno(stream)) < 0)
        give_up(path);
    close(file);
    return before;
}

static void restore(FILE *stream, int before)
{
    fflush(stream);
    if (dup2(before, fileno(stream)) < 0)
        give_up("dup2");
    close(before);
    clearerr(stream);
}

static const char *in_folder(const struct bench *bench, const char *name, char path[256])
{
    if (snprintf(path, 256, "%s/%s", bench->folder, name) >= 256)
        give_up(name);
    return path;
}

static void run(struct bench *bench, const struct trial *trial, size_t nth, bool for_ever, struct outcome *outcome)
{
    char *arguments[WORDS + 2] = {"minaoshi"};
    char output[256];
    int count = 1;
    for (size_t i = 0; trial->words[i]; i++)
        arguments[count++] = (char *)(trial->writes && strcmp(trial->words[i], trial->writes) == 0
                                          ? in_folder(bench, trial->writes, output)
                                          : trial->words[i]);
    if (trial->fresh)
        unlink(bench->database);
    int out = redirect(stdout, bench->out), err = redirect(stderr, bench->err);
    allocations_fail(nth, for_ever);
    outcome->status = program_main(count, arguments);
    outcome->allocations = allocations_seen();
    allocations_fail(0, false);
    restore(stderr, err);
    restore(stdout, out);
    digest(bench->out, outcome->out);
    outcome->told = digest(bench->err, outcome->err) > 0;
    digest(bench->database, outcome->database);
    outcome->written[0] = '\0';
    if (trial->writes) {
        digest(output, outcome->written);
        unlink(output);
    }
    bench->runs++;
}

/* One run that lacked memory, beside one that did not. */
static void hold(struct bench *bench, const struct trial *trial, size_t nth, bool for_ever, const struct outcome *whole,
                 const char *before)
{
    struct outcome outcome;
    run(bench, trial, nth, for_ever, &outcome);
    if (outcome.status == whole->status) {
        /* SQLite does without some of its blocks. An import is stamped with the time, so its bytes are not compared. */
        if (strcmp(outcome.out, whole->out) != 0 || strcmp(outcome.written, whole->written) != 0)
            complain(bench, trial, nth, for_ever, "it ended as without a fault, and printed or wrote something else");
        return;
    }
    if (outcome.status == 0)
        complain(bench, trial, nth, for_ever, "it ended with 0 where it fails without a fault");
    if (!outcome.told)
        complain(bench, trial, nth, for_ever, "it failed and said nothing");
    if (outcome.written[0])
        complain(bench, trial, nth, for_ever, "it failed and left a file");
    if (strcmp(outcome.database, before) != 0)
        complain(bench, trial, nth, for_ever, "it failed and the database is another");
}

/* How far apart the allocations are that fail: each of the first, then every so many, so that a trial of very many
 * ends. */
static size_t next_fault(size_t nth)
{
    return nth + 1 + nth / 150;
}

static void try_all(struct bench *bench, const struct trial *trial)
{
    char before[SHA256_TEXT];
    struct outcome whole;
    run(bench, trial, 0, false, &whole);
    if (trial->fresh)
        before[0] = '\0';
    else
        digest(bench->database, before);
    for (size_t nth = 1; nth <= whole.allocations; nth = next_fault(nth)) {
        hold(bench, trial, nth, false, &whole, before);
        hold(bench, trial, nth, true, &whole, before);
    }
    printf("%s: %zu allocations\n", trial->words[0], whole.allocations);
    if (trial->fresh) /* the next ones read what it wrote */
        run(bench, trial, 0, false, &whole);
}

static void write_study(const struct bench *bench)
{
    char path[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        FILE *file = fopen(in_folder(bench, files[i].name, path), "wb");
        if (!file || fputs(files[i].text, file) < 0 || fclose(file) != 0)
            give_up(path);
    }
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: fault_memory FOLDER\n");
        return 2;
    }
    if (!allocations_begin() || (mkdir(argv[1], 0700) != 0 && errno != EEXIST))
        give_up(argv[1]);
    bench.folder = argv[1];
    in_folder(&bench, "out.txt", bench.out);
    in_folder(&bench, "err.txt", bench.err);
    in_folder(&bench, "survey.db", bench.database);
    write_study(&bench);
    if (chdir(argv[1]) != 0)
        give_up(argv[1]);
    bench.folder = ".";
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
        try_all(&bench, &trials[i]);
    printf("%zu runs, %d failures\n", bench.runs, bench.failures);
    return bench.failures == 0 ? 0 : 1;
}
