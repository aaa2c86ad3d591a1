/* Matching the institutions of a vintage with those of its neighbours and counting what they answered in both. */
#include "store/pairs.h"

#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

static unsigned value_at(const struct pairs *pairs, const unsigned char *row, size_t column)
{
    if (pairs->width == 1)
        return row[column];
    uint16_t value;
    memcpy(&value, row + column * sizeof value, sizeof value);
    return value;
}

struct pairs *pairs_new(struct store *store, int64_t import_id, int64_t lineage_id, struct errors *errors)
{
    const struct study *study = store->study;
    struct pairs *pairs = mem_alloc(sizeof *pairs);
    if (pairs)
        *pairs = (struct pairs){.store = store,
                                .import_id = import_id,
                                .lineage_id = lineage_id,
                                .columns = 1,
                                .width = 1,
                                .arena = arena_new()};
    if (!pairs || !pairs->arena)
        goto fail;
    pairs->items = arena_array(pairs->arena, study->item_count + 1, sizeof *pairs->items);
    pairs->decoders = arena_array(pairs->arena, study->item_count + 1, sizeof *pairs->decoders);
    pairs->row = arena_array(pairs->arena, study->item_count + 1, sizeof *pairs->row);
    if (!pairs->items || !pairs->decoders || !pairs->row ||
        decoder_make(pairs->decoders, store->stratum_codes, study->stratum_count, pairs->arena) != STATUS_OK)
        goto fail;
    if (study->stratum_count >= UINT8_MAX)
        pairs->width = 2;
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        if (item->kind != ITEM_SINGLE || !store->item_codes[i])
            continue;
        if (item->scale->count >= UINT8_MAX)
            pairs->width = 2;
        pairs->items[pairs->columns] = i;
        if (decoder_make(&pairs->decoders[pairs->columns++], store->choice_codes[study_scale_index(study, item)],
                         item->scale->count, pairs->arena) != STATUS_OK)
            goto fail;
    }
    return pairs;
fail:
    pairs_free(pairs);
    (void)errors_memory(errors);
    return NULL;
}

void pairs_free(struct pairs *pairs)
{
    if (!pairs)
        return;
    for (size_t i = 0; i < pairs->side_count; i++) {
        struct side *side = &pairs->sides[i];
        for (size_t k = 1; side->counters && k < pairs->columns; k++)
            counter_clear(&side->counters[k]);
        mem_free(side->rows);
    }
    arena_free(pairs->arena);
    mem_free(pairs);
}

/* ---- reading responses ---- */

/* Reads all responses of a vintage, each into pairs->row, and hands it on. */
static enum status each_response(struct pairs *pairs, int64_t import_id,
                                 void (*take)(struct pairs *pairs, struct side *side, int64_t institution_id),
                                 struct side *side, struct errors *errors)
{
    struct store *store = pairs->store;
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendall(sql, "SELECT institution_id, stratum");
    for (size_t i = 1; i < pairs->columns; i++)
        sqlite3_str_appendf(sql, ", \"%w\"", store->study->items[pairs->items[i]].id);
    sqlite3_str_appendall(sql, " FROM response WHERE import_id = ?1 AND response_id BETWEEN (SELECT first_response "
                               "FROM import WHERE import_id = ?1) AND (SELECT coalesce(last_response, "
                               "9223372036854775807) FROM import WHERE import_id = ?1)");
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *statement = NULL;
    int result = text ? sqlite3_prepare_v2(store->db, text, -1, &statement, NULL) : SQLITE_NOMEM;
    sqlite3_free(text);
    if (result == SQLITE_OK)
        result = sqlite3_bind_int64(statement, 1, import_id);
    while (result == SQLITE_OK || result == SQLITE_ROW) {
        result = sqlite3_step(statement);
        if (result != SQLITE_ROW)
            break;
        for (size_t i = 0; i < pairs->columns; i++) {
            /* NULL, which is no code, gives 0 */
            pairs->row[i] = (uint16_t)decoder_get(&pairs->decoders[i], sqlite3_column_int64(statement, (int)i + 1));
        }
        if (pairs->row[0]) /* study.yaml may no longer declare the stratum; store_tally has refused such a vintage */
            take(pairs, side, sqlite3_column_int64(statement, 0));
    }
    enum status status = result == SQLITE_DONE ? STATUS_OK : store_report(store, result, errors);
    (void)sqlite3_finalize(statement);
    return status;
}

