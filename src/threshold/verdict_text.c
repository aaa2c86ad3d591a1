/* What a verdict says to people: a rule's own text filled in, or one of ours. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "threshold/threshold.h"

/* What stands where a number does not exist. */
static const char NONE[] = "–";

struct writer {
    const struct check *check;
    const struct verdict *verdict;
    enum language language;
    struct buffer *out;
};

static void add_value(const struct writer *w, double value)
{
    int decimals = w->check->study->decimals;
    if (isnan(value)) {
        buffer_text(w->out, NONE);
        return;
    }
    switch (w->verdict->rule->statistic) {
    case STATISTIC_COUNT:
    case STATISTIC_SQL:
        number_add_fixed(w->out, value, 0, false);
        break;
    case STATISTIC_CHANGE:
        number_add_fixed(w->out, value * 100, decimals, true);
        buffer_text(w->out, tr(w->language, " points"));
        break;
    case STATISTIC_RATE:
    case STATISTIC_SIZE_SHARE:
    case STATISTIC_PROBABILITY:
    case STATISTIC_REACH:
    case STATISTIC_END:
        number_add_fixed(w->out, value * 100, decimals, false);
        buffer_byte(w->out, '%');
        break;
    }
}

/* The level as written; the word "points" in the language. */
static void add_level(const struct writer *w)
{
    const struct rule *rule = w->verdict->rule;
    bool points = rule->statistic == STATISTIC_CHANGE;
    buffer_add(w->out, rule->level_text, points ? strcspn(rule->level_text, " p") : strlen(rule->level_text));
    if (points)
        buffer_text(w->out, tr(w->language, " points"));
}

static void add_count(const struct writer *w, int64_t count)
{
    if (count < 0)
        buffer_text(w->out, NONE);
    else
        buffer_format(w->out, "%" PRId64, count);
}

/* Fills in the placeholder of that name; false where there is none. */
static bool add_placeholder(const struct writer *w, const char *name, size_t length)
{
    static const char *const names[] = {"value", "lower", "upper", "level", "n", "x", "state", "margin", "wave"};
    enum { VALUE, LOWER, UPPER, LEVEL, N, X, STATE, MARGIN, WAVE, COUNT };
    const struct verdict *verdict = w->verdict;
    int which = 0;
    while (which < COUNT && (strlen(names[which]) != length || memcmp(names[which], name, length) != 0))
        which++;
    switch (which) {
    case VALUE:
        add_value(w, verdict->value);
        return true;
    case LOWER:
    case UPPER:
        if (verdict->hides_limits)
            buffer_text(w->out, tr(w->language, "suppressed"));
        else
            add_value(w, which == LOWER ? verdict->lower : verdict->upper);
        return true;
    case LEVEL:
        add_level(w);
        return true;
    case N:
        add_count(w, verdict->n);
        return true;
    case X:
        add_count(w, verdict->x);
        return true;
    case STATE:
        buffer_text(w->out, tr(w->language, rule_state_name(verdict->state)));
        return true;
    case MARGIN:
        if (verdict->hides_margin)
            buffer_text(w->out, tr(w->language, "suppressed"));
        else if (verdict->has_margin)
            buffer_format(w->out, "%" PRId64, verdict->margin);
        else
            buffer_text(w->out, NONE);
        return true;
    case WAVE:
        buffer_text(w->out, label_in(&w->check->study->waves[verdict->wave].label, w->language));
        return true;
    default:
        return false;
    }
}

/* The rule's own text. */
static void add_filled(const struct writer *w, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "{");
        buffer_add(w->out, text, plain);
        text += plain;
        if (!*text)
            break;
        size_t length = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (text[1 + length] == '}' && add_placeholder(w, text + 1, length))
            text += length + 2;
        else
            buffer_byte(w->out, *text++);
    }
}

