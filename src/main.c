/* Finds the command, opens its session, tells what went wrong and gives the exit status. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/number.h"
#include "command/command.h"

/* The first word is the study only if it is a study folder, or the study.yaml in it. */
static bool is_study(struct arena *arena, const char *word)
{
    const char *slash = strrchr(word, '/');
    if (strcmp(slash ? slash + 1 : word, "study.yaml") == 0)
        return true;
    const char *path = file_is_directory(word) ? file_join(arena, word, "study.yaml") : NULL;
    return path && file_exists(path);
}

/* Takes STUDY off the words, and holds what is left against what the command takes. */
static enum status take_words(const struct command *command, struct session *session, struct options *options)
{
    session->folder = ".";
    if (options->word_count && is_study(session->arena, options->words[0])) {
        session->folder = options->words[0];
        options->words++;
        options->word_count--;
    } else if (options->word_count > command->most_words)
        return errors_add(&session->errors, ERROR_NO_STUDY, (struct place){0},
                          "STUDY is a folder with a study.yaml in it", "there is no study in '%s'", options->words[0]);
    struct buffer hint = {0};
    buffer_format(&hint, "usage: minaoshi %s %s", command->name, command->words);
    enum status status = STATUS_OK;
    if (options->word_count < command->least_words)
        status = errors_add(&session->errors, ERROR_USAGE, (struct place){0}, buffer_get(&hint),
                            "%s: a word is missing", command->name);
    else if (options->word_count > command->most_words)
        status = errors_add(&session->errors, ERROR_USAGE, (struct place){0}, buffer_get(&hint),
                            "%s: '%s' is one word too many", command->name, options->words[command->most_words]);
    buffer_clear(&hint);
    return status;
}

static bool wants_colour(const char *color, FILE *stream)
{
    if (color && strcmp(color, "auto") != 0)
        return strcmp(color, "always") == 0;
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(fileno(stream)) && !(no_color && *no_color) && !(terminal && strcmp(terminal, "dumb") == 0);
}

/* The options that every command takes. */
static enum status take_shared(struct session *session, const struct options *options)
{
    if (options->lang && !language_parse(options->lang, &session->language))
        return options_refuse(session, "--lang", options->lang, "ja, en");
    int64_t most;
    if (options->max_errors) {
        if (!number_parse_integer(options->max_errors, &most) || most < 1)
            return options_refuse(session, "--max-errors", options->max_errors, "whole numbers from 1");
        session->errors.limit = (size_t)most;
    }
    static const char *const colors[] = {"auto", "always", "never"};
    bool known = !options->color;
    for (size_t i = 0; i < 3; i++)
        known = known || strcmp(options->color, colors[i]) == 0;
    if (!known)
        return options_refuse(session, "--color", options->color, "auto, always, never");
    session->terminal = isatty(STDOUT_FILENO);
    session->colour = wants_colour(options->color, stdout);
    return STATUS_OK;
}

static enum status print_version(struct session *session)
{
    if (printf("minaoshi %s\n", MINAOSHI_VERSION) < 0 || fflush(stdout) != 0)
        return errors_add(&session->errors, ERROR_WRITE, (struct place){0}, NULL, "unable to write to standard output");
    return STATUS_OK;
}

static enum status run_command(const struct command *command, struct session *session, struct options *options)
{
    if (options->help)
        return options_print_help(command, session->language, &session->errors);
    enum status status = take_words(command, session, options);
    return status == STATUS_OK ? command->run(session) : status;
}

/* From the words of the command line to what they ask for. */
static enum status run(int argc, char *const *argv, const char **words, struct session *session,
                       struct options *options)
{
    int next = argc;
    if (!options_parse_shared(argc, argv, options, &next, &session->errors))
        return STATUS_USAGE;
    const char *word = next < argc ? argv[next] : NULL;
    const struct command *command = word && !options->version ? command_of(session, word) : NULL;
    if (command && !options_parse(command, argc - next, argv + next, words, options, &session->errors))
        return STATUS_USAGE;
    if (session->errors.status == STATUS_OK)
        (void)take_shared(session, options);
    if (session->errors.status != STATUS_OK)
        return session->errors.status;
    if (options->version)
        return print_version(session);
    if (command)
        return run_command(command, session, options);
    if (options->help)
        return options_print_help(NULL, session->language, &session->errors);
    return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "see `minaoshi --help`",
                      "a command is missing");
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct session session = {.options = &options, .language = language_of_environment(), .arena = arena_new()};
    const char **words = session.arena ? arena_array(session.arena, (size_t)argc + 1, sizeof *words) : NULL;
    enum status status = words ? run(argc, argv, words, &session, &options) : errors_memory(&session.errors);
    if (session.errors.status != STATUS_OK) /* a problem told is never a success */
        status = session.errors.status;
    if (options.quiet)
        errors_drop_warnings(&session.errors);
    errors_print(&session.errors, stderr, wants_colour(options.color, stderr));
    store_close(session.store);
    study_free(session.study);
    arena_free(session.arena);
    errors_clear(&session.errors);
    return (int)status;
}
