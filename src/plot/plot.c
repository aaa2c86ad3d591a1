/* Running the jobs: script and data to gnuplot, pictures from it to their files, and what is told when that fails. */
#define _POSIX_C_SOURCE 200809L
#include "plot/plot.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "plot/child.h"
#include "plot/drawing.h"
#include "plot/finish.h"
#include "plot/script.h"
#include "plot/svg.h"

#define DEFAULT_PROGRAM "gnuplot"

/* The script is standard input under this name, for gnuplot then tells lines of it. */
#define SCRIPT_FILE "/dev/fd/0"

enum { DEFAULT_SECONDS = 30, DEFAULT_COLUMNS = 100, VERSION_SECONDS = 5, LEAST_MAJOR = 5, LEAST_MINOR = 4 };

static const struct {
    const char *name;
    int height, text_height; /* the least ones, where none is given; the second of a picture of characters */
    enum status (*draw)(struct drawing *drawing, struct errors *errors);
} kinds[PLOT_KIND_END] = {
    [PLOT_TREND] = {"trend", 500, 560, trend_draw},          [PLOT_STATUS] = {"status", 240, 240, status_draw},
    [PLOT_STRATA] = {"strata", 120, 120, strata_draw},       [PLOT_CHANGE] = {"change", 120, 120, change_draw},
    [PLOT_FORECAST] = {"forecast", 120, 120, forecast_draw}, [PLOT_BOUNDS] = {"bounds", 120, 120, bounds_draw},
    [PLOT_MARGIN] = {"margin", 120, 120, margin_draw},       [PLOT_OC] = {"oc", 120, 120, oc_draw},
};

/* One job on its way. */
struct work {
    const struct plot_job *job;
    struct arena *arena;
    struct drawing drawing;
    struct script parts;
    struct buffer script;
    const char *arguments[4];
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
    const char *path = job->svg_path ? job->svg_path : job->png_path ? job->png_path : job->pdf_path;
    return path ? path : "";
}

/* What a job is called in messages. */
static const char *name_of(const struct work *work)
{
    return work->job->text ? kinds[work->job->options.kind].name : first_path(work->job);
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

/* The page that a job draws on. */
static void begin_page(struct drawing *drawing, const struct plot_job *job)
{
    const struct plot_options *options = &job->options;
    drawing->job = job;
    drawing->text = job->text != NULL;
    drawing->width = options->width > 0 ? options->width : PAGE_WIDTH;
    if (drawing->text)
        drawing->width = ((options->columns > 0 ? options->columns : DEFAULT_COLUMNS) - 1) * CELL_WIDTH;
    const int least = drawing->text ? kinds[options->kind].text_height : kinds[options->kind].height;
    drawing->height = options->height > 0 ? options->height : least;
    drawing->grows = options->height <= 0;
}

/* Everything up to the child. */
static enum status prepare(struct work *work)
{
    const struct plot_job *job = work->job;
    if (!(work->arena = arena_new()))
        return errors_memory(&work->errors);
    struct drawing *drawing = &work->drawing;
    drawing->arena = work->arena;
    begin_page(drawing, job);
    work->stem = job->keep_stem || job->text ? job->keep_stem : stem_of(work->arena, first_path(job));
    enum status status = kinds[job->options.kind].draw(drawing, &work->errors);
    if (status == STATUS_OK)
        status = script_load(drawing, &work->parts, &work->errors);
    if (status != STATUS_OK)
        return status;
    const char *const targets[FORMATS] = {
        !job->text && job->svg_path ? "/dev/fd/3" : NULL, !job->text && job->png_path ? "/dev/fd/4" : NULL,
        !job->text && job->pdf_path ? "/dev/fd/5" : NULL, job->text ? "/dev/fd/6" : NULL};
    buffer_format(&work->script, "$data << EOD\n%sEOD\n",
                  buffer_get(&drawing->data)); /* its lines begin with #, a digit or a sign */
    script_add(&work->parts, drawing, targets, "$data", &work->script);
    if ((!work->stem && !job->text) || buffer_status(&drawing->variables) != STATUS_OK ||
        buffer_status(&drawing->data) != STATUS_OK || buffer_status(&drawing->description) != STATUS_OK ||
        buffer_status(&work->script) != STATUS_OK)
        return errors_memory(&work->errors);
    work->ready = true;
    return STATUS_OK;
}

/* Script and data, for the hands of people. Their pictures begin with './', for gnuplot takes a name that begins with
 * '|' for a program and '~' for a home. */
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
    const char *const paths[FORMATS] = {job->svg_path, job->png_path, job->pdf_path};
    for (int i = 0; i < FORMATS; i++)
        if (paths[i] && !(targets[i] = arena_format(work->arena, "./%s", base_name(paths[i]))))
            return errors_memory(&work->errors);
    struct buffer script = {0};
    buffer_format(
        &script,
        "# Made by minaoshi: `gnuplot %s.gp` in this folder draws the picture from %s.tsv.\n"
        "# minaoshi then adds to the SVG a description and fonts to fall back to, to the PNG its resolution.\n",
        name, name);
    script_add(&work->parts, &work->drawing, targets, data, &script);
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

/* The first line that `program --version` prints; NULL when it prints none or there is no memory. */
static char *version_of(const char *program)
{
    const char *const arguments[] = {program, "--version", NULL};
    struct child child = {.arguments = arguments, .input = "", .seconds = VERSION_SECONDS};
    child_run(&child, 1);
    const char *said = buffer_get(&child.output[CHILD_OUTPUT]);
    size_t length = strcspn(said, "\r\n");
    char *version = NULL;
    if (child.end == CHILD_EXITED && child.code == 0 && length && (version = mem_alloc(length + 1)))
        memcpy(version, said, length);
    child_clear(&child);
    return version;
}

bool plot_gnuplot_is_old(const char *version)
{
    static const char name[] = "gnuplot ";
    if (!version || strncmp(version, name, sizeof name - 1) != 0)
        return false;
    char *point = NULL, *end = NULL;
    long major = strtol(version + sizeof name - 1, &point, 10);
    long minor = *point == '.' ? strtol(point + 1, &end, 10) : 0;
    if (*point != '.' || end == point + 1)
        return false;
    return major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR);
}

