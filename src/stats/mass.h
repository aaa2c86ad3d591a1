/* Probabilities of the numbers of a range, as an array. */
#ifndef STATS_MASS_H
#define STATS_MASS_H

#include <stddef.h>

/* Divides all by their sum, which must be above 0. */
void mass_normalise(double *mass, size_t count);

#endif
