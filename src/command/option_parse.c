/* The command line: options that every command takes may stand before its name, all others behind it. */
#define _GNU_SOURCE /* getopt_long, and that options may stand after words */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command/option_spec.h"

enum { FIRST_LONG = 256, VERSION = FIRST_LONG + MOST_OPTIONS };

/* What getopt_long is given. */
struct grammar {
    const struct command *command; /* NULL: before its name */
    struct option table[MOST_OPTIONS + 2];
    const struct option_spec *specs[MOST_OPTIONS]; /* by the table's index */
    size_t count;
    char letters[2 * MOST_OPTIONS + 3];
};

static void grammar_make(const struct command *command, struct grammar *grammar)
{
    *grammar = (struct grammar){.command = command};
    size_t letters = 0;
    if (!command)
        grammar->letters[letters++] = '+'; /* up to the first word */
    grammar->letters[letters++] = ':';
    for (size_t i = 0; option_at(i); i++) {
        const struct option_spec *spec = option_at(i);
        if (!option_goes_with(spec, command))
            continue;
        grammar->specs[grammar->count] = spec;
        grammar->table[grammar->count] =
            (struct option){spec->name, spec->kind == KIND_TEXT, NULL, FIRST_LONG + (int)grammar->count};
        grammar->count++;
        if (!spec->letter)
            continue;
        grammar->letters[letters++] = spec->letter;
        if (spec->kind == KIND_TEXT)
            grammar->letters[letters++] = ':';
    }
    if (!command)
        grammar->table[grammar->count] = (struct option){"version", no_argument, NULL, VERSION};
}

static void set_option(const struct grammar *grammar, int got, struct options *options)
{
    const struct option_spec *spec = got >= FIRST_LONG && got < VERSION ? grammar->specs[got - FIRST_LONG] : NULL;
    for (size_t i = 0; !spec && i < grammar->count; i++)
        if (grammar->specs[i]->letter == got)
            spec = grammar->specs[i];
    if (!spec)
        options->version = true;
    else if (strcmp(spec->name, "json") == 0 || strcmp(spec->name, "csv") == 0)
        options->format = spec->name;
    else if (spec->kind == KIND_FLAG)
        *(bool *)((char *)options + spec->offset) = true;
    else
        *(const char **)((char *)options + spec->offset) = optarg;
}

/* ---- what is refused ---- */

/* What an option of other commands goes with, "it goes with rates, means"; nothing for a word that is none. */
static void add_others(const char *word, struct buffer *hint)
{
    size_t length = strncmp(word, "--", 2) == 0 ? strcspn(word + 2, "=") : 0;
    for (size_t i = 0; option_at(i); i++) {
        const struct option_spec *spec = option_at(i);
        bool named = length && strlen(spec->name) == length && strncmp(spec->name, word + 2, length) == 0;
        bool lettered = !length && spec->letter && word[0] == '-' && word[1] == spec->letter;
        if (!spec->commands || !(named || lettered))
            continue;
        for (const char *at = spec->commands + 1; *at; at += strcspn(at, " ") + 1)
            buffer_format(hint, "%s%.*s", hint->length ? ", " : "it goes with ", (int)strcspn(at, " "), at);
    }
}

static void refuse(struct errors *errors, const struct command *command, const char *word, const char *what,
                   const struct buffer *others)
{
    char hint[256];
    (void)snprintf(hint, sizeof hint, "%s%ssee `minaoshi %s%s--help`",
                   others && others->length ? buffer_get(others) : "", others && others->length ? "; " : "",
                   command ? command->name : "", command ? " " : "");
    (void)errors_add(errors, ERROR_USAGE, (struct place){0}, hint, "%s: '%s' %s", command ? command->name : "minaoshi",
                     word, what);
}

/* A word that is no option, or one of other commands. */
static void refuse_unknown(struct errors *errors, const struct command *command, const char *word)
{
    if (optopt >= FIRST_LONG) {
        refuse(errors, command, word, "takes no value", NULL);
        return;
    }
    struct buffer others = {0};
    add_others(word, &others);
    const char *what = command         ? "is not an option of this command"
                       : others.length ? "stands behind the name of the command, not before it"
                                       : "is not an option";
    refuse(errors, command, word, what, &others);
    buffer_clear(&others);
}

/* Reads options; false after reporting. `*next` is the first word that is none. */
static bool parse(const struct command *command, int argc, char *const *argv, struct options *options, int *next,
                  struct errors *errors)
{
    struct grammar grammar;
    grammar_make(command, &grammar);
    optind = 0; /* begins anew: what stood before the command was read with another grammar */
    opterr = 0;
    for (int got; (got = getopt_long(argc, argv, grammar.letters, grammar.table, NULL)) != -1;) {
        /* Of several letters in a word the one that is meant. */
        const char letter[] = {'-', (char)optopt, '\0'};
        const char *word = optopt > ' ' && optopt < '\x7f' ? letter : argv[optind > 1 ? optind - 1 : 1];
        if (got == ':') {
            refuse(errors, command, word, "needs a value", NULL);
            return false;
        }
        if (got == '?') {
            refuse_unknown(errors, command, word);
            return false;
        }
        set_option(&grammar, got, options);
    }
    *next = optind;
    return true;
}

bool options_parse_shared(int argc, char *const *argv, struct options *options, int *next, struct errors *errors)
{
    return parse(NULL, argc, argv, options, next, errors);
}

bool options_parse(const struct command *command, int argc, char *const *argv, const char **words,
                   struct options *options, struct errors *errors)
{
    int next;
    if (!parse(command, argc, argv, options, &next, errors))
        return false;
    for (int i = next; i < argc; i++)
        words[options->word_count++] = argv[i];
    options->words = words;
    return true;
}
