/* The comparisons of check.h. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_close(double actual, double expected, double relative, double absolute, const char *what, const char *file,
                 int line)
{
    double allowed = relative * fabs(expected) > absolute ? relative * fabs(expected) : absolute;
    if (isnan(actual) || isnan(expected) || !(fabs(actual - expected) <= allowed)) {
        print_error("%s is %.17g, expected %.17g (off by %.3g, allowed %.3g)\n", what, actual, expected,
                    fabs(actual - expected), allowed);
        _fail(file, line);
    }
}

void check_nan(double actual, const char *what, const char *file, int line)
{
    if (!isnan(actual)) {
        print_error("%s is %.17g, expected NaN\n", what, actual);
        _fail(file, line);
    }
}

void check_errors(struct errors *errors, const char *expected, const char *file, int line)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (!stream)
        _fail(file, line);
    errors_print(errors, stream, false);
    (void)fclose(stream);
    errors_clear(errors);
    bool same = text && strcmp(text, expected) == 0;
    if (!same)
        print_error("messages are:\n%s--- expected:\n%s---\n", text ? text : "", expected);
    free(text);
    if (!same)
        _fail(file, line);
}
