/* The pictures made of marks: what stands in each, hostile texts, the same bytes again, and every format. */
#define _POSIX_C_SOURCE 200809L
#include "unit/picture_folder.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "plot/drawing.h"
#include "plot/finish.h"
#include "plot/plot.h"
#include "table/table.h"

/* How often `what` stands in a file. */
static int count_of(const char *name, const char *what)
{
    struct file file = read_file(name);
    int count = 0;
    for (const char *at = file.bytes; (at = strstr(at, what)); at += strlen(what))
        count++;
    file_clear(&file);
    return count;
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

/* A table whose cells come as text: numbers where the column holds them, "" for an empty cell. A cell "id=en=ja" has
 * labels. */
struct sheet {
    const char *name;
    const struct column *columns;
    size_t count;
};

static void add_cells(struct table *table, const struct sheet *sheet, const char *line)
{
    char copy[1024];
    (void)snprintf(copy, sizeof copy, "%s", line);
    char *at = copy;
    table_row(table);
    for (size_t i = 0; i < sheet->count; i++) {
        size_t length = strcspn(at, "|");
        bool last = at[length] == '\0';
        at[length] = '\0';
        if (!*at) {
            table_empty(table);
        } else if (sheet->columns[i].kind == COLUMN_INTEGER) {
            table_integer(table, strtoll(at, NULL, 10));
        } else if (sheet->columns[i].kind != COLUMN_TEXT) {
            table_real(table, strtod(at, NULL));
        } else {
            char *en = strchr(at, '='), *ja = en ? strchr(en + 1, '=') : NULL;
            if (ja)
                *en = *ja = '\0';
            const struct label label = {{ja ? en + 1 : NULL, ja ? ja + 1 : NULL}};
            table_labelled(table, at, ja ? &label : NULL);
        }
        at += last ? length : length + 1;
    }
}

static struct table *make_table(const struct sheet *sheet, const char *const *lines, size_t count)
{
    struct errors errors = {0};
    struct table *table = table_new(sheet->name, sheet->columns, sheet->count);
    assert_non_null(table);
    for (size_t i = 0; i < count; i++)
        add_cells(table, sheet, lines[i]);
    assert_int_equal(table_finish(table, &errors), STATUS_OK);
    return table;
}

#define TEXT(name)                                                                                                     \
    {                                                                                                                  \
        name, name, COLUMN_TEXT, SHOW_ALWAYS                                                                           \
    }
#define WHOLE(name)                                                                                                    \
    {                                                                                                                  \
        name, name, COLUMN_INTEGER, SHOW_ALWAYS                                                                        \
    }
#define SHARE(name)                                                                                                    \
    {                                                                                                                  \
        name, name, COLUMN_PROPORTION, SHOW_ALWAYS                                                                     \
    }
#define COUNT(lines) (sizeof(lines) / sizeof *(lines))

static const struct column strata_columns[] = {WHOLE("wave"),  TEXT("item"),   TEXT("group"),     TEXT("choice"),
                                               WHOLE("n"),     WHOLE("N"),     SHARE("estimate"), SHARE("lower"),
                                               SHARE("upper"), SHARE("level"), TEXT("status"),    TEXT("denominator")};
static const struct sheet strata_sheet = {"rates", strata_columns, COUNT(strata_columns)};
static const char *const strata_rows[] = {
    "2021|api=API=API接続|||690|1038|0.1|0.08|0.12|95|ok|valid",
    "2021|api=API=API接続|city=City banks=都市銀行||4|5|0.5|0.25|0.75|95|low base|valid",
    "2021|api=API=API接続|labour=Labour banks=労働金庫||12|13||||95|suppressed|valid",
    "2021|api=API=API接続|shinkin=Shinkin=信用金庫||196|254|0.05|0.03|0.07|95|ok|valid",
};

static const struct column change_columns[] = {
    WHOLE("from"),          WHOLE("to"),           TEXT("item"),
    TEXT("component"),      WHOLE("institutions"), {"contribution", "contribution", COLUMN_POINTS, SHOW_ALWAYS},
    SHARE("estimate_from"), SHARE("estimate_to"),  TEXT("status")};
static const struct sheet change_sheet = {"change", change_columns, COUNT(change_columns)};
static const char *const change_rows[] = {
    "2020|2021|api=API=API接続|adoption=adoption=新たな提供|42|0.05|0.1|0.125|ok",
    "2020|2021|api=API=API接続|abandonment=abandonment=提供の終了||-0.025|0.1|0.125|ok",
    "2021|2022|api=API=API接続|adoption=adoption=新たな提供|1200|0.0|0.125|0.125|ok",
};

static const struct column forecast_columns[] = {
    TEXT("item"),        TEXT("kind"),        WHOLE("wave"),  {"level", "level", COLUMN_REAL, SHOW_ALWAYS},
    SHARE("estimate"),   SHARE("lower"),      SHARE("upper"), SHARE("level_reached"),
    WHOLE("lower_wave"), WHOLE("upper_wave"), TEXT("status")};
static const struct sheet forecast_sheet = {"forecast", forecast_columns, COUNT(forecast_columns)};
static const char *const forecast_rows[] = {
    "api=API=API接続|rate|2020||0.07||||||ok",
    "api=API=API接続|rate|2021||0.1||||||ok",
    "api=API=API接続|forecast|2022|95|0.14|0.1|0.2||||ok",
    "api=API=API接続|forecast|2023|95|0.2|0.125|0.3||||ok",
    "api=API=API接続|reach|2023|95||||0.16|2022|2025|ok",
    "api=API=API接続|reach||95||||0.5|2031||ok",
    "api=API=API接続|reach||95||||0.9|||not identified",
    "api=API=API接続|forecast|2022|50|0.14|0.12|0.16||||ok",
    "api=API=API接続|forecast|2023|50|0.2|0.17|0.23||||ok",
    "api=API=API接続|reach|2023|50||||0.16|2023|2024|ok",
};

static const struct column bounds_columns[] = {TEXT("item"),      TEXT("assumption"), SHARE("lowest"),
                                               SHARE("estimate"), SHARE("highest"),   TEXT("status")};
static const struct sheet bounds_sheet = {"bounds", bounds_columns, COUNT(bounds_columns)};
static const char *const bounds_rows[] = {
    "api=API=API接続|estimate=estimate=推定値|0.0875|0.1|0.1125|ok",
    "api=API=API接続|nothing=nothing assumed=仮定なし|0.0625||0.4|ok",
    "api=API=API接続|before=as before=前年度と同じ||||break",
};

static const struct column margin_columns[] = {TEXT("rule"), SHARE("nonrespondents"), WHOLE("additional"),
                                               WHOLE("passes"), SHARE("share")};
static const struct sheet margin_sheet = {"margin", margin_columns, COUNT(margin_columns)};
static const char *const margin_rows[] = {
    "wide=API, level 16%=API接続、水準16%||0|0|0.1",   "wide=API, level 16%=API接続、水準16%|0|0|0|0.1",
    "wide=API, level 16%=API接続、水準16%|1|0|1|0.1",  "wide=API, level 16%=API接続、水準16%||50|1|0.1",
    "wide=API, level 16%=API接続、水準16%|0|50|0|0.1", "wide=API, level 16%=API接続、水準16%|1|50|1|0.1",
};

static const struct column oc_columns[] = {TEXT("rule"),    SHARE("rate"),     SHARE("response_rate"), WHOLE("waves"),
                                           SHARE("p_fire"), SHARE("mc_error"), TEXT("status")};
static const struct sheet oc_sheet = {"oc", oc_columns, COUNT(oc_columns)};
static const char *const oc_rows[] = {
    "wide=API=API接続|0.1|0.6|2|0.0|0.002|ok",  "wide=API=API接続|0.16|0.6|2|0.25|0.004|ok",
    "wide=API=API接続|0.2|0.6|2|0.9|0.003|ok",  "wide=API=API接続|0.1|0.9|2|0.0|0.001|ok",
    "wide=API=API接続|0.16|0.9|2|0.5|0.005|ok", "wide=API=API接続|0.2|0.9|2|0.99|0.001|ok",
};

/* Every kind with its rows. */
static const struct {
    enum plot_kind kind;
    const struct sheet *sheet;
    const char *const *rows;
    size_t count;
} kinds[] = {
    {PLOT_STRATA, &strata_sheet, strata_rows, COUNT(strata_rows)},
    {PLOT_CHANGE, &change_sheet, change_rows, COUNT(change_rows)},
    {PLOT_FORECAST, &forecast_sheet, forecast_rows, COUNT(forecast_rows)},
    {PLOT_BOUNDS, &bounds_sheet, bounds_rows, COUNT(bounds_rows)},
    {PLOT_MARGIN, &margin_sheet, margin_rows, COUNT(margin_rows)},
    {PLOT_OC, &oc_sheet, oc_rows, COUNT(oc_rows)},
};

static const struct plot_level level[] = {{0.16, "level 16% (assumed)", NULL}};

static struct table *table_of(size_t i)
{
    return make_table(kinds[i].sheet, kinds[i].rows, kinds[i].count);
}

static void draw(size_t i, enum language language)
{
    struct table *table = table_of(i);
    const struct plot_job job = {.table = table,
                                 .options = {.kind = kinds[i].kind,
                                             .language = language,
                                             .title = "The finding",
                                             .levels = level,
                                             .level_count = 1,
                                             .decimals = 1},
                                 .svg_path = in_folder("a.svg")};
    run(&job, 1);
    table_free(table);
}

static void test_strata_is_sorted_and_says_why(void **state)
{
    (void)state;
    draw(0, LANGUAGE_EN);
    assert_contains("a.svg", "API: City banks 4/5 50.0%, All institutions 690/1,038 10.0%, Shinkin 196/254 5.0%, "
                             "Labour banks 12/13 suppressed</desc>");
    assert_contains("a.svg", ">City banks 4/5</text>");
    assert_contains("a.svg", ">50.0%</text>");
    assert_contains("a.svg", ">suppressed</text>");
    assert_contains("a.svg", "Hollow: ");
    draw(0, LANGUAGE_JA);
    assert_contains("a.svg", ">労働金庫 12/13</text>");
    assert_contains("a.svg", ">秘匿</text>");
    assert_contains("a.svg", ">全機関 690/1,038</text>");
}

static void test_change_steps_sum_and_go_on(void **state)
{
    (void)state;
    draw(1, LANGUAGE_EN);
    assert_contains("a.svg", "API: 2020 10.0%: adoption +5.0 (42), abandonment −2.5; 2021 12.5%. adoption 0.0 (1,200); "
                             "2022 12.5%.</desc>");
    assert_contains("a.svg", ">+5.0 (42)</text>");
    assert_contains("a.svg", ">−2.5</text>"); /* so few are not told */
    assert_int_equal(count_of("a.svg", ">2021</text>"), 1);
}

static void test_forecast_fan_and_years(void **state)
{
    (void)state;
    draw(2, LANGUAGE_EN);
    assert_contains("a.svg", "API: 2023 20.0% (12.5–30.0); 16%: 2023 (2022–2025); 50%: later than that (2031–); 90%: "
                             "not identified</desc>");
    assert_contains("a.svg", ">20.0% (12.5–30.0)</text>");
    assert_contains("a.svg", "limits (95%, 50%)");
    assert_contains("a.svg", ">First year at or above the level</text>");
}

/* The shades begin in the newest rate: its place is a corner of each. */
static void test_forecast_fan_begins_in_the_newest_rate(void **state)
{
    (void)state;
    struct table *table = table_of(2);
    const struct plot_job job = {.table = table,
                                 .options = {.kind = PLOT_FORECAST, .decimals = 1},
                                 .svg_path = in_folder("a.svg"),
                                 .keep_stem = in_folder("a")};
    run(&job, 1);
    table_free(table);
    struct file file = read_file("a.tsv");
    const char *points = strstr(file.bytes, "# points: x y, role 7\n"),
               *shade = strstr(file.bytes, "# areas: x y, role 10\n");
    assert_non_null(points);
    assert_non_null(shade);
    points = strchr(strchr(points, '\n') + 1, '\n') + 1; /* of the second and last wave */
    shade = strchr(shade, '\n') + 1;
    assert_int_equal(strcspn(points, "\n"), strcspn(shade, "\n"));
    assert_memory_equal(points, shade, strcspn(points, "\n"));
    assert_contains("a.tsv", "# areas: x y, role 11\n");
    file_clear(&file);
}

/* Where waves are called by an era, the year of the axes is told. */
static void test_forecast_tells_the_year_of_an_era(void **state)
{
    (void)state;
    static const struct plot_wave waves[] = {{2021, "令和3年度"}}, plain[] = {{2021, "2021年度"}};
    struct table *table = table_of(2);
    struct plot_job job = {.table = table,
                           .options = {.kind = PLOT_FORECAST, .language = LANGUAGE_JA, .waves = waves, .wave_count = 1},
                           .svg_path = in_folder("a.svg")};
    run(&job, 1);
    assert_contains("a.svg", "西暦");
    assert_contains("a.svg", "令和3年度は");
    job.options.waves = plain;
    run(&job, 1);
    assert_int_equal(count_of("a.svg", "西暦"), 0);
    table_free(table);
}

static void test_bounds_estimates_and_bars(void **state)
{
    (void)state;
    draw(3, LANGUAGE_EN);
    assert_contains("a.svg", "API: estimate 10.0% (8.8–11.3); nothing assumed 6.3–40.0%; as before break;");
    assert_contains("a.svg", " Dashed: level 16% (assumed)");
    assert_contains("a.svg", ">16%</text>");
}

static void test_margin_tells_from_where_it_passes(void **state)
{
    (void)state;
    draw(4, LANGUAGE_EN);
    assert_contains("a.svg", "API, level 16%: it passes from +50 adopters on</desc>");
    assert_contains("a.svg", ">left out</text>");
    assert_contains("a.svg", ">+50</text>");
    draw(4, LANGUAGE_JA);
    assert_contains("a.svg", ">API接続、水準16%</text>");
}

static void test_oc_names_lines_at_their_ends(void **state)
{
    (void)state;
    draw(5, LANGUAGE_EN);
    assert_contains("a.svg", "API: response 60% 50%: 17.5%, response 90% 50%: 16%</desc>");
    assert_contains("a.svg", ">response 60%</text>");
    assert_contains("a.svg", ">response 90%</text>");
    assert_contains("a.svg", "at most 0.5 points");
}

/* A panel has the rates of its own rule, and no level of another one. */
static void test_oc_panels_are_of_their_rule(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "low=Low=低|0.1|0.6667|2|0.0|0.002|ok",
        "low=Low=低|0.2|0.6667|2|1|0.002|ok",
        "high=High=高|0.5|0.6667|2|0.0|0.002|ok",
        "high=High=高|0.6|0.6667|2|1|0.002|ok",
    };
    static const struct plot_level levels[] = {{0.55, "in all", NULL}, {0.55, "of another rule", "low"}};
    for (size_t i = 0; i < COUNT(levels); i++) {
        struct table *table = make_table(&oc_sheet, rows, COUNT(rows));
        const struct plot_job job = {.table = table,
                                     .options = {.kind = PLOT_OC, .levels = &levels[i], .level_count = 1},
                                     .svg_path = in_folder("a.svg")};
        run(&job, 1);
        assert_contains("a.svg", "Low: response 66.7% 50%: 15%");
        assert_contains("a.svg", "High: response 66.7% 50%: 55%");
        assert_int_equal(count_of("a.svg", ">12%</text>"), 1);
        assert_int_equal(count_of("a.svg", ">52%</text>"), 1);
        assert_int_equal(count_of("a.svg", ">30%</text>"), 0);
        assert_int_equal(count_of("a.svg", "<path stroke='rgb(102, 102, 102)'"), i == 0);
        table_free(table);
    }
}

