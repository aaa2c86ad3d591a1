/* The options: one table says which goes with which command, and makes --help; and what their values are. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "command/option_spec.h"

/* What prints tables, and what writes to -o. */
#define TABLES                                                                                                         \
    " export import status rates means change trend forecast test check explain bounds probability weights response "  \
    "feasible "
#define FORMATS                                                                                                        \
    " export import status rates means change trend forecast test check explain plot bounds probability weights "      \
    "response "                                                                                                        \
    "feasible "
#define OUTPUTS                                                                                                        \
    " export status rates means change trend forecast test check explain verify plot report bounds probability "       \
    "help completion weights "                                                                                         \
    "response feasible "

#define OFFSET(member) offsetof(struct options, member)

static const struct option_spec specs[] = {
    {"wave", 0, KIND_TEXT, OFFSET(wave), "Y", N_("the fiscal year: 2021, FY2021, 令和3年度"),
     " import rates means test check explain rules plot report bounds probability weights response export "},
    {"item", 0, KIND_TEXT, OFFSET(item), "I", N_("one item, by its id"),
     " rates means change trend forecast test plot bounds probability "},
    {"where", 0, KIND_TEXT, OFFSET(where), "SQL",
     N_("only those for whom it holds: \"stratum = 'bank' AND firms > 2\""),
     " rates means change trend forecast test bounds probability response "},
    {"by", 0, KIND_TEXT, OFFSET(by), "COLUMN",
     N_("rows of each stratum, or of each text of an attribute, too; test: what is compared"),
     " rates means change trend forecast test bounds probability response "},
    {"choices", 0, KIND_FLAG, OFFSET(choices), NULL, N_("every choice instead of the adopted rate"), " rates "},
    {"from", 0, KIND_TEXT, OFFSET(from), "Y", N_("the earlier wave"), " change plot "},
    {"to", 0, KIND_TEXT, OFFSET(to), "Y", N_("the later wave"), " change "},
    {"estimator", 0, KIND_TEXT, OFFSET(estimator), "E",
     N_("published (x of n) or population (by the frame); rates: also size; change: also matched"),
     " rates means change plot "},
    {"interval", 0, KIND_TEXT, OFFSET(interval), "M", N_("how limits are made: wilson, hypergeometric, beta, ..."),
     " rates plot "},
    {"level", 0, KIND_TEXT, OFFSET(level), "95", N_("confidence level in percent"),
     " rates means change trend forecast plot probability "},
    {"denominator", 0, KIND_TEXT, OFFSET(denominator), "D", N_("valid (answers) or allresp (all respondents)"),
     " rates change trend forecast test plot bounds probability "},
    {"as-of", 0, KIND_TEXT, OFFSET(as_of), "IMPORT", N_("the figures as they stood after that import"),
     " rates means change trend forecast test check explain rules plot report bounds probability weights response "
     "export "},
    {"method", 0, KIND_TEXT, OFFSET(method), "M", N_("another way to limits: independent, stacked, unpaired, pooled-z"),
     " change "},
    {"transitions", 0, KIND_FLAG, OFFSET(transitions), NULL, N_("who answered what in both waves"), " change "},
    {"decompose", 0, KIND_FLAG, OFFSET(decompose), NULL, N_("where each change comes from; the parts sum to it"),
     " change "},
    {"quantiles", 0, KIND_TEXT, OFFSET(quantiles), "Q", N_("which: 0.25,0.5,0.75"), " means "},
    {"totals", 0, KIND_FLAG, OFFSET(totals), NULL, N_("how many institutions chose each choice, instead"), " means "},
    {"ratio", 0, KIND_TEXT, OFFSET(ratio), "A/B", N_("the ratio of two numbers too"), " means "},
    {"model", 0, KIND_TEXT, OFFSET(model), "M", N_("logistic-clustered, theil-sen, ...; an unknown one lists them"),
     " trend forecast "},
    {"years", 0, KIND_TEXT, OFFSET(years), "5", N_("how far ahead"), " forecast "},
    {"reach", 0, KIND_TEXT, OFFSET(reach), "15,20,50", N_("when these percentages are first reached"), " forecast "},
    {"score", 0, KIND_FLAG, OFFSET(score), NULL, N_("how the forecasts came out that review stored"), " forecast "},
    {"pairwise", 0, KIND_FLAG, OFFSET(pairwise), NULL, N_("every pair, with p adjusted by Holm and Benjamini-Hochberg"),
     " test "},
    {"assume", 0, KIND_TEXT, OFFSET(assume), "A",
     N_("none; monotone (they adopt at most as often as respondents); carried (as in the wave before)"), " bounds "},
    {"at-least", 0, KIND_TEXT, OFFSET(at_least), "15%", N_("the level that the population rate is held against"),
     " probability "},
    {"lambda", 0, KIND_TEXT, OFFSET(lambda), "1", N_("odds of those not seen over those of the respondents"),
     " probability "},
    {"n", 0, KIND_TEXT, OFFSET(n), "N", N_("the base of the percentage, or a range: 594:1000"), " feasible "},
    {"chase", 0, KIND_FLAG, OFFSET(chase), NULL, N_("who has not answered, and whose answer could change a verdict"),
     " response "},
    {"rule", 0, KIND_TEXT, OFFSET(rule), "ID", N_("one rule, by its id"), " rules "},
    {"rates", 0, KIND_TEXT, OFFSET(rates), "R", N_("oc: true rates: 10%, 8%,10% or 5%:15%:0.5%"), " rules "},
    {"response-rates", 0, KIND_TEXT, OFFSET(response_rates), "R",
     N_("oc, design: how many answer, instead of those of the wave"), " rules "},
    {"waves", 0, KIND_TEXT, OFFSET(waves), "N", N_("oc: waves with that rate; left out: those of `for`"), " rules "},
    {"draws", 0, KIND_TEXT, OFFSET(draws), "10000", N_("oc, design: of a simulation"), " rules "},
    {"null", 0, KIND_TEXT, OFFSET(null_rate), "R", N_("design: a rate at which the rule must not fire"), " rules "},
    {"alternative", 0, KIND_TEXT, OFFSET(alternative), "R", N_("design: a rate at which it must"), " rules "},
    {"alpha", 0, KIND_TEXT, OFFSET(alpha), "5%", N_("design: how often it may fire at --null"), " rules "},
    {"beta", 0, KIND_TEXT, OFFSET(beta), "10%", N_("design: how often it may fail at --alternative"), " rules "},
    {"imports", 0, KIND_FLAG, OFFSET(imports), NULL, N_("list every import, for --as-of"), " status "},
    {"exit-code", 0, KIND_FLAG, OFFSET(exit_code), NULL, N_("exit 10 for a revision, 11 for undetermined"), " check "},
    {"record", 0, KIND_FLAG, OFFSET(record), NULL, N_("keep the decision as decisions/WAVE-N.json, where it changed"),
     " check "},
    {"against", 0, KIND_TEXT, OFFSET(against), "RECORD", N_("what changed since a record, 2021-1, and why"),
     " check report "},
    {"encoding", 0, KIND_TEXT, OFFSET(encoding), "E", N_("of the files named, instead of what study.yaml says"),
     " import "},
    {"layout", 0, KIND_TEXT, OFFSET(layout), "L",
     N_("of the files named: wide (a row per institution), long (and item) or counts"), " import "},
    {"sheet", 0, KIND_TEXT, OFFSET(sheet), "NAME", N_("of the workbooks named; else the first"), " import "},
    {"rejects", 0, KIND_TEXT, OFFSET(rejects), "FILE", N_("import the good rows, and write the others to FILE"),
     " import "},
    {"suggest", 0, KIND_FLAG, OFFSET(suggest), NULL, N_("propose how study.yaml could read the files named"),
     " import "},
    {"dry-run", 0, KIND_FLAG, OFFSET(dry_run), NULL, N_("look for problems and change nothing"), " import "},
    {"keep", 0, KIND_FLAG, OFFSET(keep), NULL, N_("keep the gnuplot script and its data beside the picture"),
     " plot review "},
    {"plots", 0, KIND_TEXT, OFFSET(plots), "all", N_("draw every kind of picture, not only those of the memo"),
     " review "},
    {"internal", 0, KIND_FLAG, OFFSET(internal), NULL, N_("suppress nothing: not for publication"),
     " review plot report export "},
    {"public", 0, KIND_FLAG, OFFSET(open), NULL, N_("suppress what the memo suppresses: docs/publish.md"),
     " rates means change trend forecast test check bounds probability response "},
    {"format", 0, KIND_TEXT, OFFSET(format), "F",
     N_("text, csv, tsv, json, ndjson, markdown or xlsx (with -o); plot: text"), FORMATS},
    {"format", 0, KIND_TEXT, OFFSET(format), "F", N_("text, csv, tsv, json, ndjson or markdown; test: also junit"),
     " rules "},
    {"man", 0, KIND_FLAG, OFFSET(man), NULL, N_("the man page instead, in roff"), " help "},
    {"json", 0, KIND_FLAG, 0, NULL, N_("the same as --format json"), " rules" TABLES},
    {"csv", 0, KIND_FLAG, 0, NULL, N_("the same as --format csv"), " rules" TABLES},
    {"output", 'o', KIND_TEXT, OFFSET(output), "FILE", N_("write there; the suffix tells the format"),
     " rules" OUTPUTS},
    {"db", 0, KIND_TEXT, OFFSET(db), "FILE", N_("another database than STUDY/survey.db"), NULL},
    {"lang", 0, KIND_TEXT, OFFSET(lang), "ja|en", N_("language; left out: LC_ALL, LC_MESSAGES, LANG"), NULL},
    {"color", 0, KIND_TEXT, OFFSET(color), "auto|always|never", N_("colour; NO_COLOR is heeded"), NULL},
    {"max-errors", 0, KIND_TEXT, OFFSET(max_errors), "N", N_("show so many problems, then count (20)"), NULL},
    {"quiet", 'q', KIND_FLAG, OFFSET(quiet), NULL, N_("no warnings"), NULL},
    {"verbose", 'v', KIND_FLAG, OFFSET(verbose), NULL,
     N_("every column, in text too; plot, review: scripts of the study that are used"), NULL},
    {"help", 'h', KIND_FLAG, OFFSET(help), NULL, N_("this text"), NULL},
};

