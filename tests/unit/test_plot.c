/* Pictures: what stands in them, what hostile texts can't do, and what happens when gnuplot does not do its part. */
#define _POSIX_C_SOURCE 200809L
#include "unit/picture_folder.h"

#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "plot/drawing.h"
#include "plot/plot.h"
#include "plot/svg.h"
#include "table/table.h"

static const struct column columns[] = {
    {"wave", "Wave", COLUMN_INTEGER, SHOW_ALWAYS},
    {"item", "Item", COLUMN_TEXT, SHOW_ALWAYS},
    {"group", "Group", COLUMN_TEXT, SHOW_ALWAYS},
    {"choice", "Choice", COLUMN_TEXT, SHOW_ALWAYS},
    {"estimator", "Estimator", COLUMN_TEXT, SHOW_ALWAYS},
    {"x", "x", COLUMN_INTEGER, SHOW_ALWAYS},
    {"n", "n", COLUMN_INTEGER, SHOW_ALWAYS},
    {"N", "N", COLUMN_INTEGER, SHOW_ALWAYS},
    {"estimate", "Rate", COLUMN_PROPORTION, SHOW_ALWAYS},
    {"se", "SE", COLUMN_PROPORTION, SHOW_ALWAYS},
    {"lower", "Lower", COLUMN_PROPORTION, SHOW_ALWAYS},
    {"upper", "Upper", COLUMN_PROPORTION, SHOW_ALWAYS},
    {"level", "Level", COLUMN_REAL, SHOW_ALWAYS},
    {"interval", "Interval", COLUMN_TEXT, SHOW_ALWAYS},
    {"df", "df", COLUMN_REAL, SHOW_ALWAYS},
    {"deff", "deff", COLUMN_REAL, SHOW_ALWAYS},
    {"response_rate", "Response", COLUMN_PROPORTION, SHOW_ALWAYS},
    {"status", "Status", COLUMN_TEXT, SHOW_ALWAYS},
    {"denominator", "Denominator", COLUMN_TEXT, SHOW_ALWAYS},
};

static const struct label personal = {{"Personal, update", "個人・更新系"}};
static const struct label corporate = {{"Corporate, update", "法人・更新系"}};
static const struct label offering = {{"Offering", "提供中"}};

static struct table *rates_new(void)
{
    struct table *table = table_new("rates", columns, sizeof columns / sizeof *columns);
    assert_non_null(table);
    return table;
}

/* A row with limits 1/64 around the rate; with a choice it is one of `status` and has none. n is 600 and the wave's
 * last digit. */
static void add(struct table *table, int64_t wave, const char *item, const struct label *label, const char *choice,
                double estimate, const char *status)
{
    table_row(table);
    table_integer(table, wave);
    table_labelled(table, item, label);
    table_empty(table);
    table_labelled(table, choice, choice && strcmp(choice, "offering") == 0 ? &offering : NULL);
    table_text(table, "published");
    table_empty(table);
    table_integer(table, 600 + wave % 10);
    table_integer(table, 1000);
    table_real(table, estimate);
    table_empty(table);
    table_real(table, choice ? NAN : estimate - 0.015625);
    table_real(table, choice ? NAN : estimate + 0.015625);
    table_real(table, 95);
    table_text(table, "hypergeometric");
    table_empty(table);
    table_empty(table);
    table_real(table, 0.6);
    table_text(table, status);
    table_text(table, choice ? "allresp" : "valid");
}

static struct table *trend_table(void)
{
    struct table *table = rates_new();
    for (int64_t wave = 2019; wave <= 2021; wave++) {
        add(table, wave, "personal_update", &personal, NULL, 0.04 + 0.03 * (double)(wave - 2019), "ok");
        add(table, wave, "corporate_update", &corporate, NULL, 0.031 + 0.02 * (double)(wave - 2019), "ok");
    }
    return table;
}

static struct table *status_table(void)
{
    struct table *table = rates_new();
    for (int64_t wave = 2020; wave <= 2021; wave++) {
        add(table, wave, "personal_update", &personal, "offering", 0.125, "ok");
        add(table, wave, "personal_update", &personal, "none", 0.875, "ok");
        add(table, wave, "corporate_update", &corporate, "offering", 0.25, "ok");
        add(table, wave, "corporate_update", &corporate, "none", 0.75, "ok");
    }
    return table;
}

/* Files in the folder, hidden ones too. */
static int files_in_folder(void)
{
    int count = -2; /* "." and ".." */
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    /* cppcheck-suppress readdirCalled ; one thread */
    while (readdir(directory))
        count++;
    (void)closedir(directory);
    return count;
}

