/* Running the jobs: script and data to gnuplot, pictures from it to their files, and what is told when that fails. */
#define _POSIX_C_SOURCE 200809L
#include "plot/plot.h"

#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "plot/child.h"
#include "plot/drawing.h"
#include "plot/svg.h"

#define DEFAULT_PROGRAM "gnuplot"

enum { DEFAULT_SECONDS = 30, FORMATS = 2 };

static const struct {
    const char *name, *script;
    int width, height; /* the height is the least one where none is given */
    enum status (*draw)(struct drawing *drawing, struct errors *errors);
} kinds[PLOT_KIND_END] = {
    [PLOT_TREND] = {"trend", "plots/trend.gp", 900, 560, trend_draw},
    [PLOT_STATUS] = {"status", "plots/status.gp", 1000, 280, status_draw},
};

/* One job on its way. */
struct work {
    const struct plot_job *job;
    struct arena *arena;
    struct drawing drawing;
    struct buffer script;
    const char *arguments[3];
    const char *stem; /* where script and data are kept */
    struct errors errors;
    bool ready; /* for its child */
};

const char *plot_kind_name(enum plot_kind kind)
{
    return kinds[kind].name;
}

bool plot_kind_parse(const char *name, enum plot_kind *kind)
{
    for (int i = 0; i < PLOT_KIND_END; i++)
        if (strcmp(name, kinds[i].name) == 0) {
            *kind = (enum plot_kind)i;
            return true;
        }
    return false;
}

static const char *program_of(const struct plot_job *job)
{
    return job->options.program ? job->options.program : DEFAULT_PROGRAM;
}

