/* The picture `status`: how far the institutions have come: a panel per item, a bar per wave, divided by choice. */
#include "plot/drawing.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* One bar. */
struct bar {
    double *share; /* by choice; NaN: empty; 0 also where there is no row */
    double n;
    const char *why; /* the status of a share that is empty */
    bool present;
};

struct stack {
    struct drawing *drawing;
    const struct table *table;
    struct rates_columns columns;
    const char **items, **item_labels;
    const char **choices, **choice_labels;
    int64_t *years;
    size_t item_count, choice_count, year_count;
    struct bar *bars;         /* by item, then wave */
    const char **wave_labels; /* cut to what a panel has room for */
    double label_width, count_width;
    int panel_columns, panel_rows, panel_width, panel_height, bar_offset, bar_width;
    double *panel_x, *panel_y;
    double pitch;
};

enum {
    KEY_SQUARE = 14,
    KEY_GAP = 22,
    KEY_LINE = 22,
    PANEL_GAP = 28,
    PANEL_TITLE = 26,
    PANEL_FOOT = 10,
    PITCH = 30,         /* from bar to bar, where the page grows */
    PITCH_OF_MANY = 21, /* of more than eight waves, and of bars in one column */
    MANY_WAVES = 8,
    MOST_ROWS = 32,    /* of bars that are put into one column so that they may have their figures */
    NARROW_LINE = 800, /* of characters: one panel beside another is too narrow */
    LEAST_BAR = 180,   /* in each of two columns */
    LABEL_GAP = 7,     /* between bars and the texts beside them */
    SHARE_PADDING = 1  /* around a percentage within its segment */
};

/* How much of the page the label of a wave may take. */
static const double MOST_LABEL = 0.12;

static struct bar *bar_at(const struct stack *stack, size_t item, size_t year)
{
    return &stack->bars[item * stack->year_count + year];
}

static size_t year_index(const struct stack *stack, size_t row)
{
    int64_t year = table_get_integer(stack->table, row, stack->columns.wave);
    size_t i = 0;
    while (stack->years[i] != year)
        i++;
    return i;
}

/* Finds items, choices and waves. */
static enum status collect(struct stack *stack, struct errors *errors)
{
    struct drawing *drawing = stack->drawing;
    size_t rows = table_rows(stack->table);
    stack->items = arena_array(drawing->arena, rows + 1, sizeof *stack->items);
    stack->item_labels = arena_array(drawing->arena, rows + 1, sizeof *stack->item_labels);
    stack->choices = arena_array(drawing->arena, rows + 1, sizeof *stack->choices);
    stack->choice_labels = arena_array(drawing->arena, rows + 1, sizeof *stack->choice_labels);
    stack->years = drawing_years(drawing, &stack->year_count);
    if (!stack->items || !stack->item_labels || !stack->choices || !stack->choice_labels || !stack->years)
        return errors_memory(errors);
    bool any = false;
    for (size_t row = 0; row < rows; row++) {
        const struct rates_columns *columns = &stack->columns;
        size_t item = drawing_index(stack->items, &stack->item_count, drawing_id(stack->table, row, columns->item));
        size_t choice =
            drawing_index(stack->choices, &stack->choice_count, drawing_id(stack->table, row, columns->choice));
        if (!stack->item_labels[item])
            stack->item_labels[item] = drawing_label(drawing, row, columns->item);
        if (!stack->choice_labels[choice])
            stack->choice_labels[choice] = drawing_label(drawing, row, columns->choice);
        if (!stack->item_labels[item] || !stack->choice_labels[choice])
            return errors_memory(errors);
        any = any || isfinite(drawing_number(stack->table, row, columns->estimate));
    }
    if (!any)
        return errors_add(errors, ERROR_NO_ROW, (struct place){0},
                          "it is of single choices; `minaoshi rates --choices --public` tells what was not answered "
                          "and what is suppressed",
                          "there is no share to draw in 'status'");
    return STATUS_OK;
}