enum { SPEC_COUNT = sizeof specs / sizeof *specs };
_Static_assert((int)SPEC_COUNT <= (int)MOST_OPTIONS, "the parser has room for so many");

const struct option_spec *option_at(size_t i)
{
    return i < SPEC_COUNT ? &specs[i] : NULL;
}

bool option_goes_with(const struct option_spec *spec, const struct command *command)
{
    if (!spec->commands)
        return true;
    if (!command)
        return false;
    char name[32];
    (void)snprintf(name, sizeof name, " %s ", command->name);
    return strstr(spec->commands, name) != NULL;
}

/* One line of --help: the option padded to the column of the meanings. */
static void add_option_help(struct buffer *out, const struct option_spec *spec, enum language language)
{
    size_t before = out->length;
    if (spec->letter)
        buffer_format(out, "  -%c, --%s", spec->letter, spec->name);
    else
        buffer_format(out, "      --%s", spec->name);
    if (spec->argument)
        buffer_format(out, " %s", spec->argument);
    size_t width = out->length - before;
    buffer_fill(out, ' ', width < 30 ? 30 - width : 1);
    buffer_format(out, "%s\n", tr(language, spec->meaning));
}

static void add_program_help(struct buffer *out, enum language language)
{
    buffer_text(out, tr(language, "minaoshi: from the yearly survey to a revision decision\n"));
    buffer_text(out, tr(language, "\nUsage: minaoshi COMMAND [STUDY] [OPTION...]\n\n"));
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        buffer_format(out, "  %-11s %s\n", command->name, tr(language, command->summary));
    }
    buffer_text(out, tr(language, "\nSTUDY is a study folder or the study.yaml in it; left out: the current folder.\n"
                                  "`minaoshi COMMAND --help` tells the options; `minaoshi --version` the version.\n"));
}

