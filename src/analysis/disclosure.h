/*
 * The one plan of what may be published: for each wave, item and choice which strata are suppressed, and what of the
 * whole. Memo, plots, exports and every --public table ask it; docs/publish.md tells its rules.
 *
 *  - primary: in a stratum 1 to minimum_cell - 1 adopters, or others, or answers; nobody, or everybody. Of the whole
 * the same but "nobody" and "everybody".
 *  - secondary: further strata, the smallest first, until none of these can be worked out from the sums over strata and
 *    over choices; the choices of a stratum only together.
 *  - the population estimate weights the strata otherwise than the sum does. It is published rounded where a stratum is
 *    suppressed, and only if other answers of the suppressed strata would give the same rounded figures; strata are
 *    suppressed further until that holds. Each of these other tables is computed, not argued.
 */
#ifndef ANALYSIS_DISCLOSURE_H
#define ANALYSIS_DISCLOSURE_H

#include "analysis/analysis.h"

/* How the population estimate of the whole is published. */
enum population_shown { POPULATION_EXACT, POPULATION_ROUNDED, POPULATION_HIDDEN };

/* Lives in `arena`; `panel` is borrowed as long. Without `publish` in study.yaml nothing is suppressed. */
MUST_CHECK enum status disclosure_plan(const struct panel *panel, struct arena *arena, const struct disclosure **plan,
                                       struct errors *errors);

/* Whether x of a stratum, or of GROUP_ALL, is suppressed, for a choice or option or CHOICE_ADOPTED. */
bool disclosure_hides(const struct disclosure *plan, size_t wave, size_t item, int64_t choice, int64_t stratum);
/* Whether any stratum, or the whole, is. */
bool disclosure_hides_any(const struct disclosure *plan, size_t wave, size_t item, int64_t choice);
enum population_shown disclosure_population(const struct disclosure *plan, size_t wave, size_t item, int64_t choice);

/* What is shown of a change to a wave, from the one before it, beside its rates: of the whole, how many institutions in
 * both waves answered what, and limits and p of the population estimate too. Only where the counts that publish the
 * estimate alike leave them as they are. */
enum change_shown { CHANGE_RATES, CHANGE_COUNTS, CHANGE_LIMITS };
enum change_shown disclosure_change(const struct disclosure *plan, size_t to, size_t item);

/*
 * Whether further figures may be published that rest on the counts of the strata in one wave, of those that adopted:
 * whether other counts that publish alike, of which each primary stratum has as many as for the estimate, give the same
 * ones. Each is handed to `alike` as a panel, which is good for the call; it tells whether what it computes is `same`.
 * Without a suppressed stratum all may be, where the estimate is suppressed nothing may.
 */
MUST_CHECK enum status disclosure_audit(const struct disclosure *plan, size_t wave, size_t item,
                                        enum status (*alike)(void *context, const struct panel *world, bool *same),
                                        void *context, bool *holds, struct errors *errors);

/* `value` as it is shown with the study's decimals in percent, as a fraction again. */
double disclosure_round(const struct study *study, double value);
/* Three decimals, as a p is shown. */
double disclosure_round_thousandths(double p);

/*
 * Mark as suppressed, and empty, what the plan keeps from publication. The base n and the frame stand: how many
 * answered is not an answer. Rows of groups that are no strata are held against the row of the whole, which `rates`
 * must have; with `where` all rows are of one condition, held against the whole of the plan: then how many it picks may
 * be an answer too.
 */
MUST_CHECK enum status rates_suppress(const struct disclosure *plan, bool where, struct arena *arena,
                                      struct rates *rates, struct errors *errors);
/* The same plan for tables with groups of an attribute, or under a condition (`where`): `groups` are their rates as
 * rates_suppress left them, which decide of every other figure of them too. Without them such rows are suppressed. */
MUST_CHECK enum status disclosure_with_groups(const struct disclosure *plan, const struct rates *groups, bool where,
                                              struct arena *arena, const struct disclosure **with,
                                              struct errors *errors);
void changes_suppress(const struct disclosure *plan, struct changes *changes);
void transitions_suppress(const struct disclosure *plan, struct transitions *transitions);
void decomposed_suppress(const struct disclosure *plan, struct decomposed_rows *rows);
void bounds_suppress(const struct disclosure *plan, const struct bounds_options *options, struct bounds_rows *rows);
void probability_suppress(const struct disclosure *plan, struct probability_rows *rows);
void trends_suppress(const struct disclosure *plan, struct trends *trends);
/* The model that forecasts of the whole may be published by, of an item or EVERY: the clustered one, which weights the
 * strata and knows who answered what over the waves, or, where it would tell of a suppressed stratum, the one through
 * the counts of the whole, which are published. */
enum forecast_model disclosure_forecast_model(const struct disclosure *plan, int64_t item);
void forecasts_suppress(const struct disclosure *plan, const struct series_options *options,
                        struct forecasts *forecasts);
void scores_suppress(const struct disclosure *plan, struct scores *scores);
void tests_suppress(const struct disclosure *plan, struct tests *tests);
/* Numbers by their base: groups of fewer than 10 answers, and others until at least three with 10 are suppressed
 * together, for the sum and the weighted sum are published; quantiles with fewer than minimum_cell answers beyond them.
 */
MUST_CHECK enum status means_suppress(const struct disclosure *plan, const struct means_options *options,
                                      struct arena *arena, struct means *means, struct errors *errors);

#endif
