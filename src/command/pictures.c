/* From the panel to what plot draws. */
#include "command/pictures.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "command/picture_source.h"

char *picture_path(const struct session *session, const char *folder, enum plot_kind kind, enum language language,
                   const char *suffix)
{
    const char *item = session->options->item;
    char *name = arena_format(session->arena, "%s%s%s.%s%s%s", plot_kind_name(kind), item ? "-" : "", item ? item : "",
                              language_name(language), suffix ? "." : "", suffix ? suffix : "");
    return name ? file_join(session->arena, folder, name) : NULL;
}

const char *picture_drawn(const struct picture *picture)
{
    return picture->lacks ? NULL : picture->svg_path;
}

/* A copy in the arena of what was built; NULL after reporting. */
static const char *keep_text(struct session *session, struct buffer *text)
{
    char *copy = buffer_status(text) == STATUS_OK ? arena_text(session->arena, buffer_get(text), text->length) : NULL;
    buffer_clear(text);
    if (!copy)
        (void)errors_memory(&session->errors);
    return copy;
}

const struct rate *source_rate(const struct rates *rates, size_t wave, size_t item)
{
    for (size_t i = 0; i < rates->count; i++)
        if (rates->rows[i].wave == wave && rates->rows[i].item == item)
            return &rates->rows[i];
    return NULL;
}

/* Whether a rule that can call for a revision is about the item. */
static bool is_ruled(const struct check *check, size_t item)
{
    for (size_t i = 0; check && i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        for (size_t k = 0; rule->severity != RULE_WATCH && k < rule->item_count; k++)
            if (rule->items[k] == item)
                return true;
    }
    return false;
}

bool source_names(const struct picture_source *source, size_t item, size_t named)
{
    if (source->options->item != EVERY)
        return source->options->item == (int64_t)item;
    return source->check ? is_ruled(source->check, item) : named == 0;
}

void source_add_item(struct session *session, size_t item, enum language language, size_t named, struct buffer *out)
{
    buffer_format(out, "%s%s ", named ? tr(language, ", ") : "",
                  label_in(&session->study->items[item].label, language));
}

void source_add_points(struct session *session, double change, struct buffer *out)
{
    struct buffer digits = {0};
    number_add_fixed(&digits, change * 100, session->study->decimals, true);
    const char *text = buffer_get(&digits);
    buffer_format(out, "%s%s", *text == '-' ? "−" : "", *text == '-' ? text + 1 : text);
    out->failed = out->failed || digits.failed;
    buffer_clear(&digits);
}

void source_add_count(int64_t count, struct buffer *out)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)count);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            buffer_byte(out, ',');
        buffer_byte(out, digits[i]);
    }
}

enum status source_name_rule(struct session *session, const struct rule *rule, struct label *name)
{
    bool by_item = rule->item_count == 1 && rule->combination == COMBINE_ONE && rule->statistic == STATISTIC_RATE;
    for (int i = 0; i < LANGUAGE_END; i++) {
        enum language language = (enum language)i;
        name->in[i] =
            by_item ? arena_format(session->arena, tr(language, "%s, level %s"),
                                   label_in(&session->study->items[rule->items[0]].label, language), rule->level_text)
                    : rule->id;
        if (!name->in[i])
            return errors_memory(&session->errors);
    }
    return STATUS_OK;
}

enum status source_require_rules(struct session *session, const struct picture_source *source)
{
    return source->check ? STATUS_OK
                         : errors_add(&session->errors, ERROR_RULE_NONE, (struct place){0},
                                      "name a file of rules in study.yaml: `rules: rules.yaml`",
                                      "the picture '%s' is of rules, and there are none", plot_kind_name(source->kind));
}

/* The finding, or where there is none the study's title. */
static const char *make_title(struct session *session, const struct picture_source *source, enum language language)
{
    struct buffer title = {0};
    if (source->title(session, source, language, &title) == STATUS_OK && !title.length)
        buffer_text(&title, label_in(&session->study->title, language));
    return keep_text(session, &title);
}

/* Whether a level that is drawn is held against the population estimate. */
static bool compares_population(const struct check *check)
{
    for (size_t i = 0; check && i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        if (rule->severity != RULE_WATCH && rule->statistic == STATISTIC_RATE &&
            rule->estimator == ESTIMATOR_POPULATION)
            return true;
    }
    return false;
}

