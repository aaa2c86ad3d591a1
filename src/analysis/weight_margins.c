/* The margins of one wave: who is in which category, how many the population has of it, and categories with too few
 * respondents joined with others. */
#include <math.h>
#include <string.h>

#include "analysis/weights.h"

struct work {
    const struct panel *panel;
    size_t wave;
    const struct answer_set *answers;
    struct arena *arena;
};

static enum status make_room(const struct work *work, size_t count, struct weight_margin *margin)
{
    struct arena *arena = work->arena;
    margin->count = (int32_t)count;
    margin->values = arena_array(arena, count, sizeof *margin->values);
    margin->targets = arena_array(arena, count, sizeof *margin->targets);
    margin->weighted = arena_array(arena, count, sizeof *margin->weighted);
    margin->respondents = arena_array(arena, count, sizeof *margin->respondents);
    margin->joined = arena_array(arena, count, sizeof *margin->joined);
    margin->factors = arena_array(arena, count, sizeof *margin->factors);
    margin->joint = arena_array(arena, count, sizeof *margin->joint);
    margin->status = arena_array(arena, count, sizeof *margin->status);
    margin->category = arena_array(arena, work->answers->count, sizeof *margin->category);
    margin->own = arena_array(arena, work->answers->count, sizeof *margin->own);
    return margin->values && margin->targets && margin->weighted && margin->respondents && margin->joined &&
                   margin->factors && margin->joint && margin->status && margin->category && margin->own
               ? STATUS_OK
               : STATUS_FAILURE;
}

static enum status make_strata(const struct work *work, struct weight_margin *margin)
{
    const struct study *study = work->panel->study;
    margin->name = "stratum";
    if (make_room(work, study->stratum_count, margin) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t N = frame_get(&work->panel->frame, study->waves[work->wave].year, h);
        margin->values[h] = study->strata[h].id;
        margin->targets[h] = N < 0 ? NAN : (double)N;
    }
    for (size_t i = 0; i < work->answers->count; i++)
        margin->category[i] = (int32_t)work->answers->strata[i];
    return STATUS_OK;
}

/* The values of margins.csv as they stand there, then those of answers that it has not. */
static enum status make_attribute(const struct work *work, struct weight_margin *margin)
{
    const struct margins *margins = &work->panel->margins;
    const struct answer_set *answers = work->answers;
    const size_t attribute = (size_t)margin->attribute, values = answers->value_counts[attribute];
    const int year = answers->year;
    int32_t *category = arena_array(work->arena, values + 1, sizeof *category); /* the last: of those without a text */
    margin->name = work->panel->study->attributes[attribute].id;
    if (!category || make_room(work, margins->count + values + 1, margin) != STATUS_OK)
        return STATUS_FAILURE;
    int32_t count = 0;
    for (size_t v = 0; v <= values; v++)
        category[v] = -1;
    for (size_t i = 0; i < margins->count; i++) {
        const struct margin_cell *cell = &margins->cells[i];
        if (cell->year != year || cell->attribute != attribute)
            continue;
        margin->values[count] = cell->value;
        margin->targets[count] = (double)cell->N;
        for (size_t v = 0; v < values; v++)
            if (strcmp(answers->values[attribute][v], cell->value) == 0)
                category[v] = count;
        count++;
    }
    for (size_t i = 0; i < answers->count; i++) {
        uint32_t value = answers->attributes[attribute][i];
        size_t v = value == ANSWERS_NO_VALUE ? values : value;
        if (category[v] < 0) {
            margin->values[count] = v < values ? answers->values[attribute][v] : "";
            margin->targets[count] = NAN;
            category[v] = count++;
        }
        margin->category[i] = category[v];
    }
    margin->count = count;
    return STATUS_OK;
}

/* Categories of fewer than `least` respondents are joined as classes of nonresponse are: the population of each was
 * asked, and the respondents answered. */
static enum status join(const struct work *work, size_t least, struct weight_margin *margin)
{
    size_t answered = work->answers->count, most = answered + (size_t)margin->count, units = answered;
    double *weight = arena_array(work->arena, most, sizeof *weight);
    bool *responded = arena_array(work->arena, most, sizeof *responded);
    int32_t *class = arena_array(work->arena, most, sizeof *class);
    if (!weight || !responded || !class)
        return STATUS_FAILURE;
    for (size_t i = 0; i < answered; i++) {
        weight[i] = 1;
        responded[i] = true;
        class[i] = margin->category[i];
    }
    for (int32_t c = 0; c < margin->count; c++) /* all that did not answer stand as one unit */
        if (margin->targets[c] > (double)margin->respondents[c]) {
            weight[units] = margin->targets[c] - (double)margin->respondents[c];
            class[units++] = c;
        }
    const struct weighting_rule rule = {least, INFINITY};
    struct weighting_classes classes;
    if (weighting_nonresponse(weight, units, responded, class, margin->count, NULL, &rule, work->arena, &classes) !=
        STATUS_OK)
        return STATUS_FAILURE;
    for (int32_t c = 0; c < margin->count; c++)
        margin->joined[c] = classes.joined ? classes.joined[c] : c;
    if (classes.status != WEIGHTING_OK) /* all of them together are too few */
        for (int32_t c = 0; c < margin->count; c++)
            margin->status[c] = ESTIMATE_UNDEFINED;
    return STATUS_OK;
}

static enum status make_margin(const struct work *work, struct weight_margin *margin)
{
    const size_t least = (size_t)work->panel->study->weighting.minimum_class;
    if ((margin->attribute == MARGIN_STRATUM ? make_strata : make_attribute)(work, margin) != STATUS_OK)
        return STATUS_FAILURE;
    for (size_t i = 0; i < work->answers->count; i++)
        margin->respondents[margin->category[i]]++;
    for (int32_t c = 0; c < margin->count; c++) {
        margin->joined[c] = c;
        margin->factors[c] = NAN;
    }
    if (least && join(work, least, margin) != STATUS_OK)
        return STATUS_FAILURE;
    for (int32_t c = 0; c < margin->count; c++) {
        bool counted = margin->targets[c] > 0;
        if (margin->respondents[c] && !counted)
            margin->status[c] = ESTIMATE_NO_FRAME;
        margin->joint[margin->joined[c]] += counted ? margin->targets[c] : 0;
    }
    for (size_t i = 0; i < work->answers->count; i++) {
        margin->own[i] = margin->category[i];
        margin->category[i] = margin->joined[margin->own[i]];
    }
    return STATUS_OK;
}

enum status weight_margins(const struct panel *panel, size_t wave, const struct answer_set *answers,
                           struct arena *arena, struct wave_weights *weights)
{
    const struct weighting_plan *plan = &panel->study->weighting;
    const struct work work = {panel, wave, answers, arena};
    weights->margin_count = plan->margin_count ? plan->margin_count : 1;
    weights->margins = arena_array(arena, weights->margin_count, sizeof *weights->margins);
    if (!weights->margins)
        return STATUS_FAILURE;
    for (size_t m = 0; m < weights->margin_count; m++) {
        weights->margins[m].attribute = plan->margin_count ? plan->margins[m] : MARGIN_STRATUM;
        if (make_margin(&work, &weights->margins[m]) != STATUS_OK)
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}
