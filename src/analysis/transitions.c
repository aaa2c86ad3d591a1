/* What institutions in two waves answered, and where a change comes from. */
#include <math.h>

#include "analysis/cells.h"
#include "analysis/counts.h"

static bool pairs_known(const struct wave_pairs *walk)
{
    const struct study *study = walk->panel->study;
    const struct pair_set *pairs = &walk->panel->pairs[walk->to];
    return pairs->earlier_year == study->waves[walk->from].year && pairs->year == study->waves[walk->to].year;
}

/* ---- transitions ---- */

/* Where the question broke, who answered what in the two waves is no way from one to the other. */
static void add_break(const struct wave_pairs *walk, int64_t group, struct transitions *transitions)
{
    transitions->rows[transitions->count++] = (struct transition){.from = walk->from,
                                                                  .to = walk->to,
                                                                  .item = walk->item,
                                                                  .stratum = group,
                                                                  .group = walk->options->rate.group,
                                                                  .choice_from = CHOICE_ADOPTED,
                                                                  .choice_to = CHOICE_ADOPTED,
                                                                  .institutions = -1,
                                                                  .status = ESTIMATE_BREAK};
}

static void add_transitions(const struct wave_pairs *walk, int64_t group, struct transitions *transitions)
{
    const struct pair_set *pairs = &walk->panel->pairs[walk->to];
    size_t choices = walk->panel->study->items[walk->item].scale->count;
    for (size_t a = 0; a < choices; a++)
        for (size_t b = 0; b < choices; b++) {
            int64_t n = 0;
            for (size_t i = 0; i < pairs->count; i++) {
                const struct pair_cell *cell = &pairs->cells[i];
                bool inside =
                    group == GROUP_ALL || ((int64_t)cell->earlier_stratum == group && (int64_t)cell->stratum == group);
                if (cell->item == walk->item && cell->earlier_choice == a && cell->choice == b && inside)
                    n += cell->n;
            }
            if (n)
                transitions->rows[transitions->count++] = (struct transition){.from = walk->from,
                                                                              .to = walk->to,
                                                                              .item = walk->item,
                                                                              .stratum = group,
                                                                              .group = walk->options->rate.group,
                                                                              .choice_from = (int64_t)a,
                                                                              .choice_to = (int64_t)b,
                                                                              .institutions = n,
                                                                              .status = ESTIMATE_OK};
        }
}

enum status analysis_transitions(const struct panel *panel, const struct change_options *options, struct arena *arena,
                                 struct transitions *transitions, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t most = 0, groups = options->rate.by_stratum ? study->stratum_count + 1 : 1;
    for (size_t i = 0; i < study->item_count; i++)
        if (study->items[i].kind == ITEM_SINGLE)
            most += study->items[i].scale->count * study->items[i].scale->count;
    *transitions = (struct transitions){0};
    transitions->rows = arena_array(arena, most * groups * study->wave_count, sizeof *transitions->rows);
    if (!transitions->rows)
        return errors_memory(errors);
    struct wave_pairs walk = {.panel = panel, .options = options};
    while (wave_pairs_next(&walk))
        for (int64_t group = GROUP_ALL; group < (int64_t)groups - 1; group++)
            if (!walk.comparable)
                add_break(&walk, group, transitions);
            else if (pairs_known(&walk))
                add_transitions(&walk, group, transitions);
    return STATUS_OK;
}

/* The columns that tell of which change a row is. */
static void begin_row(struct table *table, const struct study *study, size_t from, size_t to, size_t item,
                      const char *group, int64_t stratum, bool several)
{
    table_row(table);
    table_integer(table, study->waves[from].year);
    table_integer(table, study->waves[to].year);
    table_labelled(table, study->items[item].id, &study->items[item].label);
    add_named_group_cell(table, study, group, stratum, several);
}