static void assert_lacks(const char *name, const char *text)
{
    struct file file = read_file(name);
    if (strstr(file.bytes, text)) {
        print_error("'%s' contains: %s\n", name, text);
        fail();
    }
    file_clear(&file);
}

static void assert_png(const char *name, unsigned width, unsigned height)
{
    struct file file = read_file(name);
    assert_true(file.length > 1000);
    const unsigned char *bytes = (const unsigned char *)file.bytes;
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(bytes[18] << 8 | bytes[19], width);
    assert_int_equal(bytes[22] << 8 | bytes[23], height);
    assert_memory_equal(bytes + file.length - 8, "IEND\xae\x42\x60\x82", 8);
    file_clear(&file);
}

/* Every tag is closed in its order, and no bare & or < stands in a text. */
static void assert_well_formed(const char *name)
{
    struct file file = read_file(name);
    char open[64][32];
    int depth = 0;
    const char *at = file.bytes;
    assert_int_equal(strncmp(at, "<?xml", 5), 0);
    for (at = strstr(at, "<svg"); *at; at++) {
        if (*at == '&') {
            assert_true(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 || strncmp(at, "&gt;", 4) == 0);
        } else if (*at == '<') {
            const char *end = strchr(at, '>');
            assert_non_null(end);
            size_t length = strcspn(at + 1, " \t\n/>");
            if (at[1] == '/') {
                assert_true(depth > 0);
                depth--;
                assert_int_equal(strlen(open[depth]), strcspn(at + 2, ">"));
                assert_memory_equal(open[depth], at + 2, strlen(open[depth]));
            } else if (end[-1] != '/') {
                assert_true(depth < 64 && length < 32);
                memcpy(open[depth], at + 1, length);
                open[depth++][length] = '\0';
            }
            at = end;
        }
    }
    assert_int_equal(depth, 0);
    file_clear(&file);
}

/* A program that stands in for gnuplot. */
static const char *fake(const char *script)
{
    const char *path = in_folder("fake");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "#!/bin/sh\n%s\n", script) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static struct plot_job trend_job(const struct table *table)
{
    return (struct plot_job){.table = table,
                             .options = {.kind = PLOT_TREND, .decimals = 1},
                             .svg_path = in_folder("trend.en.svg"),
                             .png_path = in_folder("trend.en.png")};
}

