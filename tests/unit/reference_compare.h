/* How the values of minaoshi are held against the rows of tests/reference/expected_*.csv, and what is told of it. */
#ifndef TESTS_UNIT_REFERENCE_COMPARE_H
#define TESTS_UNIT_REFERENCE_COMPARE_H

#include <math.h>

#include "stats/interval.h"
#include "unit/reference_panel.h"

struct row {
    const char *statistic, *method, *year, *stratum, *item, *value;
    const char *source; /* the column `case` */
};

/* A method that must be in a file, and how near R's value ours has to be; both 0: equal. */
struct line {
    const char *method;
    double relative, absolute;
    size_t rows;
    double worst;
};

static size_t failures;

/* `half` is half the width of the interval that the value bounds, 0 for others. */
static inline void compare(struct line *line, const struct row *row, double actual, double half)
{
    double expected = NAN, deviation = 0;
    bool missing = strcmp(row->value, "NA") == 0, good;
    assert_true(missing || number_parse_real(row->value, &expected));
    line->rows++;
    if (missing || isnan(actual)) {
        good = missing && isnan(actual);
    } else {
        double relative = line->relative, scale = fmax(fabs(expected), isnan(half) ? 0 : half);
        double distance = fabs(actual - expected);
        if (strcmp(row->statistic, "p_value") == 0 && expected < 1e-30) {
            relative = 1e-6;
            scale = fabs(log(expected));
            distance = fabs(log(actual) - log(expected));
        }
        bool nothing = fabs(actual) <= line->absolute && fabs(expected) <= line->absolute;
        deviation = distance > 0 && !nothing ? distance / scale : 0;
        good = distance <= fmax(relative * scale, line->absolute);
        if (isfinite(deviation))
            line->worst = fmax(line->worst, deviation);
    }
    if (good)
        return;
    if (failures++ < 20)
        print_error("%s %s %s %s %s %s: is %.17g, R has %s\n", row->source, row->statistic, row->method, row->year,
                    row->stratum, row->item, actual, row->value);
}

/* Gives the value of a row; false where the statistic is not computed here. */
typedef bool value_function(const struct row *row, double *actual, double *half);

static inline void compare_file(const char *name, struct line *lines, size_t count, value_function *value)
{
    struct file file = read_whole(name);
    char *cursor = file.bytes, *cells[CELLS];
    failures = 0;
    for (size_t i = 0; i < count; i++) {
        lines[i].rows = 0;
        lines[i].worst = 0;
    }
    assert_int_equal(next_row(&cursor, cells), 7);
    size_t cell_count;
    while ((cell_count = next_row(&cursor, cells))) {
        assert_int_equal(cell_count, 7);
        const struct row row = {cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[0]};
        for (size_t i = 0; i < count; i++) {
            double actual = NAN, half = 0;
            if (strcmp(lines[i].method, row.method) == 0 && value(&row, &actual, &half))
                compare(&lines[i], &row, actual, half);
        }
    }
    file_clear(&file);
    bool empty = false;
    for (size_t i = 0; i < count; i++) {
        print_message("%-20s %-32s %5zu rows, off by %.2g at most\n", name, lines[i].method, lines[i].rows,
                      lines[i].worst);
        empty = empty || lines[i].rows == 0;
    }
    assert_false(empty);
    assert_int_equal(failures, 0);
}

#define COMPARE_FILE(name, lines, value) compare_file(name, lines, sizeof(lines) / sizeof *(lines), value)

static const double FLOOR = 1e-12;
#define CLOSED 1e-9, FLOOR
#define QUANTILE 1e-8, FLOOR
#define EXACT 0, 0

/* "lower95": which limit, and the level. */
static inline bool limit_statistic(const char *statistic, bool *upper, double *level)
{
    *upper = false;
    *level = 0.95; /* where it is no limit: the usual one */
    const char *digits = strstr(statistic, "er");
    if (strncmp(statistic, "lower", 5) != 0 && strncmp(statistic, "upper", 5) != 0)
        return false;
    *upper = statistic[0] == 'u';
    *level = (double)integer(digits + 2) / 100;
    return true;
}

static inline double limit_of(const struct limits *limits, bool upper, double *half)
{
    *half = (limits->upper - limits->lower) / 2;
    return upper ? limits->upper : limits->lower;
}

/* Of "2020" or the first of "2016-2021": how many years after the first of the panel. */
static inline int year_of(const char *text)
{
    return (int)(strtol(text, NULL, 10) - FIRST_YEAR);
}

#endif
