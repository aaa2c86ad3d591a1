/* What an answer counts as; private to the analysis. */
#ifndef ANALYSIS_COUNTS_H
#define ANALYSIS_COUNTS_H

#include "analysis/analysis.h"

/* The indices of overlap_cell.joint. */
enum answer_class { ANSWER_OUTSIDE, ANSWER_NOT_ADOPTED, ANSWER_ADOPTED };

/* What `choice` of an item counts as where `wanted` is asked for (a choice, or CHOICE_ADOPTED). */
enum answer_class answer_class_of(const struct item *item, size_t choice, int64_t wanted, enum denominator denominator);

/* Whether rates can be given of an item: of a single choice, and of a multiple answer. */
bool has_rates(const struct item *item);

/* The choice, or option, that stands for adoption where a multiple answer has one such option; else -1. */
int64_t adopted_option(const struct item *item);

/* Labels for people of a text of the tool, in both languages. */
struct label translated(const char *english);

/* The cells that rates and changes share: the group ("" or "stratum=ID"; where there are several, people see the whole
 * as "all") and a status. */
void add_group_cell(struct table *table, const struct study *study, int64_t stratum, bool several);
void add_status_cell(struct table *table, enum estimate_status status);
void add_optional_integer(struct table *table, int64_t value); /* empty below 0 */

#endif