static void run(const struct plot_job *jobs, size_t count)
{
    struct errors errors = {0};
    enum status status = plot_run(jobs, count, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

static void expect_failure(const struct plot_job *jobs, size_t count, const char *format)
{
    struct errors errors = {0};
    assert_int_equal(plot_run(jobs, count, &errors), STATUS_FAILURE);
    char expected[2048];
    size_t used = 0;
    for (; *format; format++) /* "~" is the folder */
        used += (size_t)snprintf(expected + used, sizeof expected - used, "%.*s", *format == '~' ? 64 : 1,
                                 *format == '~' ? folder : format);
    assert_errors(&errors, expected);
}

static void test_kind_parse_names(void **state)
{
    (void)state;
    enum plot_kind kind;
    assert_true(plot_kind_parse("status", &kind));
    assert_int_equal(kind, PLOT_STATUS);
    assert_string_equal(plot_kind_name(kind), "status");
    assert_string_equal(plot_kind_name(PLOT_TREND), "trend");
    assert_false(plot_kind_parse("Status", &kind));
    assert_false(plot_kind_parse("", &kind));
}

static void test_run_two_kinds_two_languages(void **state)
{
    (void)state;
    struct table *rates = trend_table(), *shares = status_table();
    const struct plot_level levels[] = {{0.16, "改定水準 16%（仮定）", NULL}};
    const struct plot_wave waves[] = {{2021, "令和3年度"}};
    const struct plot_job jobs[] = {
        {.table = rates,
         .options = {.title = "Adoption stays below the level",
                     .subtitle = "All institutions",
                     .notice = "Responses are synthetic",
                     .decimals = 1},
         .svg_path = in_folder("trend.en.svg"),
         .png_path = in_folder("trend.en.png")},
        {.table = shares,
         .options = {.kind = PLOT_STATUS, .language = LANGUAGE_JA, .waves = waves, .wave_count = 1, .height = 500},
         .svg_path = in_folder("status.ja.svg"),
         .png_path = in_folder("status.ja.png")},
        {.table = rates,
         .options = {.language = LANGUAGE_JA, .levels = levels, .level_count = 1, .waves = waves, .wave_count = 1},
         .svg_path = in_folder("trend.ja.svg")},
    };
    run(jobs, 3);
    assert_int_equal(files_in_folder(), 5); /* no temporary file, no script, and a PNG only where asked for */
    assert_well_formed("trend.en.svg");
    assert_well_formed("trend.ja.svg");
    assert_well_formed("status.ja.svg");
    assert_png("trend.en.png", 1600, 1000); /* two for each of the page */
    assert_png("status.ja.png", 1600, 1000);

    assert_contains("trend.en.svg", ">Adoption stays below the level</text>");
    assert_contains("trend.en.svg", ">All institutions</text>");
    assert_contains("trend.en.svg", ">Responses are synthetic</text>");
    assert_contains("trend.en.svg", ">Personal, update 10.0%</text>");
    assert_contains("trend.en.svg", ">Corporate, update 7.1%</text>");
    assert_contains("trend.en.svg", ">n=601</text>");
    assert_contains("trend.en.svg", ">N=1,000</text>");
    assert_contains("trend.en.svg", "role=\"img\" lang=\"en\" aria-labelledby=\"title description\"");
    assert_contains("trend.en.svg", "<title id=\"title\">Adoption stays below the level</title>\n"
                                    "<desc id=\"description\">All institutions\n"
                                    "Personal, update: 2019 4.0%, 2020 7.0%, 2021 10.0%\n"
                                    "Corporate, update: 2019 3.1%, 2020 5.1%, 2021 7.1%\n"
                                    "Responses are synthetic</desc>");
    assert_lacks("trend.en.svg", "GNUPLOT");
    assert_contains("trend.ja.svg", ">改定水準 16%（仮定）</text>");
    assert_contains("trend.ja.svg", ">個人・更新系 10%</text>");
    assert_contains("trend.ja.svg", ">令和3年度</text>");
    assert_contains("trend.ja.svg", ">2020</text>");
    assert_contains("status.ja.svg", ">法人・更新系</text>");
    assert_contains("status.ja.svg", ">提供中</text>");
    assert_contains("status.ja.svg", ">88</text>");
    assert_contains("status.ja.svg", "<desc id=\"description\">個人・更新系, 令和3年度: 提供中 13%, none 88%\n"
                                     "法人・更新系, 令和3年度: 提供中 25%, none 75%</desc>");
    table_free(rates);
    table_free(shares);
}

static void test_run_same_input_same_bytes(void **state)
{
    (void)state;
    struct table *rates = trend_table(), *shares = status_table();
    const char *const names[] = {"a.svg", "a.png", "b.svg", "b.png", "c.svg", "c.png", "d.svg", "d.png"};
    struct plot_job jobs[4];
    for (size_t i = 0; i < 4; i++)
        jobs[i] = (struct plot_job){.table = i % 2 ? shares : rates,
                                    .options = {.kind = i % 2 ? PLOT_STATUS : PLOT_TREND},
                                    .svg_path = in_folder(names[2 * i]),
                                    .png_path = in_folder(names[2 * i + 1])};
    run(jobs, 4);
    assert_same_bytes("a.svg", "c.svg");
    assert_same_bytes("a.png", "c.png");
    assert_same_bytes("b.svg", "d.svg");
    assert_same_bytes("b.png", "d.png");
    table_free(rates);
    table_free(shares);
}

/* R2. Each would do something if it were read as gnuplot code, markup, a format, or an end of the data. */
static void test_run_hostile_texts_are_drawn(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "`touch %.60s/x`", folder);
    struct {
        const char *text, *drawn;
    } const cases[] = {
        {command, command},
        {"@data $data", "@data $data"},
        {"{/Bold=30 a}^b_c ~d", "{/Bold=30 a}^b_c ~d"},
        {"it's '' \"q", "it's '' \"q"},
        {"a\\n %g %% # }", "a\\n %g %% # }"},
        {"'.system('date').'", "'.system('date').'"},
        {"'''']; x = 1 #''", "'''']; x = 1 #''"},
        {"<b>&amp;</b>", "&lt;b>&amp;amp;&lt;/b>"},
        {"a\nEOD\tb\x1b[1m", "a EOD b [1m"},
        {"bad \xff\xfe end\\", "bad \xEF\xBF\xBD\xEF\xBF\xBD end\\"},
        {"font-family=\"IPAexGothic\"", "font-family=\"IPAexGothic\""},
    };
    size_t count = sizeof cases / sizeof *cases;
    struct table *rates = rates_new(), *shares = rates_new();
    for (size_t i = 0; i < count; i++) {
        struct label label = {{cases[i].text, NULL}};
        add(rates, 2021, cases[i].text, &label, NULL, 0.05 * (double)(i + 1), "ok");
        add(shares, 2021, cases[i].text, &label, cases[i].text, 1, "ok");
    }
    const struct plot_wave wave[] = {{2021, "`id` %g'@x"}};
    const struct plot_level level[] = {{0.3, "{^level}' %s", NULL}};
    const struct plot_job jobs[] = {
        {.table = rates,
         .options = {.title = "title'`date` {x}_y <&>\\",
                     .subtitle = "@font %d",
                     .notice = "notice\n`id`",
                     .waves = wave,
                     .wave_count = 1,
                     .levels = level,
                     .level_count = 1,
                     .width = 3000},
         .svg_path = in_folder("trend.svg"),
         .png_path = in_folder("trend.png")},
        {.table = shares,
         .options = {.kind = PLOT_STATUS, .waves = wave, .wave_count = 1, .width = 2000},
         .svg_path = in_folder("status.svg"),
         .keep_stem = in_folder("|touch x")},
    };
    run(jobs, 2);
    assert_false(file_exists(in_folder("x")));
    for (size_t i = 0; i < count; i++) {
        char drawn[256];
        (void)snprintf(drawn, sizeof drawn, ">%s %d%%</text>", cases[i].drawn, 5 * ((int)i + 1));
        assert_contains("trend.svg", drawn);
        (void)snprintf(drawn, sizeof drawn, ">%s</text>", cases[i].drawn);
        assert_contains("status.svg", drawn);
    }
    assert_contains("trend.svg", ">title'`date` {x}_y &lt;&amp;>\\</text>");
    assert_contains("trend.svg", ">@font %d</text>");
    assert_contains("trend.svg", ">notice `id`</text>");
    assert_contains("trend.svg", ">`id` %g'@x</text>");
    assert_contains("trend.svg", ">{^level}' %s</text>");
    assert_contains("trend.svg", "<title id=\"title\">title'`date` {x}_y &lt;&amp;&gt;\\</title>");
    assert_well_formed("trend.svg");
    assert_well_formed("status.svg");
    table_free(rates);
    table_free(shares);
}

/* R6: a gap for what is empty, an interrupted line where the question broke, and the last rate that exists at the end.
 */
static void test_run_trend_gap_and_break(void **state)
{
    (void)state;
    struct table *table = rates_new();
    add(table, 2018, "a", NULL, NULL, 0.25, "ok");
    add(table, 2019, "a", NULL, NULL, NAN, "suppressed");
    add(table, 2020, "a", NULL, NULL, 0.5, "break");
    add(table, 2018, "b", NULL, NULL, 0.125, "ok");
    add(table, 2020, "b", NULL, NULL, 0.25, "ok");
    add(table, 2021, "b", NULL, NULL, NAN, "no data");
    add(table, 2021, "c", NULL, NULL, NAN, "suppressed");
    const struct plot_break breaks[] = {{"b", 2020}, {"b", 2018}, {"a", 2018}};
    struct plot_job job = trend_job(table);
    job.options.breaks = breaks;
    job.options.break_count = 3;
    job.keep_stem = in_folder("trend.en");
    run(&job, 1);
    struct file data = read_file("trend.en.tsv");
    assert_string_equal(data.bytes, "# series\twave\testimate\tlower\tupper\tn\tN\tmark\titem\n"
                                    "1\t2018\t0.25\t0.234375\t0.265625\t608\t1000\t0\ta\n"
                                    "1\t2019\tNaN\tNaN\tNaN\t609\t1000\t0\ta\n"
                                    "\n"
                                    "1\t2020\t0.5\t0.484375\t0.515625\t600\t1000\t0\ta\n"
                                    "\n\n"
                                    "2\t2018\t0.125\t0.109375\t0.140625\t608\t1000\t0\tb\n"
                                    "\n"
                                    "2\t2020\t0.25\t0.234375\t0.265625\t600\t1000\t0\tb\n"
                                    "2\t2021\tNaN\tNaN\tNaN\t601\t1000\t0\tb\n"
                                    "\n\n"
                                    "3\t2021\tNaN\tNaN\tNaN\t601\t1000\t0\tc\n");
    file_clear(&data);
    assert_contains("trend.en.svg", ">a 50.0% (2020)</text>");
    assert_contains("trend.en.svg", ">b 25.0% (2020)</text>");
    assert_contains(
        "trend.en.svg",
        "a: 2018 25.0%, 2019 suppressed, 2020 50.0%\nb: 2018 12.5%, 2020 25.0%, 2021 –\nc: 2021 suppressed");
    assert_contains("trend.en.svg", ">c suppressed</text>");
    table_free(table);
}

static void test_run_status_suppressed_share(void **state)
{
    (void)state;
    struct table *table = rates_new();
    add(table, 2021, "a", NULL, "offering", 0.25, "ok");
    add(table, 2021, "a", NULL, "planned", NAN, "suppressed");
    add(table, 2021, "a", NULL, "none", NAN, "suppressed");
    struct plot_job job = {.table = table,
                           .options = {.kind = PLOT_STATUS, .language = LANGUAGE_JA},
                           .svg_path = in_folder("status.ja.svg"),
                           .keep_stem = in_folder("status.ja")};
    run(&job, 1);
    assert_contains("status.ja.svg", ">25</text>");
    assert_contains("status.ja.svg", ">秘匿</text>");
    assert_contains("status.ja.tsv", "\n1\t1\t0\t0.25\t1\t秘匿\t");
    table_free(table);
}

/* R5: the kept script alone makes the same drawing. */
static void test_run_kept_script_draws_the_same(void **state)
{
    (void)state;
    struct table *rates = trend_table(), *shares = status_table();
    struct plot_job jobs[] = {trend_job(rates), trend_job(shares)};
    jobs[0].keep_stem = in_folder("trend.en");
    jobs[1].options.kind = PLOT_STATUS;
    jobs[1].svg_path = NULL;
    jobs[1].png_path = in_folder("status.en.png");
    jobs[1].keep_stem = in_folder("status.en");
    run(jobs, 2);
    assert_int_equal(files_in_folder(), 7);
    assert_int_equal(rename(in_folder("trend.en.png"), in_folder("trend.old")), 0);
    assert_int_equal(rename(in_folder("status.en.png"), in_folder("status.old")), 0);
    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0) {
            if (chdir(folder) == 0)
                (void)execlp("gnuplot", "gnuplot", i ? "status.en.gp" : "trend.en.gp", (char *)NULL);
            _exit(127);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    assert_same_drawing("trend.old", "trend.en.png");
    assert_same_drawing("status.old", "status.en.png");
    table_free(rates);
    table_free(shares);
}

static void test_run_without_gnuplot(void **state)
{
    (void)state;
    struct table *rates = trend_table(), *shares = status_table();
    struct plot_job jobs[] = {trend_job(rates), trend_job(shares)};
    jobs[1].options.kind = PLOT_STATUS;
    jobs[1].svg_path = in_folder("status.en.svg");
    jobs[1].png_path = NULL;
    char *path = strdup(getenv("PATH"));
    assert_non_null(path);
    assert_int_equal(setenv("PATH", folder, 1), 0);
    char *version = plot_gnuplot_version();
    bool font = plot_has_japanese_font();
    expect_failure(jobs, 2,
                   "minaoshi: error[PLT001]: unable to start 'gnuplot': there is no such program\n"
                   "  hint: install the package gnuplot-nox, on other systems gnuplot; script and data of each picture "
                   "stand where it would be, such as '~/trend.en.gp'\n");
    assert_int_equal(setenv("PATH", path, 1), 0);
    free(path);
    assert_null(version);
    assert_false(font);
    assert_int_equal(files_in_folder(), 4);
    assert_contains("trend.en.gp",
                    "array outputs[2] = [\"./trend.en.svg\", \"./trend.en.png\"]\ndata = \"./trend.en.tsv\"\n");
    assert_contains("trend.en.tsv", "\n1\t2021\t0.1");
    assert_contains("status.en.gp", "array formats[1] = [\"svg\"]\n");
    assert_contains("status.en.tsv", "\n1\t1\t1\t0\t0.125\t12.5\t");
    table_free(rates);
    table_free(shares);
}

/* R3: the picture of an earlier run stays as it was. */
static void test_run_gnuplot_fails(void **state)
{
    (void)state;
    struct table *table = trend_table();
    struct plot_job job = trend_job(table);
    struct errors errors = {0};
    assert_int_equal(file_write(job.svg_path, "old", 3, &errors), STATUS_OK);
    job.options.program =
        fake("echo 'plot x' >&2; echo '     ^' >&2\nprintf '  line 7: undefined \\033variable\\n\\n' >&2\n"
             "echo '<svg' >&3; exit 3");
    expect_failure(&job, 1,
                   "minaoshi: error[PLT002]: unable to draw '~/trend.en.svg' with 'plots/trend.gp': exit status 3: "
                   "line 7: undefined  variable\n"
                   "  hint: script and data are kept in '~/trend.en.gp' and '~/trend.en.tsv'\n");
    assert_int_equal(files_in_folder(), 4); /* fake, svg, gp, tsv */
    struct file old = read_file("trend.en.svg");
    assert_string_equal(old.bytes, "old");
    file_clear(&old);
    table_free(table);
}

static void test_run_gnuplot_killed(void **state)
{
    (void)state;
    struct table *table = trend_table();
    struct plot_job job = trend_job(table);
    job.options.program = fake("kill -TERM $$");
    expect_failure(
        &job, 1,
        "minaoshi: error[PLT002]: unable to draw '~/trend.en.svg' with 'plots/trend.gp': ended by signal 15\n"
        "  hint: script and data are kept in '~/trend.en.gp' and '~/trend.en.tsv'\n");
    table_free(table);
}

/* It says that all is well, but the second picture lacks its end. */
static void test_run_gnuplot_writes_half(void **state)
{
    (void)state;
    struct table *table = trend_table();
    struct plot_job job = trend_job(table);
    job.options.program =
        fake("printf '<svg ><title>x</title><desc>y</desc></svg>\\n' >&3; printf '\\211PNG\\r\\n\\032\\n' >&4");
    expect_failure(
        &job, 1,
        "minaoshi: error[PLT002]: unable to draw '~/trend.en.svg' with 'plots/trend.gp': it wrote no whole picture\n"
        "  hint: script and data are kept in '~/trend.en.gp' and '~/trend.en.tsv'\n");
    assert_false(file_exists(job.svg_path));
    assert_false(file_exists(job.png_path));
    table_free(table);
}

static void test_run_gnuplot_writes_without_end(void **state)
{
    (void)state;
    struct table *table = trend_table();
    struct plot_job job = trend_job(table);
    job.options.program = fake("exec yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >&3");
    expect_failure(
        &job, 1,
        "minaoshi: error[PLT002]: unable to draw '~/trend.en.svg' with 'plots/trend.gp': killed, it wrote without end\n"
        "  hint: script and data are kept in '~/trend.en.gp' and '~/trend.en.tsv'\n");
    table_free(table);
}

/* What ends the program reaches gnuplot first, which has a process group of its own. */
static void test_run_ended_by_a_signal(void **state)
{
    (void)state;
    struct table *table = trend_table();
    struct plot_job job = trend_job(table);
    job.options.program = fake("echo $$ >\"$(dirname \"$0\")/number.new\"; mv \"$(dirname \"$0\")/number.new\" "
                               "\"$(dirname \"$0\")/number\"; exec sleep 600");
    pid_t program = fork();
    assert_true(program >= 0);
    if (program == 0) {
        struct errors errors = {.limit = SIZE_MAX};
        _exit(plot_run(&job, 1, &errors) == STATUS_OK ? 1 : 0);
    }
    const char *number_file = in_folder("number");
    const struct timespec rest = {.tv_nsec = 1000000};
    while (access(number_file, F_OK) != 0)
        (void)nanosleep(&rest, NULL);
    int status = 0;
    struct file file = read_file("number");
    long number = strtol(file.bytes, NULL, 10);
    assert_true(number > 0);
    file_clear(&file);
    assert_int_equal(kill(program, SIGTERM), 0);
    assert_int_equal(waitpid(program, &status, 0), program);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_int_equal(kill((pid_t)number, 0), -1); /* it was waited for: nobody has the number now */
    assert_false(file_exists(job.svg_path));
    table_free(table);
}

/* R4: the one that hangs and what it started are killed; the others are drawn. */
static void test_run_gnuplot_hangs(void **state)
{
    (void)state;
    struct table *rates = trend_table(), *shares = status_table();
    struct plot_job jobs[] = {trend_job(rates), trend_job(shares)};
    jobs[0].options.program = fake("echo '<svg >' >&3; (sleep 2; echo >\"$(dirname \"$0\")/alive\") & sleep 60");
    jobs[0].options.time_limit = 0.25;
    jobs[1].options.kind = PLOT_STATUS;
    jobs[1].svg_path = in_folder("status.en.svg");
    jobs[1].png_path = NULL;
    struct timespec begun, ended;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &begun), 0);
    expect_failure(
        jobs, 2,
        "minaoshi: error[PLT002]: unable to draw '~/trend.en.svg' with 'plots/trend.gp': killed after 0.25 seconds\n"
        "  hint: script and data are kept in '~/trend.en.gp' and '~/trend.en.tsv'\n");
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &ended), 0);
    assert_true(ended.tv_sec - begun.tv_sec < 25);
    assert_well_formed("status.en.svg");
    (void)nanosleep(&(struct timespec){.tv_sec = 2, .tv_nsec = 300000000}, NULL);
    assert_int_equal(files_in_folder(), 4); /* fake, gp, tsv, and the other's svg; nobody was left to write 'alive' */
    table_free(rates);
    table_free(shares);
}

