/* The side files, each with vintages of its own: frame, lineage, published figures, margins. */
#include <string.h>

#include "store/query.h"

/* ---- frame ---- */

static enum status add_member_attributes(struct store *store, int64_t import_id, const struct frame_member *member,
                                         struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < store->study->attribute_count; i++) {
        if (!member->attributes[i])
            continue;
        struct query query = query_begin(store, "insert_member_attribute");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", member->year);
        query_text(&query, ":code", member->code);
        query_text(&query, ":attribute", store->study->attributes[i].id);
        query_text(&query, ":value", member->attributes[i]);
        status = query_end(&query, errors);
    }
    return status;
}

enum status store_add_frame(struct store *store, int64_t import_id, const struct frame *frame, struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < frame->count; i++) {
        struct query query = query_begin(store, "insert_frame");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", frame->cells[i].year);
        query_integer(&query, ":stratum", store->stratum_codes[frame->cells[i].stratum]);
        query_integer(&query, ":n", frame->cells[i].N);
        status = query_end(&query, errors);
    }
    for (size_t i = 0; status == STATUS_OK && i < frame->member_count; i++) {
        const struct frame_member *member = &frame->members[i];
        struct query query = query_begin(store, "insert_member");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", member->year);
        query_text(&query, ":code", member->code);
        query_text(&query, ":name", member->name);
        query_integer(&query, ":stratum", store->stratum_codes[member->stratum]);
        query_real(&query, ":size", member->size);
        query_integer(&query, ":line", member->line);
        status = query_end(&query, errors);
        if (status == STATUS_OK && member->attributes)
            status = add_member_attributes(store, import_id, member, errors);
    }
    return status;
}

enum status store_frame_of(struct store *store, int64_t import_id, struct arena *arena, struct frame *frame,
                           struct errors *errors)
{
    *frame = (struct frame){0};
    if (!import_id)
        return STATUS_OK;
    const struct study *study = store->study;
    frame->cells = arena_array(arena, study->wave_count * study->stratum_count, sizeof *frame->cells);
    if (!frame->cells)
        return errors_memory(errors);
    struct query query = query_begin(store, "select_frame");
    query_integer(&query, ":import", import_id);
    while (query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        int64_t stratum = store_index_of(store->stratum_codes, study->stratum_count, query_get_integer(&query, 1));
        if (stratum < 0 || study_find_wave(study, year) < 0)
            continue;
        frame->cells[frame->count++] = (struct frame_cell){year, (size_t)stratum, query_get_integer(&query, 2)};
    }
    return query_end(&query, errors);
}

static enum status read_members(struct store *store, int64_t import_id, struct arena *arena, struct frame *frame,
                                struct errors *errors)
{
    const struct study *study = store->study;
    struct frame_member *members = NULL;
    size_t count = 0, capacity = 0;
    bool memory = true;
    struct query query = query_begin(store, "select_members");
    query_integer(&query, ":import", import_id);
    while (memory && query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        int64_t stratum = store_index_of(store->stratum_codes, study->stratum_count, query_get_integer(&query, 3));
        if (stratum < 0 || study_find_wave(study, year) < 0)
            continue;
        memory = mem_grow(&members, &capacity, count, sizeof *members) == STATUS_OK;
        if (memory)
            members[count++] = (struct frame_member){.year = year,
                                                     .code = query_get_text(&query, 1, arena),
                                                     .name = query_get_text(&query, 2, arena),
                                                     .stratum = (size_t)stratum,
                                                     .size = query_get_real(&query, 4),
                                                     .line = query_get_integer(&query, 5)};
    }
    enum status status = query_end(&query, errors);
    frame->members = count ? rows_keep(members, count, sizeof *members, arena) : NULL;
    frame->member_count = frame->members ? count : 0;
    memory = memory && frame->member_count == count;
    return status != STATUS_OK || memory ? status : errors_memory(errors);
}

/* Where a member stands to a wave and code in the order of the register. */
static int compare_member(const struct frame_member *member, int year, const char *code)
{
    return member->year != year ? (member->year < year ? -1 : 1) : strcmp(member->code, code);
}