static void keep_row(struct pairs *pairs, struct side *side, int64_t institution_id)
{
    if (institution_id < 1 || institution_id >= side->row_count)
        return;
    unsigned char *row = &side->rows[(size_t)institution_id * pairs->columns * pairs->width];
    if (pairs->width == 2) {
        memcpy(row, pairs->row, pairs->columns * sizeof *pairs->row);
        return;
    }
    for (size_t i = 0; i < pairs->columns; i++)
        row[i] = (unsigned char)pairs->row[i];
}

/* ---- counting ---- */

static const unsigned char *row_of(const struct pairs *pairs, const struct side *side, int64_t institution_id)
{
    if (!side->rows || institution_id < 1 || institution_id >= side->row_count)
        return NULL;
    const unsigned char *row = &side->rows[(size_t)institution_id * pairs->columns * pairs->width];
    return value_at(pairs, row, 0) ? row : NULL;
}

/* What the institution answered in the neighbour; NULL where it did not. */
static const unsigned char *partner_of(const struct pairs *pairs, const struct side *side, int64_t institution_id)
{
    const struct redirect *redirect = side->redirect_count ? side_redirect(side, institution_id) : NULL;
    const unsigned char *row = redirect ? row_of(pairs, side, redirect->theirs) : NULL;
    return row || (redirect && !redirect->alone) ? row : row_of(pairs, side, institution_id);
}

/* Keeps the id that the neighbour knows the institution by. */
static void keep_partner(struct pairs *pairs, struct side *side, int64_t institution_id)
{
    const unsigned char *row = partner_of(pairs, side, institution_id);
    if (row && institution_id >= 0 && institution_id < side->row_count)
        side->partners[institution_id] = (row - side->rows) / (ptrdiff_t)(pairs->columns * pairs->width);
}

/* Counts pairs->row with the neighbour. */
static void count_row(struct pairs *pairs, struct side *side, int64_t institution_id)
{
    const unsigned char *row = partner_of(pairs, side, institution_id);
    if (!row)
        return;
    const struct study *study = pairs->store->study;
    uint64_t theirs = value_at(pairs, row, 0) - 1, ours = pairs->row[0] - 1U;
    uint64_t strata = (side->later ? ours : theirs) * study->stratum_count + (side->later ? theirs : ours);
    side->institutions++;
    for (size_t i = 1; i < pairs->columns; i++) {
        uint64_t before = side->later ? pairs->row[i] : value_at(pairs, row, i);
        uint64_t after = side->later ? value_at(pairs, row, i) : pairs->row[i];
        if (!before || !after)
            continue;
        uint64_t choices = study->items[pairs->items[i]].scale->count;
        if (counter_add(&side->counters[i], (strata * choices + before - 1) * choices + after - 1) != STATUS_OK)
            pairs->failed = true;
    }
}

/* Counts one of those whose code was not yet known when the others were counted. */
static void count_late(struct pairs *pairs, struct side *side, int64_t institution_id)
{
    const struct redirect *redirect = side_redirect(side, institution_id);
    if (redirect && redirect->code)
        count_row(pairs, side, institution_id);
}

struct pair_cell pairs_cell(const struct pairs *pairs, size_t column, const struct counted *counted)
{
    const struct study *study = pairs->store->study;
    size_t item = pairs->items[column];
    uint64_t choices = study->items[item].scale->count, key = counted->key / (choices * choices);
    return (struct pair_cell){.item = item,
                              .earlier_stratum = (size_t)(key / study->stratum_count),
                              .stratum = (size_t)(key % study->stratum_count),
                              .earlier_choice = (size_t)(counted->key / choices % choices),
                              .choice = (size_t)(counted->key % choices),
                              .n = counted->n};
}