void options_add_help(const struct command *command, enum language language, struct buffer *out)
{
    if (!command) {
        add_program_help(out, language);
        return;
    }
    buffer_format(out, tr(language, "Usage: minaoshi %s %s [OPTION...]\n"), command->name, command->words);
    buffer_format(out, "\n%s\n", tr(language, command->summary));
    if (command->detail)
        buffer_format(out, "\n%s\n", tr(language, command->detail));
    buffer_byte(out, '\n');
    for (size_t i = 0; i < SPEC_COUNT; i++)
        if (option_goes_with(&specs[i], command))
            add_option_help(out, &specs[i], language);
}

enum status options_print_help(const struct command *command, enum language language, struct errors *errors)
{
    struct buffer out = {0};
    options_add_help(command, language, &out);
    enum status status = print_text(&out, errors);
    buffer_clear(&out);
    return status;
}

enum status options_refuse(struct session *session, const char *option, const char *value, const char *known)
{
    char hint[400];
    (void)snprintf(hint, sizeof hint, "known are %s", known);
    return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, hint, "%s: '%s' is not known", option, value);
}

enum status options_exclude(struct session *session, const char *option, const char *hint,
                            const struct option_given *others, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (others[i].value)
            return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, hint, "%s and %s exclude each other",
                              option, others[i].name);
    return STATUS_OK;
}

