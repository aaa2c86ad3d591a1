/*
 * What the files that read rules.yaml share: the reader, and the reading of single values. Private to the room. No
 * function here stops at a problem: it reports and goes on, so that one run tells them all. Running out of memory is
 * sticky (`failed`) and asked for once, at the end.
 */
#ifndef THRESHOLD_RULE_PARTS_H
#define THRESHOLD_RULE_PARTS_H

#include "threshold/threshold.h"

struct rule_reader {
    const struct study *study;
    struct arena *arena;
    struct errors *errors;
    const char **item_ids; /* of the study; NULL-terminated */
    bool failed;           /* there was no memory */
};

/* ---- rule_values.c ---- */

/* Formats a text; "" after a failure. */
const char *rule_words(struct rule_reader *r, const char *format, ...) PRINTF_LIKE(2, 3);

/* "did you mean 'x'?" with the nearest of `known` (NULL-terminated), else a list of the first of them. */
const char *rule_suggestion(struct rule_reader *r, const char *name, const char *const *known);

/* Each reads a value that is there, and gives false after reporting one that does not hold up. `what` begins the
 * message, usually the key. */
bool rule_text(struct rule_reader *r, const struct node *node, const char *what, const char **text);
bool rule_integer(struct rule_reader *r, const struct node *node, const char *what, int64_t least, int64_t most,
                  int64_t *value);
/* One of the names (NULL-terminated): its index. */
bool rule_name(struct rule_reader *r, const struct node *node, const char *what, const char *const *names,
               size_t *index);
/* "16%", from 0% to 100%, exactly; `written` (may be NULL) is the text in NFKC. */
bool rule_percent(struct rule_reader *r, const struct node *node, const char *what, struct rational *value,
                  const char **written);
/* A level in the unit of the statistic: a percentage, points, or a plain integer. */
bool rule_level(struct rule_reader *r, const struct node *node, const char *what, enum rule_statistic statistic,
                struct rational *value, const char **written);
/* "2 waves". */
bool rule_waves(struct rule_reader *r, const struct node *node, const char *what, int *waves);
/* YYYY-MM-DD. */
bool rule_date(struct rule_reader *r, const struct node *node, const char *what, const char **date);

/* ---- the parts of a rule, in the order in which they need each other ---- */

/* rule_items.c: item, any, all, k_of; by and strata_at_least. */
void rule_read_items(struct rule_reader *r, const struct node *node, struct rule *rule);

/* rule_statistic.c: statistic, of, estimator, interval, confidence, using. False where the statistic is not known or
 * not computed by this version: the levels then have no unit. */
bool rule_read_statistic(struct rule_reader *r, const struct node *node, struct rule *rule);

/* rule_levels.c: at_least and its like, for, clear_below and clear_above, minimum. */
void rule_read_levels(struct rule_reader *r, const struct node *node, struct rule *rule);

/* rule_levels.c: for; 1 where it is left out. */
void rule_read_for(struct rule_reader *r, const struct node *node, struct rule *rule);

/* rule_sql.c: sql instead of all of the above but `for`. Whether it is a SELECT the database tells. */
void rule_read_sql(struct rule_reader *r, const struct node *node, struct rule *rule);

#endif
