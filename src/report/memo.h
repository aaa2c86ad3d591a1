/* Private to report: the memo under work, and its sections. */
#ifndef REPORT_MEMO_H
#define REPORT_MEMO_H

#include "report/report.h"
#include "report/writer.h"

/* In the HTML's Markdown a picture's address is one of these, and html.c puts the picture in its place. */
#define PICTURE_TREND "picture:trend"
#define PICTURE_STATUS "picture:status"

struct work {
    const struct memo *memo;
    const struct study *study;
    const struct wave *wave;
    enum language language;
    bool html; /* pictures stand in the file, not beside it */
    struct writer writer;
    struct rates rates;     /* of all waves, the whole population */
    struct changes changes; /* to the memo's wave */
    struct rates sizes;     /* shares of the size, of the memo's wave; may have none */
    size_t exhibits;        /* tables and figures, numbered so far */
    /* What may be published; NULL: the memo is internal. */
    const struct disclosure *plan;
};

/* ---- memo.c ---- */

/* A copy of the memo that has the plan, and of the check what may be published, unless it is internal; `shown` has room
 * for that. */
MUST_CHECK enum status memo_publish(const struct memo *given, struct arena *arena, struct memo *memo,
                                    struct check *shown, struct errors *errors);

/* Adds the memo's Markdown for either file. */
MUST_CHECK enum status memo_write(const struct memo *given, bool html, struct buffer *out, struct errors *errors);

/* The memo's title, not escaped. NULL when there is no memory. */
MUST_CHECK char *memo_title(const struct memo *memo, struct arena *arena);

/* Whether the wave asked the item and study.yaml says what adopted means for it. */
bool work_has_item(const struct work *work, size_t item);
/* The whole population's row; NULL: there is none. */
const struct rate *work_rate(const struct work *work, size_t wave, size_t item, enum estimator estimator);
const struct change *work_change(const struct work *work, size_t item, enum estimator estimator);
/* Whether the item's rates of the memo's wave are kept from publication. */
bool work_suppresses(const struct work *work, size_t item);
/* The labels of the choices that count as adopted, quoted. */
const char *work_adopted(struct work *work, size_t item);
/* Whether a figure that the rule rests on is kept from publication: of one of its items, or, with -1, of any. */
bool work_hides(const struct work *work, const struct rule *rule, int64_t item);
/* "suppressed" where it is, else the rate. */
const char *work_percent(struct work *work, const struct rate *rate);

/* "published", "population", "matched". */
const char *work_estimator(const struct work *work, enum estimator estimator);

/* What the proposal is about: "the API connection checklist in FY2021", or the wave where study.yaml names no subject.
 */
const char *work_reviewed(struct work *work);
/* "“Personal, update”": the item's label as a name in a sentence. */
const char *work_item(struct work *work, size_t item);
/* The fiscal year as study.yaml labels it, one that it does not declare in the way of the memo's wave. */
const char *work_year(struct work *work, int year);
/* "95% limits" */
const char *work_limits_title(struct work *work);

/* The numbered heading of a table or a figure, in a paragraph of its own. */
void work_exhibit(struct work *work, const char *title);

/* ---- its sections, in their order ---- */

void write_urgent(struct work *work);                               /* considerations.c */
void write_response(struct work *work);                             /* response.c */
void write_since(struct work *work);                                /* since.c */
void write_review(struct work *work);                               /* considerations.c */
void write_evaluation(struct work *work);                           /* considerations.c */
void write_policy(struct work *work);                               /* policy.c */
enum status write_survey(struct work *work, struct errors *errors); /* evaluation.c */
enum status write_rules(struct work *work, struct errors *errors);  /* rules.c */
void write_outlook(struct work *work);                              /* outlook.c */
enum status write_notes(struct work *work, struct errors *errors);  /* notes.c */

/* ---- parts of them ---- */

