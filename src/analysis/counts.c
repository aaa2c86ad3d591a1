/* From the panel to the strata of one estimate: roles decide the denominator, `adopted` the numerator. */
#include "analysis/counts.h"

enum answer_class answer_class_of(const struct item *item, size_t choice, int64_t wanted, enum denominator denominator)
{
    enum role role = item->scale->choices[choice].role;
    bool counts = role == ROLE_ANSWERED ||
                  (denominator == DENOMINATOR_ALLRESP && (role == ROLE_NO_ANSWER || role == ROLE_REFUSED));
    if (!counts)
        return ANSWER_OUTSIDE;
    bool adopted = wanted == CHOICE_ADOPTED ? item->adopted && item->adopted[choice] : (int64_t)choice == wanted;
    return adopted ? ANSWER_ADOPTED : ANSWER_NOT_ADOPTED;
}

bool analysis_counts(const struct panel *panel, size_t wave, size_t item, int64_t choice, enum denominator denominator,
                     struct stratum_count *strata)
{
    const struct study *study = panel->study;
    const struct tally_set *tally = panel->tallies[wave];
    const struct item *asked = &study->items[item];
    bool has = tally && tally->counts[item], framed = false;
    for (size_t h = 0; h < study->stratum_count; h++)
        framed = framed || frame_get(&panel->frame, study->waves[wave].year, h) >= 0;
    for (size_t h = 0; h < study->stratum_count; h++) {
        strata[h] = (struct stratum_count){.N = frame_get(&panel->frame, study->waves[wave].year, h)};
        if (framed && strata[h].N < 0 && !(has && tally->respondents[h]))
            strata[h].N = 0; /* neither counted by the frame of the wave nor met: no part of the population */
        if (!has)
            continue;
        strata[h].n = tally->respondents[h];
        for (size_t k = 0; k < asked->scale->count; k++) {
            enum answer_class class = answer_class_of(asked, k, choice, denominator);
            int64_t n = *tally_cell(study, tally, item, h, k);
            strata[h].valid += class != ANSWER_OUTSIDE ? n : 0;
            strata[h].x += class == ANSWER_ADOPTED ? n : 0;
        }
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