/* Fills the bars; shares that do not make a whole can't be stacked. */
static enum status collect_bars(struct stack *stack, struct errors *errors)
{
    struct drawing *drawing = stack->drawing;
    size_t count = stack->item_count * stack->year_count;
    stack->bars = arena_array(drawing->arena, count, sizeof *stack->bars);
    double *shares = arena_array(drawing->arena, count * stack->choice_count, sizeof *shares);
    if (!stack->bars || !shares)
        return errors_memory(errors);
    for (size_t i = 0; i < count; i++)
        stack->bars[i] = (struct bar){.share = shares + i * stack->choice_count, .n = NAN};
    for (size_t row = 0; row < table_rows(stack->table); row++) {
        size_t item =
            drawing_index(stack->items, &stack->item_count, drawing_id(stack->table, row, stack->columns.item));
        size_t choice =
            drawing_index(stack->choices, &stack->choice_count, drawing_id(stack->table, row, stack->columns.choice));
        struct bar *bar = bar_at(stack, item, year_index(stack, row));
        double share = drawing_number(stack->table, row, stack->columns.estimate);
        bar->present = true;
        bar->share[choice] = share;
        bar->n = fmax(bar->n, drawing_number(stack->table, row, stack->columns.n));
        if (isnan(share))
            bar->why = drawing_id(stack->table, row, stack->columns.status);
    }
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t c = 0; c < stack->choice_count; c++)
            sum += stack->bars[i].share[c]; /* NaN where one is empty: then nothing can be said */
        if (stack->bars[i].present && !stack->bars[i].why && !(fabs(sum - 1) <= 1e-6))
            return errors_add(errors, ERROR_INTERNAL, (struct place){0},
                              "'status' shows items of which an institution chooses one answer, under allresp",
                              "shares of '%s' in wave %lld add up to %.6g, not to 1",
                              stack->items[i / stack->year_count], (long long)stack->years[i % stack->year_count], sum);
    }
    return STATUS_OK;
}

/* The key: a square and a label per choice, in lines; moves `top` below it. */
static enum status set_key(struct stack *stack)
{
    struct drawing *drawing = stack->drawing;
    double *x = arena_array(drawing->arena, stack->choice_count, sizeof *x);
    double *y = arena_array(drawing->arena, stack->choice_count, sizeof *y);
    const char **labels = arena_array(drawing->arena, stack->choice_count, sizeof *labels);
    if (!x || !y || !labels)
        return STATUS_FAILURE;
    double right = PAGE_MARGIN, line = drawing->top + KEY_LINE / 2.0;
    for (size_t c = 0; c < stack->choice_count; c++) {
        double most = drawing->width - 2 * PAGE_MARGIN - KEY_SQUARE - 7;
        const char *label = layout_shorten(drawing->arena, stack->choice_labels[c], most, drawing_plain(drawing));
        if (label && drawing->text) /* the character that gnuplot draws the segments with */
            label = arena_format(drawing->arena, "%c %s", "*#$%@&="[c % 7], label);
        if (!label)
            return STATUS_FAILURE;
        labels[c] = label;
        double width = KEY_SQUARE + 7 + layout_width(label, strlen(label), drawing_plain(drawing));
        if (right > PAGE_MARGIN && right + width > drawing->width - PAGE_MARGIN) {
            right = PAGE_MARGIN;
            line += KEY_LINE;
        }
        x[c] = right;
        y[c] = line;
        right += width + KEY_GAP;
    }
    drawing->top = (int)(line + KEY_LINE / 2.0) + 4;
    drawing_set_number(drawing, "choice_count", (double)stack->choice_count);
    drawing_set_texts(drawing, "choice_label", labels, stack->choice_count);
    drawing_set_numbers(drawing, "key_x", x, stack->choice_count);
    drawing_set_numbers(drawing, "key_y", y, stack->choice_count);
    drawing_set_number(drawing, "key_square", KEY_SQUARE);
    return STATUS_OK;
}

/* A blank between characters must be a whole cell wherever its neighbours lie. */
static int label_gap(const struct drawing *drawing)
{
    return drawing->text ? 3 * CELL_WIDTH : LABEL_GAP;
}