static enum status read_attributes(struct store *store, int64_t import_id, struct arena *arena, struct frame *frame,
                                   struct errors *errors)
{
    const struct study *study = store->study;
    size_t at = 0;
    bool memory = true;
    struct query query = query_begin(store, "select_member_attributes");
    query_integer(&query, ":import", import_id);
    while (memory && query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        const char *code = query_get_text(&query, 1, arena), *id = query_get_text(&query, 2, arena);
        if (!code || !id)
            break;
        while (at < frame->member_count && compare_member(&frame->members[at], year, code) < 0)
            at++;
        int64_t attribute = study_find_attribute(study, id);
        if (attribute < 0 || at == frame->member_count || compare_member(&frame->members[at], year, code) != 0)
            continue; /* study.yaml no longer declares it, or the member's stratum or wave */
        struct frame_member *member = &frame->members[at];
        if (!member->attributes)
            member->attributes = arena_array(arena, study->attribute_count, sizeof *member->attributes);
        memory = member->attributes != NULL;
        if (memory)
            member->attributes[attribute] = query_get_text(&query, 3, arena);
    }
    enum status status = query_end(&query, errors);
    return status != STATUS_OK || memory ? status : errors_memory(errors);
}

enum status store_frame(struct store *store, int64_t as_of, struct arena *arena, struct frame *frame,
                        struct errors *errors)
{
    *frame = (struct frame){0};
    int64_t import_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_FRAME, 0, as_of, &import_id, &counted, errors);
    if (status == STATUS_OK)
        status = store_frame_of(store, import_id, arena, frame, errors);
    if (status == STATUS_OK && import_id)
        status = read_members(store, import_id, arena, frame, errors);
    if (status == STATUS_OK && frame->member_count)
        status = read_attributes(store, import_id, arena, frame, errors);
    return status;
}

/* ---- lineage ---- */

enum status store_add_lineage(struct store *store, int64_t import_id, const struct lineage *lineage,
                              struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < lineage->count; i++) {
        const struct lineage_event *event = &lineage->events[i];
        struct query query = query_begin(store, "insert_lineage");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":position", (int64_t)i);
        query_text(&query, ":code", event->code);
        query_text(&query, ":successor", event->successor);
        query_text(&query, ":effective", event->effective);
        query_text(&query, ":kind", lineage_kind_name(event->kind));
        query_integer(&query, ":line", event->line);
        status = query_end(&query, errors);
    }
    return status;
}

enum status store_lineage_of(struct store *store, int64_t import_id, struct arena *arena, struct lineage *lineage,
                             struct errors *errors)
{
    *lineage = (struct lineage){0};
    struct lineage_event *events = NULL;
    size_t capacity = 0, count = 0;
    bool memory = true;
    struct query query = query_begin(store, "select_lineage");
    query_integer(&query, ":import", import_id);
    while (memory && query_row(&query)) {
        memory = mem_grow(&events, &capacity, count, sizeof *events) == STATUS_OK;
        if (!memory)
            break;
        struct lineage_event event = {.code = query_get_text(&query, 0, arena),
                                      .successor = query_get_text(&query, 1, arena),
                                      .effective = query_get_text(&query, 2, arena),
                                      .line = query_get_integer(&query, 4)};
        const char *kind = query_get_text(&query, 3, arena);
        for (int i = 0; kind && i < LINEAGE_END; i++)
            if (strcmp(kind, lineage_kind_name((enum lineage_kind)i)) == 0)
                event.kind = (enum lineage_kind)i;
        events[count++] = event;
    }
    enum status status = query_end(&query, errors);
    lineage->events = rows_keep(events, count, sizeof *events, arena);
    lineage->count = lineage->events ? count : 0;
    memory = memory && lineage->events;
    return status != STATUS_OK || memory ? status : errors_memory(errors);
}

enum status store_lineage(struct store *store, int64_t as_of, struct arena *arena, struct lineage *lineage,
                          struct errors *errors)
{
    *lineage = (struct lineage){0};
    int64_t import_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_LINEAGE, 0, as_of, &import_id, &counted, errors);
    return status == STATUS_OK ? store_lineage_of(store, import_id, arena, lineage, errors) : status;
}

/* ---- published figures ---- */