/* A rate of few answers is hollow in trend too: a white point on its own. */
static void test_trend_is_hollow_where_few_answered(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "2020|api=API=API接続|||8|9|0.1|0.08|0.12|95|low base|valid",
        "2021|api=API=API接続|||690|1038|0.1|0.08|0.12|95|ok|valid",
        "2019|api=API=API接続||||1038|0.05|||95|published only|valid",
    };
    struct table *table = make_table(&strata_sheet, rows, COUNT(rows));
    const struct plot_job job = {.table = table, .svg_path = in_folder("a.svg"), .keep_stem = in_folder("a")};
    run(&job, 1);
    assert_contains("a.svg", ". Hollow: ");
    assert_contains("a.svg", "known only as a published percentage");
    assert_contains("a.tsv", "item\n1\t2019\t0.05\tNaN\tNaN\tNaN\t1038\t2\tapi\n"); /* by year */
    assert_contains("a.tsv", "\n1\t2020\t0.1\t0.08\t0.12\t8\t9\t1\tapi\n");
    assert_contains("a.tsv", "\n1\t2021\t0.1\t0.08\t0.12\t690\t1038\t0\tapi\n");
    table_free(table);
}

/* A page that is given is kept to; one that is not is 800 pixels wide. */
static void test_page_is_as_asked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct table *table = table_of(i);
        struct plot_job job = {.table = table, .options = {.kind = kinds[i].kind}, .svg_path = in_folder("a.svg")};
        run(&job, 1);
        assert_contains("a.svg", "\n width=\"800\" height=\"");
        job.options.width = 480;
        job.options.height = 900;
        run(&job, 1);
        assert_contains("a.svg", "\n width=\"480\" height=\"900\"");
        table_free(table);
    }
}

