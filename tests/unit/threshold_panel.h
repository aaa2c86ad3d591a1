/* Panels of counts made by hand, and rules from a line, for the tests of the threshold room. */
#ifndef TESTS_UNIT_THRESHOLD_PANEL_H
#define TESTS_UNIT_THRESHOLD_PANEL_H

#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "threshold/threshold.h"
#include "unit/rules_study.h"

enum { WAVES = 6, STRATA = 3, ITEMS = 8, OFFERING = 0, NONE = 1, BLANK = 2 };

struct fixture {
    struct arena *arena;
    struct study *study;
    struct panel panel;
    struct rules rules;
    struct check check;
    bool asked[WAVES][ITEMS];
};

static inline void fixture_open(struct fixture *f, const char *study_text, int64_t city, int64_t regional,
                                int64_t shinkin)
{
    struct errors errors = {0};
    *f = (struct fixture){.arena = arena_new()};
    assert_non_null(f->arena);
    enum status status = study_parse("folder", study_text, strlen(study_text), &f->study, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
    const int64_t N[STRATA] = {city, regional, shinkin};
    f->panel.study = f->study;
    f->panel.tallies = arena_array(f->arena, WAVES, sizeof *f->panel.tallies);
    f->panel.pairs = arena_array(f->arena, WAVES, sizeof *f->panel.pairs);
    f->panel.frame.cells = arena_array(f->arena, (size_t)WAVES * STRATA, sizeof *f->panel.frame.cells);
    assert_true(f->panel.tallies && f->panel.pairs && f->panel.frame.cells);
    for (size_t w = 0; w < WAVES; w++)
        for (size_t h = 0; h < STRATA; h++)
            if (N[h] >= 0)
                f->panel.frame.cells[f->panel.frame.count++] = (struct frame_cell){f->study->waves[w].year, h, N[h]};
}

static inline void fixture_close(struct fixture *f)
{
    study_free(f->study);
    arena_free(f->arena);
}

/* Sets x of n in one stratum; respondents grow to n where they are fewer, and the rest gave no answer. */
static inline void set_counts(struct fixture *f, size_t wave, size_t item, size_t stratum, int64_t x, int64_t n)
{
    if (!f->panel.tallies[wave])
        f->panel.tallies[wave] = tally_new(f->study, &f->study->waves[wave], f->arena);
    struct tally_set *tally = f->panel.tallies[wave];
    assert_non_null(tally);
    f->asked[wave][item] = true;
    if (tally->respondents[stratum] < n)
        tally->respondents[stratum] = n;
    *tally_cell(f->study, tally, item, stratum, OFFERING) = x;
    *tally_cell(f->study, tally, item, stratum, NONE) = n - x;
    *tally_cell(f->study, tally, item, stratum, BLANK) = tally->respondents[stratum] - n;
}

/* "100/800 - 150/800": the waves of one item, all in the first stratum; `-`: the wave did not ask it. */
static inline void set_series(struct fixture *f, size_t item, const char *series)
{
    size_t wave = 0;
    for (const char *at = series; *at; wave++) {
        char *end;
        assert_true(wave < WAVES);
        long long x = strtoll(at, &end, 10), n = *end == '/' ? strtoll(end + 1, &end, 10) : -1;
        if (n >= 0)
            set_counts(f, wave, item, 0, x, n);
        else
            end += 1; /* the dash */
        at = end + strspn(end, " ");
    }
}

/* "5/9 40/60 100/186": one wave of one item, by stratum. */
static inline void set_strata(struct fixture *f, size_t wave, size_t item, const char *counts)
{
    const char *at = counts;
    for (size_t h = 0; h < STRATA && *at; h++) {
        char *end;
        long long x = strtoll(at, &end, 10), n = strtoll(end + 1, &end, 10);
        set_counts(f, wave, item, h, x, n);
        at = end + strspn(end, " ");
    }
}

/* Rules, each a flow mapping without its braces; NULL ends them. */
static inline void set_rules(struct fixture *f, const char *const *rules)
{
    struct buffer text = {0};
    struct errors errors = {0};
    buffer_text(&text, "version: 1\nrules:\n");
    for (; *rules; rules++)
        buffer_format(&text, "  - {%s}\n", *rules);
    enum status status =
        rules_parse(f->study, "rules.yaml", buffer_get(&text), text.length, f->arena, &f->rules, &errors);
    buffer_clear(&text);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

static inline void run_check(struct fixture *f, int64_t wave)
{
    struct errors errors = {0};
    for (size_t w = 0; w < WAVES; w++)
        for (size_t i = 0; f->panel.tallies[w] && i < ITEMS; i++)
            if (!f->asked[w][i])
                f->panel.tallies[w]->counts[i] = NULL;
    enum status status = threshold_check(&f->panel, &f->rules, wave, f->arena, &f->check, &errors);
    assert_no_errors(&errors);
    assert_int_equal(status, STATUS_OK);
}

/* "clear, pending, fired (stale)": a rule as a whole, wave by wave. */
static inline void add_states(const struct fixture *f, const struct rule *rule, struct buffer *out)
{
    for (size_t i = 0; i < f->check.count; i++) {
        const struct verdict *verdict = &f->check.verdicts[i];
        if (!verdict->whole || verdict->rule != rule)
            continue;
        buffer_format(out, "%s%s", verdict->wave ? ", " : "", rule_state_name(verdict->state));
        if (verdict->status != VERDICT_OK)
            buffer_format(out, " (%s)", verdict_status_name(verdict->status));
    }
}

#endif
