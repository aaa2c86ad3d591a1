/*
 * A file of tests/reference/ as a sample: every column as numbers and as codes, the strata with their population, and
 * the designs, domains, items and estimates that rows of expected files name. What the comparisons on microdata
 * include.
 */
#ifndef TESTS_UNIT_REFERENCE_MICRODATA_H
#define TESTS_UNIT_REFERENCE_MICRODATA_H

#include "stats/sample.h"
#include "unit/reference_compare.h"

enum { UNITS = 1200, LEVELS = 256 };

/* A column both ways: NaN where the text is no number, code -1 where it is empty. */
struct variable {
    char name[32];
    double numbers[UNITS];
    int32_t codes[UNITS];
    char levels[LEVELS][64];
    int level_count; /* of a column with more levels the rest has code -1 too */
};

struct microdata {
    char name[32];
    struct variable variables[CELLS];
    size_t columns, units;
    double weight[UNITS], population[LEVELS], whole;
    bool mask[UNITS];
};

static inline struct variable *variable_of(struct microdata *data, const char *name)
{
    for (size_t i = 0; i < data->columns; i++)
        if (strcmp(data->variables[i].name, name) == 0)
            return &data->variables[i];
    return NULL;
}

static inline int level_of(const struct variable *variable, const char *level)
{
    for (int i = 0; i < variable->level_count; i++)
        if (strcmp(variable->levels[i], level) == 0)
            return i;
    fail_msg("%s has no level %s", variable->name, level);
    return 0;
}

static inline void load_cell(struct variable *variable, size_t unit, const char *text)
{
    variable->numbers[unit] = NAN;
    if (*text && !number_parse_real(text, &variable->numbers[unit]))
        variable->numbers[unit] = NAN;
    variable->codes[unit] = -1;
    bool known = false;
    for (int i = 0; i < variable->level_count; i++)
        known = known || strcmp(variable->levels[i], text) == 0;
    if (*text && (known || variable->level_count < LEVELS))
        variable->codes[unit] = place_of(variable->levels, &variable->level_count, LEVELS, text);
}

/* Reads the file, unless it is the one that `data` holds already. */
static inline void load_microdata(struct microdata *data, const char *name)
{
    if (strcmp(data->name, name) == 0)
        return;
    char *cells[CELLS];
    struct file file = read_whole(name);
    char *cursor = file.bytes;
    memset(data, 0, sizeof *data);
    (void)snprintf(data->name, sizeof data->name, "%s", name);
    data->columns = next_row(&cursor, cells);
    for (size_t i = 0; i < data->columns; i++)
        (void)snprintf(data->variables[i].name, sizeof data->variables[i].name, "%s", cells[i]);
    while (next_row(&cursor, cells)) {
        assert_true(data->units < UNITS);
        for (size_t i = 0; i < data->columns; i++)
            load_cell(&data->variables[i], data->units, cells[i]);
        data->units++;
    }
    file_clear(&file);
}

/* The rows "a,b,number" of a file whose first cell is `first`, by the levels of the variable; their sum. */
static inline double targets_of(const char *name, const char *first, const struct variable *variable, double *targets)
{
    char *cells[CELLS];
    struct file file = read_whole(name);
    char *cursor = file.bytes;
    double sum = 0, number;
    while (next_row(&cursor, cells)) {
        if (strcmp(cells[0], first) != 0)
            continue;
        assert_true(number_parse_real(cells[2], &number));
        targets[level_of(variable, cells[1])] = number;
        sum += number;
    }
    file_clear(&file);
    return sum;
}

/* The domain "stype=E&both=No" as a mask, in data->mask; "ALL" and "" are everything. */
static inline const bool *mask_of(struct microdata *data, const char *domain)
{
    char text[128];
    (void)snprintf(text, sizeof text, "%s", domain);
    for (size_t i = 0; i < data->units; i++)
        data->mask[i] = true;
    for (char *part = text; part && strchr(part, '=');) {
        char *next = strchr(part, '&'), *equals = strchr(part, '=');
        if (next)
            *next++ = '\0';
        *equals = '\0';
        const struct variable *variable = variable_of(data, part);
        assert_non_null(variable);
        int level = level_of(variable, equals + 1);
        for (size_t i = 0; i < data->units; i++)
            data->mask[i] = data->mask[i] && variable->codes[i] == level;
        part = next;
    }
    return data->mask;
}

/*
 * The values of an item: a number, "b_awards" 1 for Yes, "personal_read" 1 for offering among the valid answers,
 * "personal_read=planned" for that, "ma_obstacles=cost" 1 where the list names it.
 */
static inline void values_of(struct microdata *data, const char *item, double *values)
{
    char name[64];
    bool yes = strncmp(item, "b_", 2) == 0;
    (void)snprintf(name, sizeof name, "%s", yes ? item + 2 : item);
    char *option = strchr(name, '=');
    if (option)
        *option++ = '\0';
    const struct variable *variable = variable_of(data, name);
    assert_non_null(variable);
    bool status = listed(item_names, ITEMS, name) != ALL;
    for (size_t i = 0; i < data->units; i++) {
        const char *level = variable->codes[i] < 0 ? "" : variable->levels[variable->codes[i]];
        values[i] = variable->numbers[i];
        if (yes || option || status)
            values[i] = *level ? 0 : NAN;
        if (yes && strcmp(level, "Yes") == 0)
            values[i] = 1;
        if (status)
            values[i] = strcmp(level, "no_answer") == 0 ? NAN : strcmp(level, option ? option : "offering") == 0;
        size_t length = option ? strlen(option) : 0;
        for (const char *at = option && !status ? strstr(level, option) : NULL; at; at = strstr(at + 1, option))
            if ((at == level || at[-1] == ';') && (at[length] == ';' || at[length] == '\0'))
                values[i] = 1;
    }
}

