/* The panel of a vector, in memory: a study with the waves and strata of the vector and the items of the study. */
#include <string.h>

#include "threshold/vectors.h"

int64_t vector_cell(const struct item *item, bool adopted)
{
    if (item->kind == ITEM_MULTIPLE) {
        size_t option = 0;
        while (!item->adopted[option]) /* the items of rules have one */
            option++;
        return (int64_t)(adopted ? option : item->option_count + ROLE_ANSWERED);
    }
    for (size_t k = 0; k < item->scale->count; k++)
        if (item->scale->choices[k].role == ROLE_ANSWERED && item->adopted[k] == adopted)
            return (int64_t)k;
    return -1;
}

static void *take(struct rule_reader *r, size_t count, size_t size)
{
    void *array = arena_array(r->arena, count, size);
    r->failed = r->failed || !array;
    return array;
}

/* The years of all series, rising; broken items are marked later. */
static size_t list_years(struct rule_reader *r, const struct vector_counts *counts, int **years)
{
    size_t most = 0, count = 0;
    for (size_t i = 0; i < counts->count; i++)
        most += counts->series[i].wave_count;
    *years = take(r, most, sizeof **years);
    for (size_t i = 0; *years && i < counts->count; i++)
        for (size_t w = 0; w < counts->series[i].wave_count; w++) {
            int year = counts->series[i].waves[w].year;
            size_t at = 0;
            while (at < count && (*years)[at] < year)
                at++;
            if (at < count && (*years)[at] == year)
                continue;
            memmove(&(*years)[at + 1], &(*years)[at], (count - at) * sizeof **years);
            (*years)[at] = year;
            count++;
        }
    return count;
}

static size_t wave_of(const struct study *study, int year)
{
    size_t at = 0;
    while (study->waves[at].year != year)
        at++;
    return at;
}

/* A wave with no question yet. Its review is held when the study's of that year is. */
static void make_wave(struct rule_reader *r, int year, struct wave *wave)
{
    size_t items = r->study->item_count;
    int64_t known = study_find_wave(r->study, year);
    wave->year = year;
    wave->columns = take(r, items, sizeof *wave->columns);
    wave->option_columns = take(r, items, sizeof *wave->option_columns);
    wave->equivalence = take(r, items, sizeof *wave->equivalence);
    wave->review_date = known >= 0 ? r->study->waves[known].review_date : rule_words(r, "%04d-03-31", year + 1);
    wave->survey_date = known >= 0 ? r->study->waves[known].survey_date : NULL;
    wave->first_day = rule_words(r, "%04d-04-01", year);
}

static bool make_study(struct rule_reader *r, const struct vector_counts *counts, struct study *study)
{
    int *years;
    *study = *r->study;
    study->wave_count = list_years(r, counts, &years);
    study->waves = take(r, study->wave_count, sizeof *study->waves);
    study->strata = take(r, counts->stratum_count, sizeof *study->strata);
    study->stratum_count = counts->stratum_count;
    if (r->failed)
        return false;
    for (size_t i = 0; i < counts->stratum_count; i++)
        study->strata[i] = counts->strata ? r->study->strata[counts->strata[i]] : (struct stratum){.id = "all"};
    for (size_t i = 0; i < study->wave_count; i++)
        make_wave(r, years[i], &study->waves[i]);
    if (r->failed)
        return false;
    for (size_t i = 0; i < counts->count; i++)
        for (size_t w = 0; w < counts->series[i].wave_count; w++) {
            const struct vector_wave *wave = &counts->series[i].waves[w];
            struct wave *made = &study->waves[wave_of(study, wave->year)];
            if (wave->has)
                made->columns[counts->series[i].item] = study->items[counts->series[i].item].id;
            if (wave->broken)
                made->equivalence[counts->series[i].item] = EQUIVALENCE_BROKEN;
        }
    return true;
}