enum status pairs_count_all(struct pairs *pairs, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < pairs->side_count; i++)
        status = each_response(pairs, pairs->import_id, count_row, &pairs->sides[i], errors);
    return status == STATUS_OK && pairs->failed ? errors_memory(errors) : status;
}

enum status pairs_match(struct pairs *pairs, int64_t *partners, struct errors *errors)
{
    struct side *side = &pairs->sides[0];
    side->partners = partners;
    return each_response(pairs, pairs->import_id, keep_partner, side, errors);
}

void pairs_count(struct pairs *pairs, const struct response *response)
{
    const struct item *items = pairs->store->study->items;
    if (!pairs->side_count)
        return;
    pairs->row[0] = (uint16_t)(response->stratum + 1);
    for (size_t i = 1; i < pairs->columns; i++)
        pairs->row[i] = (uint16_t)(response->slots[items[pairs->items[i]].slot] + 1);
    for (size_t i = 0; i < pairs->side_count; i++)
        count_row(pairs, &pairs->sides[i], response->institution_id);
}

/* ---- neighbours ---- */

enum status pairs_add_side(struct pairs *pairs, int64_t import_id, size_t our_wave, size_t their_wave,
                           const struct lineage *lineage, struct errors *errors)
{
    const struct study *study = pairs->store->study;
    struct side *side = &pairs->sides[pairs->side_count++];
    *side = (struct side){.import_id = import_id, .later = their_wave > our_wave};
    struct query query = query_begin(pairs->store, "select_last_institution");
    side->row_count = query_row(&query) ? query_get_integer(&query, 0) + 1 : 1;
    enum status status = query_end(&query, errors);
    if (status != STATUS_OK)
        return status;
    side->counters = arena_array(pairs->arena, pairs->columns, sizeof *side->counters);
    size_t row_size = pairs->columns * pairs->width;
    if ((size_t)side->row_count <= MEM_MAX / row_size)
        side->rows = mem_alloc((size_t)side->row_count * row_size);
    if (!side->counters || !side->rows)
        return errors_memory(errors);
    for (size_t i = 1; i < pairs->columns; i++) {
        uint64_t cells = (uint64_t)study->stratum_count * study->items[pairs->items[i]].scale->count;
        if (counter_init(&side->counters[i], cells * cells) != STATUS_OK)
            return errors_memory(errors);
    }
    if (lineage)
        status = side_find_renamed(pairs, side, our_wave, their_wave, lineage, errors);
    return status == STATUS_OK ? each_response(pairs, import_id, keep_row, side, errors) : status;
}

/* The nearest wave with data on one side of a wave, and its newest vintage; 0 where there is none or it came as
 * counts. */
static enum status find_neighbour(struct store *store, size_t wave, bool later, size_t *neighbour, int64_t *import_id,
                                  struct errors *errors)
{
    const struct study *study = store->study;
    enum status status = STATUS_OK;
    bool counted = false;
    *import_id = 0;
    for (size_t i = wave; status == STATUS_OK && !*import_id && (later ? i + 1 < study->wave_count : i > 0);) {
        i = later ? i + 1 : i - 1;
        *neighbour = i;
        status = store_newest_id(store, IMPORT_WAVE, study->waves[i].year, AS_OF_NEWEST, import_id, &counted, errors);
    }
    if (counted)
        *import_id = 0;
    return status;
}

enum status pairs_begin(struct store *store, int64_t import_id, int year, const struct lineage *lineage,
                        struct pairs **result, struct errors *errors)
{
    *result = NULL;
    int64_t wave = study_find_wave(store->study, year), lineage_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_LINEAGE, 0, AS_OF_NEWEST, &lineage_id, &counted, errors);
    if (status != STATUS_OK)
        return status;
    struct pairs *pairs = pairs_new(store, import_id, lineage_id, errors);
    if (!pairs)
        return STATUS_FAILURE;
    for (int i = 0; wave >= 0 && status == STATUS_OK && i < 2; i++) {
        size_t neighbour = 0;
        int64_t other;
        status = find_neighbour(store, (size_t)wave, i == 1, &neighbour, &other, errors);
        if (status == STATUS_OK && other)
            status = pairs_add_side(pairs, other, (size_t)wave, neighbour, lineage, errors);
    }
    if (status != STATUS_OK) {
        pairs_free(pairs);
        return status;
    }
    *result = pairs;
    return STATUS_OK;
}

