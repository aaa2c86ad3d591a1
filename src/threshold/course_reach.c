/*
 * Whether a level will be reached by then, as it looked at each wave: the curve through the waves up to that one, and
 * the share of its draws that are at the level in time. Later waves are hidden from it, so that what a rule came to
 * then is computed anew from what was known then.
 */
#include <math.h>

#include "threshold/course.h"

enum { DRAWS = 10000 };

/* The panel as it was at a wave. Arrays live in `arena`. STATUS_FAILURE for want of memory. */
static enum status look_back(const struct panel *panel, size_t wave, struct arena *arena, struct panel *then)
{
    const struct study *study = panel->study;
    *then = *panel;
    then->tallies = arena_array(arena, study->wave_count, sizeof *then->tallies);
    then->published.figures = arena_array(arena, panel->published.count, sizeof *then->published.figures);
    then->published.count = 0;
    if (!then->tallies || !then->published.figures)
        return STATUS_FAILURE;
    for (size_t i = 0; i <= wave; i++)
        then->tallies[i] = panel->tallies[i];
    for (size_t i = 0; i < panel->published.count; i++)
        if (panel->published.figures[i].year <= study->waves[wave].year)
            then->published.figures[then->published.count++] = panel->published.figures[i];
    return STATUS_OK;
}

/* Breaks after the wave had not happened. */
static enum status unbreak(const struct study *study, size_t wave, struct arena *arena, struct study *then)
{
    *then = *study;
    then->waves = arena_array(arena, study->wave_count, sizeof *then->waves);
    if (!then->waves)
        return STATUS_FAILURE;
    for (size_t i = 0; i < study->wave_count; i++) {
        then->waves[i] = study->waves[i];
        if (i <= wave)
            continue;
        then->waves[i].equivalence = arena_array(arena, study->item_count, sizeof *then->waves[i].equivalence);
        if (!then->waves[i].equivalence)
            return STATUS_FAILURE;
    }
    return STATUS_OK;
}

/* Takes the rows of one item, whose members begin at `drawn`. */
static void take(const struct course *course, const struct forecasts *forecasts, struct drawn *drawn)
{
    bool strata = course->rule->combination == COMBINE_STRATA;
    for (size_t i = 0; i < forecasts->reach_count; i++) {
        const struct reach_row *row = &forecasts->reach[i];
        if (strata != (row->stratum >= 0) || isnan(row->never))
            continue;
        struct drawn *own = strata ? &drawn[row->stratum] : drawn;
        own->draws = DRAWS;
        own->reached = DRAWS - llround(row->never * DRAWS);
    }
}

/* One item at one wave. */
static enum status draw(const struct course *course, size_t wave, size_t item, struct arena *arena, struct drawn *drawn,
                        struct errors *errors)
{
    const struct rule *rule = course->rule;
    struct panel then;
    struct study study;
    if (look_back(course->inputs->panel, wave, arena, &then) != STATUS_OK ||
        unbreak(then.study, wave, arena, &study) != STATUS_OK)
        return errors_memory(errors);
    then.study = &study;
    struct series_options options = {.rate = rate_options_of(&study),
                                     .model = FORECAST_LOGISTIC_CLUSTERED,
                                     .years = rule->within,
                                     .reach = {rule->of},
                                     .reach_count = 1,
                                     .seed = study.analysis.seed,
                                     .draws = DRAWS};
    options.rate.item = (int64_t)item;
    options.rate.by_stratum = rule->combination == COMBINE_STRATA;
    struct forecasts forecasts;
    enum status status = analysis_forecasts(&then, course->inputs->answers, &options, arena, &forecasts, errors);
    if (status == STATUS_OK)
        take(course, &forecasts, drawn);
    return status;
}

/* Whether the wave asked the item, and its answers are there one by one: a curve needs the institutions. */
static bool has_answers(const struct course *course, size_t wave, size_t item)
{
    const struct tally_set *tally = course->inputs->panel->tallies[wave];
    const struct answer_set *answers = course->inputs->answers ? course->inputs->answers[wave] : NULL;
    return tally && tally->counts[item] && answers && answers->count;
}

enum status course_draw(struct course *course, size_t waves, struct arena *arena, struct errors *errors)
{
    const struct rule *rule = course->rule;
    course->drawn = arena_array(arena, waves * course->members, sizeof *course->drawn);
    struct arena *scratch = arena_new();
    enum status status = course->drawn && scratch ? STATUS_OK : errors_memory(errors);
    for (size_t wave = 0; status == STATUS_OK && wave < waves; wave++)
        for (size_t i = 0; status == STATUS_OK && i < rule->item_count; i++)
            if (has_answers(course, wave, rule->items[i]))
                status =
                    draw(course, wave, rule->items[i], scratch, &course->drawn[wave * course->members + i], errors);
    arena_free(scratch);
    return status;
}
