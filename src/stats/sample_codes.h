/* The shares of all categories of an item in one pass. Private to stats. */
#ifndef STATS_SAMPLE_CODES_H
#define STATS_SAMPLE_CODES_H

#include "stats/sample.h"

/* sample_categories for a sample without clusters and without a calibration; `of` is a SAMPLE_SHARE or SAMPLE_COUNT. */
MUST_CHECK enum status sample_codes(const struct sample *sample, const struct sample_target *of, size_t categories,
                                    struct arena *arena, struct sample_estimate *estimates, double *covariance);

#endif
