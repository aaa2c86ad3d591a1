/* The memo as a whole: gathers the figures, then writes its sections in their order. */
#include "report/memo.h"

#include <string.h>

const char *work_estimator(const struct work *work, enum estimator estimator)
{
    return tr(work->language, estimator_name(estimator));
}

char *memo_title(const struct memo *memo, struct arena *arena)
{
    const struct study *study = memo->panel->study;
    const char *wave = label_in(&study->waves[memo->wave].label, memo->language);
    const char *subject = label_in(&study->review.subject, memo->language);
    if (*subject)
        return arena_format(arena, tr(memo->language, "Review of the %2$s for %1$s: proposed response"), wave, subject);
    return arena_format(arena, tr(memo->language, "Review for %s: proposed response"), wave);
}

const char *work_reviewed(struct work *work)
{
    struct writer *writer = &work->writer;
    const char *wave = writer_label(writer, &work->wave->label);
    const char *subject = writer_label(writer, &work->study->review.subject);
    return *subject ? writer_format(writer, tr(work->language, "the %2$s in %1$s"), wave, subject) : wave;
}

bool work_has_item(const struct work *work, size_t item)
{
    const struct tally_set *tally = work->memo->panel->tallies[work->memo->wave];
    return work->study->items[item].kind == ITEM_SINGLE && work->study->items[item].adopted && tally &&
           tally->counts[item];
}

const struct rate *work_rate(const struct work *work, size_t wave, size_t item, enum estimator estimator)
{
    for (size_t i = 0; i < work->rates.count; i++) {
        const struct rate *rate = &work->rates.rows[i];
        if (rate->wave == wave && rate->item == item && rate->estimator == estimator)
            return rate;
    }
    return NULL;
}

const struct change *work_change(const struct work *work, size_t item, enum estimator estimator)
{
    for (size_t i = 0; i < work->changes.count; i++) {
        const struct change *change = &work->changes.rows[i];
        if (change->item == item && change->estimator == estimator)
            return change;
    }
    return NULL;
}

const char *work_adopted(struct work *work, size_t item)
{
    const struct item *asked = &work->study->items[item];
    struct writer *writer = &work->writer;
    bool multiple = asked->kind == ITEM_MULTIPLE;
    size_t choices = multiple ? asked->option_count : asked->scale->count, count = 0;
    const char **labels = arena_array(writer->arena, choices, sizeof *labels);
    if (!labels) {
        writer->failed = true;
        return "";
    }
    for (size_t k = 0; k < choices; k++)
        if (asked->adopted[k])
            labels[count++] = writer_format(
                writer, tr(work->language, "“%s”"),
                writer_label(writer, multiple ? &asked->options[k].label : &asked->scale->choices[k].label));
    return writer_list(writer, labels, count);
}

bool work_hides(const struct work *work, const struct rule *rule, int64_t item)
{
    if (rule->statistic == STATISTIC_SQL) /* of whom its rows are, nobody knows but who wrote it */
        return work->study->minimum_cell > 0 && !work->memo->internal;
    for (size_t i = 0; i < rule->item_count; i++) {
        if (item >= 0 && rule->items[i] != (size_t)item)
            continue;
        /* Of an estimate that is published rounded, a count tells more digits. */
        if (work->plan && rule->statistic != STATISTIC_RATE && rule->statistic != STATISTIC_CHANGE &&
            disclosure_population(work->plan, work->memo->wave, rule->items[i], CHOICE_ADOPTED) != POPULATION_EXACT)
            return true;
        for (int k = ESTIMATOR_PUBLISHED; k <= ESTIMATOR_POPULATION; k++) {
            const struct rate *rate = work_rate(work, work->memo->wave, rule->items[i], (enum estimator)k);
            const struct change *change = work_change(work, rule->items[i], (enum estimator)k);
            if ((rate && rate->status == ESTIMATE_SUPPRESSED) ||
                (rule->statistic == STATISTIC_CHANGE && change && change->status == ESTIMATE_SUPPRESSED))
                return true;
        }
    }
    return false;
}

bool work_suppresses(const struct work *work, size_t item)
{
    for (int k = ESTIMATOR_PUBLISHED; k <= ESTIMATOR_POPULATION; k++) {
        const struct rate *rate = work_rate(work, work->memo->wave, item, (enum estimator)k);
        if (rate && rate->status == ESTIMATE_SUPPRESSED)
            return true;
    }
    return false;
}

const char *work_percent(struct work *work, const struct rate *rate)
{
    if (!rate)
        return NO_NUMBER;
    return rate->status == ESTIMATE_SUPPRESSED ? tr(work->language, "suppressed")
                                               : writer_percent(&work->writer, rate->estimate);
}

const char *work_item(struct work *work, size_t item)
{
    return writer_format(&work->writer, tr(work->language, "“%s”"),
                         writer_label(&work->writer, &work->study->items[item].label));
}

const char *work_year(struct work *work, int year)
{
    static const char reiwa[] = "令和";
    struct writer *writer = &work->writer;
    int64_t wave = study_find_wave(work->study, year);
    if (wave >= 0)
        return writer_label(writer, &work->study->waves[wave].label);
    if (work->language == LANGUAGE_EN)
        return writer_format(writer, "FY%d", year);
    bool era = strncmp(label_in(&work->wave->label, LANGUAGE_JA), reiwa, sizeof reiwa - 1) == 0 && year > 2019;
    return era ? writer_format(writer, "%s%d年度", reiwa, year - 2018) : writer_format(writer, "%d年度", year);
}

