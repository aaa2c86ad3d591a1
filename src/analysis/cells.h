/* Cells that the tables of analysis share; private to it. */
#ifndef ANALYSIS_CELLS_H
#define ANALYSIS_CELLS_H

#include "analysis/analysis.h"

/* The group ("" or "stratum=ID"; where there are several, people see the whole as "all"). */
void add_group_cell(struct table *table, const struct study *study, int64_t stratum, bool several);
/* The group of a domain, by its name; else the same. */
void add_named_group_cell(struct table *table, const struct study *study, const char *group, int64_t stratum,
                          bool several);
void add_status_cell(struct table *table, enum estimate_status status);
void add_optional_integer(struct table *table, int64_t value); /* empty below 0 */
/* A choice of the item's scale, or an option; empty for CHOICE_ADOPTED. */
void add_choice_cell(struct table *table, const struct item *item, int64_t choice);

/* What the design line tells of one wave. */
struct design_facts {
    size_t wave;
    int64_t respondents, N;             /* N below 1: the frame does not count them */
    double df, df_most;                 /* of the rows, from and to; NaN: none */
    const char *published, *population; /* intervals that were used; NULL: none */
    const char *limits;                 /* of every row; NULL: told by the two above, or there are none */
    bool infinite;                      /* no finite population correction */
    bool unweighted;                    /* from counts, also where the study weights answers one by one */
    size_t lonely;                      /* strata with one respondent of several, where the variances depend on them */
    const struct label *note;           /* what else the figures hold by; NULL: nothing */
};

/* Takes the degrees of freedom of one more row in; NaN takes nothing. */
void widen_df(struct design_facts *facts, double df);

/* Strata of the wave with one respondent of several, which the study's policy is about; of units that were drawn as one
 * nobody counts them here. */
size_t lonely_strata(const struct panel *panel, size_t wave);

/* "FY2021: 8 strata, 693 respondents of 1,038 (66.8%), finite population correction, df 682". */
MUST_CHECK enum status set_design_line(const struct study *study, const struct design_facts *facts, struct table *table,
                                       struct errors *errors);

/* The same of a wave's respondents and frame, with the method of the limits (NULL: none is told), whether there is a
 * finite population correction, and whether the rows have variances of the sample; nothing for a wave without data. */
MUST_CHECK enum status set_wave_line(const struct panel *panel, size_t wave, const char *limits, bool infinite,
                                     bool varies, struct table *table, struct errors *errors);

/* The same of the newest wave with data, and `note` after it; the note alone where no wave has any. */
MUST_CHECK enum status set_newest_line(const struct panel *panel, const char *limits, const struct label *note,
                                       struct table *table, struct errors *errors);

#endif