static void test_run_folder_missing(void **state)
{
    (void)state;
    struct table *table = trend_table();
    struct plot_job job = trend_job(table);
    job.svg_path = in_folder("none/trend.en.svg");
    job.png_path = NULL;
    expect_failure(&job, 1,
                   "minaoshi: error[SYS003]: unable to write '~/none/trend.en.svg': No such file or directory\n"
                   "minaoshi: error[SYS003]: unable to write '~/none/trend.en.gp': No such file or directory\n");
    table_free(table);
}

/* A number that a kept script sets. */
static double script_number(const char *script, const char *name)
{
    char begin[64];
    struct file file = read_file(script);
    (void)snprintf(begin, sizeof begin, "\n%s = ", name);
    const char *at = strstr(file.bytes, begin);
    assert_non_null(at);
    double value = strtod(at + strlen(begin), NULL);
    file_clear(&file);
    return value;
}

/* However many series stand apart, all are on the page and nearer to their wave than to the next. */
static void test_run_many_series_stay_apart(void **state)
{
    (void)state;
    static const int64_t last[] = {2002, 2025};
    enum { SERIES = 24 };
    for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
        struct table *table = rates_new();
        for (int64_t wave = 2001; wave <= last[i]; wave++)
            for (int item = 0; item < SERIES; item++) {
                char id[16];
                (void)snprintf(id, sizeof id, "item_%d", item);
                add(table, wave, id, &personal, NULL, 0.1 + 0.03 * item, "ok");
            }
        struct plot_job job = trend_job(table);
        job.keep_stem = in_folder("many");
        run(&job, 1);
        double half = (SERIES - 1) / 2.0 * script_number("many.gp", "aside");
        assert_true(half > 0 && half < 0.5);
        assert_true(2001 - half > script_number("many.gp", "axis_first"));
        assert_true((double)last[i] + half < script_number("many.gp", "axis_last"));
        table_free(table);
    }
}

