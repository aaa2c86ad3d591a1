/* What differs between two records: their trees walked side by side, rows matched by what they are about. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "threshold/record.h"

struct walk {
    struct arena *arena;
    const struct decision_record *before, *now;
    struct record_difference *found;
    size_t count, capacity;
    bool failed;
};

static const char *const part_names[RECORD_PART_END] = {
    [RECORD_INPUT] = N_("input"),      [RECORD_COUNTS] = N_("counts"),     [RECORD_OPTION] = N_("option"),
    [RECORD_RULE] = N_("rule"),        [RECORD_ESTIMATE] = N_("estimate"), [RECORD_STATE] = N_("state"),
    [RECORD_DECISION] = N_("decision")};

/* What stands as the field of a row that only one record has. */
static const char ADDED[] = N_("added"), REMOVED[] = N_("removed");

const char *record_part_name(enum record_part part)
{
    return part_names[part];
}

static const char *format(struct walk *walk, const char *text, ...) PRINTF_LIKE(2, 3);

static const char *format(struct walk *walk, const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    const char *made = arena_vformat(walk->arena, text, arguments);
    va_end(arguments);
    walk->failed |= !made;
    return made ? made : "";
}

/* The texts outlive the trees. */
static void add(struct walk *walk, enum record_part part, const char *name, const char *field, const char *before,
                const char *now)
{
    struct record_difference difference = {part, format(walk, "%s", name), format(walk, "%s", field),
                                           format(walk, "%s", before), format(walk, "%s", now)};
    if (mem_grow(&walk->found, &walk->capacity, walk->count, sizeof *walk->found) != STATUS_OK)
        walk->failed = true;
    else
        walk->found[walk->count++] = difference;
}

/* ---- values ---- */

/* A value as text; "" for null and for what is no single value. */
static const char *shown(struct walk *walk, const json_t *value)
{
    struct buffer number = {0};
    const char *text = "";
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        text = json_string_value(value);
        break;
    case JSON_INTEGER:
        text = format(walk, "%" PRId64, (int64_t)json_integer_value(value));
        break;
    case JSON_REAL:
        put_add_real(&number, json_real_value(value));
        text = format(walk, "%s", buffer_get(&number));
        walk->failed |= number.failed;
        buffer_clear(&number);
        break;
    case JSON_TRUE:
        text = "true";
        break;
    case JSON_FALSE:
        text = "false";
        break;
    case JSON_ARRAY:
        for (size_t i = 0; i < json_array_size(value); i++)
            text = format(walk, "%s%s%s", text, i ? " " : "", shown(walk, json_array_get(value, i)));
        break;
    case JSON_OBJECT:
    case JSON_NULL:
        break;
    }
    return text;
}

static void compare_values(struct walk *walk, enum record_part part, const char *name, const char *field,
                           const json_t *before, const json_t *now)
{
    const char *left = shown(walk, before), *right = shown(walk, now);
    if (strcmp(left, right) != 0)
        add(walk, part, name, field, left, right);
}

/* Every member of two objects, either of which may lack some or be missing. */
static void compare_members(struct walk *walk, enum record_part part, const char *name, json_t *before, json_t *now)
{
    for (void *at = json_object_iter(before); at; at = json_object_iter_next(before, at)) {
        const char *key = json_object_iter_key(at);
        compare_values(walk, part, name, key, json_object_iter_value(at), json_object_get(now, key));
    }
    for (void *at = json_object_iter(now); at; at = json_object_iter_next(now, at)) {
        const char *key = json_object_iter_key(at);
        if (!json_object_get(before, key))
            compare_values(walk, part, name, key, NULL, json_object_iter_value(at));
    }
}

/* ---- rows ---- */

/* What a row is about: the first of the keys is a word before the values of the others. */
static const char *label(struct walk *walk, const json_t *row, const char *const *keys)
{
    const char *text = *keys++; /* what kind of a row it is, or "" */
    for (; *keys; keys++) {
        const char *value = shown(walk, json_object_get(row, *keys));
        if (*value)
            text = format(walk, "%s%s%s", text, *text ? " " : "", value);
    }
    return text;
}

static json_t *find_row(struct walk *walk, const json_t *rows, const char *const *keys, const char *name, size_t guess)
{
    json_t *row = json_array_get(rows, guess); /* mostly nothing has moved */
    if (row && strcmp(label(walk, row, keys), name) == 0)
        return row;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        row = json_array_get(rows, i);
        if (strcmp(label(walk, row, keys), name) == 0)
            return row;
    }
    return NULL;
}

