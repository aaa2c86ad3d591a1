/* Probabilities of the numbers of a range. */
#include "stats/mass.h"

void mass_normalise(double *mass, size_t count)
{
    long double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (long double)mass[i];
    for (size_t i = 0; i < count; i++)
        mass[i] = (double)((long double)mass[i] / sum);
}
