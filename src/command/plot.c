/* minaoshi plot */
#define _GNU_SOURCE /* the size of the terminal */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "command/decision.h"
#include "command/pictures.h"

enum { LEAST_COLUMNS = 60, MOST_COLUMNS = 200, USUAL_COLUMNS = 100 };

/* How wide the picture of characters may be. */
static int columns_of(const struct session *session)
{
    struct winsize size;
    if (session->options->output || !session->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
        return USUAL_COLUMNS;
    return size.ws_col < LEAST_COLUMNS ? LEAST_COLUMNS : size.ws_col > MOST_COLUMNS ? MOST_COLUMNS : size.ws_col;
}

/* Whether the picture is one of characters: without -o, or with -o FILE.txt. */
static bool is_text(const struct options *options)
{
    const char *dot = options->output ? strrchr(options->output, '.') : NULL;
    return !options->output || (dot && strcmp(dot, ".txt") == 0);
}

/* --format is for text on standard output; of a file its suffix tells it. */
static enum status check_format(struct session *session)
{
    const struct options *options = session->options;
    if (options->format && (strcmp(options->format, "text") != 0 || !is_text(options)))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                          "for others end the name of -o in .svg, .png or .pdf",
                          "--format: '%s' does not go with this picture", options->format);
    if (options->keep && is_text(options))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "name one with -o FILE.svg, .png or .pdf",
                          "--keep keeps what stands beside a picture");
    return STATUS_OK;
}

/* Where the picture goes. */
static enum status take_path(struct session *session, struct picture *picture, struct buffer *text)
{
    const char *output = session->options->output;
    if (is_text(session->options)) {
        picture->text = text;
        picture->columns = columns_of(session);
        return STATUS_OK;
    }
    size_t length = strlen(output);
    const char *suffix = length > 4 ? output + length - 4 : "";
    const char **paths[] = {&picture->svg_path, &picture->png_path, &picture->pdf_path};
    static const char *const suffixes[] = {".svg", ".png", ".pdf"};
    bool known = false;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (strcmp(suffix, suffixes[i]) == 0) {
            *paths[i] = output;
            known = true;
        }
    if (!known)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "end the name in .svg, .png, .pdf or .txt",
                          "plot: the name '%s' does not tell a format", output);
    if (session->options->keep && !(picture->keep_stem = arena_text(session->arena, output, length - 4)))
        return errors_memory(&session->errors);
    return STATUS_OK;
}

/* No estimate of the survey is drawn, so what says how one is made would change nothing. */
static enum status check_oc(struct session *session)
{
    const struct options *given = session->options;
    const struct option_given others[] = {{"--interval", given->interval},
                                          {"--level", given->level},
                                          {"--estimator", given->estimator},
                                          {"--denominator", given->denominator}};
    return options_exclude(session, "plot oc", "each rule in rules.yaml has its own", others,
                           sizeof others / sizeof *others);
}

static enum status take_kind(struct session *session, enum plot_kind *kind)
{
    const char *word = session->options->words[0];
    if (!plot_kind_parse(word, kind)) {
        struct buffer known = {0};
        for (int i = 0; i < PLOT_KIND_END; i++)
            buffer_format(&known, "%s%s", i ? ", " : "", plot_kind_name((enum plot_kind)i));
        enum status status = options_refuse(session, "plot", word, buffer_get(&known));
        buffer_clear(&known);
        return status;
    }
    if (session->options->from && *kind != PLOT_CHANGE)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "only 'change' has an earlier wave",
                          "--from does not go with 'plot %s'", word);
    return *kind == PLOT_OC ? check_oc(session) : STATUS_OK;
}

static enum status draw(struct session *session, struct picture *picture)
{
    struct rules rules;
    struct check check;
    bool ruled = session->study->rules != NULL;
    enum status status = STATUS_OK;
    if (ruled) {
        int64_t wave;
        status = options_wave(session, "--wave", session->options->wave, &wave);
        if (status == STATUS_OK)
            status = rules_load(session->study, session->arena, &rules, &session->errors);
        if (status == STATUS_OK)
            status = decision_check(session, &rules, wave, &check);
    }
    return status == STATUS_OK ? pictures_draw(session, ruled ? &check : NULL, picture, 1) : status;
}

enum status command_plot(struct session *session)
{
    struct picture picture = {.language = session->language};
    struct buffer out = {0};
    enum status status = take_kind(session, &picture.kind);
    if (status == STATUS_OK)
        status = check_format(session);
    if (status == STATUS_OK)
        status = session_load(session, true);
    if (status == STATUS_OK)
        status = take_path(session, &picture, &out);
    if (status == STATUS_OK)
        status = draw(session, &picture);
    if (status == STATUS_OK && picture.text)
        status = session_write(session, &out);
    else if (status == STATUS_OK) {
        buffer_format(&out, "%s\n", session->options->output);
        status = print_text(&out, &session->errors);
    }
    buffer_clear(&out);
    return status;
}