/* Two columns where that leaves a plot enough: labels decide. */
static void test_panels_stand_beside_each_other_where_they_fit(void **state)
{
    (void)state;
    static const char *const names[] = {"short=short=短",
                                        "long=Institutions of every other kind=それ以外のすべての金融機関"};
    for (size_t k = 0; k < COUNT(names); k++) {
        char rows[2][256];
        const char *const lines[] = {rows[0], rows[1]};
        for (int i = 0; i < 2; i++)
            (void)snprintf(rows[i], sizeof rows[i], "2021|%s|%s||3|40000|%s|||95|%s|valid", i ? "b=B=乙" : "a=A=甲",
                           names[k], i && k ? "" : "0.5", i && k ? "published only, not comparable" : "ok");
        struct table *table = make_table(&strata_sheet, lines, 2);
        const struct plot_job job = {
            .table = table, .options = {.kind = PLOT_STRATA, .height = 400}, .svg_path = in_folder("a.svg")};
        run(&job, 1);
        /* both panels begin with the same height where they stand beside each other */
        struct file file = read_file("a.svg");
        const char *a = strstr(file.bytes, ">A</text>"), *b = strstr(file.bytes, ">B</text>");
        assert_non_null(a);
        assert_non_null(b);
        double at[2][2] = {{0}};
        for (int i = 0; i < 2; i++) {
            const char *place = i ? b : a;
            while (strncmp(place, "translate(", strlen("translate(")) != 0)
                place--;
            char *end;
            at[i][0] = strtod(place + strlen("translate("), &end);
            at[i][1] = strtod(end + 1, NULL);
        }
        file_clear(&file);
        assert_int_equal(at[0][1] == at[1][1], k == 0);
        assert_int_equal(at[0][0] == at[1][0], k == 1);
        table_free(table);
    }
}

