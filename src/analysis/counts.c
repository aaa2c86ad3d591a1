/* From the panel to the strata of one estimate: roles decide the denominator, `adopted` the numerator. */
#include "analysis/counts.h"

bool role_counts(enum role role, enum denominator denominator)
{
    return role == ROLE_ANSWERED ||
           (denominator == DENOMINATOR_ALLRESP && (role == ROLE_NO_ANSWER || role == ROLE_REFUSED));
}

bool is_covered(int64_t N, int64_t respondents)
{
    return N >= respondents || (N < 0 && !respondents);
}

enum answer_class answer_class_of(const struct item *item, size_t choice, int64_t wanted, enum denominator denominator)
{
    if (!role_counts(item->scale->choices[choice].role, denominator))
        return ANSWER_OUTSIDE;
    bool adopted = wanted == CHOICE_ADOPTED ? item->adopted && item->adopted[choice] : (int64_t)choice == wanted;
    return adopted ? ANSWER_ADOPTED : ANSWER_NOT_ADOPTED;
}

/* What a respondent's answer to an option counts as; the tallies have it so in count_option. */
static enum answer_class class_of_option(const struct item *item, const struct answer_set *answers, size_t row,
                                         size_t option, enum denominator denominator)
{
    const int16_t *ticked = answers->slots[item->slot + option];
    const int16_t *roles = answers->slots[item->slot + item->option_count];
    if (!ticked || !roles || roles[row] < 0)
        return ANSWER_OUTSIDE;
    if (!role_counts((enum role)roles[row], denominator))
        return ANSWER_OUTSIDE;
    return ticked[row] == 1 ? ANSWER_ADOPTED : ANSWER_NOT_ADOPTED;
}

bool has_rates(const struct item *item)
{
    return item->kind == ITEM_SINGLE || item->kind == ITEM_MULTIPLE;
}

int64_t adopted_option(const struct item *item)
{
    int64_t adopted = -1;
    for (size_t i = 0; item->adopted && i < item->option_count; i++)
        if (item->adopted[i]) {
            if (adopted >= 0)
                return -1; /* who ticked either of two can't be told from the counts of each */
            adopted = (int64_t)i;
        }
    return adopted;
}

bool analysis_adoption(const struct item *item)
{
    return item->kind == ITEM_SINGLE ? item->adopted != NULL : item->kind == ITEM_MULTIPLE && adopted_option(item) >= 0;
}

enum answer_class analysis_class(const struct item *item, const struct answer_set *answers, size_t row, int64_t choice,
                                 enum denominator denominator)
{
    if (item->kind == ITEM_MULTIPLE) {
        int64_t option = choice == CHOICE_ADOPTED ? adopted_option(item) : choice;
        return class_of_option(item, answers, row, (size_t)option, denominator);
    }
    const int16_t *slots = answers->slots[item->slot];
    return slots && slots[row] >= 0 ? answer_class_of(item, (size_t)slots[row], choice, denominator) : ANSWER_OUTSIDE;
}

/* Whether the wave asked what is wanted: the item, and of a multiple answer the one option. */
static bool is_counted(const struct study *study, const struct wave *wave, const struct tally_set *tally, size_t item,
                       int64_t option)
{
    if (!tally || !tally->counts[item] || !has_rates(&study->items[item]))
        return false;
    if (study->items[item].kind == ITEM_SINGLE)
        return true;
    const char **columns = wave->option_columns ? wave->option_columns[item] : NULL;
    return option >= 0 && (!columns || columns[option]);
}

static void count_choices(const struct study *study, const struct tally_set *tally, size_t item, size_t stratum,
                          int64_t wanted, enum denominator denominator, struct stratum_count *count)
{
    const struct item *asked = &study->items[item];
    for (size_t k = 0; k < asked->scale->count; k++) {
        enum answer_class class = answer_class_of(asked, k, wanted, denominator);
        int64_t n = *tally_cell(study, tally, item, stratum, k);
        count->valid += class != ANSWER_OUTSIDE ? n : 0;
        count->x += class == ANSWER_ADOPTED ? n : 0;
    }
}

static void count_option(const struct study *study, const struct tally_set *tally, size_t item, size_t stratum,
                         size_t option, enum denominator denominator, struct stratum_count *count)
{
    const int64_t *roles = tally_cell(study, tally, item, stratum, study->items[item].option_count);
    count->x = *tally_cell(study, tally, item, stratum, option);
    count->valid = 0;
    for (int role = 0; role < ROLE_END; role++)
        count->valid += role_counts((enum role)role, denominator) ? roles[role] : 0;
}

bool analysis_counts(const struct panel *panel, size_t wave, size_t item, int64_t choice, enum denominator denominator,
                     struct stratum_count *strata)
{
    const struct study *study = panel->study;
    const struct tally_set *tally = panel->tallies[wave];
    const struct item *asked = &study->items[item];
    int64_t option = choice == CHOICE_ADOPTED ? adopted_option(asked) : choice;
    bool has = is_counted(study, &study->waves[wave], tally, item, option), framed = false;
    for (size_t h = 0; h < study->stratum_count; h++)
        framed = framed || frame_get(&panel->frame, study->waves[wave].year, h) >= 0;
    for (size_t h = 0; h < study->stratum_count; h++) {
        strata[h] = (struct stratum_count){.N = frame_get(&panel->frame, study->waves[wave].year, h)};
        if (framed && strata[h].N < 0 && !(has && tally->respondents[h]))
            strata[h].N = 0; /* neither counted by the frame of the wave nor met: no part of the population */
        if (!has)
            continue;
        strata[h].n = tally->respondents[h];
        if (asked->kind == ITEM_SINGLE)
            count_choices(study, tally, item, h, choice, denominator, &strata[h]);
        else
            count_option(study, tally, item, h, (size_t)option, denominator, &strata[h]);
    }
    return has;
}

