/*
 * Whole commands without enough memory: each allocation of each command fails once, and then every one after it too.
 * A command then either ends well, with what it prints and writes as ever, or says what went wrong, with a status
 * that tells of a failure, and leaves the database as it was and no file behind. Nothing may crash or leak
 * (AddressSanitizer tells).
 * fault_memory FOLDER: makes its studies in FOLDER.
 */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
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

enum kind {
    READS,
    FRESH,   /* begins without a database, and must leave none where it fails */
    KEEPS,   /* changes the database and then writes its file: where it fails between the two, the next run heals it */
    TAKES_IN /* takes the file, which is there already, into the database */
};

struct trial {
    const char *words[WORDS]; /* after the program's name; NULL-terminated */
    enum kind kind;
    const char *writes; /* a file that it makes anew, alone in its folder where it names one; NULL: none */
};

static const struct trial small_trials[] = {
    {{"import", "--quiet"}, FRESH, NULL},
    {{"import"}, FRESH, NULL},
    {{"import"}, READS, NULL},
    {{"status"}, READS, NULL},
    {{"rates", "--json"}, READS, NULL},
    {{"rates", "--by", "stratum", "--choices", "--csv"}, READS, NULL},
    {{"rates", "--where", "read = 'yes'"}, READS, NULL},
    {{"change", "--format", "markdown"}, READS, NULL},
    {{"change", "--transitions"}, READS, NULL},
    {{"change", "--decompose"}, READS, NULL},
    {{"bounds"}, READS, NULL},
    {{"probability", "--at-least", "50%"}, READS, NULL},
    {{"test", "--by", "stratum", "--pairwise"}, READS, NULL},
    {{"trend"}, READS, NULL},
    {{"response"}, READS, NULL},
    {{"check"}, READS, NULL},
    {{"means"}, READS, NULL},
    {{"means", "--totals"}, READS, NULL},
    {{"import", "--suggest", "a.csv"}, READS, NULL},
    {{"report"}, READS, NULL},
    {{"rates", "--csv", "-o", "rates.csv"}, READS, "rates.csv"},
    {{"feasible", "10.1", "--n", "594:1000"}, READS, NULL},
    {{"rates", "--item", "nothing"}, READS, NULL},
    {{"explain", "wide"}, READS, NULL},
    {{"explain", "rising", "--json"}, READS, NULL},
    {{"rules", "lint"}, READS, NULL},
    {{"rules", "test"}, READS, NULL},
    {{"rules", "backtest"}, READS, NULL},
    {{"rules", "oc", "--rates", "40%:60%:20%", "--draws", "5"}, READS, NULL},
    {{"rules", "design", "--null", "20%", "--alternative", "90%", "--draws", "5"}, READS, NULL},
    {{"response", "--chase"}, READS, NULL},
    {{"export", "tally"}, READS, NULL},
    {{"export", "answers", "--internal"}, READS, NULL},
    {{"export", "datapackage", "-o", "package"}, READS, "package/datapackage.json"},
    {{"export", "r"}, READS, NULL},
    {{"rates", "--by", "region"}, READS, NULL},
    {{"change", "--by", "region"}, READS, NULL},
    {{"rates", "--public"}, READS, NULL},
    {{"rates", "--format", "xlsx", "-o", "rates.xlsx"}, READS, "rates.xlsx"},
    {{"report", "-o", "memo.xlsx"}, READS, "memo.xlsx"},
    {{"check", "--record"}, KEEPS, "decisions/2021-1.json"},
    {{"check", "--record"}, TAKES_IN, "decisions/2021-1.json"},
    {{"verify"}, READS, NULL},
    {{"verify", "2021-1"}, READS, NULL},
    {{"check", "--against", "2021-1"}, READS, NULL},
    {{"status"}, READS, NULL},
    {{NULL}, READS, NULL},
};

static const struct trial weighted_trials[] = {
    {{"import", "--quiet"}, FRESH, NULL},
    {{"weights"}, READS, NULL},
    {{"rates"}, READS, NULL},
    {{NULL}, READS, NULL},
};

struct text_file {
    const char *name, *text;
};