static void test_same_input_same_bytes_in_every_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct table *table = table_of(i);
        struct plot_job jobs[2];
        for (int k = 0; k < 2; k++)
            jobs[k] = (struct plot_job){.table = table,
                                        .options = {.kind = kinds[i].kind},
                                        .svg_path = in_folder(k ? "b.svg" : "a.svg"),
                                        .png_path = in_folder(k ? "b.png" : "a.png"),
                                        .pdf_path = in_folder(k ? "b.pdf" : "a.pdf")};
        run(jobs, 1);
        assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0); /* nor does it depend on where it is drawn */
        run(jobs + 1, 1);
        assert_int_equal(unsetenv("TZ"), 0);
        assert_same_bytes("a.svg", "b.svg");
        assert_same_bytes("a.png", "b.png");
        assert_same_bytes("a.pdf", "b.pdf");
        table_free(table);
    }
}

/* R5, of every kind. */
static void test_kept_script_draws_the_same(void **state)
{
    (void)state;
    char command[160];
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct table *table = table_of(i);
        const struct plot_job job = {.table = table,
                                     .options = {.kind = kinds[i].kind},
                                     .png_path = in_folder("a.png"),
                                     .keep_stem = in_folder("a")};
        run(&job, 1);
        assert_int_equal(rename(in_folder("a.png"), in_folder("b.png")), 0);
        (void)snprintf(command, sizeof command, "cd %s && gnuplot a.gp", folder);
        assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): as a person would */
        assert_same_drawing("b.png", "a.png");
        table_free(table);
    }
}

