/* published.csv: figures known as they were published. */
#include <string.h>

#include "base/number.h"
#include "study/side.h"

enum { WAVE, ITEM, PERCENT, SOURCE, BASE, CHANGE };

/* Reads the figures of a row; false after reporting. */
static bool read_figures(struct side *side, struct published_figure *figure)
{
    const char *base = side_value(side, BASE), *change = side_value(side, CHANGE);
    double value;
    bool good = true;
    figure->percent = side_value(side, PERCENT);
    /* As it is written, for people are led back by it. */
    const struct field *source = side_field(side, SOURCE);
    figure->source = arena_text(side->arena, source->text, source->length);
    side->failed = side->failed || !figure->source;
    figure->points_change = change[0] ? change : NULL;
    figure->n = -1;
    if (side->failed)
        return false;
    if (!side_is_decimal(figure->percent) || !number_parse_real(figure->percent, &value) || value > 100) {
        side_report(side, PERCENT, "write the number as it was published, without a sign, for example 10.1",
                    "percent must be a number from 0 to 100, not '%s'", figure->percent);
        good = false;
    }
    if (base[0])
        good = side_count(side, BASE, "n", false, &figure->n) && good;
    const char *digits = change + (*change == '+' || *change == '-');
    if (change[0] && !(side_is_decimal(digits) && number_parse_real(digits, &value) && value <= 100)) {
        side_report(side, CHANGE, "write the points as they were published, for example +2.9",
                    "points_change must be a number from -100 to 100, not '%s'", change);
        good = false;
    }
    return side_filled(side, SOURCE, "source", "tell where the figure was published") && good;
}

static void published_row(struct side *side, void *result)
{
    struct published *published = result;
    struct published_figure figure = {0};
    int64_t wave = side_wave(side, WAVE);
    const char *id = side_value(side, ITEM);
    bool good = read_figures(side, &figure);
    if (side->failed)
        return;
    int64_t item = study_find_item(side->study, id);
    if (item < 0)
        side_report(side, ITEM, "write the id of an item in study.yaml", "'%s' is not an item of study.yaml", id);
    else if (side->study->items[item].kind == ITEM_TEXT || side->study->items[item].kind == ITEM_NUMBER) {
        side_report(side, ITEM, NULL, "item '%s' is a %s and has no percentage", id,
                    item_kind_name(side->study->items[item].kind));
        good = false;
    }
    if (wave < 0 || item < 0 || !good)
        return;
    figure.year = side->study->waves[wave].year;
    figure.item = (size_t)item;
    for (size_t i = 0; i < published->count; i++)
        if (published->figures[i].year == figure.year && published->figures[i].item == figure.item) {
            side_report(side, ITEM, NULL, "wave %d has '%s' already", figure.year, id);
            return;
        }
    void *figures = published->figures;
    if (!side_grow(side, &figures, published->count, sizeof *published->figures))
        return;
    published->figures = figures;
    published->figures[published->count++] = figure;
}

enum status published_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                            struct arena *arena, struct published *published, struct errors *errors)
{
    static const char *const titles[] = {"wave", "item", "percent", "source", "n", "points_change", NULL};
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors};
    *published = (struct published){0};
    enum status status = side_open(&side, bytes, length, titles);
    if (status == STATUS_OK)
        status = side_columns(&side, titles, SOURCE + 1);
    if (status == STATUS_OK)
        status = side_rows(&side, published_row, published);
    reader_close(side.reader);
    if (status != STATUS_OK)
        *published = (struct published){0};
    return status;
}
