/*
 * minaoshi completion: what shells complete, from the tables of commands and options. The script of a shell asks
 * `minaoshi completion words -- WORD...` for what the last word may be.
 */
#include <string.h>

#include "command/option_spec.h"
#include "plot/plot.h"

/* ---- candidates ---- */

struct candidates {
    struct buffer *out;
    enum language language;
    const char *before; /* what they stand behind in the same word: "--lang=" */
    const char *prefix; /* of the word after that */
};

/* "word<TAB>what it is", where the word begins with what is there. */
static void add(const struct candidates *c, const char *word, size_t length, const char *meaning)
{
    if (strncmp(word, c->prefix, strlen(c->prefix)) != 0 || strlen(c->prefix) > length)
        return;
    buffer_format(c->out, "%s%.*s", c->before, (int)length, word);
    if (meaning)
        buffer_format(c->out, "\t%s", tr(c->language, meaning));
    buffer_byte(c->out, '\n');
}

/* "a|b|c". */
static void add_alternatives(const struct candidates *c, const char *text)
{
    for (; *text; text += strcspn(text, "|"), text += *text == '|')
        add(c, text, strcspn(text, "|"), NULL);
}

static void add_commands(const struct candidates *c)
{
    for (size_t i = 0; command_at(i); i++)
        add(c, command_at(i)->name, strlen(command_at(i)->name), command_at(i)->summary);
}

static void add_names(const struct candidates *c, const char *(*name)(int), int end)
{
    for (int i = 0; i < end; i++)
        add(c, name(i), strlen(name(i)), NULL);
}

static const char *name_of_plot(int i)
{
    return plot_kind_name((enum plot_kind)i);
}

static const char *name_of_count_method(int i)
{
    return count_method_name((enum count_method)i);
}

/* Those of the population that are not of the published rate too. */
static void add_design_methods(const struct candidates *c)
{
    for (int i = 0; i < DESIGN_METHOD_END; i++) {
        const char *name = design_method_name((enum design_method)i);
        enum count_method method;
        if (!count_method_parse(name, &method))
            add(c, name, strlen(name), NULL);
    }
}

static const char *name_of_estimator(int i)
{
    return estimator_name((enum estimator)i);
}

static const char *name_of_denominator(int i)
{
    return denominator_name((enum denominator)i);
}

/* Those of the words of a command that are of a known few: the others are files, folders and ids. */
static void add_words(const struct candidates *c, const struct command *command)
{
    const char *last = strrchr(command->words, ' ');
    last = last ? last + 1 : command->words;
    if (strcmp(command->name, "help") == 0)
        add_commands(c);
    else if (strcmp(command->name, "plot") == 0)
        add_names(c, name_of_plot, PLOT_KIND_END);
    else if (strcmp(command->name, "export") == 0)
        add_alternatives(c, "tally|answers|datapackage|r");
    else if (strchr(last, '|'))
        add_alternatives(c, last);
}

static void add_values(const struct candidates *c, const struct option_spec *spec)
{
    if (strchr(spec->argument, '|'))
        add_alternatives(c, spec->argument);
    else if (strcmp(spec->name, "format") == 0)
        add_alternatives(c, "text|csv|tsv|json|ndjson|markdown|xlsx");
    else if (strcmp(spec->name, "interval") == 0) {
        add_names(c, name_of_count_method, COUNT_METHOD_END);
        add_design_methods(c);
    } else if (strcmp(spec->name, "estimator") == 0)
        add_names(c, name_of_estimator, ESTIMATOR_END);
    else if (strcmp(spec->name, "denominator") == 0)
        add_names(c, name_of_denominator, DENOMINATOR_ALLRESP + 1);
}

static void add_options(const struct candidates *c, const struct command *command)
{
    for (size_t i = 0; option_at(i); i++) {
        const struct option_spec *spec = option_at(i);
        char name[64] = "--";
        if (!option_goes_with(spec, command) || strlen(spec->name) + 3 > sizeof name)
            continue;
        memcpy(name + 2, spec->name, strlen(spec->name) + 1);
        add(c, name, strlen(name), spec->meaning);
    }
    if (!command)
        add(c, "--version", strlen("--version"), NULL);
}

/* ---- where the last word stands ---- */

/* The option of the command (NULL: of every command) that the word names and that takes a value, else NULL; `*value` is
 * what stands behind its "=", NULL where none does. */