static void test_finish_pdf_sets_the_day(void **state)
{
    (void)state;
    static const char pdf[] = "%PDF-1.5\n/CreationDate (D:20261124194608Z)\n%%EOF\n";
    const struct buffer given = {.bytes = (char *)(size_t)pdf, .length = sizeof pdf - 1};
    struct buffer out = {0};
    assert_int_equal(unsetenv("SOURCE_DATE_EPOCH"), 0);
    assert_int_equal(finish_pdf(&given, &out), STATUS_OK);
    assert_string_equal(buffer_get(&out), "%PDF-1.5\n/CreationDate (D:19700101000000Z)\n%%EOF\n");
    buffer_clear(&out);
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "86400", 1), 0);
    assert_int_equal(finish_pdf(&given, &out), STATUS_OK);
    assert_string_equal(buffer_get(&out), "%PDF-1.5\n/CreationDate (D:19700102000000Z)\n%%EOF\n");
    buffer_clear(&out);
    assert_int_equal(unsetenv("SOURCE_DATE_EPOCH"), 0);
    const struct buffer half = {.bytes = (char *)(size_t)pdf, .length = sizeof pdf - 4};
    assert_int_equal(finish_pdf(&half, &out), STATUS_FAILURE);
    buffer_clear(&out);
}

/* Wide characters take two columns, whatever stands beside them; what is only blank is left out. */
static void test_finish_characters(void **state)
{
    (void)state;
    char cells[] = "\f       \n  個人" WIDE_END "  | x   \n\n a\n   \n";
    const struct buffer given = {.bytes = cells, .length = sizeof cells - 1};
    struct buffer out = {0};
    assert_int_equal(finish_characters(&given, &out), STATUS_OK);
    assert_string_equal(buffer_get(&out), "  個人 | x\n\n a\n");
    buffer_clear(&out);
    char coloured[] = "\x1b[0;39m    \n\x1b[0;39m a\x1b[38;5;25m b   \n";
    const struct buffer colours = {.bytes = coloured, .length = sizeof coloured - 1};
    assert_int_equal(finish_characters(&colours, &out), STATUS_OK);
    assert_string_equal(buffer_get(&out), "\x1b[0;39m a\x1b[38;5;25m b\x1b[0m\n");
    buffer_clear(&out);
    char blank[] = "\f   \n \n";
    const struct buffer nothing = {.bytes = blank, .length = sizeof blank - 1};
    assert_int_equal(finish_characters(&nothing, &out), STATUS_FAILURE);
    buffer_clear(&out);
}

