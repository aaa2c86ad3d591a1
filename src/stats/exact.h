/* Comparing an estimate with a level without rounding: levels are rationals, rates are ratios of counts. */
#ifndef STATS_EXACT_H
#define STATS_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/design.h"

/* A level as written: "16%" is 16/100, "12.5%" 125/1000, "5 points" 5/100. */
struct rational {
    int64_t numerator;
    int64_t denominator; /* > 0 */
};

/* Reads a decimal ("12.5", "-3", "0.16") times 10^-`shift` (2 for percent) exactly; false when `text` is not one or has
 * more than 15 significant digits. */
bool rational_parse(const char *text, int shift, struct rational *value);
double rational_value(struct rational value);

/* The sign (-1, 0, 1) of x/n - level; n > 0. */
int exact_compare_ratio(int64_t x, int64_t n, struct rational level);

/* The sign of the stratified rate (sum (N/n) x / sum (N/n) valid) less the level, exactly, whatever the sizes of the
 * counts; strata with n = 0 are left out. At least one stratum must have a valid answer. */
int exact_compare_design(const struct stratum_count *strata, size_t count, struct rational level);

/* The sign of (later rate - earlier rate) - level for two plain ratios; n1, n2 > 0. */
int exact_compare_difference(int64_t x1, int64_t n1, int64_t x2, int64_t n2, struct rational level);

#endif