/* What one member came to: "Personal, update: 10.1% (9.0% to 11.3%)". */
static void add_member(const struct writer *w)
{
    const struct verdict *verdict = w->verdict;
    const struct study *study = w->check->study;
    const struct rule *rule = verdict->rule;
    const char *item = verdict->item < 0 ? "" : label_in(&study->items[verdict->item].label, w->language);
    switch (rule->statistic) {
    case STATISTIC_CHANGE:
        buffer_format(w->out, tr(w->language, "change of %s"), item);
        break;
    case STATISTIC_COUNT:
        buffer_format(w->out, tr(w->language, "institutions with %s"), item);
        break;
    case STATISTIC_PROBABILITY:
        buffer_format(w->out, tr(w->language, "probability that %s is at least %.12g%%"), item,
                      rational_value(rule->of) * 100);
        break;
    case STATISTIC_SIZE_SHARE:
        buffer_format(w->out, tr(w->language, "share of the size with %s"), item);
        break;
    case STATISTIC_REACH:
        buffer_format(w->out,
                      rule->within == 1 ? tr(w->language, "probability that %s reaches %.12g%% within %d wave")
                                        : tr(w->language, "probability that %s reaches %.12g%% within %d waves"),
                      item, rational_value(rule->of) * 100, rule->within);
        break;
    case STATISTIC_SQL:
        buffer_text(w->out, tr(w->language, "rows of the SELECT"));
        break;
    case STATISTIC_RATE:
    case STATISTIC_END:
        buffer_text(w->out, item);
        break;
    }
    if (verdict->stratum >= 0)
        buffer_format(w->out, tr(w->language, ", %s"), label_in(&study->strata[verdict->stratum].label, w->language));
    buffer_text(w->out, tr(w->language, ": "));
    add_value(w, verdict->value);
    if (isnan(verdict->lower) || isnan(verdict->upper) || verdict->lower == verdict->upper)
        return;
    buffer_text(w->out, tr(w->language, " ("));
    add_value(w, verdict->lower);
    buffer_text(w->out, tr(w->language, " to "));
    add_value(w, verdict->upper);
    buffer_text(w->out, tr(w->language, ")"));
}

/* What the rule asks for: "lower limit at least 16%". */
static void add_condition(const struct writer *w)
{
    static const char *const comparisons[COMPARE_END] = {[COMPARE_AT_LEAST] = N_("at least %s"),
                                                         [COMPARE_ABOVE] = N_("above %s"),
                                                         [COMPARE_AT_MOST] = N_("at most %s"),
                                                         [COMPARE_BELOW] = N_("below %s")};
    static const char *const bounds[BOUND_END] = {
        [BOUND_LOWER] = N_("lower limit "), [BOUND_UPPER] = N_("upper limit ")};
    const struct rule *rule = w->verdict->rule;
    struct buffer level = {0};
    struct writer level_writer = *w;
    level_writer.out = &level;
    add_level(&level_writer);
    if (bounds[rule->bound])
        buffer_text(w->out, tr(w->language, bounds[rule->bound]));
    buffer_format(w->out, tr(w->language, comparisons[rule->comparison]), buffer_get(&level));
    w->out->failed = w->out->failed || level.failed;
    buffer_clear(&level);
    switch (rule->combination) {
    case COMBINE_ANY:
        buffer_text(w->out, rule->item_count > 1 ? tr(w->language, ", for any of them") : "");
        break;
    case COMBINE_ALL:
        buffer_text(w->out, rule->item_count > 1 ? tr(w->language, ", for all of them") : "");
        break;
    case COMBINE_K_OF:
        buffer_format(w->out, tr(w->language, ", for at least %lld of them"), (long long)rule->k);
        break;
    case COMBINE_STRATA:
        buffer_format(w->out,
                      rule->k == 1 ? tr(w->language, ", in at least %lld stratum")
                                   : tr(w->language, ", in at least %lld strata"),
                      (long long)rule->k);
        break;
    case COMBINE_ONE:
        break;
    }
}

/* Our own text: what was found, and what the rule asks for. */
static void add_default(const struct writer *w)
{
    const struct verdict *verdict = w->verdict;
    if (verdict->item >= 0 || verdict->rule->statistic == STATISTIC_SQL)
        add_member(w);
    else {
        /* The members stand right before their whole. */
        const struct verdict *first = verdict;
        while (first > w->check->verdicts && first[-1].rule == verdict->rule && first[-1].wave == verdict->wave)
            first--;
        for (const struct verdict *member = first; member < verdict; member++) {
            struct writer one = *w;
            one.verdict = member;
            buffer_text(w->out, member == first ? "" : tr(w->language, "; "));
            add_member(&one);
        }
    }
    buffer_text(w->out, tr(w->language, "; level: "));
    add_condition(w);
}

enum status verdict_text(const struct check *check, const struct verdict *verdict, enum language language,
                         struct buffer *out, struct errors *errors)
{
    const struct writer w = {check, verdict, language, out};
    const char *text = label_in(&verdict->rule->text, language);
    if (*text)
        add_filled(&w, text);
    else
        add_default(&w);
    return buffer_status(out) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