/* What is shown: the share, the population and the base. */
static const char *make_subtitle(struct session *session, const struct picture_source *source, enum language language)
{
    const struct rate *rate = NULL;
    for (size_t i = 0; i < source->adopted.count; i++)
        if (source->adopted.rows[i].wave == source->wave)
            rate = &source->adopted.rows[i];
    struct buffer text = {0};
    if (source->shown)
        buffer_text(&text, tr(language, source->shown));
    else if (rate && rate->estimator == ESTIMATOR_POPULATION)
        buffer_text(&text, study_is_weighted(session->study)
                               ? tr(language, "Estimated share of all institutions, weighted")
                               : tr(language, "Estimated share of all institutions, weighted by the frame"));
    else
        buffer_text(&text, tr(language, "Share among valid answers, as published"));
    if (rate && rate->respondents) {
        buffer_text(&text, tr(language, "; "));
        struct buffer respondents = {0}, institutions = {0};
        source_add_count(rate->respondents, &respondents);
        source_add_count(rate->N, &institutions);
        buffer_format(&text,
                      rate->respondents == 1 ? tr(language, "%s: %s respondent") : tr(language, "%s: %s respondents"),
                      label_in(&session->study->waves[source->wave].label, language), buffer_get(&respondents));
        if (rate->N > 0)
            buffer_format(&text,
                          rate->N == 1 ? tr(language, " of %s institution") : tr(language, " of %s institutions"),
                          buffer_get(&institutions));
        text.failed = text.failed || respondents.failed || institutions.failed;
        buffer_clear(&respondents);
        buffer_clear(&institutions);
    }
    if (source->kind == PLOT_TREND && rate && rate->estimator == ESTIMATOR_PUBLISHED &&
        compares_population(source->check)) {
        buffer_text(&text, tr(language, "; "));
        buffer_text(&text, tr(language, "the rules compare limits of the population estimate"));
    }
    return keep_text(session, &text);
}

/* Adds a sentence after those before, of which the study's own may end with their stop or without. */
static void add_sentence(struct buffer *text, enum language language, const char *sentence)
{
    static const char stop[] = "。";
    size_t mark = sizeof stop - 1;
    bool ideographic = text->length >= mark && memcmp(text->bytes + text->length - mark, stop, mark) == 0;
    bool stopped = text->length && text->bytes[text->length - 1] == '.';
    buffer_format(text, "%s%s", ideographic ? "" : stopped ? " " : tr(language, ". "), sentence);
}

static const char *make_notice(struct session *session, enum language language)
{
    const struct study *study = session->study;
    struct buffer text = {0};
    buffer_format(&text, tr(language, "Source: %s"), label_in(&study->title, language));
    if (*label_in(&study->notice, language))
        add_sentence(&text, language, label_in(&study->notice, language));
    if (session->options->internal)
        add_sentence(&text, language, tr(language, "For internal use: nothing is suppressed"));
    return keep_text(session, &text);
}

/* The levels of rate rules that can call for a revision, each value once, named by what they are. */
enum status source_levels(struct session *session, const struct check *check, enum language language,
                          struct plot_options *options)
{
    if (!check)
        return STATUS_OK;
    struct plot_level *levels = arena_array(session->arena, check->rules->count, sizeof *levels);
    if (!levels)
        return errors_memory(&session->errors);
    bool assumed = check->rules->assumptions.in[LANGUAGE_EN] || check->rules->assumptions.in[LANGUAGE_JA];
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        double value = rational_value(rule->level);
        bool drawn = rule->severity != RULE_WATCH && rule->statistic == STATISTIC_RATE;
        for (size_t k = 0; k < options->level_count; k++)
            drawn = drawn && levels[k].value != value;
        if (!drawn)
            continue;
        struct buffer name = {0};
        buffer_format(&name,
                      rule->severity == RULE_MAJOR ? tr(language, "level for a major revision %s")
                                                   : tr(language, "level for a revision %s"),
                      rule->level_text);
        if (assumed)
            buffer_text(&name, tr(language, " (assumed)"));
        levels[options->level_count].value = value;
        levels[options->level_count].name = keep_text(session, &name);
        if (!levels[options->level_count].name)
            return STATUS_FAILURE;
        options->level_count++;
    }
    options->levels = levels;
    return STATUS_OK;
}