/* Told in place of what an old gnuplot says of statements it does not know. */
static bool tell_age(struct work *work, const struct child *child)
{
    if (child->end != CHILD_EXITED)
        return false;
    char *version = version_of(program_of(work->job));
    bool old = plot_gnuplot_is_old(version);
    if (old)
        (void)errors_add(&work->errors, ERROR_PLOT_OLD_GNUPLOT, (struct place){0}, "install gnuplot 5.4 or newer",
                         "'%s' can't draw '%s': it is %s", program_of(work->job), name_of(work), version);
    mem_free(version);
    return old;
}

/* Why there is no picture. */
static void tell_failure(struct work *work, const struct child *child)
{
    if (tell_age(work, child))
        return;
    const char *script = script_own_name(&work->parts);
    const char *said = last_line(work->arena, &child->output[CHILD_MESSAGES]);
    said = said ? script_place(&work->parts, work->arena, SCRIPT_FILE, said) : NULL;
    const char *hint = work->stem ? arena_format(work->arena, "script and data are kept in '%s.gp' and '%s.tsv'",
                                                 work->stem, work->stem)
                                  : "with -o FILE.svg script and data are kept beside the picture";
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
                     name_of(work), script, how, *said ? ": " : "", said);
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

/* Makes of what the child wrote whole pictures, by format; false where one is none. */
static bool finish_pictures(const struct work *work, const struct child *child, const char *title, const char *told,
                            struct buffer finished[FORMATS])
{
    const struct plot_job *job = work->job;
    const struct buffer *drawn = &child->output[CHILD_FIRST_PICTURE];
    if (job->text)
        return finish_characters(&drawn[FORMAT_CHARACTERS], &finished[FORMAT_CHARACTERS]) == STATUS_OK;
    bool whole = true;
    if (job->svg_path)
        whole = svg_finish(buffer_get(&drawn[FORMAT_SVG]), drawn[FORMAT_SVG].length,
                           *title ? title : kinds[job->options.kind].name, told, language_name(job->options.language),
                           &finished[FORMAT_SVG]) == STATUS_OK;
    if (job->png_path)
        whole = whole && finish_png(&drawn[FORMAT_PNG], &finished[FORMAT_PNG]) == STATUS_OK;
    if (job->pdf_path)
        whole = whole && finish_pdf(&drawn[FORMAT_PDF], &finished[FORMAT_PDF]) == STATUS_OK;
    return whole;
}

/* Puts whole pictures where they belong. */
static enum status write_pictures(struct work *work, struct buffer finished[FORMATS])
{
    const struct plot_job *job = work->job;
    for (int i = 0; i < FORMATS; i++)
        if (buffer_status(&finished[i]) != STATUS_OK)
            return errors_memory(&work->errors);
    if (job->text) {
        buffer_add(job->text, buffer_get(&finished[FORMAT_CHARACTERS]), finished[FORMAT_CHARACTERS].length);
        return buffer_status(job->text) == STATUS_OK ? STATUS_OK : errors_memory(&work->errors);
    }
    const char *const paths[FORMATS] = {job->svg_path, job->png_path, job->pdf_path};
    enum status status = STATUS_OK;
    for (int i = 0; i < FORMATS && status == STATUS_OK; i++)
        if (paths[i])
            status = file_write(paths[i], buffer_get(&finished[i]), finished[i].length, &work->errors);
    return status;
}

/* Takes the pictures from the child to their files. */
static enum status publish(struct work *work, const struct child *child)
{
    struct buffer finished[FORMATS] = {{0}};
    const char *title = layout_clean(work->arena, work->job->options.title), *told = description(work);
    if (!title || !told)
        return errors_memory(&work->errors);
    enum status status = STATUS_FAILURE;
    if (child->end == CHILD_EXITED && child->code == 0 && finish_pictures(work, child, title, told, finished))
        status = write_pictures(work, finished);
    else
        tell_failure(work, child);
    for (int i = 0; i < FORMATS; i++)
        buffer_clear(&finished[i]);
    return status;
}

/* After the child: pictures, kept files, messages. `*missing_told` is set once gnuplot's absence is told. */
static void finish(struct work *work, const struct child *child, bool *missing_told)
{
    bool failed = child->end == CHILD_MISSING;
    if (failed && !*missing_told) {
        *missing_told = true;
        const char *hint = "install the package gnuplot-nox, on other systems gnuplot";
        if (work->stem)
            hint = arena_format(work->arena,
                                "%s; script and data of each picture stand where it would be, such as '%s.gp'", hint,
                                work->stem);
        (void)errors_add(&work->errors, ERROR_PLOT_NO_GNUPLOT, (struct place){0}, hint,
                         "unable to start '%s': there is no such program", program_of(work->job));
    } else if (!failed) {
        failed = publish(work, child) != STATUS_OK;
    }
    if (work->stem && (failed || work->job->keep_stem))
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
        work[i].arguments[2] = SCRIPT_FILE;
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
    return version_of(DEFAULT_PROGRAM);
}
