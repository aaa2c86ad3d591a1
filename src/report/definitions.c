/* What changed in what rules, and study.yaml of the analysis, ask for: the keys and values of a record, in words. */
#include <stdlib.h>
#include <string.h>

#include "report/memo.h"

/* How a value is read. */
enum meaning {
    MEANS_NOTHING, /* that people could read: only that it changed is told */
    MEANS_NUMBER,
    MEANS_SHARE,
    MEANS_LEVEL, /* in the unit of the rule's statistic */
    MEANS_WORD,
    MEANS_ITEMS,
    MEANS_INTERVAL,
    MEANS_CONSIDERATION,
    MEANS_DATE
};

/* The fields of a record's definitions and options. Those with the same words are one thing, asked for otherwise. */
static const struct definition {
    const char *field, *words;
    enum meaning meaning;
    enum rule_comparison comparison; /* of a level */
} definitions[] = {
    {"combination", N_("how its items count"), MEANS_WORD, 0},
    {"items", N_("items"), MEANS_ITEMS, 0},
    {"k", N_("how many have to pass"), MEANS_NUMBER, 0},
    {"statistic", N_("statistic"), MEANS_WORD, 0},
    {"sql", N_("SELECT"), MEANS_NOTHING, 0},
    {"of", N_("level that the probability is of"), MEANS_SHARE, 0},
    {"within", N_("number of waves within which it is to be reached"), MEANS_NUMBER, 0},
    {"estimator", N_("estimator"), MEANS_WORD, 0},
    {"interval", N_("method of the limits"), MEANS_INTERVAL, 0},
    {"confidence", N_("confidence level"), MEANS_SHARE, 0},
    {"at_least", N_("level"), MEANS_LEVEL, COMPARE_AT_LEAST},
    {"above", N_("level"), MEANS_LEVEL, COMPARE_ABOVE},
    {"at_most", N_("level"), MEANS_LEVEL, COMPARE_AT_MOST},
    {"below", N_("level"), MEANS_LEVEL, COMPARE_BELOW},
    {"using", N_("what is compared"), MEANS_WORD, 0},
    {"for", N_("waves in a row"), MEANS_NUMBER, 0},
    {"clear_below", N_("level at which it is cleared"), MEANS_LEVEL, COMPARE_BELOW},
    {"clear_above", N_("level at which it is cleared"), MEANS_LEVEL, COMPARE_ABOVE},
    {"minimum_n", N_("least number of answers"), MEANS_NUMBER, 0},
    {"minimum_response", N_("least response rate"), MEANS_SHARE, 0},
    {"severity", N_("consequence"), MEANS_WORD, 0},
    {"consideration", N_("consideration"), MEANS_CONSIDERATION, 0},
    {"snooze_until", N_("end of the time in which it does not count"), MEANS_DATE, 0},
    {"denominator", N_("denominator"), MEANS_WORD, 0},
    {"interval_published", N_("method of the limits as published"), MEANS_INTERVAL, 0},
    {"interval_population", N_("method of the limits of the population estimate"), MEANS_INTERVAL, 0},
    {"level", N_("confidence level"), MEANS_SHARE, 0},
    {"lonely_stratum", N_("limits where a stratum has a single answer"), MEANS_WORD, 0},
    {"prior_a", N_("first parameter of the prior"), MEANS_NUMBER, 0},
    {"prior_b", N_("second parameter of the prior"), MEANS_NUMBER, 0},
    {"seed", N_("seed"), MEANS_NUMBER, 0},
    {"weighting", N_("weighting"), MEANS_WORD, 0},
};

/* Values that are words of the files; each means one thing, whichever field it stands in. */
static const struct {
    const char *name, *words;
} names[] = {
    {"item", N_("one item")},
    {"any", N_("any of its items")},
    {"all", N_("all of its items")},
    {"k_of", N_("a number of its items")},
    {"strata_at_least", N_("a number of strata")},
    {"rate", N_("rate")},
    {"change", N_("change")},
    {"count", N_("number of institutions")},
    {"size_share", N_("share of size")},
    {"probability", N_("probability of a rate")},
    {"reach", N_("probability that a rate is reached in time")},
    {"sql", N_("rows of a SELECT over the database")},
    {"published", N_("published")},
    {"population", N_("population")},
    {"point", N_("estimated value")},
    {"lower", N_("lower limit")},
    {"upper", N_("upper limit")},
    {"watch", N_("watch only")},
    {"revise", N_("revision")},
    {"major", N_("major revision")},
    {"valid", N_("valid answers")},
    {"allresp", N_("all respondents")},
    {"fail", N_("no limits")},
    {"certainty", N_("as a stratum of which every institution answered")},
    {"adjust", N_("from the distance to the mean of all")},
    {"average", N_("from the mean of the other strata")},
    {"none", N_("number of institutions of each stratum")},
    {"poststratify", N_("poststratification")},
    {"rake", N_("raking")},
    {"linear", N_("linear calibration")},
};

static const struct definition *find(const char *field)
{
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        if (strcmp(definitions[i].field, field) == 0)
            return &definitions[i];
    return NULL;
}

/* Whether the difference is of a rule's definition, or of the options of the analysis. */
static bool defines(const struct record_difference *difference)
{
    return difference->part == RECORD_RULE || difference->part == RECORD_OPTION;
}

/* ---- values ---- */