enum status options_wave(struct session *session, const char *option, const char *value, int64_t *wave)
{
    *wave = EVERY;
    if (!value)
        return STATUS_OK;
    int year;
    if (!study_parse_year(value, &year))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "write 2021, FY2021 or 令和3年度",
                          "%s: '%s' is not a fiscal year", option, value);
    *wave = study_find_wave(session->study, year);
    if (*wave < 0)
        return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0}, "`minaoshi status` lists the waves",
                          "%s: study.yaml declares no wave %d", option, year);
    return STATUS_OK;
}

enum status options_as_of(struct session *session, int64_t *as_of)
{
    const char *text = session->options->as_of;
    *as_of = AS_OF_NEWEST;
    if (text && (!number_parse_integer(text, as_of) || *as_of < 1))
        return errors_add(&session->errors, ERROR_USAGE, (struct place){0}, "`minaoshi status --imports` lists them",
                          "--as-of: '%s' is not an import", text);
    return STATUS_OK;
}

/* Adds the names of a method enumeration, for a hint. */
static void add_names(struct buffer *out, const char *(*name)(int), int end)
{
    for (int i = 0; i < end; i++)
        buffer_format(out, "%s%s", out->length ? ", " : "", name(i));
}

static const char *count_name(int i)
{
    return count_method_name((enum count_method)i);
}

static const char *design_name(int i)
{
    return design_method_name((enum design_method)i);
}

/* --interval names a method of one estimator or of both; the rows of the other are left out. */
static enum status take_interval(struct session *session, const char *text, struct rate_options *rate)
{
    bool published = count_method_parse(text, &rate->published);
    bool population = design_method_parse(text, &rate->population);
    rate->interval_given = true;
    rate->leaves_out[ESTIMATOR_PUBLISHED] |= !published;
    rate->leaves_out[ESTIMATOR_POPULATION] |= !population;
    rate->leaves_out[ESTIMATOR_SIZE] |= !population || rate->population != DESIGN_MEAN;
    if (population && rate->population == DESIGN_PREDICTIVE && study_is_weighted(session->study))
        return errors_add(
            &session->errors, ERROR_USAGE, (struct place){0}, "beta is the usual one",
            "--interval predictive has no weights but those of the strata, and study.yaml asks for others");
    if (published || population)
        return STATUS_OK;
    struct buffer known = {0};
    add_names(&known, count_name, COUNT_METHOD_END);
    add_names(&known, design_name, DESIGN_METHOD_END);
    enum status status = options_refuse(session, "--interval", text, buffer_get(&known));
    buffer_clear(&known);
    return status;
}

/* --estimator: the others are left out. A command has published, population and perhaps `further`. */
static enum status take_estimator(struct session *session, enum estimator further, struct rate_options *rate)
{
    const char *text = session->options->estimator;
    rate->leaves_out[ESTIMATOR_SIZE] = further != ESTIMATOR_SIZE;
    if (!text)
        return STATUS_OK;
    enum estimator estimator;
    if (!estimator_parse(text, &estimator) || (estimator > ESTIMATOR_POPULATION && estimator != further))
        return options_refuse(session, "--estimator", text,
                              further == ESTIMATOR_SIZE      ? "published, population, size"
                              : further == ESTIMATOR_MATCHED ? "published, population, matched"
                                                             : "published, population");
    for (int i = 0; i < ESTIMATOR_END; i++)
        rate->leaves_out[i] = i != (int)estimator;
    return STATUS_OK;
}

