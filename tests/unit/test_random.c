/* Random numbers: published sequences, an independent reckoning of the normal deviates, and their distribution. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "stats/random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MANY = 200000 };

/* The first numbers from the state 1, 2, 3, 4, as the generator's implementations in several languages publish them. */
static void test_generator_sequence(void **state)
{
    (void)state;
    static const uint64_t expected[] = {
        UINT64_C(11520),
        UINT64_C(0),
        UINT64_C(1509978240),
        UINT64_C(1215971899390074240),
        UINT64_C(1216172134540287360),
        UINT64_C(607988272756665600),
        UINT64_C(16172922978634559625),
        UINT64_C(8476171486693032832),
        UINT64_C(10595114339597558777),
        UINT64_C(2904607092377533576),
    };
    struct random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_true(random_next(&random) == expected[i]);
}

static void test_generator_seed(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1234567);
    /* Splitmix64's own published sequence. */
    assert_true(random.state[0] == UINT64_C(6457827717110365317));
    assert_true(random.state[1] == UINT64_C(3203168211198807973));
    assert_true(random.state[2] == UINT64_C(9817491932198370423));
    assert_true(random.state[3] == UINT64_C(4593380528125082431));
    random_seed(&random, 0);
    assert_true(random.state[0] != 0);
}

/* To the last bit, as reckoned from the same algorithms in exact fractions elsewhere. */
static void test_normal_sequence(void **state)
{
    (void)state;
    static const double expected[] = {
        -0.65120873093000831, 0.98472277127199448, 0.3579191158898769, 0.45380244838430439,
        0.20754104687853514,  0.80734664505474218, 1.6186744529236705, -0.0051441906927052194,
    };
    struct random random;
    double value = NAN;
    random_seed(&random, 2021);
    for (size_t i = 0; i < 10000; i++) {
        value = random_normal(&random);
        if (i < COUNT(expected))
            assert_close(value, expected[i], 0, 0);
    }
    assert_close(value, -0.98207550624933371, 0, 0);
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Kolmogorov's distance and four moments, within what 1 of 1000 samples passes; neighbours are not correlated. */
static void test_normal_distribution(void **state)
{
    (void)state;
    static double values[MANY];
    struct random random;
    double n = MANY, sums[5] = {0}, neighbours = 0, distance = 0;
    random_seed(&random, 7);
    for (size_t i = 0; i < MANY; i++) {
        values[i] = random_normal(&random);
        for (int k = 1; k <= 4; k++)
            sums[k] += pow(values[i], k) / n;
        if (i > 0)
            neighbours += values[i] * values[i - 1] / n;
    }
    assert_close(sums[1], 0, 0, 3.3 / sqrt(n));
    assert_close(sums[2], 1, 0, 3.3 * sqrt(2 / n));
    assert_close(sums[3], 0, 0, 3.3 * sqrt(15 / n));
    assert_close(sums[4], 3, 0, 3.3 * sqrt(96 / n));
    assert_close(neighbours, 0, 0, 3.3 / sqrt(n));
    qsort(values, MANY, sizeof *values, by_value);
    for (size_t i = 0; i < MANY; i++) {
        double normal = erfc(-values[i] / sqrt(2)) / 2;
        distance = fmax(distance, fmax(fabs(normal - (double)i / n), fabs(normal - (double)(i + 1) / n)));
    }
    assert_true(distance < 1.95 / sqrt(n));
    /* Both tails are there. */
    assert_true(values[0] < -4 && values[MANY - 1] > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generator_sequence),
        cmocka_unit_test(test_generator_seed),
        cmocka_unit_test(test_normal_sequence),
        cmocka_unit_test(test_normal_distribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
