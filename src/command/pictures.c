/* From the panel to what plot draws. */
#include "command/pictures.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"

char *picture_path(const struct session *session, const char *folder, enum plot_kind kind, enum language language,
                   const char *suffix)
{
    const char *item = session->options->item;
    char *name = arena_format(session->arena, "%s%s%s.%s%s%s", plot_kind_name(kind), item ? "-" : "", item ? item : "",
                              language_name(language), suffix ? "." : "", suffix ? suffix : "");
    return name ? file_join(session->arena, folder, name) : NULL;
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

static const struct rate *find_rate(const struct rates *rates, size_t wave, size_t item)
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

/* The finding: the newest rates of the items that the rules are about, with their change. */
static const char *make_title(struct session *session, const struct check *check, const struct rates *rates,
                              size_t wave, enum language language)
{
    const struct study *study = session->study;
    struct buffer title = {0};
    size_t named = 0;
    for (size_t item = 0; item < study->item_count && named < 3; item++) {
        const struct rate *rate = find_rate(rates, wave, item);
        if (!rate || isnan(rate->estimate) || (check ? !is_ruled(check, item) : named > 0))
            continue;
        bool comparable;
        int64_t before = analysis_wave_before(&session->panel, wave, item, &comparable);
        const struct rate *earlier = before >= 0 && comparable ? find_rate(rates, (size_t)before, item) : NULL;
        buffer_format(&title, "%s%s ", named++ ? tr(language, ", ") : "",
                      label_in(&study->items[item].label, language));
        number_add_fixed(&title, rate->estimate * 100, study->decimals, false);
        buffer_byte(&title, '%');
        if (earlier && !isnan(earlier->estimate)) {
            struct buffer points = {0};
            number_add_fixed(&points, (rate->estimate - earlier->estimate) * 100, study->decimals, true);
            buffer_format(&title, tr(language, " (%s points)"), buffer_get(&points));
            buffer_clear(&points);
        }
    }
    if (!named)
        buffer_text(&title, label_in(&study->title, language));
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
static const char *make_subtitle(struct session *session, enum plot_kind kind, const struct check *check,
                                 const struct rates *rates, size_t wave, enum language language)
{
    const struct rate *rate = NULL;
    for (size_t i = 0; i < rates->count; i++)
        if (rates->rows[i].wave == wave)
            rate = &rates->rows[i];
    struct buffer text = {0};
    if (kind == PLOT_STATUS)
        buffer_text(&text, tr(language, "Share of respondents by answer, all who answered = 100%"));
    else if (rate && rate->estimator == ESTIMATOR_POPULATION)
        buffer_text(&text, study_is_weighted(session->study)
                               ? tr(language, "Estimated share of all institutions, weighted")
                               : tr(language, "Estimated share of all institutions, weighted by the frame"));
    else
        buffer_text(&text, tr(language, "Share among valid answers, as published"));
    if (rate && rate->respondents) {
        buffer_text(&text, tr(language, "; "));
        buffer_format(&text, tr(language, "%s: %lld respondents"),
                      label_in(&session->study->waves[wave].label, language), (long long)rate->respondents);
        if (rate->N > 0)
            buffer_format(&text, tr(language, " of %lld institutions"), (long long)rate->N);
    }
    if (kind == PLOT_TREND && rate && rate->estimator == ESTIMATOR_PUBLISHED && compares_population(check)) {
        buffer_text(&text, tr(language, "; "));
        buffer_text(&text, tr(language, "the rules compare limits of the population estimate"));
    }
    return keep_text(session, &text);
}

static const char *make_notice(struct session *session, enum language language)
{
    const struct study *study = session->study;
    struct buffer text = {0};
    buffer_format(&text, tr(language, "Source: %s"), label_in(&study->title, language));
    if (*label_in(&study->notice, language))
        buffer_format(&text, "%s%s", tr(language, ". "), label_in(&study->notice, language));
    if (session->options->internal)
        buffer_format(&text, "%s%s", tr(language, ". "), tr(language, "For internal use: nothing is suppressed"));
    return keep_text(session, &text);
}

/* The levels of rate rules that can call for a revision, each value once, named by what they are. */
static enum status make_levels(struct session *session, const struct check *check, enum language language,
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

/* The rows of a kind: one estimator of the adopted rates, or every choice among all respondents. */
static enum status make_rates(struct session *session, enum plot_kind kind, struct rates *rates)
{
    struct rate_options options;
    enum status status = options_rates(session, &options);
    if (status != STATUS_OK)
        return status;
    options.wave = EVERY; /* a picture shows all waves up to the one asked for */
    options.by_stratum = false;
    if (kind == PLOT_STATUS) {
        options.choices = true;
        options.denominator = DENOMINATOR_ALLRESP;
    }
    if (!session->options->estimator)
        options.leaves_out[ESTIMATOR_POPULATION] = true;
    int64_t last;
    status = options_wave(session, "--wave", session->options->wave, &last);
    if (status == STATUS_OK)
        status = analysis_rates(&session->panel, &options, session->arena, rates, &session->errors);
    if (status != STATUS_OK)
        return status;
    if (!session->options->internal)
        rates_suppress(session->study, rates);
    size_t kept = 0;
    for (size_t i = 0; i < rates->count; i++)
        if (last == EVERY || rates->rows[i].wave <= (size_t)last)
            rates->rows[kept++] = rates->rows[i];
    rates->count = kept;
    return STATUS_OK;
}

static enum status prepare(struct session *session, const struct check *check, struct picture *picture,
                           struct plot_job *job)
{
    enum language language = picture->language;
    struct rates rates, adopted;
    enum status status = make_rates(session, picture->kind, &rates);
    if (status == STATUS_OK)
        status = make_rates(session, PLOT_TREND, &adopted);
    if (status == STATUS_OK)
        status = rates_to_table(&session->panel, &rates, &picture->table, &session->errors);
    if (status != STATUS_OK)
        return status;
    size_t wave = 0; /* the newest with data, for title and base */
    for (size_t i = 0; i < adopted.count; i++)
        if (adopted.rows[i].n > 0)
            wave = adopted.rows[i].wave;
    *job = (struct plot_job){.table = picture->table,
                             .svg_path = picture->svg_path,
                             .png_path = picture->png_path,
                             .keep_stem = picture->keep_stem};
    job->options =
        (struct plot_options){.kind = picture->kind,
                              .language = language,
                              .decimals = session->study->decimals,
                              .title = make_title(session, check, &adopted, wave, language),
                              .subtitle = make_subtitle(session, picture->kind, check, &rates, wave, language),
                              .notice = make_notice(session, language)};
    if (!job->options.title || !job->options.subtitle || !job->options.notice)
        return STATUS_FAILURE;
    status = picture->kind == PLOT_TREND ? make_levels(session, check, language, &job->options) : STATUS_OK;
    return status == STATUS_OK ? make_waves(session, language, &job->options) : status;
}

/* A PNG holds the glyphs that this machine has: one with Japanese texts and no font for them shows boxes. */
static void warn_of_boxes(struct session *session, const struct picture *pictures, size_t count)
{
    bool japanese = false;
    for (size_t i = 0; i < count; i++)
        japanese = japanese || (pictures[i].png_path && pictures[i].language == LANGUAGE_JA);
    if (japanese && !plot_has_japanese_font())
        errors_add(&session->errors, ERROR_PLOT_FONT, (struct place){0},
                   "install fonts-ipaexfont-gothic and fontconfig (Debian), then draw again",
                   "no font with Japanese glyphs was found: the PNG in Japanese may show boxes");
}

enum status pictures_draw(struct session *session, const struct check *check, struct picture *pictures, size_t count)
{
    struct plot_job *jobs = arena_array(session->arena, count, sizeof *jobs);
    if (!jobs)
        return errors_memory(&session->errors);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = prepare(session, check, &pictures[i], &jobs[i]);
    if (status == STATUS_OK)
        status = plot_run(jobs, count, &session->errors);
    if (status == STATUS_OK)
        warn_of_boxes(session, pictures, count);
    for (size_t i = 0; i < count; i++) {
        table_free(pictures[i].table);
        pictures[i].table = NULL;
    }
    return status;
}