/* All but --item. */
static enum status take_rates(struct session *session, enum estimator further, struct rate_options *rate)
{
    const struct options *options = session->options;
    *rate = rate_options_of(session->study);
    rate->by_stratum = options->by && strcmp(options->by, "stratum") == 0;
    rate->choices = options->choices;
    if (options->denominator && !denominator_parse(options->denominator, &rate->denominator))
        return options_refuse(session, "--denominator", options->denominator, "valid, allresp");
    double level;
    if (options->level) {
        if (!number_parse_real(options->level, &level) || !(level > 0 && level < 100))
            return options_refuse(session, "--level", options->level, "percentages such as 95");
        rate->level = level / 100;
    }
    enum status status = options_wave(session, "--wave", options->wave, &rate->wave);
    if (status == STATUS_OK)
        status = take_estimator(session, further, rate);
    if (status != STATUS_OK)
        return status;
    return options->interval ? take_interval(session, options->interval, rate) : STATUS_OK;
}

/* Those of rates, with --item. */
static enum status take_item_rates(struct session *session, enum estimator further, struct rate_options *rate)
{
    const struct options *options = session->options;
    enum status status = take_rates(session, further, rate);
    if (status != STATUS_OK)
        return status;
    if (options->item) {
        rate->item = study_find_item(session->study, options->item);
        if (rate->item < 0)
            return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0}, "items are listed in study.yaml",
                              "--item: study.yaml has no such item '%s'", options->item);
        enum item_kind kind = session->study->items[rate->item].kind;
        if (kind != ITEM_SINGLE && kind != ITEM_MULTIPLE)
            return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0},
                              "rates are of single choices and of the options of multiple answers",
                              "--item: item '%s' is a %s", options->item, item_kind_name(kind));
    }
    return STATUS_OK;
}

enum status options_rates(struct session *session, struct rate_options *rate)
{
    return take_item_rates(session, ESTIMATOR_POPULATION, rate);
}

enum status options_sized(struct session *session, struct rate_options *rate)
{
    return take_item_rates(session, ESTIMATOR_SIZE, rate);
}

enum status options_numbers(struct session *session, struct rate_options *rate)
{
    return take_rates(session, ESTIMATOR_POPULATION, rate);
}

enum status options_single(struct session *session, struct rate_options *rate)
{
    enum status status = take_item_rates(session, ESTIMATOR_MATCHED, rate);
    if (status != STATUS_OK || rate->item == EVERY || session->study->items[rate->item].kind == ITEM_SINGLE)
        return status;
    return errors_add(&session->errors, ERROR_UNKNOWN_NAME, (struct place){0}, "this command takes single choices",
                      "--item: item '%s' is a %s", session->options->item,
                      item_kind_name(session->study->items[rate->item].kind));
}

enum status options_group(struct session *session, const struct rate_options *rate, int64_t *attribute)
{
    const char *by = session->options->by;
    const struct study *study = session->study;
    *attribute = EVERY;
    if (!by || rate->by_stratum)
        return STATUS_OK;
    *attribute = study_find_attribute(study, by);
    if (*attribute >= 0)
        return STATUS_OK;
    struct buffer known = {0};
    buffer_text(&known, "stratum");
    for (size_t i = 0; i < study->attribute_count; i++)
        buffer_format(&known, ", %s", study->attributes[i].id);
    enum status status = options_refuse(session, "--by", by, buffer_get(&known));
    buffer_clear(&known);
    return status;
}

enum status options_refuse_both(struct session *session)
{
    const struct options *given = session->options;
    if (!given->open || !given->by || !given->where)
        return STATUS_OK;
    return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                      "what is left of a group would have to be held against every other condition: leave one of them "
                      "out, or --public for inside use",
                      "--public goes with --where or --by, not with both");
}

enum status options_refuse_where(struct session *session)
{
    if (!session->options->open || !session->options->where)
        return STATUS_OK;
    return errors_add(&session->errors, ERROR_USAGE, (struct place){0},
                      "beside the table of all it would tell of those left out: ask by the texts of an attribute "
                      "(--by COLUMN), or leave --public out for inside use",
                      "--public does not go with --where here");
}

bool options_share(const char *text, size_t length, struct rational *share)
{
    char digits[32];
    bool percent = length && text[length - 1] == '%';
    length -= percent;
    if (!length || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return rational_parse(digits, percent ? 2 : 0, share) && share->numerator >= 0 &&
           share->numerator <= share->denominator;
}