int64_t analysis_wave_before(const struct panel *panel, size_t wave, size_t item, bool *comparable)
{
    *comparable = true;
    for (size_t i = wave; i-- > 0;) {
        const struct wave *later = &panel->study->waves[i + 1];
        if (later->equivalence[item] == EQUIVALENCE_BROKEN)
            *comparable = false;
        if (panel->tallies[i] && panel->tallies[i]->counts[item])
            return (int64_t)i;
    }
    return -1;
}

int64_t analysis_wave_after(const struct panel *panel, size_t wave, size_t item)
{
    bool comparable;
    for (size_t i = wave + 1; i < panel->study->wave_count; i++)
        if (panel->tallies[i] && panel->tallies[i]->counts[item] &&
            analysis_wave_before(panel, i, item, &comparable) == (int64_t)wave)
            return (int64_t)i;
    return -1;
}

static enum answer_class pair_class(const struct item *item, size_t choice, enum denominator denominator)
{
    return choice == PAIR_OUTSIDE ? ANSWER_OUTSIDE : answer_class_of(item, choice, CHOICE_ADOPTED, denominator);
}

bool analysis_joint(const struct panel *panel, size_t from, size_t to, size_t item, enum denominator denominator,
                    struct overlap_cell *cells, size_t *count)
{
    const struct study *study = panel->study;
    const struct pair_set *pairs = &panel->pairs[to];
    *count = 0;
    if (pairs->earlier_year != study->waves[from].year || pairs->year != study->waves[to].year)
        return false;
    const struct item *asked = &study->items[item];
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair_cell *pair = &pairs->cells[i];
        if (pair->item != item)
            continue;
        size_t at = 0;
        while (at < *count && (cells[at].earlier != pair->earlier_stratum || cells[at].later != pair->stratum))
            at++;
        if (at == *count)
            cells[(*count)++] =
                (struct overlap_cell){.earlier = pair->earlier_stratum, .later = pair->stratum, .N = -1};
        enum answer_class before = pair_class(asked, pair->earlier_choice, denominator);
        enum answer_class after = pair_class(asked, pair->choice, denominator);
        cells[at].joint[before][after] += pair->n;
    }
    return true;
}

struct overlap_cell sum_cells(const struct overlap_cell *cells, size_t count)
{
    struct overlap_cell sum = {.N = -1};
    for (size_t i = 0; i < count; i++)
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++)
                sum.joint[a][b] += cells[i].joint[a][b];
    return sum;
}

struct stratum_count sum_strata(const struct stratum_count *strata, size_t count)
{
    struct stratum_count sum = {0};
    bool framed = true;
    for (size_t h = 0; h < count; h++) {
        sum.n += strata[h].n;
        sum.valid += strata[h].valid;
        sum.x += strata[h].x;
        sum.N += strata[h].N > 0 ? strata[h].N : 0;
        framed = framed && strata[h].N >= strata[h].n;
    }
    if (!framed)
        sum.N = -1;
    return sum;
}

/* Whether the item breaks anywhere after wave `from` up to `to`. */
static bool breaks_between(const struct study *study, size_t from, size_t to, size_t item)
{
    for (size_t i = from + 1; i <= to; i++)
        if (study->waves[i].equivalence[item] == EQUIVALENCE_BROKEN)
            return true;
    return false;
}

bool is_wanted(const struct rate_options *options, size_t wave, size_t item)
{
    return (options->wave == EVERY || options->wave == (int64_t)wave) &&
           (options->item == EVERY || options->item == (int64_t)item);
}

bool wave_pairs_next(struct wave_pairs *walk)
{
    const struct study *study = walk->panel->study;
    const struct change_options *options = walk->options;
    for (;;) {
        if (walk->started && ++walk->item == study->item_count) {
            walk->item = 0;
            walk->to++;
        }
        walk->started = true;
        if (walk->to >= study->wave_count || !study->item_count)
            return false;
        const struct tally_set *tally = walk->panel->tallies[walk->to];
        if (study->items[walk->item].kind != ITEM_SINGLE || !tally || !tally->counts[walk->item] ||
            (options->to != EVERY && options->to != (int64_t)walk->to) ||
            (options->rate.item != EVERY && options->rate.item != (int64_t)walk->item))
            continue;
        int64_t from = options->from;
        if (from == EVERY)
            from = analysis_wave_before(walk->panel, walk->to, walk->item, &walk->comparable);
        else
            walk->comparable = from < (int64_t)walk->to && !breaks_between(study, (size_t)from, walk->to, walk->item);
        const struct tally_set *before = from < 0 ? NULL : walk->panel->tallies[from];
        if (from >= (int64_t)walk->to || !before || !before->counts[walk->item])
            continue;
        walk->from = (size_t)from;
        return true;
    }
}
