/* How to read the figures, how far they can be trusted, and where they come from. */
#include <string.h>

#include "report/memo.h"

/* What counts as adopted: told once where it is the same for all items. */
static void write_adopted(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *common = NULL;
    bool same = true;
    for (size_t item = 0; item < work->study->item_count; item++) {
        if (!work_has_item(work, item))
            continue;
        const char *own = work_adopted(work, item);
        same = same && (!common || strcmp(common, own) == 0);
        common = own;
    }
    if (common && same)
        writer_bullet(writer, tr(language, "Adopted means for every item the answer %s; x counts it."), common);
    for (size_t item = 0; item < work->study->item_count && !same; item++)
        if (work_has_item(work, item))
            writer_bullet(writer, tr(language, "Adopted means for “%1$s” the answer %2$s; x counts it."),
                          writer_label(writer, &work->study->items[item].label), work_adopted(work, item));
}

/* What people call a method of limits. */
static const struct {
    const char *name, *words;
} methods[] = {
    {"hypergeometric", N_("exact, by the hypergeometric distribution")},
    {"clopper-pearson", N_("exact, by the binomial distribution")},
    {"wilson", N_("by the score")},
    {"beta", N_("by the beta distribution at the effective number of answers")},
    {"logit", N_("on the logit scale")},
    {"predictive", N_("by the predictive distribution of the institutions not seen")},
    {"census", N_("none, for every institution was asked")},
};

const char *work_interval(struct work *work, const char *interval)
{
    if (!interval)
        return NO_NUMBER;
    const char *name = writer_escape(&work->writer, interval);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, interval) == 0)
            return writer_format(&work->writer, tr(work->language, "%1$s (%2$s)"), tr(work->language, methods[i].words),
                                 name);
    return name;
}

/* The method of the limits that an estimator's rows of the wave have; NULL: none has. */
static const char *interval_of(const struct work *work, enum estimator estimator)
{
    const char *interval = NULL;
    for (size_t item = 0; item < work->study->item_count; item++) {
        const struct rate *rate = work_rate(work, work->memo->wave, item, estimator);
        if (rate && rate->interval && work_has_item(work, item) && !interval)
            interval = rate->interval;
    }
    return interval;
}

/* Rows whose limits were made otherwise, since the study's method does not define them. */
static void write_other_intervals(struct work *work)
{
    struct writer *writer = &work->writer;
    for (size_t i = 0; i < work->rates.count; i++) {
        const struct rate *rate = &work->rates.rows[i];
        if (rate->wave != work->memo->wave || !work_has_item(work, rate->item) || !rate->interval ||
            strcmp(rate->interval, interval_of(work, rate->estimator)) == 0)
            continue;
        writer_bullet(writer, tr(work->language, "The limits of “%1$s” (%2$s) are %3$s."),
                      writer_label(writer, &work->study->items[rate->item].label),
                      work_estimator(work, rate->estimator), work_interval(work, rate->interval));
    }
}

/* How answers are weighted one by one. */
static void write_weighting(struct work *work, const char *limits)
{
    struct buffer words = {0};
    weighting_add_words(work->study, work->language, &words);
    if (buffer_status(&words) != STATUS_OK)
        work->writer.failed = true;
    writer_bullet(&work->writer, tr(work->language, "“%1$s” weights each answer by itself (%2$s); limits: %3$s."),
                  work_estimator(work, ESTIMATOR_POPULATION), buffer_get(&words), limits);
    buffer_clear(&words);
}

