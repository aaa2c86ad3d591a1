/* What every unit test includes: cmocka, and comparisons that cmocka 1.1.5 lacks. */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

/* Fails unless |actual - expected| <= max(absolute, relative * |expected|); NaN equals nothing. Prints %.17g. */
#define assert_close(actual, expected, relative, absolute)                                                             \
    check_close((actual), (expected), (relative), (absolute), #actual, __FILE__, __LINE__)
void check_close(double actual, double expected, double relative, double absolute, const char *what, const char *file,
                 int line);

/* Fails unless `actual` is NaN. */
#define assert_nan(actual) check_nan((actual), #actual, __FILE__, __LINE__)
void check_nan(double actual, const char *what, const char *file, int line);

/* Fails unless the collection prints exactly `expected`; clears it. */
#define assert_errors(errors, expected) check_errors((errors), (expected), __FILE__, __LINE__)
void check_errors(struct errors *errors, const char *expected, const char *file, int line);

/* Fails, showing the problems, when there are any. */
#define assert_no_errors(errors) check_errors((errors), "", __FILE__, __LINE__)

#endif