/* Columns line up in Japanese as they do in English. */
static void test_characters_line_up(void **state)
{
    (void)state;
    struct table *table = table_of(0);
    struct buffer text = {0};
    const struct plot_job job = {
        .table = table,
        .options = {.kind = PLOT_STRATA, .language = LANGUAGE_JA, .columns = 70, .decimals = 1},
        .text = &text};
    run(&job, 1);
    int lines = 0;
    size_t first = 0;
    for (const char *line = buffer_get(&text); *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        assert_true(text_width(line, length) <= 70);
        const char *bar = memchr(line, '|', length);
        if (!bar)
            continue;
        size_t at = text_width(line, (size_t)(bar - line));
        first = lines++ ? first : at;
        assert_int_equal(at, first);
    }
    assert_int_equal(lines, 4);
    assert_non_null(strstr(buffer_get(&text), "都市銀行 4/5"));
    assert_null(strchr(buffer_get(&text), '\x1b'));
    buffer_clear(&text);
    table_free(table);
}

/* R2, in every kind and format. */
static void test_hostile_texts_are_drawn(void **state)
{
    (void)state;
    static const char *const hostile[] = {"`touch x`",   "@data $data", "{/Bold a}^b_c",
                                          "it's '' \"q", "a\\n %g #",   "#12 '07"};
    char shown[64];
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (size_t k = 0; k < COUNT(hostile); k++) {
            struct table *table = table_new("hostile", kinds[i].sheet->columns, kinds[i].sheet->count);
            assert_non_null(table);
            for (size_t row = 0; row < kinds[i].count; row++) {
                char line[512], *at = line;
                const char *from = kinds[i].rows[row];
                /* the first label in each row becomes the text */
                const char *equal = strchr(from, '=');
                assert_non_null(equal);
                size_t head = (size_t)(equal - from);
                at += snprintf(at, sizeof line, "%.*s=%s", (int)head, from, hostile[k]);
                (void)snprintf(at, sizeof line - (size_t)(at - line), "%s", strchr(equal + 1, '='));
                add_cells(table, kinds[i].sheet, line);
            }
            struct buffer text = {0};
            const struct plot_level levels[] = {{0.16, hostile[k], NULL}};
            const struct plot_options options = {
                .kind = kinds[i].kind, .title = hostile[k], .notice = "EOD\nEOD", .levels = levels, .level_count = 1};
            const struct plot_job jobs[] = {
                {.table = table, .options = options, .svg_path = in_folder("a.svg"), .pdf_path = in_folder("a.pdf")},
                {.table = table, .options = options, .text = &text}};
            run(jobs, 2);
            (void)snprintf(shown, sizeof shown, ">%s</text>", hostile[k]);
            assert_int_equal(count_of("a.svg", shown), 2); /* title and panel */
            assert_non_null(strstr(buffer_get(&text), hostile[k]));
            assert_contains("a.svg", ">EOD EOD</text>");
            assert_int_equal(access(in_folder("x"), F_OK), -1);
            assert_int_equal(access("x", F_OK), -1);
            buffer_clear(&text);
            table_free(table);
        }
}