const char *work_limits_title(struct work *work)
{
    return writer_format(&work->writer, tr(work->language, "%s%% limits"),
                         writer_decimal(&work->writer, 100 * work->study->analysis.level));
}

void work_exhibit(struct work *work, const char *title)
{
    writer_line(&work->writer, tr(work->language, "**Exhibit %zu. %s**"), ++work->exhibits, title);
    writer_gap(&work->writer);
}

/* The notice of the study, or of an internal memo, in a quotation. */
static void write_notice(struct work *work)
{
    struct writer *writer = &work->writer;
    const char *notice = writer_label(writer, &work->study->notice);
    if (work->memo->internal)
        writer_quote(writer, "%s", tr(work->language, "For internal use: nothing is suppressed"));
    if (work->memo->internal && *notice)
        writer_quote_gap(writer);
    if (*notice)
        writer_quote(writer, "%s", notice);
    if (*notice || work->memo->internal)
        writer_gap(writer);
}

static void write_title(struct work *work)
{
    struct writer *writer = &work->writer;
    char *title = memo_title(work->memo, writer->arena);
    writer->failed = writer->failed || !title;
    writer_heading(writer, 1, title ? writer_escape(writer, title) : "");
    const char *issuer = writer_label(writer, &work->study->review.issuer);
    if (work->wave->review_date)
        writer_line(writer, "%s%s", writer_date(writer, work->wave->review_date), *issuer ? "\\" : "");
    if (*issuer)
        writer_line(writer, "%s", issuer);
    if (work->wave->review_date || *issuer)
        writer_gap(writer);
    writer_line(writer, "%s", writer_label(writer, &work->study->title));
    writer_gap(writer);
    write_notice(work);
}

static void write_foot(struct work *work)
{
    struct writer *writer = &work->writer;
    buffer_text(writer->out, "---\n\n");
    const char *notice = writer_label(writer, &work->study->notice);
    if (*notice) {
        writer_line(writer, "%s", notice);
        writer_gap(writer);
    }
    if (work->memo->internal) {
        writer_line(writer, "%s", tr(work->language, "For internal use: nothing is suppressed"));
        writer_gap(writer);
    }
    writer_line(writer, tr(work->language, "Made by minaoshi %s."), MINAOSHI_VERSION);
}

/* A copy of the shares of the size, for suppressing writes into it. */
static bool copy_sizes(struct work *work)
{
    const struct rates *given = work->memo->sizes;
    if (!given || !given->count)
        return true;
    work->sizes = *given;
    work->sizes.rows = arena_array(work->writer.arena, given->count, sizeof *given->rows);
    if (!work->sizes.rows)
        return false;
    memcpy(work->sizes.rows, given->rows, given->count * sizeof *given->rows);
    return true;
}

enum status memo_publish(const struct memo *given, struct arena *arena, struct memo *memo, struct check *shown,
                         struct errors *errors)
{
    *memo = *given;
    if (memo->internal || memo->plan)
        return STATUS_OK;
    *shown = *given->check;
    memo->check = shown;
    enum status status = disclosure_plan(memo->panel, arena, &memo->plan, errors);
    return status == STATUS_OK ? check_suppress(memo->panel, memo->plan, arena, shown, errors) : status;
}

static enum status gather(struct work *work, struct errors *errors)
{
    const struct memo *memo = work->memo;
    if (!copy_sizes(work))
        return errors_memory(errors);
    struct rate_options options = rate_options_of(work->study);
    enum status status = analysis_rates(memo->panel, &options, work->writer.arena, &work->rates, errors);
    if (status != STATUS_OK)
        return status;
    struct change_options change = {.rate = options, .from = EVERY, .to = (int64_t)memo->wave};
    status = analysis_changes(memo->panel, &change, work->writer.arena, &work->changes, errors);
    if (status != STATUS_OK || memo->internal)
        return status;
    work->plan = memo->plan;
    changes_suppress(work->plan, &work->changes);
    status = rates_suppress(work->plan, false, work->writer.arena, &work->rates, errors);
    return status == STATUS_OK ? rates_suppress(work->plan, false, work->writer.arena, &work->sizes, errors) : status;
}

enum status memo_write(const struct memo *given, bool html, struct buffer *out, struct errors *errors)
{
    const struct study *study = given->panel->study;
    struct memo memo;
    struct check shown;
    struct work work = {.memo = &memo,
                        .study = study,
                        .wave = &study->waves[given->wave],
                        .language = given->language,
                        .html = html,
                        .writer = {.out = out,
                                   .arena = arena_new(),
                                   .language = given->language,
                                   .decimals = study->decimals,
                                   .plain = !html}};
    if (!work.writer.arena)
        return errors_memory(errors);
    enum status status = memo_publish(given, work.writer.arena, &memo, &shown, errors);
    if (status == STATUS_OK)
        status = gather(&work, errors);
    if (status != STATUS_OK)
        goto out;
    write_title(&work);
    write_urgent(&work);
    write_response(&work);
    write_since(&work);
    write_review(&work);
    write_evaluation(&work);
    write_policy(&work);
    status = write_survey(&work, errors);
    if (status == STATUS_OK)
        status = write_rules(&work, errors);
    if (status != STATUS_OK)
        goto out;
    write_outlook(&work);
    status = write_notes(&work, errors);
    if (status != STATUS_OK)
        goto out;
    write_foot(&work);
    status = writer_status(&work.writer, errors);
out:
    arena_free(work.writer.arena);
    return status;
}

enum status report_markdown(const struct memo *memo, struct buffer *out, struct errors *errors)
{
    return memo_write(memo, false, out, errors);
}