/* "1,655"; "" where nobody knows. NULL when there is no memory. */
static const char *count_label(const struct stack *stack, const struct bar *bar)
{
    return isfinite(bar->n) ? drawing_count(stack->drawing, bar->n) : "";
}

/* Whether the first share of every newest bar, which the picture is about, has room for its figure on bars that long.
 */
static bool has_figures(const struct stack *stack, double bar_width)
{
    const struct drawing *drawing = stack->drawing;
    for (size_t item = 0; item < stack->item_count; item++) {
        const struct bar *bar = bar_at(stack, item, stack->year_count - 1);
        const char *text = bar->present && bar->share[0] > 0 ? drawing_percent(drawing, bar->share[0]) : "";
        if (text && *text &&
            layout_width(text, strlen(text), drawing_small(drawing)) + 2 * SHARE_PADDING > bar->share[0] * bar_width)
            return false;
    }
    return true;
}

/* The texts beside the bars, and as many columns of panels as they leave room for. */
static enum status measure(struct stack *stack)
{
    struct drawing *drawing = stack->drawing;
    int small = drawing_small(drawing);
    double whole = drawing->width - 2.0 * PAGE_MARGIN, half = (whole - PANEL_GAP) / 2;
    stack->wave_labels = arena_array(drawing->arena, stack->year_count, sizeof *stack->wave_labels);
    if (!stack->wave_labels)
        return STATUS_FAILURE;
    for (size_t i = 0; i < stack->year_count; i++) {
        const char *label = drawing_wave_label(drawing, stack->years[i]);
        if (!label || !(label = layout_shorten(drawing->arena, label, drawing->width * MOST_LABEL, small)))
            return STATUS_FAILURE;
        stack->wave_labels[i] = label;
        stack->label_width = fmax(stack->label_width, layout_width(label, strlen(label), small));
    }
    stack->count_width = layout_width("n", 1, small); /* their heading */
    for (size_t i = 0; i < stack->item_count * stack->year_count; i++) {
        const char *count = count_label(stack, &stack->bars[i]);
        if (!count)
            return STATUS_FAILURE;
        stack->count_width = fmax(stack->count_width, layout_width(count, strlen(count), small));
    }
    const double texts = stack->label_width + stack->count_width + 2 * label_gap(drawing);
    bool fits = half - texts >= LEAST_BAR && !(drawing->text && drawing->width < NARROW_LINE);
    if (!drawing->text && stack->item_count * stack->year_count <= MOST_ROWS && !has_figures(stack, half - texts) &&
        has_figures(stack, whole - texts))
        fits = false;
    stack->panel_columns = stack->item_count > 1 && fits ? 2 : 1;
    const int rows = ((int)stack->item_count + stack->panel_columns - 1) / stack->panel_columns;
    stack->panel_rows = rows > 0 ? rows : 1;
    stack->panel_width = (int)(stack->panel_columns == 2 ? half : whole);
    stack->bar_offset = (int)stack->label_width + label_gap(drawing);
    stack->bar_width = stack->panel_width - stack->bar_offset - (int)stack->count_width - label_gap(drawing);
    return STATUS_OK;
}

