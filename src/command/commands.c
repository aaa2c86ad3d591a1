/* The table of subcommands. */
#include <string.h>

#include "command/option_spec.h"

static const struct command commands[] = {
    {"review", "[STUDY]", N_("import what is new, estimate, plot, check the rules, write the memo"),
     N_("Writes the pictures and the memo, in both languages, to STUDY/out/, and the record of the decision to\n"
        "STUDY/decisions/."),
     0, 0, command_review},
    {"import", "[STUDY] [FILE...]", N_("take survey files into the database"),
     N_("Without FILE: every file that study.yaml names and that is new or changed.\n"
        "A FILE that study.yaml does not name needs --wave, and replaces that wave's files."),
     0, SIZE_MAX, command_import},
    {"status", "[STUDY]", N_("waves, imports, response, what to do next"), NULL, 0, 0, command_status},
    {"rates", "[STUDY]", N_("adoption rates with their limits"), NULL, 0, 0, command_rates},
    {"change", "[STUDY]", N_("changes between waves, in points"), NULL, 0, 0, command_change},
    {"means", "[STUDY]", N_("means, totals, quantiles and ratios of numbers"), NULL, 0, 0, command_means},
    {"trend", "[STUDY]", N_("the trend of each rate over the waves that can be compared"), NULL, 0, 0, command_trend},
    {"forecast", "[STUDY]", N_("coming rates, or when levels are reached"),
     N_("It holds if the curve goes on as it went; fewer than 4 waves that can be compared are refused."), 0, 0,
     command_forecast},
    {"test", "[STUDY]", N_("whether adoption differs between strata or other groups"), NULL, 0, 0, command_test},
    {"bounds", "[STUDY]", N_("what those that did not answer could change"), NULL, 0, 0, command_bounds},
    {"probability", "[STUDY] --at-least LEVEL", N_("how likely it is that the population rate passes a level"),
     N_("Those not seen adopt as the respondents of their stratum do, or with --lambda times their odds."), 0, 0,
     command_probability},
    {"weights", "[STUDY]", N_("the weighting: cells, what they are to sum to, factors, what was joined"), NULL, 0, 0,
     command_weights},
    {"response", "[STUDY]", N_("who answered, against the frame"), NULL, 0, 0, command_response},
    {"feasible", "PERCENT --n N[:N]", N_("the counts that a published percentage can stand for"), NULL, 1, 1,
     command_feasible},
    {"check", "[STUDY]", N_("evaluate the rules and give the decision"), NULL, 0, 0, command_check},
    {"explain", "[STUDY] RULE", N_("the arithmetic of one rule, from rows to verdict"), NULL, 1, 1, command_explain},
    {"rules", "[STUDY] lint|test|backtest|oc|design", N_("whether the rules hold up, and how often they fire"),
     N_("lint: what they can't do. test [FILE]: the vectors of rules_test.yaml. backtest: when they would have fired.\n"
        "oc: how often they fire over true rates. design: the level that keeps both errors."),
     1, 2, command_rules},
    {"verify", "[STUDY] [RECORD]", N_("replay the record of a decision, and tell what differs"),
     N_("Without RECORD: the newest one, against the folder and the database as they are now, counts counted again.\n"
        "RECORD is WAVE-NUMBER, 2021-1, or the path of a file: replayed from the inputs that the database keeps."),
     0, 1, command_verify},
    {"plot", "[STUDY] KIND", N_("draw a picture: trend, status, strata, change, forecast, bounds, margin, oc"),
     N_("Without -o: as characters on standard output. With -o FILE.svg, .png, .pdf or .txt: a file."), 1, 1,
     command_plot},
    {"report", "[STUDY]", N_("write the memo"),
     N_("Without -o: Markdown on standard output. With -o FILE.html the pictures are drawn into the page,\n"
        "with -o FILE.md they are drawn beside it. -o FILE.xlsx is a workbook of the figures."),
     0, 0, command_report},
    {"export", "[STUDY] WHAT", N_("hand out counts, answers, a data package or a script for R"),
     N_("WHAT: tally, answers (with --internal only), datapackage (-o FOLDER), r.\n"
        "What publish in study.yaml keeps from publication is suppressed, unless --internal."),
     1, 1, command_export},
    {"doctor", "[STUDY]", N_("what this machine has: gnuplot, fonts, SQLite, free space"), NULL, 0, 0, command_doctor},
    {"help", "[COMMAND]", N_("the commands, or the options of one"), NULL, 0, 1, command_help},
    {"completion", "bash|zsh|fish", N_("a script that lets a shell complete commands and options"),
     N_("bash: eval \"$(minaoshi completion bash)\"; zsh: source <(minaoshi completion zsh);\n"
        "fish: minaoshi completion fish | source"),
     1, SIZE_MAX, command_completion},
};

const struct command *command_at(size_t i)
{
    return i < sizeof commands / sizeof *commands ? &commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; command_at(i); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const struct command *command_of(struct session *session, const char *name)
{
    const struct command *command = command_find(name);
    if (!command)
        (void)errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "see `minaoshi --help`",
                         "'%s' is not a command", name);
    return command;
}

enum status command_help(struct session *session)
{
    const struct options *options = session->options;
    struct buffer out = {0};
    const struct command *command = options->word_count ? command_of(session, options->words[0]) : NULL;
    if (command && options->man)
        (void)errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "leave out the one or the other",
                         "help: the man page is of all commands, not of '%s'", command->name);
    if (session->errors.status != STATUS_OK)
        return session->errors.status;
    if (options->man)
        man_add(&out, session->language);
    else
        options_add_help(command, session->language, &out);
    enum status status = session_write(session, &out);
    buffer_clear(&out);
    return status;
}