enum status store_add_published(struct store *store, int64_t import_id, const struct published *published,
                                struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < published->count; i++) {
        const struct published_figure *figure = &published->figures[i];
        struct query query = query_begin(store, "insert_published");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", figure->year);
        query_text(&query, ":item", store->study->items[figure->item].id);
        query_text(&query, ":percent", figure->percent);
        if (figure->n < 0)
            query_null(&query, ":n");
        else
            query_integer(&query, ":n", figure->n);
        query_text(&query, ":change", figure->points_change);
        query_text(&query, ":source", figure->source);
        status = query_end(&query, errors);
    }
    return status;
}

enum status store_published(struct store *store, int64_t as_of, struct arena *arena, struct published *published,
                            struct errors *errors)
{
    *published = (struct published){0};
    int64_t import_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_PUBLISHED, 0, as_of, &import_id, &counted, errors);
    return status == STATUS_OK ? store_published_of(store, import_id, arena, published, errors) : status;
}

enum status store_published_of(struct store *store, int64_t import_id, struct arena *arena, struct published *published,
                               struct errors *errors)
{
    *published = (struct published){0};
    if (!import_id)
        return STATUS_OK;
    const struct study *study = store->study;
    published->figures = arena_array(arena, study->wave_count * study->item_count, sizeof *published->figures);
    if (!published->figures)
        return errors_memory(errors);
    struct query query = query_begin(store, "select_published");
    query_integer(&query, ":import", import_id);
    while (query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        const char *id = query_get_text(&query, 1, arena);
        int64_t item = id ? study_find_item(study, id) : -1;
        if (item < 0 || study_find_wave(study, year) < 0)
            continue;
        bool has_n = query_get_text(&query, 3, arena) != NULL;
        published->figures[published->count++] = (struct published_figure){
            year,
            (size_t)item,
            query_get_text(&query, 2, arena),
            has_n ? query_get_integer(&query, 3) : -1,
            query_get_text(&query, 4, arena),
            query_get_text(&query, 5, arena),
        };
    }
    return query_end(&query, errors);
}

/* ---- margins ---- */

enum status store_add_margins(struct store *store, int64_t import_id, const struct margins *margins,
                              struct errors *errors)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < margins->count; i++) {
        const struct margin_cell *cell = &margins->cells[i];
        struct query query = query_begin(store, "insert_margin");
        query_integer(&query, ":import", import_id);
        query_integer(&query, ":wave", cell->year);
        query_text(&query, ":attribute", store->study->attributes[cell->attribute].id);
        query_text(&query, ":value", cell->value);
        query_integer(&query, ":n", cell->N);
        query_integer(&query, ":line", cell->line);
        status = query_end(&query, errors);
    }
    return status;
}

enum status store_margins(struct store *store, int64_t as_of, struct arena *arena, struct margins *margins,
                          struct errors *errors)
{
    *margins = (struct margins){0};
    int64_t import_id;
    bool counted;
    enum status status = store_newest_id(store, IMPORT_MARGINS, 0, as_of, &import_id, &counted, errors);
    return status == STATUS_OK ? store_margins_of(store, import_id, arena, margins, errors) : status;
}

enum status store_margins_of(struct store *store, int64_t import_id, struct arena *arena, struct margins *margins,
                             struct errors *errors)
{
    *margins = (struct margins){0};
    bool memory = true;
    struct margin_cell *cells = NULL;
    size_t capacity = 0, count = 0;
    if (!import_id)
        return STATUS_OK;
    struct query query = query_begin(store, "select_margins");
    query_integer(&query, ":import", import_id);
    while (memory && query_row(&query)) {
        int year = (int)query_get_integer(&query, 0);
        const char *id = query_get_text(&query, 1, arena);
        int64_t attribute = id ? study_find_attribute(store->study, id) : -1;
        if (attribute < 0 || study_find_wave(store->study, year) < 0)
            continue;
        memory = mem_grow(&cells, &capacity, count, sizeof *cells) == STATUS_OK;
        if (memory)
            cells[count++] = (struct margin_cell){year, (size_t)attribute, query_get_text(&query, 2, arena),
                                                  query_get_integer(&query, 3), query_get_integer(&query, 4)};
    }
    enum status status = query_end(&query, errors);
    margins->cells = rows_keep(cells, count, sizeof *cells, arena);
    margins->count = margins->cells ? count : 0;
    memory = memory && margins->cells;
    return status != STATUS_OK || memory ? status : errors_memory(errors);
}
