/* Putting scripts together, and finding the part that a line is of. */
#include "plot/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "plot/svg.h"

/* The two oldest kinds bring their own axes; the others are made of marks. */
static const char *const of_axes[] = {"plots/page.gp", NULL, "plots/write.gp"};
static const char *const of_marks[] = {"plots/page.gp", "plots/marks.gp", NULL, "plots/draw.gp", "plots/write.gp"};
static const char *const own[PLOT_KIND_END] = {
    [PLOT_TREND] = "plots/trend.gp",       [PLOT_STATUS] = "plots/status.gp",
    [PLOT_STRATA] = "plots/strata.gp",     [PLOT_CHANGE] = "plots/change.gp",
    [PLOT_FORECAST] = "plots/forecast.gp", [PLOT_BOUNDS] = "plots/bounds.gp",
    [PLOT_MARGIN] = "plots/margin.gp",     [PLOT_OC] = "plots/oc.gp",
};

const char *plot_script_name(enum plot_kind kind, size_t i)
{
    bool axes = kind == PLOT_TREND || kind == PLOT_STATUS;
    size_t count = axes ? sizeof of_axes / sizeof *of_axes : sizeof of_marks / sizeof *of_marks;
    if (i >= count)
        return NULL;
    const char *name = axes ? of_axes[i] : of_marks[i];
    return name ? name : own[kind];
}

/* The file of the folder, copied; `part->text` stays NULL where there is none. */
static enum status load_override(const struct drawing *drawing, struct script_part *part, struct errors *errors)
{
    const char *folder = drawing->job->options.script_folder;
    const char *path = folder ? file_join(drawing->arena, folder, part->name) : NULL;
    if (folder && !path)
        return errors_memory(errors);
    if (!path || !file_exists(path))
        return STATUS_OK;
    struct file file;
    enum status status = file_read(path, path, ERROR_READ, NULL, &file, errors);
    if (status != STATUS_OK)
        return status;
    const char *text = arena_text(drawing->arena, file.bytes, file.length);
    part->length = file.length;
    file_clear(&file);
    if (!text)
        return errors_memory(errors);
    part->text = text;
    part->name = path;
    return STATUS_OK;
}

enum status script_load(const struct drawing *drawing, struct script *script, struct errors *errors)
{
    enum plot_kind kind = drawing->job->options.kind;
    for (size_t i = 0; plot_script_name(kind, i); i++) {
        struct script_part *part = &script->parts[script->count++];
        *part = (struct script_part){.name = plot_script_name(kind, i)};
        if (part->name == own[kind])
            script->own = i;
        enum status status = load_override(drawing, part, errors);
        if (status != STATUS_OK)
            return status;
        const struct embedded *built_in = part->text ? NULL : embedded_find(part->name);
        if (built_in) {
            part->text = (const char *)built_in->bytes;
            part->length = built_in->length;
        }
    }
    return STATUS_OK;
}

const char *script_own_name(const struct script *script)
{
    return script->parts[script->own].name;
}

static size_t lines_of(const struct buffer *text)
{
    size_t lines = 0;
    for (const char *at = buffer_get(text); (at = strchr(at, '\n')); at++)
        lines++;
    return lines;
}

void script_add(struct script *script, const struct drawing *drawing, const char *const targets[FORMATS],
                const char *data, struct buffer *out)
{
    static const char *const formats[FORMATS] = {"svg", "png", "pdf", "text"};
    size_t count = 0, added[2] = {0};
    for (int i = 0; i < FORMATS; i++)
        count += targets[i] != NULL;
    int rows = (drawing->height + CELL_HEIGHT - 1) / CELL_HEIGHT; /* whole cells, so that each line finds its own */
    buffer_format(out, "width = %d\nheight = %d\nmargin = %d\n", drawing->width,
                  drawing->text ? rows * CELL_HEIGHT : drawing->height, PAGE_MARGIN);
    buffer_format(out, "cell_columns = %d\ncell_rows = %d\ncell_colour = %d\n", drawing->width / CELL_WIDTH + 1,
                  rows + 1, drawing->job->options.colour && drawing->job->options.kind != PLOT_STATUS);
    buffer_format(out, "font = '%s'\ntext_size = %d\nsmall_size = %d\n", FONT, TEXT_SIZE, SMALL_SIZE);
    for (int list = 0; list < 2; list++) {
        buffer_format(out, "array %s[%zu] = [", list ? "outputs" : "formats", count);
        for (int i = 0; i < FORMATS; i++)
            if (targets[i]) {
                buffer_text(out, added[list]++ ? ", " : "");
                drawing_quote(out, list ? targets[i] : formats[i]);
            }
        buffer_text(out, "]\n");
    }
    buffer_text(out, "data = ");
    drawing_quote(out, data);
    buffer_byte(out, '\n');
    buffer_add(out, buffer_get(&drawing->variables), drawing->variables.length);
    size_t line = lines_of(out) + 1;
    for (size_t i = 0; i < script->count; i++) {
        struct script_part *part = &script->parts[i];
        part->first_line = line;
        struct buffer text = {0};
        buffer_add(&text, part->text, part->length);
        buffer_byte(&text, '\n'); /* a file that lacks its last line end */
        line += lines_of(&text);
        buffer_add(out, buffer_get(&text), text.length);
        if (buffer_status(&text) != STATUS_OK)
            out->failed = true;
        buffer_clear(&text);
    }
}

const char *script_place(const struct script *script, struct arena *arena, const char *file, const char *said)
{
    char begin[64];
    int length = snprintf(begin, sizeof begin, "\"%s\" line ", file);
    if (length < 0 || strncmp(said, begin, (size_t)length) != 0)
        return said;
    char *end = NULL;
    unsigned long line = strtoul(said + length, &end, 10);
    const struct script_part *found = NULL;
    for (size_t i = 0; i < script->count; i++)
        if (script->parts[i].first_line <= line)
            found = &script->parts[i];
    if (!found || end == said + length)
        return said;
    return arena_format(arena, "%s:%lu%s", found->name, line - found->first_line + 1, end);
}
