/* The groups of --by and the condition of --where. */
#include "command/groups.h"

#include <stdlib.h>
#include <string.h>

/* All that the groups of one command share. */
struct walk {
    struct session *session;
    const struct group_needs *needs;
    struct answer_set **answers;
    struct matching *matchings; /* by wave */
    struct frame members;       /* the register; none where it is not needed */
    bool has_members;
    struct panel picked; /* those that --where picks */
};

/* Who is who in each wave and the one that it is compared with. */
static enum status read_matchings(struct walk *walk)
{
    struct session *session = walk->session;
    const struct panel *panel = &session->panel;
    walk->matchings = arena_array(session->arena, session->study->wave_count, sizeof *walk->matchings);
    if (!walk->matchings)
        return errors_memory(&session->errors);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < session->study->wave_count; i++) {
        int64_t from = panel->pairs[i].year ? study_find_wave(session->study, panel->pairs[i].earlier_year) : -1;
        if (from >= 0)
            status = store_matching(session->store, panel->tallies[from], panel->tallies[i], session->arena,
                                    &walk->matchings[i], &session->errors);
    }
    return status;
}

static enum status read_members(struct walk *walk)
{
    struct session *session = walk->session;
    int64_t as_of;
    enum status status = options_as_of(session, &as_of);
    if (status == STATUS_OK)
        status = store_frame(session->store, as_of, session->arena, &walk->members, &session->errors);
    walk->has_members = status == STATUS_OK;
    return status;
}

/* Reads what the groups are made from. */
static enum status begin(struct walk *walk, const struct rate_options *rate, int64_t attribute, bool where)
{
    struct rate_options wanted = *rate;
    if (walk->needs->pairs)
        wanted.wave = EVERY; /* the wave before too */
    enum status status = session_answers(walk->session, &wanted, attribute, &walk->answers);
    bool domains = where || attribute != EVERY;
    if (status == STATUS_OK && domains && walk->needs->pairs)
        status = read_matchings(walk);
    if (status == STATUS_OK && attribute != EVERY && (walk->needs->own || walk->needs->sizes) && !where)
        status = read_members(walk);
    return status;
}

/* The panel, and the answers, of one domain. */
static enum status make_domain(const struct walk *walk, struct group *group, struct panel *panel)
{
    struct session *session = walk->session;
    const struct panel *all = &session->panel;
    struct errors *errors = &session->errors;
    struct arena *arena = group->arena;
    struct answer_set **inside = NULL;
    enum status status = analysis_domain(all, walk->answers, group->attribute, group->value, arena, panel, errors);
    if (status == STATUS_OK && walk->needs->pairs)
        status = analysis_domain_pairs(all, walk->answers, group->attribute, group->value, walk->matchings, arena,
                                       panel, errors);
    if (status == STATUS_OK && walk->needs->own)
        status = analysis_own_population(all, walk->answers, walk->has_members ? &walk->members : NULL,
                                         group->attribute, group->value, arena, panel, errors);
    if (status == STATUS_OK && walk->needs->answers)
        status = analysis_domain_answers(all, walk->answers, group->attribute, group->value, arena, &inside, errors);
    if (status == STATUS_OK && walk->needs->sizes && walk->has_members && group->value)
        status = analysis_group_sizes(all, walk->answers, &walk->members, group->attribute, group->value, arena,
                                      &group->rate.sizes, errors);
    group->panel = panel;
    group->inside = inside;
    group->rate.domain = true;
    return status;
}

/* One text of an attribute. What is made for it is given back after it, for there may be many. */
static enum status one_text(struct walk *walk, struct group group,
                            enum status (*take)(struct session *session, const struct group *group, void *context),
                            void *context)
{
    struct session *session = walk->session;
    struct panel panel;
    const char *id = session->study->attributes[group.attribute].id;
    group.rate.by_stratum = false;
    group.rate.group = arena_format(session->arena, "%s=%s", id, group.value);
    group.arena = arena_new();
    enum status status = STATUS_OK;
    if (!group.rate.group || !group.arena)
        status = errors_memory(&session->errors);
    if (status == STATUS_OK)
        status = make_domain(walk, &group, &panel);
    if (status == STATUS_OK)
        status = take(session, &group, context);
    arena_free(group.arena);
    return status;
}

