/*
 * Comparing without rounding. A stratified rate less a level is a sum of fractions whose common denominator may have
 * thousands of digits; its sign is found without that denominator. Each fraction is split into a whole number and a
 * rest in [0, 1); the sum of the whole numbers decides unless it is a small negative number -m that the rests may make
 * up for. Then the rests are written out in base 2^64, one digit of all of them at a time, until their sum is seen to
 * be more or less than m, or until more digits have agreed than two different sums could share. Integers only, no
 * allocation, and a tie costs a few digits. (Rejected: big numbers over the common denominator, which need memory; a
 * filter in floating point before them, which is no quicker than the first digit.)
 */
#include "stats/exact.h"

#include <assert.h>
#include <string.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static const int64_t powers_of_ten[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};
enum { LARGEST_POWER = sizeof powers_of_ten / sizeof *powers_of_ten - 1, SIGNIFICANT_DIGITS = 15 };

bool rational_parse(const char *text, int shift, struct rational *value)
{
    const char *digit = text + (*text == '-' || *text == '+');
    int64_t numerator = 0;
    int whole = 0, decimals = 0, significant = 0;
    bool point = false;
    for (; *digit; digit++) {
        if (*digit == '.' && !point && whole) {
            point = true;
            continue;
        }
        if (*digit < '0' || *digit > '9')
            return false;
        significant += significant || *digit != '0';
        whole += !point;
        decimals += point;
        if (significant > SIGNIFICANT_DIGITS || decimals > LARGEST_POWER)
            return false;
        numerator = numerator * 10 + (*digit - '0');
    }
    if (!whole || (point && !decimals) || shift < 0 || decimals + shift > LARGEST_POWER)
        return false;
    value->numerator = *text == '-' ? -numerator : numerator;
    value->denominator = powers_of_ten[decimals + shift];
    return true;
}

double rational_value(struct rational value)
{
    return (double)value.numerator / (double)value.denominator;
}

static int sign(wide value)
{
    return (value > 0) - (value < 0);
}

int exact_compare_ratio(int64_t x, int64_t n, struct rational level)
{
    assert(n > 0 && level.denominator > 0);
    return sign((wide)x * level.denominator - (wide)level.numerator * n);
}

/* One fraction of a sum: factor * numerator / denominator; a denominator of 0 leaves it out. */
struct term {
    int64_t factor; /* >= 0 */
    wide numerator;
    int64_t denominator; /* >= 0 */
};

/* The terms are made when they are asked for, so that any number of strata needs no array. */
struct sum {
    struct term (*term)(const void *source, size_t i);
    const void *source;
    size_t count;
};

static wide floor_divide(wide value, wide divisor, wide *rest)
{
    wide quotient = value / divisor;
    *rest = value % divisor;
    if (*rest < 0) {
        *rest += divisor;
        quotient--;
    }
    return quotient;
}

/* The term as a whole number high * 2^32 + low, 0 <= low < 2^96, and a rest over its denominator. */
static int64_t split(struct term term, wide *high, wide *low)
{
    wide rest, ones;
    wide quotient = floor_divide(term.numerator, term.denominator, &rest);
    wide product = (wide)term.factor * rest;
    wide tens = floor_divide(quotient, (wide)1 << 32, &ones);
    *high = tens * term.factor;
    *low = ones * term.factor + product / term.denominator;
    return (int64_t)(product % term.denominator);
}

/* rest * 2^(64 k) mod n. */
static uint64_t shifted_rest(uint64_t rest, size_t k, uint64_t n)
{
    uint64_t base = (uint64_t)(((unsigned_wide)1 << 64) % n);
    for (; k; k >>= 1) {
        if (k & 1)
            rest = (uint64_t)((unsigned_wide)rest * base % n);
        base = (uint64_t)((unsigned_wide)base * base % n);
    }
    return rest;
}

static size_t bits_of(uint64_t value)
{
    size_t bits = 0;
    for (; value; value >>= 1)
        bits++;
    return bits;
}

/* The sign of the rests' sum less `missing`, a whole number between 0 and the count of terms; `digits` is how many
 * digits in base 2^64 tell any two such numbers apart. */
static int compare_rests(const struct sum *sum, wide missing, size_t digits)
{
    for (size_t k = 0; k < digits; k++) {
        wide digit = 0;
        bool rests = false;
        for (size_t i = 0; i < sum->count; i++) {
            struct term term = sum->term(sum->source, i);
            if (term.denominator <= 0)
                continue;
            wide high, low;
            uint64_t n = (uint64_t)term.denominator;
            unsigned_wide next = (unsigned_wide)shifted_rest((uint64_t)split(term, &high, &low), k, n) << 64;
            digit += (wide)(next / n);
            rests = rests || next % n;
        }
        missing = missing * ((wide)1 << 64) - digit;
        if (missing <= 0)
            return missing < 0 || rests ? 1 : 0;
        if (missing >= (wide)sum->count)
            return -1;
    }
    return 0;
}

static int sign_of_sum(const struct sum *sum)
{
    wide high = 0, low = 0, carried;
    size_t bits = bits_of(sum->count);
    bool rests = false;
    for (size_t i = 0; i < sum->count; i++) {
        struct term term = sum->term(sum->source, i);
        if (term.denominator <= 0)
            continue;
        wide term_high, term_low;
        rests = split(term, &term_high, &term_low) || rests;
        high += term_high;
        low += term_low;
        bits += bits_of((uint64_t)term.denominator);
    }
    high += floor_divide(low, (wide)1 << 32, &carried);
    if (high >= 0)
        return high > 0 || carried > 0 || rests;
    /* Below -2^64 no rests make up for it, and the product can't overflow. */
    if (high < -((wide)1 << 32))
        return -1;
    wide missing = -(high * ((wide)1 << 32) + carried);
    if (!rests || missing >= (wide)sum->count)
        return -1;
    /* Two different sums are at least one over the product of the denominators apart. */
    return compare_rests(sum, missing, bits / 64 + 1);
}

struct design_level {
    const struct stratum_count *strata;
    struct rational level;
};

/* (N / n) (x - level valid), times the level's denominator. */
static struct term design_term(const void *source, size_t i)
{
    const struct design_level *design = source;
    const struct stratum_count *h = &design->strata[i];
    wide numerator = (wide)h->x * design->level.denominator - (wide)h->valid * design->level.numerator;
    return (struct term){h->N, numerator, h->n > 0 ? h->n : 0};
}

int exact_compare_design(const struct stratum_count *strata, size_t count, struct rational level)
{
    assert(level.denominator > 0);
    const struct design_level design = {strata, level};
    const struct sum sum = {design_term, &design, count};
    return sign_of_sum(&sum);
}

static struct term listed_term(const void *source, size_t i)
{
    return ((const struct term *)source)[i];
}

int exact_compare_difference(int64_t x1, int64_t n1, int64_t x2, int64_t n2, struct rational level)
{
    assert(n1 > 0 && n2 > 0 && level.denominator > 0);
    const struct term terms[] = {
        {1, (wide)x2 * level.denominator, n2},
        {1, -(wide)x1 * level.denominator, n1},
        {1, -(wide)level.numerator, 1},
    };
    const struct sum sum = {listed_term, terms, sizeof terms / sizeof *terms};
    return sign_of_sum(&sum);
}