static void test_run_nothing_to_draw(void **state)
{
    (void)state;
    struct table *empty = rates_new(), *hidden = rates_new();
    add(hidden, 2021, "a", NULL, "offering", NAN, "suppressed");
    struct plot_job jobs[] = {trend_job(empty), trend_job(hidden)};
    jobs[1].options.kind = PLOT_STATUS;
    expect_failure(jobs, 2,
                   "minaoshi: error[USE003]: there is no rate to draw in 'trend'\n"
                   "  hint: `minaoshi rates --public` tells what was not answered and what is suppressed\n"
                   "minaoshi: error[USE003]: there is no share to draw in 'status'\n"
                   "  hint: it is of single choices; `minaoshi rates --choices --public` tells what was not answered "
                   "and what is suppressed\n");
    assert_int_equal(files_in_folder(), 0);
    table_free(empty);
    table_free(hidden);
}

static void test_run_status_shares_not_whole(void **state)
{
    (void)state;
    struct table *table = rates_new();
    add(table, 2021, "uses", NULL, "offering", 0.75, "ok");
    add(table, 2021, "uses", NULL, "none", 0.5, "ok");
    struct plot_job job = trend_job(table);
    job.options.kind = PLOT_STATUS;
    expect_failure(&job, 1,
                   "minaoshi: error[SYS006]: shares of 'uses' in wave 2021 add up to 1.25, not to 1\n"
                   "  hint: 'status' shows items of which an institution chooses one answer, under allresp\n");
    table_free(table);
}