static const struct text_file small_files[] = {
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
     "evidence: evidence.csv\n"
     "checklist: checklist.csv\n"
     "amendments: amendments.csv\n"
     "overrides: overrides.csv\n"
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
    {"rules_test.yaml",
     "version: 1\n"
     "tests:\n"
     "  - {name: strata, rule: wide, strata: {city: {frame: 9, waves: \"2020 2/8, 2021 8/8\"},\n"
     "     shinkin: {frame: 9, waves: \"2020 1/8, 2021 7/8\"}}, expect: \"clear, fired\", decision: revision}\n"
     "  - name: a change\n"
     "    rule: rising\n"
     "    frame: 20\n"
     "    waves: {read: \"2020 2/9, 2021 8/9\", write: \"2020 2/9, 2021 2/9\"}\n"
     "    matched: {read: {2021: 2/0/5/1}}\n"
     "    evidence:\n"
     "      - '2022-01-20,1,hearings,\"Hearings, of users\",Nobody asked,major'\n"
     "      - {date: 2022-01-20, consideration: 2, source: press, title: 会合, assessment: なし, calls_for: none}\n"
     "    decision: major revision\n"},
    {"evidence.csv", "date,consideration,source,title,assessment,calls_for,urgent,checklist_items\n"
                     "2022-01-20,1,意見交換,会合,なし,none,,\n"
                     "2021-12-10,2,報道,鍵の漏えい,,,yes,21;22\n"
                     "2022-01-20,6,調査,利用,広がった,revise,,21\n"},
    {"checklist.csv", "serial,standards,title_ja,title_en\n21,実務基準27,抑止,Deter\n22,実務基準8;実務基準26,認証,\n"},
    {"amendments.csv", "standard,edition,date,title_ja,summary_ja,title_en,summary_en\n"
                       "実務基準8,2021-12,2021-12-01,本人確認,追記あり,,Amended\n"
                       "実務基準35,2021-12,2021-12-01,,追記あり,,\n"},
    {"overrides.csv", "wave,decision,reason,by,date\n2021,no revision,影響なし,連絡会,2022-02-01\n"},
    {NULL, NULL},
};

static const struct text_file weighted_files[] = {
    {"study.yaml", "version: 1\n"
                   "study: weighted\n"
                   "institution: {code: code}\n"
                   "strata: {column: h, values: [{id: bank, label: {en: Bank}}, {id: shinkin, label: {en: Shinkin}}]}\n"
                   "attributes: [{id: region, label: {en: Region}, column: region}]\n"
                   "scales: {offer: [{id: yes}, {id: no}]}\n"
                   "items: [{id: api, column: api, scale: offer, adopted: [yes]}]\n"
                   "waves: {2021: {files: [2021.csv]}}\n"
                   "frame: frame.csv\n"
                   "margins: margins.csv\n"
                   "weighting: {method: rake, margins: [stratum, region], trim: [0.8, 1.3]}\n"},
    {"2021.csv", "code,h,region,api\nb1,bank,west,yes\nb2,bank,west,no\nb3,bank,east,yes\ns1,shinkin,west,no\n"
                 "s2,shinkin,east,yes\ns3,shinkin,east,no\ns4,shinkin,west,no\n"},
    {"frame.csv", "wave,stratum,N\n2021,bank,6\n2021,shinkin,8\n"},
    {"margins.csv", "wave,attribute,value,N\n2021,region,east,6\n2021,region,west,8\n"},
    {NULL, NULL},
};

/* A study, and what is tried with it, one after another. */
static const struct suite {
    const char *folder;
    const struct text_file *files;
    const struct trial *trials;
} suites[] = {{"small", small_files, small_trials}, {"weighted", weighted_files, weighted_trials}};

/* What a run gave. */
struct outcome {
    int status;
    size_t allocations;
    char out[SHA256_TEXT], err[SHA256_TEXT], written[SHA256_TEXT], database[SHA256_TEXT];
    bool told;    /* something stands on stderr */
    size_t files; /* in the folder of the study, and in that of the file which the trial writes */
};

static const char out_name[] = "out.txt", err_name[] = "err.txt", database_name[] = "survey.db",
                  kept_name[] = "kept.db";

/* What a run makes in the folder, there from the beginning. */
static const struct text_file made[] = {{out_name, ""}, {err_name, ""}, {NULL, NULL}};

struct bench {
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

/* How many files a folder has, beside "." and ".."; `remove`: takes them out. */
static size_t count_files(const char *folder, bool remove_them)
{
    size_t count = 0;
    char path[512];
    DIR *directory = opendir(folder);
    if (!directory)
        return 0;
    for (const struct dirent *entry; (entry = readdir(directory));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path ||
            (remove_them && unlink(path) != 0))
            give_up(entry->d_name);
    }
    closedir(directory);
    return count;
}

/* The folder of the file that a trial writes, "" where that is the study's. */
static const char *folder_of(const struct trial *trial, char folder[64])
{
    const char *slash = trial->writes ? strchr(trial->writes, '/') : NULL;
    snprintf(folder, 64, "%.*s", slash ? (int)(slash - trial->writes) : 0, slash ? trial->writes : "");
    return folder;
}

static void copy_file(const char *from, const char *to)
{
    char bytes[4096];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    if (!in || !out)
        give_up(from);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, in)) > 0;)
        if (fwrite(bytes, 1, got, out) != got)
            give_up(to);
    if (fclose(in) != 0 || fclose(out) != 0)
        give_up(to);
}

