/* The man page, from the tables of commands and options. */
#include <string.h>

#include "command/option_spec.h"

/* What an exit status says, as docs/commands.md has it. */
static const struct {
    enum status status;
    const char *meaning;
} statuses[] = {
    {STATUS_OK, N_("done")},
    {STATUS_FAILURE,
     N_("a run-time failure: I/O, gnuplot, the database missing, not ours or newer; nothing had a number")},
    {STATUS_USAGE, N_("the command line; no study.yaml")},
    {STATUS_INPUT, N_("survey files or another CSV of the study rejected")},
    {STATUS_RULES, N_("study.yaml, rules.yaml or rules_test.yaml do not hold up; a test vector that fails")},
    {STATUS_NOT_REPRODUCED, N_("a decision record does not reproduce; a stored forecast is not as it was stored")},
    {STATUS_REVISION, N_("with --exit-code: revision or major revision")},
    {STATUS_UNDETERMINED, N_("with --exit-code: undetermined")},
    {STATUS_INTERRUPTED, N_("interrupted while importing; nothing was changed")},
};

/* Text of roff: what it takes for its own is escaped. */
static void add_text(struct buffer *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        if ((at == text || at[-1] == '\n') && (*at == '.' || *at == '\''))
            buffer_text(out, "\\&");
        if (*at == '\\')
            buffer_text(out, "\\e");
        else if (*at == '-')
            buffer_text(out, "\\-");
        else
            buffer_byte(out, *at);
    }
}

static void add_heading(struct buffer *out, const char *heading)
{
    buffer_text(out, ".SH ");
    add_text(out, heading);
    buffer_byte(out, '\n');
}

static void add_commands(struct buffer *out, enum language language)
{
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        buffer_format(out, ".TP\n\\fB%s\\fR ", command->name);
        add_text(out, command->words);
        buffer_byte(out, '\n');
        add_text(out, tr(language, command->summary));
        buffer_byte(out, '\n');
        if (!command->detail)
            continue;
        buffer_text(out, ".br\n");
        add_text(out, tr(language, command->detail));
        buffer_byte(out, '\n');
    }
}

static void add_option(struct buffer *out, const struct option_spec *spec, enum language language)
{
    buffer_text(out, ".TP\n\\fB");
    if (spec->letter)
        buffer_format(out, "\\-%c\\fR, \\fB", spec->letter);
    add_text(out, "--");
    add_text(out, spec->name);
    buffer_text(out, "\\fR");
    if (spec->argument) {
        buffer_text(out, " \\fI");
        add_text(out, spec->argument);
        buffer_text(out, "\\fR");
    }
    buffer_byte(out, '\n');
    add_text(out, tr(language, spec->meaning));
    buffer_byte(out, '\n');
    if (!spec->commands)
        return;
    buffer_text(out, ".br\n(");
    bool begun = false;
    for (size_t i = 0; command_at(i); i++) {
        if (!option_goes_with(spec, command_at(i)))
            continue;
        buffer_format(out, "%s%s", begun ? ", " : "", command_at(i)->name);
        begun = true;
    }
    buffer_text(out, ")\n");
}

/* Those of every command after those of some. */
static void add_options(struct buffer *out, enum language language)
{
    for (int shared = 0; shared < 2; shared++)
        for (size_t i = 0; option_at(i); i++)
            if ((option_at(i)->commands == NULL) == (shared == 1))
                add_option(out, option_at(i), language);
}

void man_add(struct buffer *out, enum language language)
{
    buffer_text(out, ".TH MINAOSHI 1 \"\" \"minaoshi " MINAOSHI_VERSION "\"\n");
    add_heading(out, tr(language, "NAME"));
    add_text(out, tr(language, "minaoshi - from the yearly survey to a revision decision"));
    buffer_byte(out, '\n');
    add_heading(out, tr(language, "SYNOPSIS"));
    add_text(out, "minaoshi COMMAND [STUDY] [OPTION...]\n");
    add_heading(out, tr(language, "DESCRIPTION"));
    add_text(out, tr(language, "STUDY is a study folder or the study.yaml in it; left out: the current folder. Options "
                               "of every command may stand before COMMAND."));
    buffer_byte(out, '\n');
    add_heading(out, tr(language, "COMMANDS"));
    add_commands(out, language);
    add_heading(out, tr(language, "OPTIONS"));
    add_options(out, language);
    add_heading(out, tr(language, "EXIT STATUS"));
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        buffer_format(out, ".TP\n\\fB%d\\fR\n", (int)statuses[i].status);
        add_text(out, tr(language, statuses[i].meaning));
        buffer_byte(out, '\n');
    }
}
