/* The counts behind a rounded percentage. Integers only. */
#ifndef STATS_FEASIBLE_H
#define STATS_FEASIBLE_H

#include <stdbool.h>
#include <stdint.h>

/* A percentage as it was printed: 10.1 is 101 of 10 to the 1st. Not negative. */
struct printed_percent {
    int64_t units;
    int decimals; /* 0 to 6 */
};

/* Reads "10.1", "10.1%" or "7"; false when it is none, is more than 100, or has more than 6 decimals. */
bool printed_percent_parse(const char *text, struct printed_percent *percent);

/*
 * The counts x for which 100 x/n, rounded half away from zero to the decimals printed, is that percentage: all x from
 * `*least` to `*most`. False, and nothing set, where there is none (Brown and Heathers 2017, SPPS 8:363: the test
 * GRIM). n from 1 to 10^9.
 */
bool feasible_counts(struct printed_percent percent, int64_t n, int64_t *least, int64_t *most);

#endif