static void write_reading(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    writer_heading(writer, 3, tr(language, "How to read the figures"));
    write_adopted(work);
    writer_bullet(writer, "%s",
                  work->rates.denominator == DENOMINATOR_VALID
                      ? tr(language, "The denominator n is the valid answers; those without an answer are not in it.")
                      : tr(language, "The denominator n is all respondents, those without an answer included."));
    const char *published = interval_of(work, ESTIMATOR_PUBLISHED);
    const char *population = interval_of(work, ESTIMATOR_POPULATION);
    writer_bullet(writer, tr(language, "“%1$s” is x of n, unweighted, as the published figures are; limits: %2$s."),
                  work_estimator(work, ESTIMATOR_PUBLISHED), work_interval(work, published));
    if (study_is_weighted(work->study))
        write_weighting(work, work_interval(work, population));
    else
        writer_bullet(writer,
                      tr(language, "“%1$s” weights each stratum by the number of its institutions, with the finite "
                                   "population correction; limits: %2$s."),
                      work_estimator(work, ESTIMATOR_POPULATION), work_interval(work, population));
    write_other_intervals(work);
    if (work->sizes.count)
        writer_bullet(writer,
                      tr(language, "“%s” is the share of the sizes of the institutions, as the register has them, that "
                                   "adopters hold; limits: by t."),
                      work_estimator(work, ESTIMATOR_SIZE));
    writer_bullet(writer,
                  tr(language, "“%s” compares only the institutions with a valid answer in both waves; limits: "
                               "Newcombe's for paired shares."),
                  work_estimator(work, ESTIMATOR_MATCHED));
    writer_bullet(writer, "%s",
                  tr(language, "The limits and the two-sided p of a change allow for the institutions that answered "
                               "in both waves (Tam 1984)."));
    writer_gap(writer);
}

const char *import_words(enum import_kind kind)
{
    static const char *const words[IMPORT_KIND_END] = {[IMPORT_WAVE] = "",
                                                       [IMPORT_FRAME] = N_("frame"),
                                                       [IMPORT_PUBLISHED] = N_("published figures"),
                                                       [IMPORT_LINEAGE] = N_("lineage"),
                                                       [IMPORT_MARGINS] = N_("population margins")};
    return words[kind];
}

/* "FY2021", or what the side file is. */
static const char *import_title(struct work *work, const struct import *import)
{
    struct writer *writer = &work->writer;
    const char *title =
        import->kind == IMPORT_WAVE ? work_year(work, import->year) : tr(work->language, import_words(import->kind));
    return import->by_hand
               ? writer_format(writer, tr(work->language, "%1$s (%2$s)"), title, tr(work->language, "by hand"))
               : title;
}

bool memo_uses(const struct memo *memo, const struct import *import)
{
    return import->kind != IMPORT_WAVE || import->year <= memo->panel->study->waves[memo->wave].year;
}

/* The decision record that holds the same as the memo, by which both can be held against each other. */
static void write_record(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct memo *memo = work->memo;
    if (memo->record_file)
        writer_line(
            writer,
            tr(work->language, "This memo belongs to the decision record `%1$s`, whose seal is `%2$s` (SHA-256)."),
            memo->record_file, memo->record_sha256);
    else
        writer_line(writer, "%s",
                    tr(work->language, "What this memo says is not recorded yet (`minaoshi check --record` does so)."));
    writer_gap(writer);
}

static void write_files(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct memo *memo = work->memo;
    bool any = false;
    for (size_t i = 0; i < memo->import_count; i++)
        any = any || (memo_uses(memo, &memo->imports[i]) && memo->imports[i].file_count > 0);
    if (!any)
        return;
    work_exhibit(work, tr(language, "Files read"));
    const struct cell_grid_column columns[] = {
        {tr(language, "data"), false},
        {tr(language, "file"), false},
        {tr(language, "encoding"), false},
        {tr(language, "rows"), true},
        {"SHA-256", false},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < memo->import_count; i++)
        for (size_t k = 0; memo_uses(memo, &memo->imports[i]) && k < memo->imports[i].file_count; k++) {
            const struct import_file *file = &memo->imports[i].files[k];
            cell_grid_add(&grid, import_title(work, &memo->imports[i]));
            cell_grid_add(&grid, file->name ? writer_escape(writer, file->name) : NO_NUMBER);
            cell_grid_add(&grid, file->encoding ? writer_escape(writer, file->encoding) : NO_NUMBER);
            cell_grid_add(&grid, writer_count(writer, file->rows));
            cell_grid_add(&grid, writer_format(writer, "`%s`", *file->sha256 ? file->sha256 : NO_NUMBER));
        }
    cell_grid_end(&grid);
}

static void write_provenance(struct work *work)
{
    writer_heading(&work->writer, 3, tr(work->language, "Where the figures come from"));
    write_record(work);
    write_files(work);
}

enum status write_notes(struct work *work, struct errors *errors)
{
    writer_heading(&work->writer, 2, tr(work->language, "Annex 4: Notes"));
    write_reading(work);
    write_robust_notes(work);
    enum status status = write_reliability(work, errors);
    if (status == STATUS_OK)
        write_provenance(work);
    return status;
}
