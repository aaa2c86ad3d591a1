/*
 * How far a rule of several members is from another state, in answers: all of them adopt, or all drop. An institution
 * that answers otherwise on two items counts twice. The rule has the state of the k-th highest of its members, so it
 * leaves that state once k of them are above it, or all but k - 1 below: the members that take the fewest answers to
 * get there are the ones that move.
 */
#include "threshold/course.h"

/* The members that move one way, and how far each. */
struct move {
    const struct course *course;
    size_t wave;
    struct margin_step *steps; /* by member */
    int64_t *strata;           /* by member, then stratum */
    bool *chosen;              /* by member */
    size_t wanted;             /* so many members must get there */
    int64_t answers;           /* of the chosen ones; -1: too few get there */
};

static size_t stratum_count(const struct course *course)
{
    return course->inputs->panel->study->stratum_count;
}

static enum status move_begin(struct move *move, const struct course *course, size_t wave, struct arena *arena)
{
    *move = (struct move){.course = course, .wave = wave};
    move->steps = arena_array(arena, course->members, sizeof *move->steps);
    move->strata = arena_array(arena, course->members * stratum_count(course), sizeof *move->strata);
    move->chosen = arena_array(arena, course->members, sizeof *move->chosen);
    return move->steps && move->strata && move->chosen ? STATUS_OK : STATUS_FAILURE;
}

/* Chooses the members that take the fewest answers; of equal ones the first. */
static void choose(struct move *move)
{
    move->answers = 0;
    for (size_t n = 0; n < move->wanted; n++) {
        struct margin_step *best = NULL;
        for (size_t m = 0; m < move->course->members; m++) {
            struct margin_step *step = &move->steps[m];
            if (!move->chosen[m] && step->answers >= 0 && (!best || step->answers < best->answers))
                best = step;
        }
        if (!best) {
            move->answers = -1;
            return;
        }
        move->chosen[best - move->steps] = true;
        move->answers += best->answers;
    }
}

/* The members on one side of the state of the whole, that many of which must get there. */
static enum status find_move(struct move *move, enum margin_goal goal, bool adopt)
{
    const struct course *course = move->course;
    const size_t k = members_needed(course->rule, course->members);
    move->answers = -1;
    if (!k || k > course->members)
        return STATUS_OK;
    move->wanted = goal == MARGIN_ABOVE ? k : course->members - k + 1;
    for (size_t m = 0; m < course->members; m++) {
        const struct basis basis = course_basis(course, move->wave, m);
        if (margin_step(&basis, &course->before[m], course->series[m].state, course->whole.state, goal, adopt,
                        &move->strata[m * stratum_count(course)], &move->steps[m]) != STATUS_OK)
            return STATUS_FAILURE;
    }
    choose(move);
    return STATUS_OK;
}

/* The state of the whole once the chosen members have moved. */
static enum status state_after(const struct move *move, struct arena *arena, enum rule_state *state)
{
    const struct course *course = move->course;
    struct series *series = arena_array(arena, course->members, sizeof *series), whole = course->whole;
    if (!series)
        return STATUS_FAILURE;
    for (size_t m = 0; m < course->members; m++) {
        series[m] = course->series[m];
        if (move->chosen[m])
            series[m].state = move->steps[m].state;
    }
    series_combine(course->rule, series, course->members, move->wave, &whole);
    *state = whole.state;
    return STATUS_OK;
}

/* Tells how many of the answers are of each member, and, where it matters, of each stratum. */
static enum status tell(const struct move *move, bool anywhere, struct arena *arena, struct verdict *verdict)
{
    const struct course *course = move->course;
    const size_t strata = stratum_count(course);
    int64_t *members = arena_array(arena, course->members, sizeof *members);
    int64_t *by_stratum = arena_array(arena, strata, sizeof *by_stratum);
    if (!members || !by_stratum)
        return STATUS_FAILURE;
    for (size_t m = 0; m < course->members; m++) {
        if (!move->chosen[m])
            continue;
        members[m] = move->steps[m].answers;
        for (size_t h = 0; h < strata; h++)
            by_stratum[h] += move->strata[m * strata + h];
    }
    verdict->margin_members = members;
    verdict->margin_strata = anywhere || course->rule->combination == COMBINE_STRATA ? NULL : by_stratum;
    return state_after(move, arena, &verdict->margin_state);
}

enum status course_margin(const struct course *course, size_t wave, bool anywhere, struct arena *arena,
                          struct verdict *verdict)
{
    static const enum margin_goal goals[] = {MARGIN_ABOVE, MARGIN_BELOW};
    struct move best = {.answers = -1};
    bool adopts = true;
    for (int way = 0; way < 2; way++)
        for (size_t i = 0; i < sizeof goals / sizeof *goals; i++) {
            struct move move;
            if (move_begin(&move, course, wave, arena) != STATUS_OK ||
                find_move(&move, goals[i], way == 0) != STATUS_OK)
                return STATUS_FAILURE;
            if (move.answers < 0 || (best.answers >= 0 && best.answers <= move.answers))
                continue;
            best = move;
            adopts = way == 0;
        }
    if (best.answers < 0)
        return STATUS_OK;
    verdict->has_margin = true;
    verdict->margin = adopts ? best.answers : -best.answers;
    return tell(&best, anywhere, arena, verdict);
}