/* Puts a wave into the cells of its item. False after reporting. */
static bool fill_cells(struct rule_reader *r, const struct study *study, const struct vector_series *series,
                       const struct vector_wave *wave, struct tally_set *tally)
{
    const struct item *item = &study->items[series->item];
    int64_t adopted = vector_cell(item, true), other = vector_cell(item, false);
    if ((wave->x && adopted < 0) || (wave->n > wave->x && other < 0)) {
        (void)node_report(series->node, r->errors, ERROR_VECTOR_VALUE, NULL,
                          "no choice of item '%s' stands for those that %s", item->id,
                          wave->x && adopted < 0 ? "adopted" : "did not adopt");
        return false;
    }
    if (adopted >= 0)
        *tally_cell(study, tally, series->item, series->stratum, (size_t)adopted) = wave->x;
    if (other >= 0) /* of a multiple answer all that answered, whether they ticked the option or not */
        *tally_cell(study, tally, series->item, series->stratum, (size_t)other) =
            item->kind == ITEM_MULTIPLE ? wave->n : wave->n - wave->x;
    return true;
}

/* Puts the counts of a series into the tallies. Respondents are those of the item that most answered. */
static bool fill_series(struct rule_reader *r, const struct vector_series *series, struct panel *panel)
{
    for (size_t w = 0; w < series->wave_count; w++) {
        const struct vector_wave *wave = &series->waves[w];
        if (!wave->has)
            continue;
        size_t at = wave_of(panel->study, wave->year);
        if (!panel->tallies[at])
            panel->tallies[at] = tally_new(panel->study, &panel->study->waves[at], r->arena);
        struct tally_set *tally = panel->tallies[at];
        if (!tally) {
            r->failed = true;
            return false;
        }
        if (!fill_cells(r, panel->study, series, wave, tally))
            return false;
        if (tally->respondents[series->stratum] < wave->n)
            tally->respondents[series->stratum] = wave->n;
    }
    return true;
}

/* The wave with data before `at`; at least one series has pairs, so that there is one. */
static size_t data_before(const struct panel *panel, size_t at)
{
    while (at > 0 && !panel->tallies[at - 1])
        at--;
    return at ? at - 1 : 0;
}

static bool fill_pairs(struct rule_reader *r, const struct vector_counts *counts, struct panel *panel)
{
    for (size_t i = 0; i < counts->count; i++) {
        const struct vector_series *series = &counts->series[i];
        const struct item *item = &panel->study->items[series->item];
        if (!series->pair_count)
            continue;
        size_t adopted = (size_t)vector_cell(item, true), other = (size_t)vector_cell(item, false);
        for (size_t k = 0; k < series->pair_count; k++) {
            const struct vector_pairs *pairs = &series->pairs[k];
            size_t at = wave_of(panel->study, pairs->year);
            struct pair_set *set = &panel->pairs[at];
            if (!set->cells)
                set->cells = take(r, 4 * counts->count, sizeof *set->cells);
            if (!set->cells)
                return false;
            set->year = pairs->year;
            set->earlier_year = panel->study->waves[data_before(panel, at)].year;
            const struct pair_cell cells[] = {
                {series->item, series->stratum, series->stratum, adopted, adopted, pairs->n11},
                {series->item, series->stratum, series->stratum, adopted, other, pairs->n10},
                {series->item, series->stratum, series->stratum, other, adopted, pairs->n01},
                {series->item, series->stratum, series->stratum, other, other, pairs->n00}};
            for (size_t c = 0; c < 4; c++)
                if (cells[c].n)
                    set->cells[set->count++] = cells[c];
        }
    }
    return true;
}

bool vector_make_panel(struct rule_reader *r, const struct vector_counts *counts, struct rule_vector *vector)
{
    if (!make_study(r, counts, &vector->study))
        return false;
    const struct study *study = &vector->study;
    struct panel *panel = &vector->panel;
    panel->study = study;
    panel->tallies = take(r, study->wave_count, sizeof *panel->tallies);
    panel->pairs = take(r, study->wave_count, sizeof *panel->pairs);
    panel->merged = take(r, study->wave_count, sizeof *panel->merged);
    panel->frame.cells = take(r, study->wave_count * study->stratum_count, sizeof *panel->frame.cells);
    if (r->failed)
        return false;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = 0;
        for (size_t i = 0; i < counts->count; i++)
            if (counts->series[i].stratum == h)
                N = counts->series[i].frame;
        for (size_t w = 0; w < study->wave_count; w++)
            panel->frame.cells[panel->frame.count++] = (struct frame_cell){study->waves[w].year, h, N};
    }
    for (size_t i = 0; i < counts->count; i++)
        if (!fill_series(r, &counts->series[i], panel))
            return false;
    return fill_pairs(r, counts, panel);
}