static enum status make_waves(struct session *session, enum language language, struct plot_options *options)
{
    const struct study *study = session->study;
    struct plot_wave *waves = arena_array(session->arena, study->wave_count, sizeof *waves);
    struct plot_break *breaks = arena_array(session->arena, study->wave_count * study->item_count, sizeof *breaks);
    if (!waves || !breaks)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < study->wave_count; i++) {
        waves[options->wave_count++] =
            (struct plot_wave){study->waves[i].year, label_in(&study->waves[i].label, language)};
        for (size_t k = 0; k < study->item_count; k++)
            if (study->waves[i].equivalence[k] == EQUIVALENCE_BROKEN)
                breaks[options->break_count++] = (struct plot_break){study->items[k].id, study->waves[i].year};
    }
    options->waves = waves;
    options->breaks = breaks;
    return STATUS_OK;
}

enum status source_options(struct session *session, struct rate_options *options)
{
    enum status status = options_rates(session, options);
    options->wave = EVERY; /* a picture shows all waves up to the one asked for */
    options->by_stratum = false;
    if (!session->options->estimator)
        options->leaves_out[ESTIMATOR_POPULATION] = true;
    return status;
}

/* What every kind needs: the adopted rates up to --wave. */
static enum status make_adopted(struct session *session, const struct rate_options *options,
                                const struct disclosure *plan, struct rates *rates, size_t *newest)
{
    int64_t last;
    enum status status = options_wave(session, "--wave", session->options->wave, &last);
    if (status == STATUS_OK)
        status = analysis_rates(&session->panel, options, session->arena, rates, &session->errors);
    if (status == STATUS_OK && plan)
        status = rates_suppress(plan, false, session->arena, rates, &session->errors);
    if (status != STATUS_OK)
        return status;
    size_t kept = 0;
    *newest = 0;
    for (size_t i = 0; i < rates->count; i++)
        if (last == EVERY || rates->rows[i].wave <= (size_t)last) {
            if (rates->rows[i].n > 0)
                *newest = rates->rows[i].wave;
            rates->rows[kept++] = rates->rows[i];
        }
    rates->count = kept;
    return STATUS_OK;
}

/* What makes the source of each kind. */
static enum status (*const makers[PLOT_KIND_END])(struct session *session, struct picture_source *source) = {
    [PLOT_TREND] = picture_rates,       [PLOT_STATUS] = picture_rates,
    [PLOT_STRATA] = picture_rates,      [PLOT_CHANGE] = picture_change,
    [PLOT_FORECAST] = picture_forecast, [PLOT_BOUNDS] = picture_bounds,
    [PLOT_MARGIN] = picture_margin,     [PLOT_OC] = picture_oc,
};

/* The sources of the kinds among the pictures, each once. */
static enum status make_sources(struct session *session, const struct check *check, const struct picture *pictures,
                                size_t count, const struct rate_options *options, struct picture_source *sources)
{
    struct rates adopted;
    size_t wave;
    const struct disclosure *plan = NULL;
    enum status status = session_published(session, &plan);
    if (status == STATUS_OK)
        status = make_adopted(session, options, plan, &adopted, &wave);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct picture_source *source = &sources[pictures[i].kind];
        if (source->table)
            continue;
        *source = (struct picture_source){.kind = pictures[i].kind,
                                          .check = check,
                                          .plan = plan,
                                          .adopted = adopted,
                                          .wave = wave,
                                          .options = options};
        status = makers[source->kind](session, source);
    }
    return status;
}

static enum status prepare(struct session *session, const struct picture_source *source, const struct picture *picture,
                           struct plot_job *job)
{
    enum language language = picture->language;
    *job = (struct plot_job){.table = source->table,
                             .svg_path = picture->svg_path,
                             .png_path = picture->png_path,
                             .pdf_path = picture->pdf_path,
                             .text = picture->text,
                             .keep_stem = picture->keep_stem};
    job->options = (struct plot_options){.kind = picture->kind,
                                         .language = language,
                                         .decimals = session->study->decimals,
                                         .title = make_title(session, source, language),
                                         .subtitle = make_subtitle(session, source, language),
                                         .notice = make_notice(session, language),
                                         .columns = picture->columns,
                                         .colour = session->colour,
                                         .script_folder = session->study->folder};
    if (!job->options.title || !job->options.subtitle || !job->options.notice)
        return STATUS_FAILURE;
    bool levels = picture->kind == PLOT_TREND || picture->kind == PLOT_FORECAST || picture->kind == PLOT_BOUNDS;
    job->options.levels = source->levels;
    job->options.level_count = source->level_count;
    enum status status = levels ? source_levels(session, source->check, language, &job->options) : STATUS_OK;
    return status == STATUS_OK ? make_waves(session, language, &job->options) : status;
}