/* How the rows of an array are compared. */
struct rows {
    const char *key;         /* of the array */
    enum record_part part;   /* of a whole row */
    const char *const *keys; /* of its label */
    void (*compare)(struct walk *walk, const char *name, json_t *before, json_t *now);
};

/* Whether a row that only one record has says nothing new: its rule is only there. */
static bool follows(const struct decision_record *other, const struct rows *rows, const json_t *row)
{
    if (rows->part != RECORD_STATE)
        return false;
    const char *rule = json_string_value(json_object_get(row, "rule"));
    json_t *rules = json_object_get(other->root, "rules");
    for (size_t i = 0; rule && i < json_array_size(rules); i++) {
        const char *id = json_string_value(json_object_get(json_array_get(rules, i), "id"));
        if (id && strcmp(id, rule) == 0)
            return false;
    }
    return true;
}

static void compare_rows(struct walk *walk, const struct rows *rows, const json_t *before, const json_t *now)
{
    for (size_t i = 0; i < json_array_size(before); i++) {
        json_t *row = json_array_get(before, i);
        const char *name = label(walk, row, rows->keys);
        json_t *other = find_row(walk, now, rows->keys, name, i);
        if (other)
            rows->compare(walk, name, row, other);
        else if (!follows(walk->now, rows, row))
            add(walk, rows->part, name, REMOVED, "", "");
    }
    for (size_t i = 0; i < json_array_size(now); i++) {
        json_t *row = json_array_get(now, i);
        const char *name = label(walk, row, rows->keys);
        if (!find_row(walk, before, rows->keys, name, i) && !follows(walk->before, rows, row))
            add(walk, rows->part, name, ADDED, "", "");
    }
}

static void compare_keys(struct walk *walk, enum record_part part, const char *name, const char *const *keys,
                         json_t *before, json_t *now)
{
    for (; *keys; keys++)
        compare_values(walk, part, name, *keys, json_object_get(before, *keys), json_object_get(now, *keys));
}

static void compare_input(struct walk *walk, const char *name, json_t *before, json_t *now)
{
    static const char *const keys[] = {"sha256", NULL};
    compare_keys(walk, RECORD_INPUT, name, keys, before, now);
}

static void compare_wave(struct walk *walk, const char *name, json_t *before, json_t *now)
{
    static const char *const inputs[] = {"by_hand", "codebook", NULL}, *const counts[] = {"counts", "pairs", NULL};
    static const char *const file_keys[] = {"", "name", NULL};
    static const struct rows files = {"files", RECORD_INPUT, file_keys, compare_input};
    compare_rows(walk, &files, json_object_get(before, "files"), json_object_get(now, "files"));
    compare_keys(walk, RECORD_INPUT, name, inputs, before, now);
    compare_keys(walk, RECORD_COUNTS, name, counts, before, now);
}

/* The states of the rule stand among the states. */
static void compare_rule(struct walk *walk, const char *name, json_t *before, json_t *now)
{
    static const char *const margins[] = {"margin", "margin_state", "depends", NULL};
    compare_members(walk, RECORD_RULE, name, json_object_get(before, "definition"), json_object_get(now, "definition"));
    compare_keys(walk, RECORD_STATE, name, margins, before, now);
}

static void compare_state(struct walk *walk, const char *name, json_t *before, json_t *now)
{
    static const char *const states[] = {"state", "since", "status", NULL};
    static const char *const estimates[] = {"value", "lower", "upper", NULL};
    compare_keys(walk, RECORD_STATE, name, states, before, now);
    compare_keys(walk, RECORD_ESTIMATE, name, estimates, before, now);
}

static void compare_estimate(struct walk *walk, const char *name, json_t *before, json_t *now)
{
    compare_members(walk, RECORD_ESTIMATE, name, before, now);
}

static void compare_consideration(struct walk *walk, const char *name, json_t *before, json_t *now)
{
    compare_members(walk, RECORD_DECISION, name, before, now);
}

/* ---- records ---- */

