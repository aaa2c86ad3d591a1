/* The answers of a vintage, read into columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/query.h"

/* Where one column of the statement goes. */
struct target {
    enum target_kind { TO_CHOICE, TO_SLOT, TO_NUMBER, TO_ATTRIBUTE } kind;
    int16_t *slots;
    double *numbers;
    uint32_t *texts;
    size_t attribute;
    struct decoder decoder; /* of the choices */
};

struct reading {
    struct store *store;
    struct arena *arena;
    struct answer_set *answers;
    struct target *targets;
    size_t target_count, most_targets;
    sqlite3_str *sql;
    struct map *texts; /* by attribute: text -> its number, in the order met */
    struct decoder strata;
    bool failed; /* for want of memory */
};

/* Adds a column to the statement; `part` names that of an option or a role. */
static struct target *add_column(struct reading *reading, const char *id, const char *part, enum target_kind kind)
{
    sqlite3_str_appendf(reading->sql, part ? ", \"%w__%w\"" : ", \"%w\"", id, part);
    struct target *target = &reading->targets[reading->target_count++];
    *target = (struct target){.kind = kind};
    return target;
}

static int16_t *new_slots(struct reading *reading, size_t slot)
{
    int16_t *slots = arena_array(reading->arena, reading->answers->count, sizeof *slots);
    reading->failed |= !slots;
    reading->answers->slots[slot] = slots;
    return slots;
}

static void add_item(struct reading *reading, size_t index)
{
    const struct study *study = reading->store->study;
    const struct item *item = &study->items[index];
    struct target *target;
    if (item->kind == ITEM_SINGLE) {
        target = add_column(reading, item->id, NULL, TO_CHOICE);
        target->slots = new_slots(reading, item->slot);
        reading->failed |= decoder_make(&target->decoder, reading->store->choice_codes[study_scale_index(study, item)],
                                        item->scale->count, reading->arena) != STATUS_OK;
    } else if (item->kind == ITEM_NUMBER) {
        target = add_column(reading, item->id, NULL, TO_NUMBER);
        target->numbers = arena_array(reading->arena, reading->answers->count, sizeof *target->numbers);
        reading->failed |= !target->numbers;
        reading->answers->numbers[index] = target->numbers;
        add_column(reading, item->id, "role", TO_SLOT)->slots = new_slots(reading, item->slot);
    } else if (item->kind == ITEM_MULTIPLE) {
        for (size_t k = 0; k <= item->option_count; k++) {
            const char *part = k < item->option_count ? item->options[k].id : "role";
            add_column(reading, item->id, part, TO_SLOT)->slots = new_slots(reading, item->slot + k);
        }
    }
}

/* One that study.yaml names and nothing was imported with has no column, and nobody has a text of it. (Asked for by its
 * name alone, SQLite would take the name for a text.) */
static void add_attribute(struct reading *reading, size_t index)
{
    const char *id = reading->store->study->attributes[index].id;
    uint32_t *texts = arena_array(reading->arena, reading->answers->count, sizeof *texts);
    reading->failed |= !texts;
    reading->answers->attributes[index] = texts;
    if (sqlite3_table_column_metadata(reading->store->db, NULL, "response", id, NULL, NULL, NULL, NULL, NULL) ==
        SQLITE_OK) {
        struct target *target = add_column(reading, id, NULL, TO_ATTRIBUTE);
        target->attribute = index;
        target->texts = texts;
        return;
    }
    for (size_t i = 0; texts && i < reading->answers->count; i++)
        texts[i] = ANSWERS_NO_VALUE;
}

/* The number of a text among those met so far. */
static uint32_t number_of(struct reading *reading, size_t attribute, const char *text)
{
    struct map *map = &reading->texts[attribute];
    size_t *count = &reading->answers->value_counts[attribute];
    int64_t there;
    bool found;
    if (map_put(map, text, (int64_t)*count, &there, &found) != STATUS_OK) {
        reading->failed = true;
        return ANSWERS_NO_VALUE;
    }
    *count += !found;
    return found ? (uint32_t)there : (uint32_t)(*count - 1);
}

static void take_value(struct reading *reading, sqlite3_stmt *statement, size_t at, size_t row)
{
    const struct target *target = &reading->targets[at];
    int column = (int)at + 2;
    bool null = sqlite3_column_type(statement, column) == SQLITE_NULL;
    const char *text;
    switch (target->kind) {
    case TO_CHOICE:
        target->slots[row] = (int16_t)((int)decoder_get(&target->decoder, sqlite3_column_int64(statement, column)) - 1);
        break;
    case TO_SLOT:
        target->slots[row] = null ? -1 : (int16_t)sqlite3_column_int64(statement, column);
        break;
    case TO_NUMBER:
        target->numbers[row] = null ? NAN : sqlite3_column_double(statement, column);
        break;
    case TO_ATTRIBUTE:
        text = null ? NULL : (const char *)sqlite3_column_text(statement, column);
        reading->failed |= !null && !text;
        target->texts[row] = text ? number_of(reading, target->attribute, text) : ANSWERS_NO_VALUE;
        break;
    }
}

/* ---- sorting the texts of an attribute ---- */

struct numbered {
    const char *text;
    uint32_t number;
};

static int compare_texts(const void *a, const void *b)
{
    const struct numbered *left = a, *right = b;
    return strcmp(left->text, right->text);
}

/* Texts get their numbers in the order of strcmp, so that equal answers give equal results in whatever order they came.
 */
