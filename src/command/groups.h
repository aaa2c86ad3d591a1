/* Whom rows are of: the groups of --by and the condition of --where, for every command that estimates. */
#ifndef COMMAND_GROUPS_H
#define COMMAND_GROUPS_H

#include "command/command.h"

/* One group: what an analysis takes of it. */
struct group {
    const struct panel *panel;         /* of the group */
    const struct panel *whole;         /* of all that --where picks */
    struct answer_set *const *answers; /* of all; NULL where nothing needed them */
    struct answer_set *const *inside;  /* without those outside of the group; NULL unless they are needed */
    int64_t attribute;                 /* of the group, with `value`; else EVERY */
    const char *value;
    struct rate_options rate; /* with the group's name */
    struct arena *arena;      /* lives as long as the group does */
};

/* What a command needs of its groups. */
struct group_needs {
    bool answers; /* the answers one by one, of all too */
    bool pairs;   /* who is in two waves */
    bool sizes;   /* how large a group is, where the register tells it */
    bool own;     /* a group is a population of its own: its N is that of the register, where that tells it */
};

/*
 * Hands each group to `take`: the whole, or those that --where picks (with the strata, where `rate` asks for them),
 * then each text of the attribute that --by names. The answers are read only where something needs them.
 */
MUST_CHECK enum status groups_each(
    struct session *session, const struct rate_options *rate, const struct group_needs *needs,
    enum status (*take)(struct session *session, const struct group *group, void *context), void *context);

/* Rows gathered from several groups. */
struct gathered {
    void *rows; /* in the session's arena */
    size_t count, capacity;
};

/* Adds rows of `size` bytes each. */
MUST_CHECK enum status gathered_add(struct session *session, struct gathered *gathered, const void *rows, size_t count,
                                    size_t size);

/* With --public adds the rates of a group, by which its other figures are published. */
MUST_CHECK enum status groups_add_rates(struct session *session, const struct group *group, struct gathered *rates);

/* With --public what may be published, of the groups whose rates were added too; else NULL. */
MUST_CHECK enum status groups_plan(struct session *session, const struct gathered *rates,
                                   const struct disclosure **plan);

/* Puts rows that came group by group into the order of their keys, else as they came. */
MUST_CHECK enum status gathered_sort(struct session *session, struct gathered *gathered, size_t size,
                                     size_t (*key)(const struct study *study, const void *row));

#endif
