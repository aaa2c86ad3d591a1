/* What was expected of coming waves, kept as it was then. */
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/sha256.h"
#include "store/query.h"

/* A forecast as it is sealed. */
struct sealed {
    int64_t number;
    const char *item; /* id */
    struct stored_forecast forecast;
    const char *denominator; /* as the table has it */
};

/* SHA-256 of the columns, each as text. STATUS_FAILURE for want of memory. */
static enum status seal(const struct sealed *sealed, char hex[SHA256_TEXT])
{
    const struct stored_forecast *forecast = &sealed->forecast;
    const double reals[] = {forecast->estimate, forecast->lower, forecast->upper, forecast->level};
    struct buffer numbers = {0};
    struct sha256 hash;
    buffer_format(&numbers, "%" PRId64 " %d %d %" PRId64, sealed->number, forecast->made, forecast->wave,
                  forecast->import_id);
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        buffer_byte(&numbers, ' '); /* NaN adds nothing after it */
        number_add_exact(&numbers, reals[i]);
    }
    sha256_begin(&hash);
    sha256_add_text(&hash, buffer_get(&numbers));
    sha256_add_text(&hash, sealed->item);
    sha256_add_text(&hash, forecast->model);
    sha256_add_text(&hash, sealed->denominator);
    sha256_add_text(&hash, forecast->version);
    sha256_add_text(&hash, forecast->created);
    sha256_end(&hash, hex);
    enum status status = buffer_status(&numbers);
    buffer_clear(&numbers);
    return status;
}

static void bind_key(struct query *query, const struct stored_forecast *forecast)
{
    query_integer(query, ":item", query->store->item_codes[forecast->item]);
    query_text(query, ":model", forecast->model);
    query_integer(query, ":made", forecast->made);
    query_integer(query, ":wave", forecast->wave);
    query_integer(query, ":import", forecast->import_id);
}

/* What it is stored with beside its own; `*known`: it is there. */
static enum status find_next(struct store *store, struct arena *arena, struct sealed *sealed, bool *known,
                             struct errors *errors)
{
    struct query query = query_begin(store, "select_next_forecast");
    bind_key(&query, &sealed->forecast);
    *known = false;
    if (query_row(&query)) {
        sealed->number = query_get_integer(&query, 0);
        sealed->forecast.created = query_get_text(&query, 1, arena);
        *known = query_get_integer(&query, 2) != 0;
    }
    return query_end(&query, errors);
}

static enum status insert(struct store *store, const struct sealed *sealed, struct errors *errors)
{
    const struct stored_forecast *forecast = &sealed->forecast;
    char hex[SHA256_TEXT];
    if (seal(sealed, hex) != STATUS_OK)
        return errors_memory(errors);
    struct query query = query_begin(store, "insert_forecast");
    bind_key(&query, forecast);
    query_integer(&query, ":number", sealed->number);
    query_real(&query, ":estimate", forecast->estimate);
    query_real(&query, ":lower", forecast->lower);
    query_real(&query, ":upper", forecast->upper);
    query_real(&query, ":level", forecast->level);
    query_text(&query, ":denominator", sealed->denominator);
    query_text(&query, ":version", forecast->version);
    query_text(&query, ":created", forecast->created);
    query_text(&query, ":sha256", hex);
    return query_end(&query, errors);
}

enum status store_add_forecast(struct store *store, const struct stored_forecast *forecast, struct errors *errors)
{
    struct sealed sealed = {.item = store->study->items[forecast->item].id,
                            .forecast = *forecast,
                            .denominator = denominator_name(forecast->denominator)};
    struct arena *arena = arena_new();
    bool known;
    enum status status = arena ? find_next(store, arena, &sealed, &known, errors) : errors_memory(errors);
    sealed.forecast.version = MINAOSHI_VERSION;
    if (status == STATUS_OK && !known)
        status = insert(store, &sealed, errors);
    arena_free(arena);
    return status;
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

/* ---- whether they are as they were stored ---- */

static struct sealed take_sealed(struct query *query, struct arena *arena)
{
    return (struct sealed){.number = query_get_integer(query, 0),
                           .item = query_get_text(query, 1, arena),
                           .forecast = {.model = query_get_text(query, 2, arena),
                                        .made = (int)query_get_integer(query, 3),
                                        .wave = (int)query_get_integer(query, 4),
                                        .import_id = query_get_integer(query, 5),
                                        .estimate = query_get_real(query, 6),
                                        .lower = query_get_real(query, 7),
                                        .upper = query_get_real(query, 8),
                                        .level = query_get_real(query, 9),
                                        .version = query_get_text(query, 11, arena),
                                        .created = query_get_text(query, 12, arena)},
                           .denominator = query_get_text(query, 10, arena)};
}

static const char FORECAST_HINT[] = "restore the database from a backup: what was expected then can't be computed anew";

/* Tells of those between the one before and this one, and of this one. */
static enum status check_sealed(struct store *store, const struct sealed *sealed, const char *stored, int64_t before,
                                struct errors *errors)
{
    const struct place place = {.file = store->name};
    char hex[SHA256_TEXT];
    if (seal(sealed, hex) != STATUS_OK)
        return errors_memory(errors);
    if (sealed->number - before > 1)
        (void)errors_add(errors, ERROR_RECORD_FORECAST, place, FORECAST_HINT,
                         "stored forecasts are gone: numbers %" PRId64 " to %" PRId64, before + 1, sealed->number - 1);
    if (!stored || strcmp(hex, stored) != 0)
        (void)errors_add(errors, ERROR_RECORD_FORECAST, place, FORECAST_HINT,
                         "the forecast of %s for wave %d from wave %d is not as it was stored (number %" PRId64 ", %s)",
                         sealed->item ? sealed->item : "no item", sealed->forecast.wave, sealed->forecast.made,
                         sealed->number, sealed->forecast.model ? sealed->forecast.model : "");
    return STATUS_OK;
}

enum status store_check_forecasts(struct store *store, struct errors *errors)
{
    struct arena *arena = arena_new();
    if (!arena)
        return errors_memory(errors);
    struct query query = query_begin(store, "select_sealed_forecasts");
    int64_t before = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && query_row(&query)) {
        const struct sealed sealed = take_sealed(&query, arena);
        const char *stored = query_get_text(&query, 13, arena);
        if (query.result == SQLITE_ROW) /* else a text could not be read, which query_end tells */
            status = check_sealed(store, &sealed, stored, before, errors);
        before = sealed.number;
    }
    enum status end = query_end(&query, errors);
    arena_free(arena);
    return status == STATUS_OK ? end : status;
}