static void test_svg_finish_rejects_what_is_not_whole(void **state)
{
    (void)state;
    static const char whole[] =
        "<?xml?><svg \n><title>Gnuplot</title><desc>p</desc><g font-family=\"IPAexGothic\" x=\"1\">"
        "<text>a font-family=\"IPAexGothic\"</text></g></svg>\n\n";
    struct buffer out = {0};
    assert_int_equal(svg_finish(whole, strlen(whole), "a<b", "c&d>", "ja", &out), STATUS_OK);
    assert_string_equal(buffer_get(&out),
                        "<?xml?><svg role=\"img\" lang=\"ja\" aria-labelledby=\"title description\" "
                        "font-family=\"IPAexGothic, 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', sans-serif\"\n>"
                        "<title id=\"title\">a&lt;b</title>\n<desc id=\"description\">c&amp;d&gt;</desc><g x=\"1\">"
                        "<text>a font-family=\"IPAexGothic\"</text></g></svg>\n\n");
    buffer_clear(&out);
    for (size_t length = 0; length < strlen(whole) - 2; length++) {
        char *part = strndup(whole, length);
        assert_non_null(part);
        assert_int_equal(svg_finish(part, length, "", "", "en", &out), STATUS_FAILURE);
        free(part);
    }
    assert_int_equal(svg_finish("<svg \0</svg>", 12, "", "", "en", &out), STATUS_FAILURE);
    buffer_clear(&out);
}