/* The panels, and within each the waves' labels, the bars and their n. */
static enum status set_panels(struct stack *stack)
{
    struct drawing *drawing = stack->drawing;
    double *x = arena_array(drawing->arena, stack->item_count, sizeof *x);
    double *y = arena_array(drawing->arena, stack->item_count, sizeof *y);
    const char **labels = arena_array(drawing->arena, stack->year_count, sizeof *labels);
    const char **titles = arena_array(drawing->arena, stack->item_count, sizeof *titles);
    const char **counts = arena_array(drawing->arena, stack->item_count * stack->year_count, sizeof *counts);
    if (!x || !y || !labels || !titles || !counts)
        return STATUS_FAILURE;
    stack->panel_x = x;
    stack->panel_y = y;
    stack->panel_height = (drawing->bottom - drawing->top) / stack->panel_rows;
    if (drawing->text)
        stack->panel_height = stack->panel_height / CELL_HEIGHT * CELL_HEIGHT;
    stack->pitch = drawing->text
                       ? CELL_HEIGHT
                       : fmax(1, (stack->panel_height - PANEL_TITLE - PANEL_FOOT) / (double)stack->year_count);
    /* where rows are narrow, not each is named */
    size_t every = drawing->text ? 1 : (size_t)ceil((drawing_small(drawing) + 1) / stack->pitch);
    for (size_t i = 0; i < stack->year_count; i++) {
        bool named = (stack->year_count - 1 - i) % every == 0;
        labels[i] = named ? stack->wave_labels[i] : "";
        for (size_t item = 0; item < stack->item_count; item++) {
            size_t k = item * stack->year_count + i;
            if (!(counts[k] = named ? count_label(stack, &stack->bars[k]) : ""))
                return STATUS_FAILURE;
        }
    }
    for (size_t i = 0; i < stack->item_count; i++) {
        int column = (int)i % stack->panel_columns, row = (int)i / stack->panel_columns;
        x[i] = PAGE_MARGIN + column * (stack->panel_width + PANEL_GAP);
        y[i] = drawing->top + row * stack->panel_height;
        titles[i] = layout_shorten(drawing->arena, stack->item_labels[i], stack->bar_width, drawing_plain(drawing));
        if (!titles[i])
            return STATUS_FAILURE;
    }
    drawing_set_number(drawing, "panel_count", (double)stack->item_count);
    drawing_set_texts(drawing, "panel_label", titles, stack->item_count);
    drawing_set_numbers(drawing, "panel_x", x, stack->item_count);
    drawing_set_numbers(drawing, "panel_y", y, stack->item_count);
    drawing_set_number(drawing, "panel_title", PANEL_TITLE);
    drawing_set_number(drawing, "bar_offset", stack->bar_offset);
    drawing_set_number(drawing, "bar_width", stack->bar_width);
    drawing_set_number(drawing, "panel_width", stack->panel_width);
    drawing_set_number(drawing, "pitch", stack->pitch);
    drawing_set_number(drawing, "wave_count", (double)stack->year_count);
    drawing_set_texts(drawing, "wave_label", labels, stack->year_count);
    drawing_set_texts(drawing, "bar_count", counts, stack->item_count * stack->year_count);
    return STATUS_OK;
}

static void add_number(struct buffer *out, double value)
{
    buffer_byte(out, '\t');
    number_add_exact(out, value);
}

/* The segments of one bar. Once a share is empty nobody knows where the next one begins: the rest is one blank segment
 * (choice 0) that says why. */
static enum status add_bar(struct stack *stack, size_t item, size_t year)
{
    struct drawing *drawing = stack->drawing;
    const struct bar *bar = bar_at(stack, item, year);
    const char *id = layout_clean(drawing->arena, stack->items[item]);
    if (!id)
        return STATUS_FAILURE;
    double from = 0, left = stack->panel_x[item] + stack->bar_offset;
    double middle = stack->panel_y[item] + PANEL_TITLE + ((double)year + 0.5) * stack->pitch,
           half = 0.39 * stack->pitch;
    for (size_t c = 0; c < stack->choice_count && bar->present; c++) {
        double share = bar->share[c];
        bool known = isfinite(share);
        if (known && share <= 0)
            continue;
        const char *text = known ? drawing_percent(drawing, share)
                                 : tr(drawing->job->options.language, bar->why && *bar->why ? bar->why : "no data");
        if (!text)
            return STATUS_FAILURE;
        double to = known && from + share < 1 ? from + share : 1;
        if (to - from < 1e-9) /* nothing is left for what is empty */
            break;
        bool fits = layout_width(text, strlen(text), drawing_small(drawing)) + 2 * SHARE_PADDING <=
                        (to - from) * stack->bar_width &&
                    (drawing->text || stack->pitch >= drawing_small(drawing) + 2);
        buffer_format(&drawing->data, "%zu\t%zu\t%zu", item + 1, year + 1, known ? c + 1 : 0);
        add_number(&drawing->data, from);
        add_number(&drawing->data, to);
        const char *choice = layout_clean(drawing->arena, known ? stack->choices[c] : "");
        if (!choice)
            return STATUS_FAILURE;
        buffer_format(&drawing->data, "\t%s", fits ? drawing_cells(drawing, text) : " ");
        double begin = left + from * stack->bar_width, end = left + to * stack->bar_width;
        const double pixels[] = {(begin + end) / 2, middle, begin, end, middle - half, middle + half};
        for (size_t i = 0; i < sizeof pixels / sizeof *pixels; i++) {
            buffer_byte(&drawing->data, '\t');
            number_add_fixed(&drawing->data, pixels[i], 2, false);
        }
        /* texts come last: gnuplot would read a quote in one as the begin of a longer field */
        buffer_format(&drawing->data, "\t%lld\t%s\t%s\n", (long long)stack->years[year], id, choice);
        from = to;
        if (!known)
            break;
    }
    return STATUS_OK;
}

