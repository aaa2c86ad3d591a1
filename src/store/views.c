/*
 * The two views that name the items: v_response, one row per institution, and v_answer, one per answer. What their
 * columns are stands in schema/001_base.sql. Ids are spliced as in declare.c.
 */
#include <string.h>

#include "store/query.h"

/* SQLite allows 500 terms in one compound SELECT, so the items' are joined in groups of fewer. */
enum { GROUP = 100 };

/* What a row of a view follows from: the newest vintages' responses. CROSS JOIN keeps the order: each range is walked
 * once. */
#define RESPONSES                                                                                                      \
    "FROM v_newest AS v CROSS JOIN response AS r ON r.response_id BETWEEN v.first_response AND v.last_response AND "   \
    "r.import_id = v.import_id"

/* The item at hand. */
struct view_item {
    int64_t code;
    const char *id, *kind, *scale;
};

struct views {
    struct store *store;
    sqlite3_str *wide, *tall;
    size_t terms; /* in `tall` */
};

/* Options of a multiple answer: a column each in `wide`; in `tall` those ticked, and those who ticked none. */
static enum status add_options(struct views *views, const struct view_item *item, struct errors *errors)
{
    sqlite3_str *ticked = sqlite3_str_new(views->store->db), *none = sqlite3_str_new(views->store->db);
    struct query query = query_begin(views->store, "select_options");
    query_integer(&query, ":item", item->code);
    while (query_row(&query)) {
        const char *id = query_get_text(&query, 0, views->store->arena);
        if (!id)
            break;
        sqlite3_str_appendf(views->wide, ", r.\"%w__%w\"", item->id, id);
        sqlite3_str_appendf(ticked, " WHEN %lld THEN r.\"%w__%w\"", (long long)query_get_integer(&query, 1), item->id,
                            id);
        sqlite3_str_appendf(none, " AND r.\"%w__%w\" IS NOT 1", item->id, id);
    }
    enum status status = query_end(&query, errors);
    char *ticked_sql = sqlite3_str_finish(ticked), *none_sql = sqlite3_str_finish(none);
    sqlite3_str_appendf(views->tall,
                        "SELECT v.wave, r.file_id, r.line, r.institution_id, r.stratum, %Q AS item, o.id AS choice, "
                        "NULL AS value, 0 AS role, o.label_ja, o.label_en " RESPONSES
                        " CROSS JOIN option AS o ON o.item_id = %lld AND CASE o.code%s END = 1 UNION ALL "
                        "SELECT v.wave, r.file_id, r.line, r.institution_id, r.stratum, %Q, NULL, NULL, "
                        "r.\"%w__role\", NULL, NULL " RESPONSES " AND r.\"%w__role\" IS NOT NULL%s",
                        item->id, (long long)item->code, ticked_sql ? ticked_sql : "", item->id, item->id, item->id,
                        none_sql ? none_sql : "");
    if (status == STATUS_OK && (!ticked_sql || !none_sql))
        status = errors_memory(errors);
    sqlite3_free(ticked_sql);
    sqlite3_free(none_sql);
    return status;
}