/* The groups of each text of an attribute. */
static enum status each_text(struct walk *walk, const struct group *whole, int64_t attribute,
                             enum status (*take)(struct session *session, const struct group *group, void *context),
                             void *context)
{
    struct session *session = walk->session;
    const char **values;
    size_t count = 0;
    enum status status = analysis_values(&session->panel, walk->answers, walk->has_members ? &walk->members : NULL,
                                         (size_t)attribute, session->arena, &values, &count, &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct group group = *whole;
        group.attribute = attribute;
        group.value = values[i];
        status = one_text(walk, group, take, context);
    }
    return status;
}

enum status groups_each(struct session *session, const struct rate_options *rate, const struct group_needs *needs,
                        enum status (*take)(struct session *session, const struct group *group, void *context),
                        void *context)
{
    struct walk walk = {.session = session, .needs = needs};
    const bool where = session->options->where != NULL;
    int64_t attribute;
    enum status status = options_group(session, rate, &attribute);
    if (status == STATUS_OK && (needs->answers || where || attribute != EVERY))
        status = begin(&walk, rate, attribute, where);
    struct group whole = {.panel = &session->panel,
                          .answers = walk.answers,
                          .inside = needs->answers ? walk.answers : NULL,
                          .attribute = EVERY,
                          .rate = *rate,
                          .arena = session->arena};
    if (status == STATUS_OK && where)
        status = make_domain(&walk, &whole, &walk.picked);
    whole.whole = whole.panel;
    if (status == STATUS_OK)
        status = take(session, &whole, context);
    return status == STATUS_OK && attribute != EVERY ? each_text(&walk, &whole, attribute, take, context) : status;
}

enum status gathered_add(struct session *session, struct gathered *gathered, const void *rows, size_t count,
                         size_t size)
{
    if (gathered->count + count > gathered->capacity) {
        size_t capacity =
            2 * gathered->capacity > gathered->count + count ? 2 * gathered->capacity : gathered->count + count;
        void *all = arena_array(session->arena, capacity, size);
        if (!all)
            return errors_memory(&session->errors);
        if (gathered->count)
            memcpy(all, gathered->rows, gathered->count * size);
        gathered->rows = all;
        gathered->capacity = capacity;
    }
    if (count)
        memcpy((char *)gathered->rows + gathered->count * size, rows, count * size);
    gathered->count += count;
    return STATUS_OK;
}

enum status groups_add_rates(struct session *session, const struct group *group, struct gathered *rates)
{
    struct rate_options options = group->rate;
    struct rates own;
    if (!session->options->open)
        return STATUS_OK;
    for (int i = 0; i < ESTIMATOR_END; i++)
        options.leaves_out[i] = i != ESTIMATOR_PUBLISHED;
    options.wave = EVERY;
    options.choices = false;
    enum status status = analysis_rates(group->panel, &options, group->arena, &own, &session->errors);
    return status == STATUS_OK ? gathered_add(session, rates, own.rows, own.count, sizeof *own.rows) : status;
}

enum status groups_plan(struct session *session, const struct gathered *rates, const struct disclosure **plan)
{
    const bool where = session->options->where != NULL;
    struct rate_options options;
    struct rates *groups = arena_alloc(session->arena, sizeof *groups);
    enum status status = session_plan(session, plan);
    if (status != STATUS_OK || !*plan)
        return status;
    if (!groups)
        return errors_memory(&session->errors);
    status = options_numbers(session, &options);
    if (status != STATUS_OK)
        return status;
    *groups = (struct rates){rates->rows, rates->count, options.denominator};
    status = rates_suppress(*plan, where, session->arena, groups, &session->errors);
    return status == STATUS_OK ? disclosure_with_groups(*plan, groups, where, session->arena, plan, &session->errors)
                               : status;
}

struct keyed {
    size_t key, at;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->at > right->at) - (left->at < right->at);
}

enum status gathered_sort(struct session *session, struct gathered *gathered, size_t size,
                          size_t (*key)(const struct study *study, const void *row))
{
    const char *rows = gathered->rows;
    struct keyed *order = arena_array(session->arena, gathered->count, sizeof *order);
    char *sorted = arena_array(session->arena, gathered->count, size);
    if (!order || !sorted)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < gathered->count; i++)
        order[i] = (struct keyed){key(session->study, rows + i * size), i};
    if (gathered->count)
        qsort(order, gathered->count, sizeof *order, compare_keyed);
    for (size_t i = 0; i < gathered->count; i++)
        memcpy(sorted + i * size, rows + order[i].at * size, size);
    gathered->rows = sorted;
    gathered->capacity = gathered->count;
    return STATUS_OK;
}