static const char *first_path(const struct plot_job *job)
{
    return job->svg_path ? job->svg_path : job->png_path;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The path without its suffix; NULL when there is no memory. */
static const char *stem_of(struct arena *arena, const char *path)
{
    const char *dot = strrchr(base_name(path), '.');
    return arena_text(arena, path, dot && dot > base_name(path) ? (size_t)(dot - path) : strlen(path));
}

static void add_embedded(struct buffer *out, const char *name)
{
    const struct embedded *file = embedded_find(name);
    if (file)
        buffer_add(out, file->bytes, file->length);
    else
        out->failed = true;
}

/* A script to its end. The pictures go to `targets` (NULL: not drawn), by format. They
 * begin with '/' or './', for gnuplot takes a name that begins with '|' for a program and '~' for a home. */
static void add_script(struct buffer *out, const struct drawing *drawing, const char *const targets[FORMATS],
                       const char *data)
{
    static const char *const formats[FORMATS] = {"svg", "png"};
    size_t count = (targets[0] ? 1U : 0U) + (targets[1] ? 1U : 0U), added[2] = {0};
    buffer_format(out, "width = %d\nheight = %d\nmargin = %d\n", drawing->width, drawing->height, PAGE_MARGIN);
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
    add_embedded(out, "plots/page.gp");
    add_embedded(out, kinds[drawing->job->options.kind].script);
    add_embedded(out, "plots/write.gp");
}

/* Everything up to the child. */
static enum status prepare(struct work *work)
{
    const struct plot_job *job = work->job;
    const struct plot_options *options = &job->options;
    if (!(work->arena = arena_new()))
        return errors_memory(&work->errors);
    work->stem = job->keep_stem ? job->keep_stem : stem_of(work->arena, first_path(job));
    struct drawing *drawing = &work->drawing;
    *drawing = (struct drawing){.job = job, .arena = work->arena};
    drawing->width = options->width > 0 ? options->width : kinds[options->kind].width;
    drawing->height = options->height > 0 ? options->height : kinds[options->kind].height;
    drawing->grows = options->height <= 0;
    enum status status = kinds[options->kind].draw(drawing, &work->errors);
    if (status != STATUS_OK)
        return status;
    const char *const targets[FORMATS] = {job->svg_path ? "/dev/fd/3" : NULL, job->png_path ? "/dev/fd/4" : NULL};
    buffer_format(&work->script, "$data << EOD\n%sEOD\n",
                  buffer_get(&drawing->data)); /* its lines begin with # or a digit */
    add_script(&work->script, drawing, targets, "$data");
    if (!work->stem || buffer_status(&drawing->variables) != STATUS_OK || buffer_status(&drawing->data) != STATUS_OK ||
        buffer_status(&drawing->description) != STATUS_OK || buffer_status(&work->script) != STATUS_OK)
        return errors_memory(&work->errors);
    work->ready = true;
    return STATUS_OK;
}

/* Script and data, for the hands of people. */
static enum status keep(struct work *work)
{
    const struct plot_job *job = work->job;
    const char *name = layout_clean(work->arena, base_name(work->stem));
    const char *script_path = arena_format(work->arena, "%s.gp", work->stem);
    const char *data_path = arena_format(work->arena, "%s.tsv", work->stem);
    const char *data = arena_format(work->arena, "./%s.tsv", base_name(work->stem));
    const char *targets[FORMATS] = {0};
    if (!name || !script_path || !data_path || !data)
        return errors_memory(&work->errors);
    const char *const paths[FORMATS] = {job->svg_path, job->png_path};
    for (int i = 0; i < FORMATS; i++)
        if (paths[i] && !(targets[i] = arena_format(work->arena, "./%s", base_name(paths[i]))))
            return errors_memory(&work->errors);
    struct buffer script = {0};
    buffer_format(&script,
                  "# Made by minaoshi: `gnuplot %s.gp` in this folder draws the picture from %s.tsv.\n"
                  "# minaoshi then adds to the SVG a description and fonts to fall back to.\n",
                  name, name);
    add_script(&script, &work->drawing, targets, data);
    enum status status = buffer_status(&script) == STATUS_OK
                             ? file_write(script_path, script.bytes, script.length, &work->errors)
                             : errors_memory(&work->errors);
    if (status == STATUS_OK)
        status = file_write(data_path, buffer_get(&work->drawing.data), work->drawing.data.length, &work->errors);
    buffer_clear(&script);
    return status;
}

/* The last line with something in it: gnuplot shows the statement first and then what is wrong with it. */
static const char *last_line(struct arena *arena, const struct buffer *messages)
{
    const char *text = buffer_get(messages);
    size_t end = messages->length;
    while (end > 0 && strchr(" \t\r\n", text[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    while (start < end && strchr(" \t", text[start]))
        start++;
    const char *line = arena_text(arena, text + start, end - start);
    return line ? layout_clean(arena, line) : NULL;
}

/* Why there is no picture. */
static void tell_failure(struct work *work, const struct child *child)
{
    const char *script = kinds[work->job->options.kind].script;
    const char *said = last_line(work->arena, &child->output[CHILD_MESSAGES]);
    const char *hint =
        arena_format(work->arena, "script and data are kept in '%s.gp' and '%s.tsv'", work->stem, work->stem);
    const char *how = NULL;
    switch (child->end) {
    case CHILD_EXITED:
        how = child->code ? arena_format(work->arena, "exit status %d", child->code) : "it wrote no whole picture";
        break;
    case CHILD_SIGNALLED:
        how = arena_format(work->arena, "ended by signal %d", child->code);
        break;
    case CHILD_LATE:
        how = arena_format(work->arena, "killed after %g seconds", child->seconds);
        break;
    case CHILD_TOO_MUCH:
        how = "killed, it wrote without end";
        break;
    case CHILD_MISSING:
    case CHILD_NOT_STARTED:
        how = strerror(child->code);
        break;
    }
    if (!said || !how) {
        (void)errors_memory(&work->errors);
        return;
    }
    (void)errors_add(&work->errors, ERROR_PLOT_FAILED, (struct place){0}, hint, "unable to draw '%s' with '%s': %s%s%s",
                     first_path(work->job), script, how, *said ? ": " : "", said);
}

static bool is_whole_png(const struct buffer *png)
{
    static const char head[] = "\x89PNG\r\n\x1a\n", tail[] = "IEND\xae\x42\x60\x82";
    size_t head_length = sizeof head - 1, tail_length = sizeof tail - 1;
    return png->length > head_length + tail_length && memcmp(png->bytes, head, head_length) == 0 &&
           memcmp(png->bytes + png->length - tail_length, tail, tail_length) == 0;
}

/* What the picture says, for those who can't see it: subtitle, figures, notice. */
static const char *description(const struct work *work)
{
    const struct plot_options *options = &work->job->options;
    const char *subtitle = layout_clean(work->arena, options->subtitle);
    const char *notice = layout_clean(work->arena, options->notice);
    if (!subtitle || !notice)
        return NULL;
    return arena_format(work->arena, "%s%s%s%s%s", subtitle, *subtitle ? "\n" : "",
                        buffer_get(&work->drawing.description), *notice ? "\n" : "", notice);
}

/* Takes the pictures from the child to their files. */
static enum status publish(struct work *work, const struct child *child)
{
    const struct plot_job *job = work->job;
    const struct buffer *svg = &child->output[CHILD_FIRST_PICTURE], *png = &child->output[CHILD_FIRST_PICTURE + 1];
    struct buffer finished = {0};
    enum status status = STATUS_OK;
    bool whole = child->end == CHILD_EXITED && child->code == 0;
    if (whole && job->svg_path) {
        const char *title = layout_clean(work->arena, job->options.title), *told = description(work);
        if (!title || !told) {
            status = errors_memory(&work->errors);
            goto done;
        }
        whole = svg_finish(buffer_get(svg), svg->length, *title ? title : kinds[job->options.kind].name, told,
                           language_name(job->options.language), &finished) == STATUS_OK;
    }
    if (!whole || (job->png_path && !is_whole_png(png))) {
        tell_failure(work, child);
        status = STATUS_FAILURE;
    } else if (buffer_status(&finished) != STATUS_OK) {
        status = errors_memory(&work->errors);
    } else {
        if (job->svg_path)
            status = file_write(job->svg_path, finished.bytes, finished.length, &work->errors);
        if (job->png_path && status == STATUS_OK)
            status = file_write(job->png_path, png->bytes, png->length, &work->errors);
    }
done:
    buffer_clear(&finished);
    return status;
}

/* After the child: pictures, kept files, messages. `*missing_told` is set once gnuplot's absence is told. */
static void finish(struct work *work, const struct child *child, bool *missing_told)
{
    bool failed = child->end == CHILD_MISSING;
    if (failed && !*missing_told) {
        *missing_told = true;
        const char *hint = arena_format(work->arena,
                                        "install the package gnuplot-nox, on other systems gnuplot; script and data of "
                                        "each picture stand where it would be, such as '%s.gp'",
                                        work->stem);
        (void)errors_add(&work->errors, ERROR_PLOT_NO_GNUPLOT, (struct place){0}, hint,
                         "unable to start '%s': there is no such program", program_of(work->job));
    } else if (!failed) {
        failed = publish(work, child) != STATUS_OK;
    }
    if (failed || work->job->keep_stem)
        (void)keep(work); /* its failure stands among the problems */
}

enum status plot_run(const struct plot_job *jobs, size_t count, struct errors *errors)
{
    struct work *work = mem_alloc((count + 1) * sizeof *work);
    struct child *children = mem_alloc((count + 1) * sizeof *children);
    struct errors told = {.limit = SIZE_MAX};
    enum status status = STATUS_OK;
    size_t started = 0;
    if (!work || !children) {
        status = errors_memory(errors);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        work[i].job = &jobs[i];
        if (prepare(&work[i]) != STATUS_OK)
            continue;
        /* -d: no start-up files, which may change anything */
        work[i].arguments[0] = program_of(&jobs[i]);
        work[i].arguments[1] = "-d";
        children[started++] = (struct child){
            .arguments = work[i].arguments,
            .input = work[i].script.bytes,
            .input_length = work[i].script.length,
            .seconds = jobs[i].options.time_limit > 0 ? jobs[i].options.time_limit : DEFAULT_SECONDS,
        };
    }
    child_run(children, started);
    bool missing_told = false;
    for (size_t i = 0, next = 0; i < count; i++) {
        if (work[i].ready)
            finish(&work[i], &children[next++], &missing_told);
        errors_move(&told, &work[i].errors);
    }
    status = told.status;
    errors_move(errors, &told);
done:
    for (size_t i = 0; work && i < count; i++) {
        buffer_clear(&work[i].drawing.variables);
        buffer_clear(&work[i].drawing.data);
        buffer_clear(&work[i].drawing.description);
        buffer_clear(&work[i].script);
        errors_clear(&work[i].errors);
        arena_free(work[i].arena);
    }
    for (size_t i = 0; i < started; i++)
        child_clear(&children[i]);
    errors_clear(&told);
    mem_free(children);
    mem_free(work);
    return status;
}

bool plot_has_japanese_font(void)
{
    const char *const arguments[] = {"fc-list", ":lang=ja", NULL};
    struct child child = {.arguments = arguments, .input = "", .seconds = DEFAULT_SECONDS};
    child_run(&child, 1);
    bool has = child.end == CHILD_EXITED && child.code == 0 && child.output[CHILD_OUTPUT].length > 0;
    child_clear(&child);
    return has;
}

char *plot_gnuplot_version(void)
{
    const char *const arguments[] = {DEFAULT_PROGRAM, "--version", NULL};
    struct child child = {.arguments = arguments, .input = "", .seconds = DEFAULT_SECONDS};
    child_run(&child, 1);
    const char *said = buffer_get(&child.output[CHILD_OUTPUT]);
    size_t length = strcspn(said, "\r\n");
    char *version = NULL;
    if (child.end == CHILD_EXITED && child.code == 0 && length && (version = mem_alloc(length + 1)))
        memcpy(version, said, length);
    child_clear(&child);
    return version;
}