/* The statistic of an estimate; false for any other. */
static inline bool estimate_statistic(const char *statistic, const struct sample_estimate *e, double *actual,
                                      double *half)
{
    bool upper;
    double level;
    struct limits limits;
    if (strcmp(statistic, "mean") == 0 || strcmp(statistic, "total") == 0 || strcmp(statistic, "ratio") == 0 ||
        strcmp(statistic, "ratio_separate") == 0 || strcmp(statistic, "variance") == 0 ||
        strcmp(statistic, "mean_selected") == 0)
        *actual = e->value;
    else if (strstr(statistic, "se") == statistic || strstr(statistic, "_se"))
        *actual = e->se;
    else if (strcmp(statistic, "deff") == 0 || strcmp(statistic, "total_deff") == 0)
        *actual = e->deff;
    else if (strcmp(statistic, "deff_replace") == 0)
        *actual = e->deff_replace;
    else if (strcmp(statistic, "degf") == 0 || strcmp(statistic, "df") == 0)
        *actual = e->df;
    else if (strcmp(statistic, "weight_sum") == 0)
        *actual = e->weight;
    else if (strcmp(statistic, "n") == 0 || strcmp(statistic, "n_valid") == 0)
        *actual = (double)e->units;
    else if (strcmp(statistic, "n_eff") == 0)
        *actual = e->variance > 0 ? e->value * (1 - e->value) / e->variance : NAN;
    else if (limit_statistic(statistic, &upper, &level)) {
        (void)sample_limits(e, level, &limits);
        *actual = limit_of(&limits, upper, half);
    } else
        return false;
    return true;
}

static struct microdata data;
static struct arena *arena;

/* ---- designs */

/* Strata by the codes of `stratum`, or one; the weight is the column `weight`, or N_h/n_h. */
static inline struct sample sample_of(const char *stratum, const char *weight, bool corrected)
{
    struct sample sample = {.units = data.units, .weight = data.weight, .strata = 1, .lonely = LONELY_FAIL};
    const struct variable *by = stratum ? variable_of(&data, stratum) : NULL;
    const struct variable *given = weight ? variable_of(&data, weight) : NULL;
    size_t counts[LEVELS] = {0};
    if (by) {
        sample.stratum = by->codes;
        sample.strata = (size_t)by->level_count;
    }
    for (size_t i = 0; i < data.units; i++)
        counts[by ? by->codes[i] : 0]++;
    for (size_t i = 0; i < data.units; i++) {
        int32_t h = by ? by->codes[i] : 0;
        data.weight[i] = given ? given->numbers[i] : data.population[h] / (double)counts[h];
    }
    sample.population = corrected ? data.population : NULL;
    return sample;
}

/* The population of each stratum from a column of the file. */
static inline void population_from(const char *stratum, const char *column)
{
    const struct variable *by = stratum ? variable_of(&data, stratum) : NULL;
    for (size_t i = 0; i < data.units; i++)
        data.population[by ? by->codes[i] : 0] = variable_of(&data, column)->numbers[i];
}

/* The sample that a row of expected_apistrat.csv or expected_apisrs.csv is about. */
static inline struct sample api_sample(const struct row *row)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%s.csv", row->source);
    load_microdata(&data, name);
    const char *stratum = strcmp(row->source, "apistrat") == 0 ? "stype" : NULL;
    population_from(stratum, "fpc");
    return sample_of(stratum, "pw", strstr(row->method, "nofpc") == NULL);
}

/* The wave of a row: strata, or the whole frame as one. */
static inline struct sample panel_sample(const struct row *row, bool simple)
{
    char name[32];
    (void)snprintf(name, sizeof name, "wave_FY%s.csv", row->year);
    load_microdata(&data, name);
    double whole = targets_of("frame.csv", row->year, variable_of(&data, "stratum"), data.population);
    if (simple)
        data.population[0] = whole;
    return sample_of(simple ? NULL : "stratum", NULL, true);
}

static inline struct sample_estimate ask(const struct sample *sample, struct sample_target target)
{
    struct sample_estimate estimate;
    assert_int_equal(sample_estimate(sample, &target, 1, arena, &estimate, NULL), STATUS_OK);
    return estimate;
}

/* ---- means, totals, ratios */

static double first[UNITS], second[UNITS];
static int32_t codes[UNITS];

/* "mean", "total_se", "ratio", … of an item in a domain. */
static inline bool item_value(const struct row *row, const struct sample *sample, double *actual, double *half)
{
    char item[64];
    struct sample_target target = {.kind = SAMPLE_MEAN, .values = first, .divisors = second};
    (void)snprintf(item, sizeof item, "%s", *row->item ? row->item : "fpc");
    char *slash = strchr(item, '/');
    if (slash) {
        *slash = '\0';
        values_of(&data, slash + 1, second);
        target.kind = SAMPLE_RATIO;
    }
    if (strncmp(row->statistic, "total", 5) == 0)
        target.kind = SAMPLE_TOTAL;
    values_of(&data, item, first);
    target.mask = mask_of(&data, row->stratum);
    if (strncmp(row->statistic, "variance", 8) == 0) {
        struct sample_estimate variance;
        assert_int_equal(sample_variance(sample, &target, arena, &variance), STATUS_OK);
        return estimate_statistic(row->statistic, &variance, actual, half);
    }
    struct sample_estimate estimate = ask(sample, target);
    if (strstr(row->method,
               "_t")) /* these limits take the degrees of the whole design, also where values are missing */
        estimate.df = (double)data.units - (double)sample->strata;
    return estimate_statistic(row->statistic, &estimate, actual, half);
}

static inline int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static inline int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

#endif
