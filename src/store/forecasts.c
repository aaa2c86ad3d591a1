/* What was expected of coming waves, kept as it was then. */
#include "store/query.h"

enum status store_add_forecast(struct store *store, const struct stored_forecast *forecast, struct errors *errors)
{
    struct query query = query_begin(store, "insert_forecast");
    query_integer(&query, ":item", store->item_codes[forecast->item]);
    query_text(&query, ":model", forecast->model);
    query_integer(&query, ":made", forecast->made);
    query_integer(&query, ":wave", forecast->wave);
    query_integer(&query, ":import", forecast->import_id);
    query_real(&query, ":estimate", forecast->estimate);
    query_real(&query, ":lower", forecast->lower);
    query_real(&query, ":upper", forecast->upper);
    query_real(&query, ":level", forecast->level);
    query_text(&query, ":denominator", denominator_name(forecast->denominator));
    query_text(&query, ":version", MINAOSHI_VERSION);
    return query_end(&query, errors);
}

static struct stored_forecast take_forecast(struct query *query, size_t item, struct arena *arena)
{
    struct stored_forecast forecast = {.item = item,
                                       .model = query_get_text(query, 1, arena),
                                       .made = (int)query_get_integer(query, 2),
                                       .wave = (int)query_get_integer(query, 3),
                                       .import_id = query_get_integer(query, 4),
                                       .estimate = query_get_real(query, 5),
                                       .lower = query_get_real(query, 6),
                                       .upper = query_get_real(query, 7),
                                       .level = query_get_real(query, 8),
                                       .version = query_get_text(query, 10, arena),
                                       .created = query_get_text(query, 11, arena)};
    const char *denominator = query_get_text(query, 9, arena);
    if (denominator)
        (void)denominator_parse(denominator, &forecast.denominator); /* one of the two: the table sees to it */
    return forecast;
}

enum status store_forecasts(struct store *store, int64_t as_of, struct arena *arena, struct stored_forecast **forecasts,
                            size_t *count, struct errors *errors)
{
    const struct study *study = store->study;
    struct stored_forecast *rows = NULL;
    size_t capacity = 0;
    bool memory = true;
    *count = 0;
    struct query query = query_begin(store, "select_forecasts");
    query_integer(&query, ":as_of", as_of);
    while (memory && query_row(&query)) {
        int64_t item = store_index_of(store->item_codes, study->item_count, query_get_integer(&query, 0));
        if (item < 0)
            continue; /* study.yaml no longer declares it */
        memory = mem_grow(&rows, &capacity, *count, sizeof *rows) == STATUS_OK;
        if (memory)
            rows[(*count)++] = take_forecast(&query, (size_t)item, arena);
    }
    enum status status = query_end(&query, errors);
    *forecasts = rows_keep(rows, *count, sizeof *rows, arena);
    return status != STATUS_OK ? status : memory && *forecasts ? STATUS_OK : errors_memory(errors);
}