static void sort_texts(struct reading *reading, size_t attribute)
{
    struct answer_set *answers = reading->answers;
    size_t count = answers->value_counts[attribute];
    struct numbered *list = arena_array(reading->arena, count, sizeof *list);
    const char **values = arena_array(reading->arena, count, sizeof *values);
    uint32_t *order = arena_array(reading->arena, count, sizeof *order);
    answers->values[attribute] = values;
    if (!list || !values || !order) {
        reading->failed = true;
        return;
    }
    const struct map *map = &reading->texts[attribute];
    for (size_t i = 0; i < map->capacity; i++) /* keys live in the arena too */
        if (map->entries[i].key)
            list[map->entries[i].value] = (struct numbered){map->entries[i].key, (uint32_t)map->entries[i].value};
    if (count)
        qsort(list, count, sizeof *list, compare_texts);
    for (size_t i = 0; i < count; i++) {
        values[i] = list[i].text;
        order[list[i].number] = (uint32_t)i;
    }
    uint32_t *column = answers->attributes[attribute];
    for (size_t i = 0; i < answers->count; i++)
        if (column[i] != ANSWERS_NO_VALUE)
            column[i] = order[column[i]];
}

/* ---- reading ---- */

/* Makes room for every row, and prepares the statement; SQLITE_NOMEM where there is none. */
static int prepare(struct reading *reading, const struct answers_wanted *wanted, sqlite3_stmt **statement)
{
    const struct study *study = reading->store->study;
    struct answer_set *answers = reading->answers;
    struct arena *arena = reading->arena;
    size_t most = study->slot_count + study->item_count + study->attribute_count;
    reading->targets = arena_array(arena, most, sizeof *reading->targets);
    reading->texts = arena_array(arena, study->attribute_count, sizeof *reading->texts);
    answers->institutions = arena_array(arena, answers->count, sizeof *answers->institutions);
    answers->strata = arena_array(arena, answers->count, sizeof *answers->strata);
    answers->slots = arena_array(arena, study->slot_count, sizeof *answers->slots);
    answers->numbers = arena_array(arena, study->item_count, sizeof *answers->numbers);
    answers->attributes = arena_array(arena, study->attribute_count, sizeof *answers->attributes);
    answers->values = arena_array(arena, study->attribute_count, sizeof *answers->values);
    answers->value_counts = arena_array(arena, study->attribute_count, sizeof *answers->value_counts);
    if (!reading->targets || !reading->texts || !answers->institutions || !answers->strata || !answers->slots ||
        !answers->numbers || !answers->attributes || !answers->values || !answers->value_counts)
        return SQLITE_NOMEM;
    reading->failed |=
        decoder_make(&reading->strata, reading->store->stratum_codes, study->stratum_count, arena) != STATUS_OK;
    reading->sql = sqlite3_str_new(reading->store->db);
    sqlite3_str_appendall(reading->sql, "SELECT institution_id, stratum");
    for (size_t i = 0; i < study->item_count; i++)
        if (wanted->items && wanted->items[i] && reading->store->item_codes[i])
            add_item(reading, i);
    for (size_t i = 0; i < study->attribute_count; i++) {
        reading->texts[i].arena = arena;
        if (wanted->attributes && wanted->attributes[i])
            add_attribute(reading, i);
    }
    sqlite3_str_appendall(reading->sql,
                          " FROM response WHERE import_id = ?1 AND response_id BETWEEN (SELECT first_response FROM "
                          "import WHERE import_id = ?1) AND (SELECT last_response FROM import WHERE import_id = ?1)");
    char *text = sqlite3_str_finish(reading->sql);
    int result =
        text && !reading->failed ? sqlite3_prepare_v2(reading->store->db, text, -1, statement, NULL) : SQLITE_NOMEM;
    sqlite3_free(text);
    return result == SQLITE_OK ? sqlite3_bind_int64(*statement, 1, answers->import_id) : result;
}

enum status store_answers(struct store *store, const struct tally_set *tally, const struct answers_wanted *wanted,
                          struct arena *arena, struct answer_set *answers, struct errors *errors)
{
    const struct study *study = store->study;
    *answers = (struct answer_set){.year = tally->year, .import_id = tally->import_id};
    for (size_t h = 0; h < study->stratum_count; h++)
        answers->count += (size_t)tally->respondents[h];
    struct reading reading = {.store = store, .arena = arena, .answers = answers};
    sqlite3_stmt *statement = NULL;
    size_t row = 0;
    int result = prepare(&reading, wanted, &statement);
    while (result == SQLITE_OK || result == SQLITE_ROW) {
        result = sqlite3_step(statement);
        if (result != SQLITE_ROW || row == answers->count)
            break;
        unsigned stratum = decoder_get(&reading.strata, sqlite3_column_int64(statement, 1));
        answers->institutions[row] = sqlite3_column_int64(statement, 0);
        answers->strata[row] = stratum ? stratum - 1 : 0; /* store_tally has refused such a vintage */
        for (size_t i = 0; i < reading.target_count; i++)
            take_value(&reading, statement, i, row);
        row++;
    }
    (void)sqlite3_finalize(statement);
    if (reading.failed)
        return errors_memory(errors);
    if (result != SQLITE_DONE && result != SQLITE_ROW)
        return store_report(store, result, errors);
    answers->count = row; /* none of counts */
    for (size_t i = 0; i < study->attribute_count; i++)
        if (answers->attributes[i])
            sort_texts(&reading, i);
    if (reading.failed)
        return errors_memory(errors);
    if (wanted->sizes) {
        enum status status = store_read_sizes(store, tally->as_of, arena, answers, errors);
        if (status != STATUS_OK)
            return status;
    }
    if (!wanted->where)
        return STATUS_OK;
    answers->inside = arena_array(arena, answers->count, sizeof *answers->inside);
    return answers->inside ? store_apply_where(store, wanted->where, answers, errors) : errors_memory(errors);
}