/* ---- writing ---- */

static enum status write_column(struct pairs *pairs, const struct side *side, size_t column, struct errors *errors)
{
    struct store *store = pairs->store;
    struct counted *list;
    size_t count;
    if (counter_list(&side->counters[column], &list, &count) != STATUS_OK)
        return errors_memory(errors);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct pair_cell cell = pairs_cell(pairs, column, &list[i]);
        const int64_t *codes = store->choice_codes[study_scale_index(store->study, &store->study->items[cell.item])];
        struct query query = query_begin(store, "insert_pair_tally");
        query_integer(&query, ":import", side->later ? side->import_id : pairs->import_id);
        query_integer(&query, ":earlier", side->later ? pairs->import_id : side->import_id);
        query_integer(&query, ":lineage", pairs->lineage_id);
        query_integer(&query, ":item", store->item_codes[cell.item]);
        query_integer(&query, ":from", store->stratum_codes[cell.earlier_stratum]);
        query_integer(&query, ":to", store->stratum_codes[cell.stratum]);
        query_integer(&query, ":before", codes[cell.earlier_choice]);
        query_integer(&query, ":after", codes[cell.choice]);
        query_integer(&query, ":n", cell.n);
        status = query_end(&query, errors);
    }
    mem_free(list);
    return status;
}

/* Writes the pairing with one neighbour, in place of an earlier one under the same lineage. */
static enum status write_side(struct pairs *pairs, const struct side *side, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < 2; i++) {
        struct query query = query_begin(pairs->store, i ? "insert_pairing" : "delete_pairing");
        query_integer(&query, ":import", side->later ? side->import_id : pairs->import_id);
        query_integer(&query, ":earlier", side->later ? pairs->import_id : side->import_id);
        query_integer(&query, ":lineage", pairs->lineage_id);
        if (i)
            query_integer(&query, ":n", side->institutions);
        status = query_end(&query, errors);
    }
    for (size_t i = 1; status == STATUS_OK && i < pairs->columns; i++)
        status = write_column(pairs, side, i, errors);
    return status;
}

enum status pairs_end(struct pairs *pairs, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < pairs->side_count; i++) {
        struct side *side = &pairs->sides[i];
        size_t unmet = side->unmet_count;
        if (unmet)
            status = side_meet_renamed(pairs, side, errors);
        if (status == STATUS_OK && side->unmet_count < unmet)
            status = each_response(pairs, pairs->import_id, count_late, side, errors);
        if (status == STATUS_OK && pairs->failed)
            status = errors_memory(errors);
        if (status == STATUS_OK)
            status = write_side(pairs, side, errors);
    }
    return status;
}

enum status store_recount_pairs(struct store *store, const struct lineage *lineage, struct errors *errors)
{
    const struct study *study = store->study;
    int64_t lineage_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_LINEAGE, 0, AS_OF_NEWEST, &lineage_id, &counted, errors);
    int64_t before = 0, now;
    size_t before_wave = 0;
    for (size_t i = 0; status == STATUS_OK && i < study->wave_count; i++) {
        status = store_newest_id(store, IMPORT_WAVE, study->waves[i].year, AS_OF_NEWEST, &now, &counted, errors);
        if (status != STATUS_OK || !now)
            continue;
        if (counted)
            now = 0;
        if (before && now) {
            struct pairs *pairs = pairs_new(store, now, lineage_id, errors);
            status = pairs ? pairs_add_side(pairs, before, i, before_wave, lineage, errors) : STATUS_FAILURE;
            if (status == STATUS_OK)
                status = pairs_count_all(pairs, errors);
            if (status == STATUS_OK)
                status = write_side(pairs, &pairs->sides[0], errors);
            pairs_free(pairs);
        }
        before = now;
        before_wave = i;
    }
    return status;
}