/* The newest wave in words. */
static enum status describe(struct stack *stack)
{
    struct drawing *drawing = stack->drawing;
    size_t newest = stack->year_count - 1;
    const char *wave = drawing_wave_label(drawing, stack->years[newest]);
    if (!wave)
        return STATUS_FAILURE;
    for (size_t item = 0; item < stack->item_count; item++) {
        const struct bar *bar = bar_at(stack, item, newest);
        buffer_format(&drawing->description, "%s%s, %s:", item ? "\n" : "", stack->item_labels[item], wave);
        for (size_t c = 0; c < stack->choice_count; c++) {
            const char *percent = drawing_percent(drawing, bar->present ? bar->share[c] : NAN);
            if (!percent)
                return STATUS_FAILURE;
            buffer_format(&drawing->description, "%s %s %s%s", c ? "," : "", stack->choice_labels[c], percent,
                          bar->present && isfinite(bar->share[c]) ? "%" : "");
        }
    }
    return STATUS_OK;
}

/* What a panel needs. */
static double least_height(const struct stack *stack)
{
    double count = (double)stack->year_count;
    if (stack->drawing->text)
        return CELL_HEIGHT * (count + ceil((double)(PANEL_TITLE + PANEL_FOOT) / CELL_HEIGHT));
    return PANEL_TITLE + PANEL_FOOT +
           count * (stack->year_count > MANY_WAVES || (stack->panel_columns == 1 && stack->item_count > 1)
                        ? PITCH_OF_MANY
                        : PITCH);
}

enum status status_draw(struct drawing *drawing, struct errors *errors)
{
    struct stack stack = {.drawing = drawing, .table = drawing->job->table};
    stack.columns = drawing_columns(stack.table);
    enum status status = collect(&stack, errors);
    if (status == STATUS_OK)
        status = collect_bars(&stack, errors);
    if (status != STATUS_OK)
        return status;
    const char *legend =
        tr(drawing->job->options.language, "Shares in percent of the answers (n); shares too small for a "
                                           "figure are drawn without one.");
    if (drawing_head(drawing) != STATUS_OK || set_key(&stack) != STATUS_OK || measure(&stack) != STATUS_OK)
        return errors_memory(errors);
    if (drawing->text) /* so that each panel has its title right above its first bar */
        drawing->top = (drawing->top + CELL_HEIGHT - 1) / CELL_HEIGHT * CELL_HEIGHT + CELL_OFFSET;
    if (drawing_foot(drawing, legend, drawing->top + stack.panel_rows * least_height(&stack)) != STATUS_OK ||
        set_panels(&stack) != STATUS_OK || describe(&stack) != STATUS_OK)
        return errors_memory(errors);
    buffer_text(&drawing->data,
                "# panel\trow\tchoice_number\tfrom\tto\ttext\tx\ty\tleft\tright\tupper\tlower\twave\titem\tchoice\n");
    for (size_t item = 0; item < stack.item_count; item++)
        for (size_t year = 0; year < stack.year_count; year++)
            if (add_bar(&stack, item, year) != STATUS_OK)
                return errors_memory(errors);
    return STATUS_OK;
}