static void compare_arrays(struct walk *walk)
{
    static const char *const by_name[] = {"", "name", NULL}, *const by_wave[] = {"", "wave", NULL};
    static const char *const by_id[] = {"", "id", NULL}, *const by_rule[] = {"",     "wave",    "rule",
                                                                             "item", "stratum", NULL};
    static const char *const by_number[] = {"consideration", "number", NULL};
    static const char *const by_item[] = {"rate", "item", "estimator", NULL};
    static const char *const by_pair[] = {"change from", "from", "item", "estimator", NULL};
    static const struct rows arrays[] = {{"inputs", RECORD_INPUT, by_name, compare_input},
                                         {"waves", RECORD_INPUT, by_wave, compare_wave},
                                         {"rules", RECORD_RULE, by_id, compare_rule},
                                         {"states", RECORD_STATE, by_rule, compare_state},
                                         {"rates", RECORD_ESTIMATE, by_item, compare_estimate},
                                         {"changes", RECORD_ESTIMATE, by_pair, compare_estimate},
                                         {"considerations", RECORD_DECISION, by_number, compare_consideration}};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        compare_rows(walk, &arrays[i], json_object_get(walk->before->root, arrays[i].key),
                     json_object_get(walk->now->root, arrays[i].key));
}

static void compare_heads(struct walk *walk)
{
    static const char *const keys[] = {"decision", "decisive", NULL};
    static const char *const content[] = {"frame", "published", "lineage", "margins", NULL};
    json_t *before = walk->before->root, *now = walk->now->root;
    compare_members(walk, RECORD_OPTION, "analysis", json_object_get(before, "options"),
                    json_object_get(now, "options"));
    for (size_t i = 0; content[i]; i++)
        compare_values(walk, RECORD_COUNTS, content[i], "content",
                       json_object_get(json_object_get(before, "content"), content[i]),
                       json_object_get(json_object_get(now, "content"), content[i]));
    compare_keys(walk, RECORD_DECISION, "decision", keys, before, now);
    compare_members(walk, RECORD_DECISION, "override", json_object_get(before, "override"),
                    json_object_get(now, "override"));
}

enum status record_compare(const struct decision_record *before, const struct decision_record *now, struct arena *arena,
                           struct record_difference **differences, size_t *count, struct errors *errors)
{
    struct walk walk = {.arena = arena, .before = before, .now = now};
    compare_arrays(&walk);
    compare_heads(&walk);
    *count = 0;
    *differences = arena_array(arena, walk.count, sizeof **differences);
    for (int part = 0; *differences && part < RECORD_PART_END; part++)
        for (size_t i = 0; i < walk.count; i++)
            if ((int)walk.found[i].part == part)
                (*differences)[(*count)++] = walk.found[i];
    mem_free(walk.found);
    return walk.failed || !*differences ? errors_memory(errors) : STATUS_OK;
}

/* ---- shown to people ---- */

/* A word of ours, in their language where `translated`; the keys of the files stay as they are. Hashes in short. */
static void add_word(struct table *table, const char *word, bool translated)
{
    enum { SHORT = 12 };
    char hash[SHORT + 1];
    const char *text = word;
    if (strlen(word) == SHA256_TEXT - 1 && strspn(word, "0123456789abcdef") == SHA256_TEXT - 1) {
        memcpy(hash, word, SHORT);
        hash[SHORT] = '\0';
        text = hash;
    }
    struct label label = {{[LANGUAGE_EN] = text, [LANGUAGE_JA] = translated ? tr(LANGUAGE_JA, text) : text}};
    table_labelled(table, word, &label);
}

/* Values of these are names of ours. */
static bool has_names(const struct record_difference *difference)
{
    static const char *const fields[] = {"state", "margin_state", "status", "decision"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (difference->part >= RECORD_ESTIMATE && strcmp(difference->field, fields[i]) == 0)
            return true;
    return false;
}

enum status differences_to_table(const struct study *study, const struct record_difference *differences, size_t count,
                                 struct table **table, struct errors *errors)
{
    static const struct column columns[] = {{"part", N_("part"), COLUMN_TEXT, SHOW_ALWAYS},
                                            {"name", N_("name"), COLUMN_TEXT, SHOW_ALWAYS},
                                            {"field", N_("field"), COLUMN_TEXT, SHOW_ALWAYS},
                                            {"before", N_("before"), COLUMN_TEXT, SHOW_FILLED},
                                            {"now", N_("now"), COLUMN_TEXT, SHOW_FILLED}};
    *table = table_new("against", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t i = 0; i < count; i++) {
        const struct record_difference *difference = &differences[i];
        table_row(*table);
        bool whole = strcmp(difference->field, ADDED) == 0 || strcmp(difference->field, REMOVED) == 0;
        bool names = has_names(difference) && *difference->before && *difference->now;
        add_word(*table, record_part_name(difference->part), true);
        table_text(*table, difference->name);
        add_word(*table, difference->field, whole);
        add_word(*table, difference->before, names);
        add_word(*table, difference->now, names);
    }
    return finish_table(study, table, STATUS_OK, errors);
}