/* What the rule compared then, or compares now: its unit is that of its levels. */
static enum rule_statistic statistic_of(const struct work *work, const char *rule, bool then)
{
    const struct since *since = work->memo->since;
    const struct rules *rules = work->memo->check->rules;
    for (size_t i = 0; then && i < since->difference_count; i++) {
        const struct record_difference *difference = &since->differences[i];
        if (!defines(difference) || strcmp(difference->name, rule) != 0 || strcmp(difference->field, "statistic") != 0)
            continue;
        for (int k = 0; k < STATISTIC_END; k++)
            if (strcmp(rule_statistic_name((enum rule_statistic)k), difference->before) == 0)
                return (enum rule_statistic)k;
    }
    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(rules->rules[i].id, rule) == 0)
            return rules->rules[i].statistic;
    return STATISTIC_RATE;
}

static const char *word(struct work *work, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return tr(work->language, names[i].words);
    return writer_escape(&work->writer, name);
}

/* The items of a list of ids that spaces part; of one that study.yaml no longer has, the id. */
static const char *item_list(struct work *work, const char *ids)
{
    struct writer *writer = &work->writer;
    const char **labels = arena_array(writer->arena, strlen(ids) + 1, sizeof *labels);
    size_t count = 0;
    writer->failed = writer->failed || !labels;
    for (const char *at = ids; labels && *at;) {
        size_t length = strcspn(at, " ");
        const char *id = writer_format(writer, "%.*s", (int)length, at);
        int64_t item = study_find_item(work->study, id);
        if (length)
            labels[count++] =
                item < 0 ? writer_escape(writer, id) : writer_label(writer, &work->study->items[item].label);
        at += length + (at[length] == ' ');
    }
    return labels ? writer_list(writer, labels, count) : "";
}

static const char *value(struct work *work, const struct record_difference *difference,
                         const struct definition *definition, bool then)
{
    struct writer *writer = &work->writer;
    const char *text = then ? difference->before : difference->now;
    const double number = strtod(text, NULL); /* as a record writes it: no language has a say in it */
    if (!*text)
        return tr(work->language, "none");
    switch (definition->meaning) {
    case MEANS_SHARE:
        return level_text(work, STATISTIC_RATE, number);
    case MEANS_LEVEL:
        return threshold_text(work, definition->comparison,
                              level_text(work, statistic_of(work, difference->name, then), number));
    case MEANS_WORD:
        return word(work, text);
    case MEANS_ITEMS:
        return item_list(work, text);
    case MEANS_INTERVAL:
        return work_interval(work, text);
    case MEANS_CONSIDERATION:
        return writer_format(writer, "(%s)", writer_escape(writer, text));
    case MEANS_DATE:
        return writer_date(writer, text);
    case MEANS_NUMBER:
    case MEANS_NOTHING:
        break;
    }
    return writer_minus(writer, writer_escape(writer, text));
}

/* ---- sentences ---- */

/* What has the same words in place of it: "above" of a rule that had "at_least". NULL where there is none. */
static const struct record_difference *partner(const struct since *since, const struct record_difference *of,
                                               const struct definition *definition)
{
    for (size_t i = 0; i < since->difference_count; i++) {
        const struct record_difference *other = &since->differences[i];
        const struct definition *same = defines(other) ? find(other->field) : NULL;
        if (same && same != definition && other->part == of->part && strcmp(other->name, of->name) == 0 &&
            strcmp(same->words, definition->words) == 0 && !*other->before != !*of->before)
            return other;
    }
    return NULL;
}

/* "“wide”: level changed from ≥16% to ≥18%.", "analysis: …". What a record of another version has besides stays as it
 * is written. */
static void write_change(struct work *work, const struct record_difference *difference)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct definition *definition = find(difference->field);
    struct definition unknown = {difference->field, NULL, MEANS_NUMBER, 0};
    const struct record_difference *now = difference;
    if (definition && definition->meaning == MEANS_LEVEL) {
        const struct record_difference *other = partner(work->memo->since, difference, definition);
        if (other && !*difference->before)
            return; /* told with what it takes the place of */
        now = other ? other : difference;
    }
    const char *what = definition ? tr(language, definition->words) : writer_escape(writer, difference->field);
    const char *of = difference->part == RECORD_OPTION
                         ? tr(language, "the analysis")
                         : writer_format(writer, tr(language, "“%s”"), writer_escape(writer, difference->name));
    definition = definition ? definition : &unknown;
    if (definition->meaning == MEANS_NOTHING)
        writer_bullet(writer, tr(language, "Of %1$s, %2$s changed."), of, what);
    else
        writer_bullet(writer, tr(language, "Of %1$s, %2$s changed from %3$s to %4$s."), of, what,
                      value(work, difference, definition, true),
                      value(work, now, now == difference ? definition : find(now->field), false));
}

void write_definitions_then(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct since *since = work->memo->since;
    for (size_t i = 0; i < since->difference_count; i++) {
        const struct record_difference *difference = &since->differences[i];
        if (!defines(difference))
            continue;
        if (strcmp(difference->field, "added") == 0)
            writer_bullet(writer, tr(work->language, "The rule “%s” is new."), writer_escape(writer, difference->name));
        else if (strcmp(difference->field, "removed") == 0)
            writer_bullet(writer, tr(work->language, "The rule “%s” is no longer there."),
                          writer_escape(writer, difference->name));
        else
            write_change(work, difference);
    }
}