static void test_layout_spread_moves_as_little_as_can_be(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_non_null(arena);
    double far[] = {50, 10, 30};
    const double ten[] = {10, 10, 10, 10, 10};
    assert_int_equal(layout_spread(arena, far, ten, 3, 0, 100), STATUS_OK);
    assert_close(far[0], 50, 0, 1e-9); /* nothing to do */
    assert_close(far[1], 10, 0, 1e-9);
    assert_close(far[2], 30, 0, 1e-9);
    double same[] = {50, 50, 50};
    assert_int_equal(layout_spread(arena, same, ten, 3, 0, 100), STATUS_OK);
    assert_close(same[0], 40, 0, 1e-9); /* in the order given, around their wish */
    assert_close(same[1], 50, 0, 1e-9);
    assert_close(same[2], 60, 0, 1e-9);
    double edge[] = {99, 3, 97, 84, 1};
    assert_int_equal(layout_spread(arena, edge, ten, 5, 0, 100), STATUS_OK);
    assert_close(edge[0], 95, 0, 1e-9); /* held within 0..100, and the one that they push moves on */
    assert_close(edge[2], 85, 0, 1e-9);
    assert_close(edge[3], 75, 0, 1e-9);
    assert_close(edge[4], 5, 0, 1e-9);
    assert_close(edge[1], 15, 0, 1e-9);
    double tall[] = {50, 52};
    const double heights[] = {30, 10};
    assert_int_equal(layout_spread(arena, tall, heights, 2, 0, 100), STATUS_OK);
    assert_close(tall[0], 41, 0, 1e-9); /* both by the same */
    assert_close(tall[1], 61, 0, 1e-9);
    assert_int_equal(layout_spread(arena, NULL, NULL, 0, 0, 100), STATUS_OK);
    arena_free(arena);
}