static const struct option_spec *option_of(const char *word, const struct command *command, const char **value)
{
    size_t length = strncmp(word, "--", 2) == 0 ? strcspn(word + 2, "=") : 0;
    *value = length && word[2 + length] ? word + 3 + length : NULL;
    for (size_t i = 0; option_at(i); i++) {
        const struct option_spec *spec = option_at(i);
        bool named = length && strlen(spec->name) == length && memcmp(spec->name, word + 2, length) == 0;
        bool lettered = spec->letter && word[0] == '-' && word[1] == spec->letter && !word[2];
        if ((named || lettered) && spec->kind == KIND_TEXT && option_goes_with(spec, command))
            return spec;
    }
    return NULL;
}

static void complete(struct candidates *c, const char *const *words, size_t count)
{
    const struct command *command = NULL;
    const struct option_spec *open = NULL; /* the option whose value comes next */
    const char *current = count ? words[count - 1] : "", *value;
    for (size_t i = 0; i + 1 < count; i++) {
        const struct option_spec *spec = option_of(words[i], command, &value);
        if (open) { /* bash parts "--lang=ja" into three words */
            if (strcmp(words[i], "=") != 0)
                open = NULL;
        } else if (spec)
            open = value ? NULL : spec;
        else if (words[i][0] != '-' && !command && !(command = command_find(words[i])))
            return;
    }
    const struct option_spec *own = open ? NULL : option_of(current, command, &value);
    c->before = "";
    c->prefix = strcmp(current, "=") == 0 ? "" : current;
    if (open)
        add_values(c, open);
    else if (own && value) {
        char before[64];
        size_t length = (size_t)(value - current);
        if (length >= sizeof before)
            return;
        memcpy(before, current, length);
        before[length] = '\0';
        c->before = before;
        c->prefix = value;
        add_values(c, own);
        c->before = "";
    } else if (current[0] == '-')
        add_options(c, command);
    else if (!command)
        add_commands(c);
    else
        add_words(c, command);
}

/* ---- scripts ---- */

static const char bash_script[] = "# bash: eval \"$(minaoshi completion bash)\"\n"
                                  "_minaoshi()\n"
                                  "{\n"
                                  "    local IFS=$'\\n'\n"
                                  "    COMPREPLY=($(\"${COMP_WORDS[0]}\" completion words -- "
                                  "\"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null | cut -f 1))\n"
                                  "}\n"
                                  "complete -o default -F _minaoshi minaoshi\n";

static const char zsh_script[] =
    "#compdef minaoshi\n"
    "# zsh: source <(minaoshi completion zsh)\n"
    "_minaoshi()\n"
    "{\n"
    "    local -a found\n"
    "    found=(\"${(@f)$(\"${words[1]}\" completion words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
    "    found=(\"${(@)${(@)found//:/\\\\:}/$'\\t'/:}\")\n"
    "    [[ -n \"$found[1]\" ]] && _describe minaoshi found || _files\n"
    "}\n"
    "if [[ \"$funcstack[1]\" == _minaoshi ]]; then _minaoshi \"$@\"; else compdef _minaoshi minaoshi; fi\n";

static const char fish_script[] = "# fish: minaoshi completion fish | source\n"
                                  "complete -c minaoshi -a '(minaoshi completion words -- (commandline -opc)[2..-1] "
                                  "(commandline -ct) 2>/dev/null)'\n";

enum status command_completion(struct session *session)
{
    static const struct {
        const char *shell, *script;
    } scripts[] = {{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};
    const struct options *options = session->options;
    struct buffer out = {0};
    struct candidates candidates = {.out = &out, .language = session->language};
    const bool words = strcmp(options->words[0], "words") == 0;
    if (!words && options->word_count > 1)
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "usage: minaoshi completion bash|zsh|fish",
                          "completion: '%s' is one word too many", options->words[1]);
    if (words)
        complete(&candidates, options->words + 1, options->word_count - 1);
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strcmp(scripts[i].shell, options->words[0]) == 0)
            buffer_text(&out, scripts[i].script);
    enum status status = words || out.length
                             ? session_write(session, &out)
                             : options_refuse(session, "completion", options->words[0], "bash, zsh, fish");
    buffer_clear(&out);
    return status;
}
