/* minaoshi plot */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/decision.h"
#include "command/pictures.h"

/* Where the pictures go: -o FILE.svg or FILE.png, else STUDY/out/KIND.LANG.svg and .png. */
static enum status take_paths(struct session *session, struct picture *picture)
{
    const char *output = session->options->output;
    if (output) {
        size_t length = strlen(output);
        const char *suffix = length > 4 ? output + length - 4 : "";
        if (strcmp(suffix, ".svg") == 0)
            picture->svg_path = output;
        else if (strcmp(suffix, ".png") == 0)
            picture->png_path = output;
        else
            return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "end the name in .svg or .png",
                              "plot: the name '%s' does not tell a format", output);
        if (session->options->keep)
            picture->keep_stem = arena_text(session->arena, output, length - 4);
    } else {
        const char *folder = file_join(session->arena, session->study->folder, "out");
        if (!folder)
            return errors_memory(&session->errors);
        enum status status = file_make_directory(folder, &session->errors);
        if (status != STATUS_OK)
            return status;
        picture->svg_path = picture_path(session, folder, picture->kind, picture->language, "svg");
        picture->png_path = picture_path(session, folder, picture->kind, picture->language, "png");
        if (session->options->keep)
            picture->keep_stem = picture_path(session, folder, picture->kind, picture->language, NULL);
        if (!picture->svg_path || !picture->png_path)
            return errors_memory(&session->errors);
    }
    return session->options->keep && !picture->keep_stem ? errors_memory(&session->errors) : STATUS_OK;
}

enum status command_plot(struct session *session)
{
    struct picture picture = {.language = session->language};
    const char *kind = session->options->words[0];
    if (!plot_kind_parse(kind, &picture.kind))
        return options_refuse(session, "plot", kind, "trend, status");
    enum status status = session_load(session, true);
    if (status == STATUS_OK)
        status = take_paths(session, &picture);
    if (status != STATUS_OK)
        return status;
    struct rules rules;
    struct check check;
    bool ruled = session->study->rules != NULL;
    if (ruled) {
        status = rules_load(session->study, session->arena, &rules, &session->errors);
        if (status == STATUS_OK)
            status = decision_check(session, &rules, EVERY, &check);
    }
    if (status == STATUS_OK)
        status = pictures_draw(session, ruled ? &check : NULL, &picture, 1);
    if (status != STATUS_OK)
        return status;
    struct buffer out = {0};
    const char *paths[] = {picture.svg_path, picture.png_path};
    for (size_t i = 0; i < 2; i++)
        if (paths[i])
            buffer_format(&out, "%s\n", paths[i]);
    status = print_text(&out, &session->errors);
    buffer_clear(&out);
    return status;
}