static void assert_wrapped(const char *text, double pixels, const char *expected)
{
    struct arena *arena = arena_new();
    assert_non_null(arena);
    struct lines lines;
    assert_int_equal(layout_wrap(arena, text, pixels, 10, &lines), STATUS_OK);
    char joined[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < lines.count; i++)
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s", i ? "|" : "", lines.text[i]);
    assert_string_equal(joined, expected);
    arena_free(arena);
}

static void test_layout_wrap_breaks_where_the_language_allows(void **state)
{
    (void)state;
    assert_wrapped("", 50, "");
    assert_wrapped("   ", 50, "");
    assert_wrapped("one two three", 1000, "one two three");
    assert_wrapped("one two three", 45, "one two|three");
    assert_wrapped("one abcdefghijkl two", 32, "one|abcde|fghijkl|two"); /* a word longer than a line */
    assert_wrapped("改定水準に届かない", 40, "改定水準|に届かな|い");
    assert_wrapped("改定水準。届かない", 40, "改定水|準。届か|ない"); /* 。 begins no line */
    assert_wrapped("改定水（仮定）", 40, "改定水|（仮定）");          /* （ ends none */
    assert_wrapped("水準16%（仮定）", 42, "水準16%|（仮定）");
    assert_wrapped("改定", 1, "改|定"); /* never an endless loop */
}

static void test_layout_clean_replaces_what_can_not_be_drawn(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_non_null(arena);
    assert_string_equal(layout_clean(arena, NULL), "");
    assert_string_equal(layout_clean(arena, "a\tb\r\nc\x7f\xc2\x85 ﾊﾝ"), "a b  c   ﾊﾝ");
    assert_string_equal(layout_clean(arena, "\xe3\x81"), "\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(layout_clean(arena, "\xef\xbf\xbf"), "\xef\xbf\xbd"); /* U+FFFF is no character of XML */
    assert_string_equal(layout_shorten(arena, "提供中", 30, 10), "提供中");
    assert_string_equal(layout_shorten(arena, "提供予定", 30, 10), "提供…");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kind_parse_names),
        IN_FOLDER(test_run_two_kinds_two_languages),
        IN_FOLDER(test_run_same_input_same_bytes),
        IN_FOLDER(test_run_hostile_texts_are_drawn),
        IN_FOLDER(test_run_trend_gap_and_break),
        IN_FOLDER(test_run_status_suppressed_share),
        IN_FOLDER(test_run_kept_script_draws_the_same),
        IN_FOLDER(test_run_without_gnuplot),
        IN_FOLDER(test_run_gnuplot_fails),
        IN_FOLDER(test_run_gnuplot_killed),
        IN_FOLDER(test_run_gnuplot_writes_half),
        IN_FOLDER(test_run_gnuplot_writes_without_end),
        IN_FOLDER(test_run_ended_by_a_signal),
        IN_FOLDER(test_run_gnuplot_hangs),
        IN_FOLDER(test_run_folder_missing),
        IN_FOLDER(test_run_many_series_stay_apart),
        IN_FOLDER(test_run_nothing_to_draw),
        IN_FOLDER(test_run_status_shares_not_whole),
        cmocka_unit_test(test_svg_finish_rejects_what_is_not_whole),
        cmocka_unit_test(test_layout_spread_moves_as_little_as_can_be),
        cmocka_unit_test(test_layout_wrap_breaks_where_the_language_allows),
        cmocka_unit_test(test_layout_clean_replaces_what_can_not_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
