/*
 * The institutions of tests/reference/wave_*.csv with their frame, counted anew. What the comparisons with R include.
 */
#ifndef TESTS_UNIT_REFERENCE_PANEL_H
#define TESTS_UNIT_REFERENCE_PANEL_H

#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "stats/design.h"

#define FOLDER TEST_SOURCE_DIR "/tests/reference/"

enum {
    FIRST_YEAR = 2016,
    YEARS = 6,
    STRATA = 8,
    REGIONS = 4,
    ITEMS = 4,
    STATUSES = 5,
    INSTITUTIONS = 2000,
    CELLS = 32
};
enum { OFFERING, PLANNED, CONSIDERING, NONE, NO_ANSWER };
enum { ALL = -1 };

static const char *const item_names[ITEMS] = {"personal_read", "personal_update", "corporate_read", "corporate_update"};
static const char *const status_names[STATUSES] = {"offering", "planned", "considering", "none", "no_answer"};

struct institution {
    char id[16];
    int stratum, region;
    int status[ITEMS];
};

struct wave {
    int64_t N[STRATA];
    struct institution institutions[INSTITUTIONS];
    size_t count;
};

static struct {
    char strata[STRATA][64], regions[REGIONS][64];
    int stratum_count, region_count;
    struct wave waves[YEARS];
} panel;

/* ---- reading */

/* Splits the row at *cursor in place, taking quotes away, and moves on; 0 at the end of the text. */
static inline size_t next_row(char **cursor, char **cells)
{
    char *in = *cursor, *out;
    size_t count = 0;
    if (!*in)
        return 0;
    for (;;) {
        assert_true(count < CELLS);
        cells[count++] = out = in;
        bool quoted = *in == '"';
        if (quoted)
            in++;
        while (*in && (quoted || (*in != ',' && *in != '\n'))) {
            if (quoted && *in == '"') {
                if (in[1] != '"') {
                    quoted = false;
                    in++;
                    continue;
                }
                in++;
            }
            *out++ = *in++;
        }
        char end = *in;
        *out = '\0';
        if (end)
            in++;
        if (end != ',')
            break;
    }
    *cursor = in;
    return count;
}

static inline struct file read_whole(const char *name)
{
    char path[512];
    struct file file = {0};
    struct errors errors = {0};
    (void)snprintf(path, sizeof path, "%s%s", FOLDER, name);
    enum status status = file_read(path, name, ERROR_READ, NULL, &file, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    return file;
}

static inline size_t column(char **header, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(header[i], name) == 0)
            return i;
    fail_msg("there is no column %s", name);
    return 0;
}

/* The place of `name` in a list that grows up to `limit`. */
static inline int place_of(char (*names)[64], int *count, int limit, const char *name)
{
    for (int i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    assert_true(*count < limit);
    (void)snprintf(names[*count], sizeof names[0], "%s", name);
    return (*count)++;
}

static inline int listed(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return ALL;
}

static inline int64_t integer(const char *text)
{
    int64_t value = 0;
    assert_true(number_parse_integer(text, &value));
    return value;
}

static inline void load_frame(void)
{
    struct file file = read_whole("frame.csv");
    char *cursor = file.bytes, *cells[CELLS];
    assert_int_equal(next_row(&cursor, cells), 3);
    while (next_row(&cursor, cells)) {
        int stratum = place_of(panel.strata, &panel.stratum_count, STRATA, cells[1]);
        panel.waves[integer(cells[0]) - FIRST_YEAR].N[stratum] = integer(cells[2]);
    }
    file_clear(&file);
}

static inline int by_id(const void *a, const void *b)
{
    return strcmp(((const struct institution *)a)->id, ((const struct institution *)b)->id);
}

static inline void load_wave(int year)
{
    char name[32], *cells[CELLS];
    (void)snprintf(name, sizeof name, "wave_FY%d.csv", FIRST_YEAR + year);
    struct file file = read_whole(name);
    struct wave *wave = &panel.waves[year];
    char *cursor = file.bytes;
    size_t count = next_row(&cursor, cells), items[ITEMS];
    size_t id = column(cells, count, "institution_id"), stratum = column(cells, count, "stratum");
    size_t region = column(cells, count, "region");
    for (int i = 0; i < ITEMS; i++)
        items[i] = column(cells, count, item_names[i]);
    while (next_row(&cursor, cells)) {
        assert_true(wave->count < INSTITUTIONS);
        struct institution *institution = &wave->institutions[wave->count++];
        (void)snprintf(institution->id, sizeof institution->id, "%s", cells[id]);
        institution->stratum = place_of(panel.strata, &panel.stratum_count, STRATA, cells[stratum]);
        institution->region = place_of(panel.regions, &panel.region_count, REGIONS, cells[region]);
        for (int i = 0; i < ITEMS; i++) {
            institution->status[i] = listed(status_names, STATUSES, cells[items[i]]);
            assert_true(institution->status[i] != ALL);
        }
    }
    qsort(wave->institutions, wave->count, sizeof wave->institutions[0], by_id);
    file_clear(&file);
}

static inline int load_panel(void **state)
{
    (void)state;
    load_frame();
    for (int year = 0; year < YEARS; year++)
        load_wave(year);
    assert_int_equal(panel.stratum_count, STRATA);
    assert_int_equal(panel.region_count, REGIONS);
    return 0;
}

/* ---- counting */

static inline int64_t tally(int year, int stratum, int region, int item, int status)
{
    const struct wave *wave = &panel.waves[year];
    int64_t sum = 0;
    for (size_t i = 0; i < wave->count; i++) {
        const struct institution *institution = &wave->institutions[i];
        sum += (stratum == ALL || institution->stratum == stratum) &&
               (region == ALL || institution->region == region) &&
               (status == ALL || institution->status[item] == status);
    }
    return sum;
}

/* Which design a method name stands for. */
struct design {
    bool simple;   /* the whole frame as one stratum */
    bool all;      /* no answer counts as not offering */
    bool answered; /* the valid answers are taken for the sample */
};

static inline struct stratum_count count_of(int year, int stratum, int region, int item, int status,
                                            struct design design)
{
    struct stratum_count h = {0};
    for (int i = 0; i < STRATA; i++)
        if (stratum == ALL || stratum == i)
            h.N += panel.waves[year].N[i];
    h.n = tally(year, stratum, ALL, item, ALL);
    h.valid = tally(year, stratum, region, item, ALL);
    if (!design.all)
        h.valid -= tally(year, stratum, region, item, NO_ANSWER);
    h.x = tally(year, stratum, region, item, status);
    if (design.answered)
        h.n = h.valid;
    return h;
}

static inline struct design_estimate estimate_of(int year, int stratum, int region, int item, int status,
                                                 struct design design)
{
    struct stratum_count strata[STRATA];
    size_t count = 0;
    if (design.simple || stratum != ALL) {
        strata[count++] = count_of(year, stratum, region, item, status, design);
    } else {
        for (int i = 0; i < STRATA; i++)
            strata[count++] = count_of(year, i, region, item, status, design);
    }
    struct design_estimate estimate;
    design_rate(strata, count, LONELY_FAIL, &estimate);
    return estimate;
}

#endif
