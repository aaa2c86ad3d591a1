/* Private to the pictures: what the pictures of one kind are drawn from, in every language. One file for each kind
 * makes its source and says in words what it shows. */
#ifndef COMMAND_PICTURE_SOURCE_H
#define COMMAND_PICTURE_SOURCE_H

#include "command/pictures.h"

enum { PICTURE_SHADES = 3 /* limits of a fan */, PICTURE_NAMED = 2 /* items, or rules, in a title */ };

struct picture_source {
    enum plot_kind kind;
    const struct check *check;     /* NULL: none */
    const struct disclosure *plan; /* of what is published; NULL: the picture is internal */
    struct rates adopted;          /* of all waves that are shown: one estimator of the adopted rates */
    size_t wave;                   /* the newest of them with data */
    struct table *table;

    struct rates rates;           /* status, strata, bounds */
    struct decomposed_rows parts; /* change */
    struct forecasts coming;      /* forecast: with the widest limits */
    struct bounds_rows bounds;    /* bounds: where nothing is assumed */
    const struct oc_row *chances; /* oc */
    size_t chance_count;
    const struct plot_level *levels; /* oc: of the rules that are shown, by these */
    const struct rule **ruled;
    size_t level_count;
    const struct rate_options *options; /* as asked for */
    enum status (*title)(struct session *session, const struct picture_source *source, enum language language,
                         struct buffer *title); /* the finding; adds nothing where it has none */
    const char *shown;                          /* N_(): what is shown, the first part of the subtitle */
};

/* Rates of one estimator for the title and the lines: those of the options, up to --wave. */
MUST_CHECK enum status source_options(struct session *session, struct rate_options *options);
const struct rate *source_rate(const struct rates *rates, size_t wave, size_t item);

/* Whether a title names the item: that of --item, else those of rules that can call for a revision, else the first. */
bool source_names(const struct picture_source *source, size_t item, size_t named);

/* "個人・更新系 10.1%": adds the separator where it is not the first. */
void source_add_item(struct session *session, size_t item, enum language language, size_t named, struct buffer *out);

/* Levels of rate rules that can call for a revision, each once; in the session's arena. */
MUST_CHECK enum status source_levels(struct session *session, const struct check *check, enum language language,
                                     struct plot_options *options);

/* "Personal, update, level 16%"; a rule that has no such name goes by its id. */
MUST_CHECK enum status source_name_rule(struct session *session, const struct rule *rule, struct label *name);

/* Reports a study without rules. */
MUST_CHECK enum status source_require_rules(struct session *session, const struct picture_source *source);

/* "+2.9", with U+2212 for minus; and "1,038". */
void source_add_points(struct session *session, double change, struct buffer *out);
void source_add_count(int64_t count, struct buffer *out);

MUST_CHECK enum status picture_rates(struct session *session,
                                     struct picture_source *source); /* trend, status, strata */
MUST_CHECK enum status picture_change(struct session *session, struct picture_source *source);
MUST_CHECK enum status picture_forecast(struct session *session, struct picture_source *source);
MUST_CHECK enum status picture_bounds(struct session *session, struct picture_source *source);
MUST_CHECK enum status picture_margin(struct session *session, struct picture_source *source);
MUST_CHECK enum status picture_oc(struct session *session, struct picture_source *source);

#endif