static enum status add_item(struct views *views, const struct view_item *item, struct errors *errors)
{
    if (views->terms % GROUP == 0)
        sqlite3_str_appendf(views->tall, "%sSELECT * FROM (", views->terms ? ") UNION ALL " : "");
    else
        sqlite3_str_appendall(views->tall, " UNION ALL ");
    views->terms++;
    if (strcmp(item->kind, "multiple") == 0) {
        enum status status = add_options(views, item, errors);
        if (status != STATUS_OK)
            return status;
    } else if (item->scale) {
        sqlite3_str_appendf(views->wide, ", (SELECT id FROM choice WHERE scale = %Q AND code = r.\"%w\") AS \"%w\"",
                            item->scale, item->id, item->id);
        sqlite3_str_appendf(
            views->tall,
            "SELECT v.wave, r.file_id, r.line, r.institution_id, r.stratum, %Q AS item, c.id AS choice, "
            "NULL AS value, o.code AS role, c.label_ja, c.label_en " RESPONSES
            " JOIN choice AS c ON c.scale = %Q AND c.code = r.\"%w\" JOIN role AS o ON o.id = c.role",
            item->id, item->scale, item->id);
    } else {
        sqlite3_str_appendf(views->wide, ", r.\"%w\"", item->id);
        sqlite3_str_appendf(
            views->tall,
            "SELECT v.wave, r.file_id, r.line, r.institution_id, r.stratum, %Q AS item, NULL AS choice, "
            "r.\"%w\" AS value, r.\"%w__role\" AS role, NULL AS label_ja, NULL AS "
            "label_en " RESPONSES " AND r.\"%w__role\" IS NOT NULL",
            item->id, item->id, item->id, item->id);
    }
    if (!item->scale)
        sqlite3_str_appendf(views->wide, ", (SELECT id FROM role WHERE code = r.\"%w__role\") AS \"%w__role\"",
                            item->id, item->id);
    return STATUS_OK;
}

static enum status add_attributes(struct views *views, struct errors *errors)
{
    struct query query = query_begin(views->store, "select_attributes");
    while (query_row(&query)) {
        const char *id = query_get_text(&query, 0, views->store->arena);
        if (!id)
            break;
        sqlite3_str_appendf(views->wide, ", r.\"%w\"", id);
    }
    return query_end(&query, errors);
}

static enum status add_items(struct views *views, struct errors *errors)
{
    enum status status = STATUS_OK;
    struct query query = query_begin(views->store, "select_items");
    while (status == STATUS_OK && query_row(&query)) {
        struct view_item item = {.code = query_get_integer(&query, 0),
                                 .id = query_get_text(&query, 1, views->store->arena),
                                 .kind = query_get_text(&query, 2, views->store->arena),
                                 .scale = query_get_text(&query, 3, views->store->arena)};
        if (!item.id || !item.kind)
            break;
        status = add_item(views, &item, errors);
    }
    enum status end = query_end(&query, errors);
    return status != STATUS_OK ? status : end;
}

enum status store_declare_views(struct store *store, struct errors *errors)
{
    struct views views = {.store = store, .wide = sqlite3_str_new(store->db), .tall = sqlite3_str_new(store->db)};
    sqlite3_str_appendall(views.wide,
                          "DROP VIEW IF EXISTS v_response; CREATE VIEW v_response AS SELECT v.wave, n.code, "
                          "n.name, s.id AS stratum");
    sqlite3_str_appendall(
        views.tall, "DROP VIEW IF EXISTS v_answer; CREATE VIEW v_answer AS SELECT a.wave, n.code, n.name, s.id AS "
                    "stratum, a.item, a.choice, a.value, o.id AS role, a.label_ja, a.label_en, f.name AS file, "
                    "a.line FROM (");
    enum status status = add_attributes(&views, errors);
    if (status == STATUS_OK)
        status = add_items(&views, errors);
    sqlite3_str_appendall(views.wide,
                          ", f.name AS file, r.line " RESPONSES " JOIN import_file AS f USING (file_id) JOIN "
                          "institution AS n USING (institution_id) JOIN stratum AS s ON s.code = r.stratum;");
    sqlite3_str_appendall(views.tall,
                          ")) AS a JOIN import_file AS f USING (file_id) JOIN institution AS n USING "
                          "(institution_id) JOIN stratum AS s ON s.code = a.stratum JOIN role AS o ON o.code "
                          "= a.role;");
    char *wide = sqlite3_str_finish(views.wide), *tall = sqlite3_str_finish(views.tall);
    if (status == STATUS_OK)
        status = wide && tall ? store_run(store, wide, errors) : errors_memory(errors);
    if (status == STATUS_OK && views.terms)
        status = store_run(store, tall, errors);
    sqlite3_free(wide);
    sqlite3_free(tall);
    return status;
}
