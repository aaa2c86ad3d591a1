/* xoshiro256** and exact normal deviates. The names H, B and N are those of Karney's algorithms. */
#include "stats/random.h"

#include <stdbool.h>

__extension__ typedef unsigned __int128 wide;

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void random_seed(struct random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        random->state[i] = splitmix(&seed);
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state, result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

/* H: true with probability exp(-1/2), that a run 1/2 > u1 > u2 > … is of even length. */
static bool half_exponential(struct random *random)
{
    uint64_t last = UINT64_C(1) << 63;
    for (bool even = true;; even = !even) {
        uint64_t next = random_next(random);
        if (next >= last)
            return even;
        last = next;
    }
}

/* B: true with probability exp(-x (2k + x) / (2k + 2)), x a fraction of 2^64: a run x > z1 > z2 > … each of whose steps
 * is taken with probability (2k + x) / (2k + 2). */
static bool accept_fraction(struct random *random, unsigned k, uint64_t x)
{
    uint64_t last = x;
    for (bool even = true;; even = !even) {
        uint64_t next = random_next(random);
        if (next >= last || (wide)random_next(random) * (2 * k + 2) >= ((wide)(2 * k) << 64) + x)
            return even;
        last = next;
    }
}

/* N1 and N2: k with probability proportional to exp(-k^2 / 2), in two parts. */
static bool whole_part(struct random *random, unsigned *k)
{
    for (*k = 0; half_exponential(random);)
        (*k)++;
    for (unsigned i = 0; i < *k * (*k - 1); i++)
        if (!half_exponential(random))
            return false;
    return true;
}

double random_normal(struct random *random)
{
    for (;;) {
        unsigned k;
        if (!whole_part(random, &k))
            continue;
        uint64_t x = random_next(random);
        unsigned accepted = 0;
        while (accepted <= k && accept_fraction(random, k, x))
            accepted++;
        if (accepted <= k)
            continue;
        /* The upper 53 bits; the lowest of the next number is the sign. */
        double magnitude = (double)k + (double)(x >> 11) * 0x1p-53;
        return random_next(random) & 1 ? -magnitude : magnitude;
    }
}