/* A PNG holds the glyphs that this machine has: one with Japanese texts and no font for them shows boxes. */
static void warn_of_boxes(struct session *session, const struct picture *pictures, size_t count)
{
    bool japanese = false;
    for (size_t i = 0; i < count; i++)
        japanese = japanese || ((pictures[i].png_path || pictures[i].pdf_path) && pictures[i].language == LANGUAGE_JA);
    if (japanese && !plot_has_japanese_font())
        errors_add(&session->errors, ERROR_PLOT_FONT, (struct place){0},
                   "install fonts-ipaexfont-gothic and fontconfig (Debian), then draw again",
                   "no font with Japanese glyphs was found: the PNG in Japanese may be unreadable");
}

/* -v: scripts of the study that are used in place of those compiled in. */
static void tell_scripts(const struct session *session, const struct picture *pictures, size_t count)
{
    bool told[PLOT_KIND_END] = {false};
    for (size_t i = 0; session->options->verbose && i < count; i++) {
        for (size_t k = 0; !told[pictures[i].kind] && plot_script_name(pictures[i].kind, k); k++) {
            const char *path = file_join(session->arena, session->study->folder, plot_script_name(pictures[i].kind, k));
            if (path && file_exists(path))
                (void)fprintf(stderr, tr(session->language, "%s is drawn with %s\n"), plot_kind_name(pictures[i].kind),
                              path);
        }
        told[pictures[i].kind] = true;
    }
}

/* Whether there is anything to draw of a kind. */
static bool has_number(const struct picture_source *source)
{
    static const char *const columns[PLOT_KIND_END] = {
        [PLOT_TREND] = "estimate",      [PLOT_STATUS] = "estimate", [PLOT_STRATA] = "estimate",
        [PLOT_CHANGE] = "contribution", [PLOT_FORECAST] = "upper",  [PLOT_BOUNDS] = "highest",
        [PLOT_MARGIN] = "passes",       [PLOT_OC] = "p_fire"};
    size_t column = table_find(source->table, columns[source->kind]);
    for (size_t row = 0; row < table_rows(source->table); row++)
        if (table_has(source->table, row, column))
            return true;
    return false;
}

/* The jobs of the pictures that have something to show. */
static enum status make_jobs(struct session *session, const struct picture_source *sources, struct picture *pictures,
                             size_t count, struct plot_job *jobs, size_t *job_count)
{
    enum status status = STATUS_OK;
    *job_count = 0;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const struct picture_source *source = &sources[pictures[i].kind];
        pictures[i].lacks = pictures[i].may_lack && !has_number(source);
        if (!pictures[i].lacks)
            status = prepare(session, source, &pictures[i], &jobs[(*job_count)++]);
    }
    return status;
}

enum status pictures_draw(struct session *session, const struct check *check, struct picture *pictures, size_t count)
{
    struct plot_job *jobs = arena_array(session->arena, count, sizeof *jobs);
    struct picture_source sources[PLOT_KIND_END] = {{0}};
    struct rate_options options;
    size_t job_count;
    if (!jobs)
        return errors_memory(&session->errors);
    enum status status = source_options(session, &options);
    if (status == STATUS_OK)
        status = make_sources(session, check, pictures, count, &options, sources);
    if (status == STATUS_OK)
        status = make_jobs(session, sources, pictures, count, jobs, &job_count);
    if (status == STATUS_OK) {
        tell_scripts(session, pictures, count);
        status = plot_run(jobs, job_count, &session->errors);
    }
    if (status == STATUS_OK)
        warn_of_boxes(session, pictures, count);
    for (size_t i = 0; i < PLOT_KIND_END; i++)
        table_free(sources[i].table);
    return status;
}