enum status transitions_to_table(const struct panel *panel, const struct transitions *transitions, struct table **table,
                                 struct errors *errors)
{
    static const struct column columns[] = {
        {"from", N_("from"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"to", N_("to"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"choice_from", N_("answered before"), COLUMN_TEXT, SHOW_ALWAYS},
        {"choice_to", N_("answered after"), COLUMN_TEXT, SHOW_ALWAYS},
        {"institutions", N_("institutions"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("transitions", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool several = false;
    for (size_t i = 0; i < transitions->count; i++)
        several = several || transitions->rows[i].stratum != GROUP_ALL || transitions->rows[i].group;
    for (size_t i = 0; i < transitions->count; i++) {
        const struct transition *row = &transitions->rows[i];
        begin_row(*table, study, row->from, row->to, row->item, row->group, row->stratum, several);
        add_choice_cell(*table, &study->items[row->item], row->choice_from);
        add_choice_cell(*table, &study->items[row->item], row->choice_to);
        add_optional_integer(*table, row->institutions);
        add_status_cell(*table, row->status);
    }
    return finish_table(study, table, STATUS_OK, errors);
}

/* ---- decomposition ---- */

struct parts {
    struct stratum_count *counts[2]; /* of each wave, by stratum */
    struct overlap_cell *cells;
    struct decompose_stratum *strata;
};

/* Adds what the institutions in both waves, in that stratum in both, answered. */
static void add_joint(const struct overlap_cell *cell, struct decompose_stratum *h)
{
    h->stayed += cell->joint[ANSWER_ADOPTED][ANSWER_ADOPTED];
    h->dropped += cell->joint[ANSWER_ADOPTED][ANSWER_NOT_ADOPTED];
    h->adopted += cell->joint[ANSWER_NOT_ADOPTED][ANSWER_ADOPTED];
    for (int i = ANSWER_NOT_ADOPTED; i <= ANSWER_ADOPTED; i++)
        for (int j = ANSWER_NOT_ADOPTED; j <= ANSWER_ADOPTED; j++)
            h->matched += cell->joint[i][j];
}

static void add_merged(const struct wave_pairs *walk, size_t stratum, enum denominator denominator,
                       struct decompose_stratum *h)
{
    const struct study *study = walk->panel->study;
    const struct tally_set *merged = walk->panel->merged[walk->to];
    const struct item *item = &study->items[walk->item];
    for (size_t k = 0; merged && merged->counts[walk->item] && k < item->scale->count; k++) {
        enum answer_class class = answer_class_of(item, k, CHOICE_ADOPTED, denominator);
        int64_t n = *tally_cell(study, merged, walk->item, stratum, k);
        h->merged[0] += class != ANSWER_OUTSIDE ? n : 0;
        h->merged[1] += class == ANSWER_ADOPTED ? n : 0;
    }
}

/* The strata of one group as decompose takes them; `population`: weighted, else all of them as one. */
static size_t make_strata(const struct wave_pairs *walk, const struct parts *parts, size_t cell_count, int64_t group,
                          bool population)
{
    size_t first = group == GROUP_ALL ? 0 : (size_t)group;
    size_t last = group == GROUP_ALL ? walk->panel->study->stratum_count : first + 1;
    size_t count = population ? last - first : 1;
    double total[2] = {0, 0};
    for (size_t i = 0; i < count; i++)
        parts->strata[i] = (struct decompose_stratum){0};
    for (size_t s = first; s < last; s++) {
        struct decompose_stratum *h = &parts->strata[population ? s - first : 0];
        for (int t = 0; t < 2; t++) {
            const struct stratum_count *seen = &parts->counts[t][s];
            h->n[t] += seen->valid;
            h->x[t] += seen->x;
            if (seen->n > 0)
                h->weight[t] += (double)seen->N * (double)seen->valid / (double)seen->n;
            total[t] += h->weight[t];
        }
        add_merged(walk, s, walk->options->rate.denominator, h);
    }
    for (size_t i = 0; i < cell_count; i++) {
        const struct overlap_cell *cell = &parts->cells[i];
        bool inside = cell->earlier >= first && cell->earlier < last && cell->later >= first && cell->later < last;
        if (inside && (!population || cell->earlier == cell->later))
            add_joint(cell, &parts->strata[population ? cell->later - first : 0]);
    }
    for (size_t i = 0; i < count; i++)
        for (int t = 0; t < 2; t++)
            parts->strata[i].weight[t] = population ? parts->strata[i].weight[t] / total[t] : 1;
    return count;
}

/* Whether the frame counts every stratum of the group that answered, and each that it counts answered. */
static enum estimate_status check_frame(const struct parts *parts, size_t first, size_t last)
{
    for (int t = 0; t < 2; t++)
        for (size_t h = first; h < last; h++) {
            const struct stratum_count *seen = &parts->counts[t][h];
            if (seen->N < seen->n)
                return ESTIMATE_NO_FRAME;
            if (seen->N > 0 && !seen->n)
                return ESTIMATE_UNCOVERED;
        }
    return ESTIMATE_OK;
}

static void fill_parts(const struct wave_pairs *walk, const struct parts *parts, size_t cell_count, bool known,
                       bool population, struct decomposed *row)
{
    size_t first = row->stratum == GROUP_ALL ? 0 : (size_t)row->stratum;
    size_t last = row->stratum == GROUP_ALL ? walk->panel->study->stratum_count : first + 1;
    int64_t least = INT64_MAX;
    for (int t = 0; t < 2; t++) {
        struct stratum_count sum = sum_strata(&parts->counts[t][first], last - first);
        least = sum.valid < least ? sum.valid : least;
    }
    row->status = !least              ? ESTIMATE_NO_DATA
                  : !walk->comparable ? ESTIMATE_BREAK
                  : !known            ? ESTIMATE_UNDEFINED
                                      : ESTIMATE_OK;
    if (row->status == ESTIMATE_OK && population) /* its parts are weighted by stratum, and by nothing else */
        row->status = walk->panel->weighted ? ESTIMATE_UNDEFINED : check_frame(parts, first, last);
    if (row->status != ESTIMATE_OK)
        return;
    size_t count = make_strata(walk, parts, cell_count, row->stratum, population);
    (void)decompose(parts->strata, count, &row->parts); /* both waves have valid answers */
    if (least < LOW_BASE)
        row->status = ESTIMATE_LOW_BASE;
}

enum status analysis_decompose(const struct panel *panel, const struct change_options *options, struct arena *arena,
                               struct decomposed_rows *rows, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t strata = study->stratum_count, groups = options->rate.by_stratum ? strata + 1 : 1;
    bool population = options->rate.leaves_out[ESTIMATOR_PUBLISHED];
    *rows = (struct decomposed_rows){.estimator = population ? ESTIMATOR_POPULATION : ESTIMATOR_PUBLISHED,
                                     .denominator = options->rate.denominator};
    rows->rows = arena_array(arena, study->wave_count * study->item_count * groups, sizeof *rows->rows);
    struct parts parts = {.cells = arena_array(arena, strata * strata, sizeof *parts.cells),
                          .strata = arena_array(arena, strata, sizeof *parts.strata)};
    for (int t = 0; t < 2; t++)
        parts.counts[t] = arena_array(arena, strata, sizeof *parts.counts[t]);
    if (!rows->rows || !parts.cells || !parts.strata || !parts.counts[0] || !parts.counts[1])
        return errors_memory(errors);
    struct wave_pairs walk = {.panel = panel, .options = options};
    while (wave_pairs_next(&walk)) {
        enum denominator denominator = options->rate.denominator;
        size_t cell_count;
        bool known = analysis_joint(panel, walk.from, walk.to, walk.item, denominator, parts.cells, &cell_count);
        (void)analysis_counts(panel, walk.from, walk.item, CHOICE_ADOPTED, denominator, parts.counts[0]);
        (void)analysis_counts(panel, walk.to, walk.item, CHOICE_ADOPTED, denominator, parts.counts[1]);
        for (int64_t group = GROUP_ALL; group < (int64_t)groups - 1; group++) {
            struct decomposed *row = &rows->rows[rows->count++];
            *row = (struct decomposed){.from = walk.from, .to = walk.to, .item = walk.item, .stratum = group};
            row->group = options->rate.group;
            fill_parts(&walk, &parts, cell_count, known, population, row);
        }
    }
    return STATUS_OK;
}

enum status decomposed_to_table(const struct panel *panel, const struct decomposed_rows *rows, struct table **table,
                                struct errors *errors)
{
    static const struct column columns[] = {
        {"from", N_("from"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"to", N_("to"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_FILLED},
        {"component", N_("comes from"), COLUMN_TEXT, SHOW_ALWAYS},
        {"institutions", N_("institutions"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"contribution", N_("points"), COLUMN_POINTS, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
        {"estimator", N_("estimator"), COLUMN_TEXT, SHOW_DIFFERS},
        {"denominator", N_("denominator"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    const struct study *study = panel->study;
    *table = table_new("decompose", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    size_t newest = 0;
    bool several = false;
    for (size_t i = 0; i < rows->count; i++)
        several = several || rows->rows[i].stratum != GROUP_ALL || rows->rows[i].group;
    for (size_t i = 0; i < rows->count; i++)
        for (int c = 0; c < COMPONENT_END; c++) {
            const struct decomposed *row = &rows->rows[i];
            bool number = row->status == ESTIMATE_OK || row->status == ESTIMATE_LOW_BASE;
            begin_row(*table, study, row->from, row->to, row->item, row->group, row->stratum, several);
            table_named(*table, component_name((enum component)c));
            add_optional_integer(*table, number ? row->parts.institutions[c] : -1);
            table_real(*table, number ? row->parts.part[c] : NAN);
            add_status_cell(*table, row->status);
            table_named(*table, estimator_name(rows->estimator));
            table_named(*table, denominator_name(rows->denominator));
            newest = row->to > newest ? row->to : newest;
        }
    return finish_table(
        study, table, set_wave_line(panel, newest, NULL, rows->estimator == ESTIMATOR_PUBLISHED, false, *table, errors),
        errors);
}