void write_nearest(struct work *work);                                   /* margin.c: part of the response */
void write_distance(struct work *work);                                  /* margin.c: part of the rules */
void write_figures(struct work *work);                                   /* response.c: part of consideration (6) */
void write_override(struct work *work);                                  /* policy.c: part of the response */
void write_trend_picture(struct work *work);                             /* charts.c: part of the response */
void write_status_picture(struct work *work);                            /* charts.c: part of consideration (6) */
enum status write_states(struct work *work, struct errors *errors);      /* states.c: part of the rules */
void write_published(struct work *work);                                 /* published.c: part of the survey */
enum status write_bounds(struct work *work, struct errors *errors);      /* bounds.c: part of the survey */
enum status write_reliability(struct work *work, struct errors *errors); /* reliability.c: part of the notes */
void write_feasible(struct work *work);                                  /* published.c: part of the reliability */

/* Whether there are urgent lines, which then open the memo. */
bool work_is_urgent(const struct memo *memo);

/* "(2) Incidents". */
const char *work_consideration(struct work *work, int number);

/* ---- rules.c ---- */

/* The items of a rule: "any of Personal, update and Corporate, update". */
const char *rule_items(struct work *work, const struct rule *rule);
/* A level in the unit of its statistic, with as many digits as it has: "12.5%", "5 points", "300". */
const char *level_text(struct work *work, enum rule_statistic statistic, double level);
/* "≥16%"; "16%以上". */
const char *threshold_text(struct work *work, enum rule_comparison comparison, const char *level);
/* "lower limit ≥16%". */
const char *rule_condition(struct work *work, const struct rule *rule);
/* What it says of them: "Personal, update: lower limit ≥16%", "change of Personal, update: lower limit ≥5 points". */
const char *rule_says(struct work *work, const struct rule *rule);
/* The rule's id, quoted, with what it says. */
const char *rule_named(struct work *work, const struct rule *rule);
/* What fires means: "revision", "major revision", "watch". */
const char *rule_consequence(struct work *work, const struct rule *rule);

/* ---- margin.c ---- */

/* Whether a rule that leads to a revision has fired and counts. */
bool rules_have_fired(const struct check *check);

/* Of a point and its limits that which the rule compares; NULL where it does not exist. */
const char *rule_compared(struct work *work, const struct rule *rule, double point, double lower, double upper);

/* ---- robustness.c ---- */

void write_robust_decision(struct work *work); /* part of the response */
/* That what is told holds with a qualification, where a verdict that decides is not robust; else nothing. */
void write_qualification(struct work *work);
void write_robust_rules(struct work *work); /* part of the states: rules of which the same is to be said together */
void write_robust_notes(struct work *work); /* part of the notes */

/* "depends on nonresponse and depends on sampling"; NULL where the verdict is robust, or that is not known. */
const char *verdict_depends(struct work *work, const struct verdict *verdict);

/* ---- considerations.c ---- */

/* Whether an amendment belongs to the review of the wave. */
bool amendment_is_due(const struct study *study, size_t wave, const struct amendment *amendment);

/* ---- notes.c ---- */

/* What a side file is, in English: "frame", "published figures". */
const char *import_words(enum import_kind kind);
/* Whether the memo rests on the import: waves after its own are in none of its figures. */
bool memo_uses(const struct memo *memo, const struct import *import);
/* What people call a method of limits, with its name in the tables. NO_NUMBER for NULL. */
const char *work_interval(struct work *work, const char *interval);

/* ---- definitions.c ---- */

/* What rules, and study.yaml of the analysis, ask for that they did not when the record was made: a bullet each. */
void write_definitions_then(struct work *work);

/* ---- states.c ---- */

/* "fired", or "fired (stale)" where the status says more than the state; NO_NUMBER for NULL. */
const char *rule_state(struct work *work, const struct verdict *verdict);

/* ---- picture.c ---- */

/*
 * Adds an SVG file's picture so that it can stand in an HTML page: its ids, and what refers to them, begin with
 * `prefix`, so that two pictures do not meet; declarations, comments, handlers of events and addresses outside the
 * picture are left out. False when it is no whole picture, or holds a script, a style sheet or a foreign document.
 */
bool picture_inline(const char *svg, const char *prefix, struct buffer *out);

#endif
