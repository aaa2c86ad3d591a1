/* Distributions of samples, and the chain of a rule's states. */
#include "stats/operating.h"

#include <math.h>
#include <string.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#include "base/memory.h"
#include "stats/mass.h"

/* From the mode outwards by the ratio of neighbours: what underflows is smaller than the mode by 10^300. */
enum status distribution_hypergeometric(int64_t K, int64_t N, int64_t n, struct distribution *distribution)
{
    int64_t least = n - (N - K) > 0 ? n - (N - K) : 0, most = n < K ? n : K;
    size_t count = (size_t)(most - least) + 1;
    double *mass = mem_alloc(count * sizeof *mass);
    *distribution = (struct distribution){mass, count, least};
    if (!mass)
        return STATUS_FAILURE;
    double guess = floor((double)(n + 1) * (double)(K + 1) / (double)(N + 2));
    int64_t mode = (int64_t)fmin(fmax(guess, (double)least), (double)most);
    mass[mode - least] = 1;
    for (int64_t x = mode; x < most; x++)
        mass[x + 1 - least] =
            mass[x - least] * ((double)(K - x) / (double)(x + 1)) * ((double)(n - x) / (double)(N - K - n + x + 1));
    for (int64_t x = mode; x > least; x--)
        mass[x - 1 - least] =
            mass[x - least] * ((double)x / (double)(K - x + 1)) * ((double)(N - K - n + x) / (double)(n - x + 1));
    mass_normalise(mass, count);
    return STATUS_OK;
}

void distribution_clear(struct distribution *distribution)
{
    mem_free(distribution->mass);
    *distribution = (struct distribution){0};
}

enum status distribution_add(struct distribution *sum, const struct distribution *other)
{
    size_t count = sum->count + other->count - 1;
    double *mass = mem_alloc(count * sizeof *mass);
    if (!mass)
        return STATUS_FAILURE;
    for (size_t i = 0; i < sum->count; i++)
        for (size_t k = 0; sum->mass[i] > 0 && k < other->count; k++)
            mass[i + k] += sum->mass[i] * other->mass[k];
    mem_free(sum->mass);
    *sum = (struct distribution){mass, count, sum->first + other->first};
    return STATUS_OK;
}

void distribution_accumulate(struct distribution *distribution)
{
    long double sum = 0;
    for (size_t i = 0; i < distribution->count; i++) {
        sum += (long double)distribution->mass[i];
        distribution->mass[i] = (double)sum;
    }
    distribution->mass[distribution->count - 1] = 1;
}

int64_t distribution_draw(const struct distribution *accumulated, struct random *random)
{
    const double unit = 0x1p-53;
    double at = (double)(random_next(random) >> 11) * unit; /* below 1 */
    size_t low = 0, high = accumulated->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (accumulated->mass[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return accumulated->first + (int64_t)low;
}

__extension__ typedef __int128 wide;

void operating_allocate(const int64_t *N, size_t count, int64_t K, int64_t *shares)
{
    int64_t all = 0, left = K;
    for (size_t h = 0; h < count; h++)
        all += N[h];
    for (size_t h = 0; h < count; h++) {
        shares[h] = (int64_t)((wide)N[h] * K / all);
        left -= shares[h];
    }
    for (; left > 0; left--) {
        size_t best = count;
        wide largest = 0;
        for (size_t h = 0; h < count; h++) {
            wide remainder = (wide)N[h] * K - (wide)shares[h] * all; /* not above 0 once it was given one */
            if (remainder > largest) {
                largest = remainder;
                best = h;
            }
        }
        if (best == count)
            return;
        shares[best]++;
    }
}

enum status operating_chain(const struct wave_chances *chances, int for_waves, bool has_clear, int waves, double *fired)
{
    /* By how many in a row passed (as many as `for` stand for all above), each twice: not fired, and fired. */
    size_t needed = (size_t)for_waves, states = 2 * (needed + 1);
    double *now = mem_alloc(2 * states * sizeof *now);
    if (!now)
        return STATUS_FAILURE;
    double *next = now + states, held = has_clear ? chances->holds : 0;
    double lost = 1 - chances->skips - chances->passes - chances->holds;
    now[0] = 1;
    for (int wave = 0; wave < waves; wave++) {
        for (size_t s = 0; s < states; s++)
            next[s] = chances->skips * now[s];
        for (size_t passed = 0; passed <= needed; passed++) {
            const double *from = now + passed * 2;
            size_t more = passed < needed ? passed + 1 : passed;
            double stays = has_clear ? chances->passes_holds : 0;
            /* Not enough waves in a row yet: one that passes leaves an unfired rule pending, and a fired one fired
             * where the clear level holds it. */
            if (more >= needed)
                next[2 * more + 1] += chances->passes * (from[0] + from[1]);
            else {
                next[2 * more] += chances->passes * from[0] + (chances->passes - stays) * from[1];
                next[2 * more + 1] += stays * from[1];
            }
            next[0] += (chances->holds + lost) * from[0] + (chances->holds - held + lost) * from[1];
            next[1] += held * from[1];
        }
        memcpy(now, next, states * sizeof *now);
    }
    *fired = 0;
    for (size_t s = 1; s < states; s += 2)
        *fired += now[s];
    *fired = fmin(*fired, 1);
    mem_free(now);
    return STATUS_OK;
}

/* Row after row of P(at least j + 1 of the first i events), in place. */
double operating_at_least(double *chances, size_t count, size_t k)
{
    if (k == 0)
        return 1;
    if (k > count)
        return 0;
    double *at = chances;
    for (size_t i = 0; i < count; i++) {
        double p = chances[i];
        for (size_t j = i + 1; j-- > 0;) { /* at[j]: P(j + 1 or more of the first i + 1) */
            double same = j < i ? at[j] : 0, fewer = j ? at[j - 1] : 1;
            at[j] = same * (1 - p) + fewer * p;
        }
    }
    return at[k - 1];
}
