/*
 * Exact limits of the number K of adopters in a finite population, by inversion of the two one-sided tests: X, seen
 * among n drawn of N, is hypergeometric, and K stands where both P(X <= x) and P(X >= x) are more than half the error,
 * strictly. (samplingbook's Sprop keeps the first rejected K on each side.)
 */
#include "stats/interval.h"

#include <math.h>
#include <stddef.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

__extension__ typedef unsigned __int128 wide;

/*
 * Natural numbers, large enough for C(N, n) up to BITS bits and for what multiplies it on the way. Only a tail within
 * rounding of half the error is worked out in them: x = 1 of n = 1 at N = 20 has P = 1/20 at K = 1, and at 90 % that is
 * not more than half the error, whatever 1 - 0.9 makes in a double.
 */
enum { BITS = 4096, LIMBS = BITS / 64 + 4 };

struct natural {
    uint64_t limb[LIMBS];
    size_t used;
};

static void multiply(struct natural *value, uint64_t factor)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < value->used; i++) {
        wide product = (wide)value->limb[i] * factor + carry;
        value->limb[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry)
        value->limb[value->used++] = carry;
}

/* The quotient; where it is used nothing remains. */
static void divide(struct natural *value, uint64_t divisor)
{
    uint64_t rest = 0;
    for (size_t i = value->used; i-- > 0;) {
        wide part = (wide)rest << 64 | value->limb[i];
        value->limb[i] = (uint64_t)(part / divisor);
        rest = (uint64_t)(part % divisor);
    }
    while (value->used > 1 && !value->limb[value->used - 1])
        value->used--;
}

static void add(struct natural *sum, const struct natural *term)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < sum->used || i < term->used || carry; i++) {
        wide part = (wide)(i < sum->used ? sum->limb[i] : 0) + (i < term->used ? term->limb[i] : 0) + carry;
        sum->limb[i] = (uint64_t)part;
        carry = (uint64_t)(part >> 64);
        if (i >= sum->used)
            sum->used = i + 1;
    }
}

static bool greater(const struct natural *a, const struct natural *b)
{
    if (a->used != b->used)
        return a->used > b->used;
    for (size_t i = a->used; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] > b->limb[i];
    return false;
}

static struct natural binomial(int64_t n, int64_t k)
{
    struct natural value = {.limb = {1}, .used = 1};
    int64_t smaller = k < n - k ? k : n - k;
    for (int64_t i = 1; i <= smaller; i++) {
        multiply(&value, (uint64_t)(n - smaller + i));
        divide(&value, (uint64_t)i);
    }
    return value;
}

/* Half the error: as a double, and exactly as `parts` of PARTS where the level is a decimal of up to nine digits. */
enum { DIGITS = 1000000000 };
#define PARTS ((uint64_t)2 * DIGITS)

struct half_error {
    double value;
    uint64_t parts; /* 0: the level is no such decimal */
};

static struct half_error half_error_of(double level)
{
    double scaled = round(level * DIGITS);
    if (scaled >= 1 && scaled <= DIGITS - 1 && fabs(scaled / DIGITS - level) <= 1e-15) {
        uint64_t parts = (uint64_t)(DIGITS - scaled);
        return (struct half_error){(double)parts / (double)PARTS, parts};
    }
    return (struct half_error){(1 - level) / 2, 0};
}

/* Whether P(X <= x) is more than half the error, in integers: PARTS sum C(K, i) C(N - K, n - i) > parts C(N, n). */
static bool exceeds_exactly(int64_t x, int64_t n, int64_t N, int64_t K, uint64_t parts)
{
    int64_t first = n - (N - K) > 0 ? n - (N - K) : 0;
    struct natural term = first > 0 ? binomial(K, first) : binomial(N - K, n);
    struct natural sum = term;
    for (int64_t i = first; i < x; i++) {
        multiply(&term, (uint64_t)(K - i));
        multiply(&term, (uint64_t)(n - i));
        divide(&term, (uint64_t)(i + 1));
        divide(&term, (uint64_t)(N - K - n + i + 1));
        add(&sum, &term);
    }
    struct natural whole = binomial(N, n);
    multiply(&sum, PARTS);
    multiply(&whole, parts);
    return greater(&sum, &whole);
}

/* Whether P(X <= x | K) is more than half the error; x is at least 0 and among the possible values or above them. */
static bool lower_tail_exceeds(int64_t x, int64_t n, int64_t N, int64_t K, struct half_error half)
{
    if (x >= n || x >= K)
        return true;
    double tail = phyper((double)x, (double)K, (double)(N - K), (double)n, 1, 0);
    if (fabs(tail - half.value) > 1e-9 * half.value)
        return tail > half.value;
    if (half.parts && lchoose((double)N, (double)n) / M_LN2 < BITS - 1)
        return exceeds_exactly(x, n, N, K, half.parts);
    /* Too large to be worked out, so no tie is likely; phyper is good to a few units of 1e-13 here. */
    return tail > half.value * (1 + 1e-11);
}

/* P(X >= x | K) is the lower tail of those drawn that did not adopt. */
static bool upper_tail_exceeds(int64_t x, int64_t n, int64_t N, int64_t K, struct half_error half)
{
    return lower_tail_exceeds(n - x, n, N, N - K, half);
}

/*
 * The least K at which P(X >= x | K) is more than half the error: it grows with K and is 1 at the largest possible K.
 * Sought from where Wilson's limit with continuity and finite population correction lies, for a tail of a million
 * institutions is a long sum.
 */
static int64_t least_kept(int64_t x, int64_t n, int64_t N, struct half_error half)
{
    int64_t low = x, high = N - n + x;
    if (low == high)
        return low;
    double z2 = qnorm(half.value, 0, 1, 1, 0) * qnorm(half.value, 0, 1, 1, 0);
    double drawn = (double)n, effective = drawn * (double)(N - 1) / (double)(N - n);
    double p = x > 0 ? ((double)x - 0.5) / drawn : 0;
    double spread = sqrt(z2 * (p * (1 - p) / effective + z2 / (4 * effective * effective)));
    double near = (double)N * (p + z2 / (2 * effective) - spread) / (1 + z2 / effective);
    int64_t guess = near < (double)low ? low : near > (double)(high - 1) ? high - 1 : (int64_t)near;
    int64_t step = 1 + (int64_t)((double)N * spread / 64);
    if (upper_tail_exceeds(x, n, N, guess, half)) {
        high = guess;
        for (; high - low > step && upper_tail_exceeds(x, n, N, high - step, half); step *= 2)
            high -= step;
        low = high - low > step ? high - step + 1 : low;
    } else {
        low = guess + 1;
        for (; high - low >= step && !upper_tail_exceeds(x, n, N, low - 1 + step, half); step *= 2)
            low += step;
        high = high - low >= step ? low - 1 + step : high;
    }
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (upper_tail_exceeds(x, n, N, middle, half))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool hypergeometric_limits(int64_t x, int64_t n, int64_t N, double level, int64_t *lower, int64_t *upper)
{
    /* phyper takes doubles, and a count must be exact in them. */
    const int64_t largest = (int64_t)1 << 53;
    if (n < 1 || x < 0 || x > n || N < n || N > largest || !(level > 0 && level < 1))
        return false;
    struct half_error half = half_error_of(level);
    *lower = least_kept(x, n, N, half);
    /* The tail below is that of the others: of those drawn n - x, of all N - K. */
    *upper = N - least_kept(n - x, n, N, half);
    return true;
}
