/*
 * Random numbers that are the same on every machine: whole numbers and comparisons only, no logarithm whose last digit
 * a library could round another way. One generator is a struct of the caller's; it is no source of secrets.
 */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

/* xoshiro256** 1.0 (Blackman and Vigna 2021, ACM Trans. Math. Softw. 47:36); period 2^256 - 1. Not all 0. */
struct random {
    uint64_t state[4];
};

/* The state from any seed, by splitmix64 (Steele, Lea and Flood 2014, OOPSLA), as the authors of xoshiro advise. */
void random_seed(struct random *random, uint64_t seed);

/* The next 64 bits. */
uint64_t random_next(struct random *random);

/* A standard normal deviate, by the method of Karney (2016, ACM Trans. Math. Softw. 42:3, algorithm N): exact but for
 * the 64 bits that its uniform deviates have, rounded to a double. About 20 numbers of the generator each. */
double random_normal(struct random *random);

#endif