/* Everything as it is before a trial. */
static void prepare(const struct trial *trial)
{
    char folder[64];
    if (trial->kind == FRESH)
        unlink(database_name);
    if (trial->kind >= KEEPS)
        copy_file(kept_name, database_name);
    if (!trial->writes || trial->kind == TAKES_IN)
        return;
    unlink(trial->writes);
    if (*folder_of(trial, folder)) {
        (void)count_files(folder, true);
        rmdir(folder);
    }
}

static void run(struct bench *bench, const struct trial *trial, size_t nth, bool for_ever, struct outcome *outcome)
{
    char *arguments[WORDS + 2] = {"minaoshi"};
    char folder[64];
    int count = 1;
    for (size_t i = 0; trial->words[i]; i++)
        arguments[count++] = (char *)trial->words[i];
    int out = redirect(stdout, out_name), err = redirect(stderr, err_name);
    allocations_fail(nth, for_ever);
    outcome->status = program_main(count, arguments);
    outcome->allocations = allocations_seen();
    allocations_fail(0, false);
    restore(stderr, err);
    restore(stdout, out);
    digest(out_name, outcome->out);
    outcome->told = digest(err_name, outcome->err) > 0;
    digest(database_name, outcome->database);
    outcome->written[0] = '\0';
    if (trial->writes)
        digest(trial->writes, outcome->written);
    outcome->files = count_files(".", false) + (*folder_of(trial, folder) ? count_files(folder, false) : 0);
    bench->runs++;
}

/* A run that ended between the database and the file: the next one must give what the first would have. */
static void hold_next(struct bench *bench, const struct trial *trial, size_t nth, bool for_ever,
                      const struct outcome *whole)
{
    struct outcome next;
    run(bench, trial, 0, false, &next);
    if (next.status != whole->status || strcmp(next.written, whole->written) != 0)
        complain(bench, trial, nth, for_ever, "it failed, and the next run did not heal it");
}

/* One run that lacked memory, beside one that did not, and what was there before both. */
static void hold(struct bench *bench, const struct trial *trial, size_t nth, bool for_ever, const struct outcome *whole,
                 const struct outcome *before)
{
    struct outcome outcome;
    prepare(trial);
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
    if (strcmp(outcome.written, before->written) != 0 && trial->kind < KEEPS)
        complain(bench, trial, nth, for_ever, "it failed and left a file");
    if (outcome.files > before->files + (trial->writes && strchr(trial->writes, '/') ? 1 : 0) && trial->kind < KEEPS)
        complain(bench, trial, nth, for_ever, "it failed and left another file");
    if (strcmp(outcome.database, before->database) == 0)
        return;
    if (trial->kind >= KEEPS)
        hold_next(bench, trial, nth, for_ever, whole);
    else
        complain(bench, trial, nth, for_ever, "it failed and the database is another");
}

/* How far apart the allocations are that fail: each of the first, then every so many, so that a trial of very many
 * ends. */
static size_t next_fault(size_t nth)
{
    return nth + 1 + nth / 70;
}

static void look(const struct trial *trial, struct outcome *before)
{
    char folder[64];
    *before = (struct outcome){0};
    prepare(trial);
    digest(database_name, before->database);
    if (trial->writes)
        digest(trial->writes, before->written);
    before->files = count_files(".", false) + (*folder_of(trial, folder) ? count_files(folder, false) : 0);
}

static void try_all(struct bench *bench, const struct trial *trial)
{
    struct outcome before, whole;
    if (trial->kind == KEEPS)
        copy_file(database_name, kept_name);
    look(trial, &before);
    run(bench, trial, 0, false, &whole);
    for (size_t nth = 1; nth <= whole.allocations; nth = next_fault(nth)) {
        hold(bench, trial, nth, false, &whole, &before);
        hold(bench, trial, nth, true, &whole, &before);
    }
    printf("%s: status %d, %zu allocations\n", trial->words[0], whole.status, whole.allocations);
    prepare(trial);
    if (trial->kind != READS) /* the next ones read what it wrote */
        run(bench, trial, 0, false, &whole);
}

static void write_files(const struct text_file *files)
{
    for (; files->name; files++) {
        FILE *file = fopen(files->name, "wb");
        if (!file || fputs(files->text, file) < 0 || fclose(file) != 0)
            give_up(files->name);
    }
}

/* Goes into a folder, which is made where it is not there. */
static void enter(const char *folder)
{
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || chdir(folder) != 0)
        give_up(folder);
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: fault_memory FOLDER\n");
        return 2;
    }
    if (!allocations_begin())
        give_up("SQLite");
    enter(argv[1]);
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        enter(suites[i].folder);
        write_files(suites[i].files);
        write_files(made);
        for (const struct trial *trial = suites[i].trials; trial->words[0]; trial++)
            try_all(&bench, trial);
        enter("..");
    }
    printf("%zu runs, %d failures\n", bench.runs, bench.failures);
    return bench.failures == 0 ? 0 : 1;
}