static void test_nothing_to_draw(void **state)
{
    (void)state;
    static const char *const told[] = {
        "minaoshi: error[USE003]: there is no rate to draw in 'strata'\n"
        "  hint: `minaoshi rates --by stratum --public` tells what was not answered and what is suppressed\n",
        "minaoshi: error[USE003]: there is no change to draw in 'change'\n"
        "  hint: `minaoshi change --decompose --public` tells what can't be compared and what is suppressed\n",
        "minaoshi: error[USE003]: there is no forecast to draw in 'forecast'\n"
        "  hint: a forecast needs 4 waves that can be compared; `minaoshi forecast` tells what is missing\n",
        "minaoshi: error[USE003]: there is nothing to draw in 'bounds'\n"
        "  hint: `minaoshi bounds --public` tells what was not answered and what is suppressed\n",
        "minaoshi: error[USE003]: there is no margin to draw in 'margin'\n"
        "  hint: margins are of rules that hold the rate of one item, not weighted one by one, against a level\n",
        "minaoshi: error[USE003]: there is no probability to draw in 'oc'\n"
        "  hint: it is of rules of severity revise or major on a rate, a count or a probability, and needs a frame\n"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct table *table = make_table(kinds[i].sheet, NULL, 0);
        const struct plot_job job = {
            .table = table, .options = {.kind = kinds[i].kind}, .svg_path = in_folder("a.svg")};
        expect_failure(&job, 1, told[i]);
        assert_false(file_exists(job.svg_path));
        table_free(table);
    }
}

static void write_script(const char *name, const char *text)
{
    struct errors errors = {0};
    assert_int_equal(file_make_directory(in_folder("plots"), &errors), STATUS_OK);
    assert_int_equal(file_write(in_folder(name), text, strlen(text), &errors), STATUS_OK);
    assert_no_errors(&errors);
}

