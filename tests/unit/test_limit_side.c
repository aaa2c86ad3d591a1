/* On which side of a value a limit lies, against the limit itself: random samples of every method, and what is left to
 * it. */
#include "support/check.h"

#include <math.h>

#include "stats/limit_side.h"
#include "stats/random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int64_t sizes[] = {33, 62, 254, 145, 400, 94, 50}, asked[] = {25, 57, 196, 90, 208, 76, 40};

static double fraction(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* A sample whose rate in each stratum is somewhere about `rate`. */
static void draw(struct random *random, double rate, struct stratum_count *strata, struct design_estimate *estimate)
{
    for (size_t h = 0; h < COUNT(sizes); h++) {
        double share = fmin(fmax(rate + (fraction(random) - 0.5) * 0.1, 0), 1);
        strata[h] = (struct stratum_count){sizes[h], asked[h], asked[h], llround(share * (double)asked[h])};
    }
    design_rate(strata, COUNT(sizes), LONELY_FAIL, estimate);
}

/* No sample may be told to be on the wrong side, and few may be left open. */
static void check_method(enum design_method method, double level, bool upper, double value)
{
    struct random random;
    struct stratum_count strata[COUNT(sizes)];
    struct design_estimate estimate;
    static struct limit_side limit; /* large for a stack */
    int open = 0, sides[2] = {0};
    enum { SAMPLES = 4000 };
    random_seed(&random, 11);
    draw(&random, value, strata, &estimate);
    limit_side_begin(&limit, method, level, upper, value, &estimate);
    for (int i = 0; i < SAMPLES; i++) {
        struct limits limits;
        draw(&random, value + (fraction(&random) - 0.5) * 0.2, strata, &estimate);
        int side = limit_side_of(&limit, &estimate);
        open += side == 0;
        if (side == 0)
            continue;
        assert_true(design_limits(method, &estimate, level, &limits));
        double end = upper ? limits.upper : limits.lower;
        assert_true(side > 0 ? end > value : end < value);
        sides[side > 0]++;
    }
    assert_true(open < SAMPLES / 20);
    assert_true(sides[0] > SAMPLES / 10 && sides[1] > SAMPLES / 10);
}

static void test_side_is_that_of_the_limit(void **state)
{
    (void)state;
    static const double levels[] = {0.5, 0.95, 0.999}, values[] = {0.12, 0.16, 0.5, 0.85};
    for (int method = 0; method < DESIGN_METHOD_END; method++)
        for (size_t i = 0; method != DESIGN_PREDICTIVE && i < COUNT(levels) * COUNT(values); i++)
            for (int upper = 0; upper < 2; upper++)
                check_method((enum design_method)method, levels[i % COUNT(levels)], upper, values[i / COUNT(levels)]);
}

/* Small and rare: what has too few adopters is left open, and nothing else is told wrong. */
static void test_side_of_rare_ones(void **state)
{
    (void)state;
    static const double values[] = {0.001, 0.01, 0.02, 0.98, 0.999};
    for (int method = 0; method < DESIGN_PREDICTIVE; method++)
        for (size_t v = 0; v < COUNT(values); v++) {
            struct random random;
            struct stratum_count strata[COUNT(sizes)];
            struct design_estimate estimate;
            static struct limit_side limit;
            random_seed(&random, 5);
            draw(&random, 0.5, strata, &estimate);
            limit_side_begin(&limit, (enum design_method)method, 0.95, v % 2, values[v], &estimate);
            for (int i = 0; i < 2000; i++) {
                struct limits limits;
                draw(&random, fraction(&random) < 0.5 ? 0 : 1, strata, &estimate);
                int side = limit_side_of(&limit, &estimate);
                bool defined = design_limits((enum design_method)method, &estimate, 0.95, &limits);
                double end = v % 2 ? limits.upper : limits.lower;
                assert_true(side == 0 || (defined && (side > 0 ? end > values[v] : end < values[v])));
            }
        }
}

static void test_side_is_open_where_there_is_no_limit(void **state)
{
    (void)state;
    static struct limit_side limit;
    struct design_estimate estimate, other;
    struct stratum_count strata[] = {{400, 200, 200, 60}, {300, 100, 100, 50}};
    design_rate(strata, COUNT(strata), LONELY_FAIL, &estimate);
    limit_side_begin(&limit, DESIGN_BETA, 0.95, false, 0.1, &estimate);
    assert_int_equal(limit_side_of(&limit, &estimate), 1);
    other = estimate;
    other.valid++; /* of another design */
    assert_int_equal(limit_side_of(&limit, &other), 0);
    other = estimate;
    other.df--;
    assert_int_equal(limit_side_of(&limit, &other), 0);
    other = estimate;
    other.variance = 0;
    assert_int_equal(limit_side_of(&limit, &other), 0);
    other.variance = NAN;
    assert_int_equal(limit_side_of(&limit, &other), 0);
    other = estimate;
    other.status = DESIGN_LONELY;
    assert_int_equal(limit_side_of(&limit, &other), 0);
    strata[0].x = strata[1].x = 0;
    design_rate(strata, COUNT(strata), LONELY_FAIL, &other);
    assert_int_equal(limit_side_of(&limit, &other), 0);
    limit_side_begin(&limit, DESIGN_BETA, 0.99999, false, 0.1, &estimate);
    assert_int_equal(limit_side_of(&limit, &estimate), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_side_is_that_of_the_limit),
        cmocka_unit_test(test_side_of_rare_ones),
        cmocka_unit_test(test_side_is_open_where_there_is_no_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