/* A script of the folder is used in place of the one compiled in, and what is wrong with it is told at its line. */
static void test_script_of_a_folder(void **state)
{
    (void)state;
    struct table *table = table_of(0);
    const struct plot_job job = {
        .table = table, .options = {.kind = PLOT_STRATA, .script_folder = folder}, .svg_path = in_folder("a.svg")};
    write_script("plots/strata.gp", "set label 'mine' at 10,10");
    run(&job, 1);
    assert_contains("a.svg", ">mine</text>");
    write_script("plots/strata.gp", "# a comment\n\nplot nonsense\n");
    assert_int_equal(unlink(in_folder("a.svg")), 0);
    expect_failure(&job, 1,
                   "minaoshi: error[PLT002]: unable to draw '~/a.svg' with '~/plots/strata.gp': exit status 1: "
                   "~/plots/strata.gp:3: undefined variable: nonsense\n"
                   "  hint: script and data are kept in '~/a.gp' and '~/a.tsv'\n");
    assert_false(file_exists(job.svg_path));
    table_free(table);
}

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

static void test_old_gnuplot_is_told(void **state)
{
    (void)state;
    struct table *table = table_of(0);
    struct plot_job job = {.table = table, .options = {.kind = PLOT_STRATA}, .svg_path = in_folder("a.svg")};
    job.options.program = fake("if [ \"$1\" = --version ]; then echo gnuplot 5.2 patchlevel 8; exit; fi\n"
                               "echo 'line 0: invalid command' >&2; exit 1");
    expect_failure(&job, 1,
                   "minaoshi: error[PLT003]: '~/fake' can't draw '~/a.svg': it is gnuplot 5.2 patchlevel 8\n"
                   "  hint: install gnuplot 5.4 or newer\n");
    job.options.program = fake("if [ \"$1\" = --version ]; then echo gnuplot 6.0 patchlevel 0; exit; fi\n"
                               "printf '<svg >' >&3; kill -KILL $$");
    expect_failure(&job, 1,
                   "minaoshi: error[PLT002]: unable to draw '~/a.svg' with 'plots/strata.gp': ended by signal 9\n"
                   "  hint: script and data are kept in '~/a.gp' and '~/a.tsv'\n");
    assert_false(file_exists(job.svg_path));
    table_free(table);
}

/* Characters stand nowhere: nothing is kept. */
static void test_characters_fail_without_files(void **state)
{
    (void)state;
    struct table *table = table_of(0);
    struct buffer text = {0};
    struct plot_job job = {.table = table, .options = {.kind = PLOT_STRATA}, .text = &text};
    job.options.program = fake("exit 2");
    expect_failure(&job, 1,
                   "minaoshi: error[PLT002]: unable to draw 'strata' with 'plots/strata.gp': exit status 2\n"
                   "  hint: with -o FILE.svg script and data are kept beside the picture\n");
    assert_int_equal(text.length, 0);
    assert_int_equal(unlink(in_folder("fake")), 0);
    buffer_clear(&text);
    table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_strata_is_sorted_and_says_why),
        IN_FOLDER(test_change_steps_sum_and_go_on),
        IN_FOLDER(test_forecast_fan_and_years),
        IN_FOLDER(test_forecast_fan_begins_in_the_newest_rate),
        IN_FOLDER(test_forecast_tells_the_year_of_an_era),
        IN_FOLDER(test_bounds_estimates_and_bars),
        IN_FOLDER(test_margin_tells_from_where_it_passes),
        IN_FOLDER(test_oc_names_lines_at_their_ends),
        IN_FOLDER(test_oc_panels_are_of_their_rule),
        IN_FOLDER(test_trend_is_hollow_where_few_answered),
        IN_FOLDER(test_page_is_as_asked_for),
        IN_FOLDER(test_panels_stand_beside_each_other_where_they_fit),
        IN_FOLDER(test_same_input_same_bytes_in_every_format),
        IN_FOLDER(test_kept_script_draws_the_same),
        cmocka_unit_test(test_finish_pdf_sets_the_day),
        cmocka_unit_test(test_finish_characters),
        IN_FOLDER(test_characters_line_up),
        IN_FOLDER(test_hostile_texts_are_drawn),
        IN_FOLDER(test_nothing_to_draw),
        IN_FOLDER(test_script_of_a_folder),
        IN_FOLDER(test_old_gnuplot_is_told),
        IN_FOLDER(test_characters_fail_without_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
