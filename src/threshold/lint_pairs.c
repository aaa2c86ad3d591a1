/* Two rules that say the same, or of which one takes the decision of the other. */
#include <string.h>

#include "threshold/lint.h"

static int compare(struct rational a, struct rational b)
{
    return exact_compare_ratio(a.numerator, a.denominator, b);
}

static bool same_items(const struct rule *a, const struct rule *b)
{
    if (a->combination != b->combination || a->item_count != b->item_count || a->k != b->k)
        return false;
    for (size_t i = 0; i < a->item_count; i++) {
        size_t k = 0;
        while (k < b->item_count && b->items[k] != a->items[i])
            k++;
        if (k == b->item_count)
            return false;
    }
    return true;
}

static bool has_of(const struct rule *rule)
{
    return rule->statistic == STATISTIC_PROBABILITY || rule->statistic == STATISTIC_REACH;
}

static bool same_select(const struct rule *a, const struct rule *b)
{
    return a->sql && b->sql ? strcmp(a->sql->text, b->sql->text) == 0 : !a->sql && !b->sql;
}

/* Whether both hold the same number, on the same data, against their levels. */
static bool same_subject(const struct rule *a, const struct rule *b)
{
    return same_items(a, b) && a->statistic == b->statistic && a->estimator == b->estimator &&
           a->has_interval == b->has_interval && a->published == b->published && a->population == b->population &&
           a->level_of_confidence == b->level_of_confidence && a->bound == b->bound &&
           (!has_of(a) || compare(a->of, b->of) == 0) && a->within == b->within && same_select(a, b) &&
           a->minimum_n == b->minimum_n && compare(a->minimum_response, b->minimum_response) == 0;
}

static bool same_course(const struct rule *a, const struct rule *b)
{
    return a->comparison == b->comparison && compare(a->level, b->level) == 0 && a->for_waves == b->for_waves &&
           a->has_clear == b->has_clear && (!a->has_clear || compare(a->clear, b->clear) == 0) &&
           !a->snooze_until == !b->snooze_until;
}

static bool is_strict(const struct rule *rule)
{
    return rule->comparison == COMPARE_ABOVE || rule->comparison == COMPARE_BELOW;
}

/* Whether `easy` is fired whenever `hard` is. */
static bool covers(const struct rule *easy, const struct rule *hard)
{
    if (easy->snooze_until || rule_rises(easy) != rule_rises(hard) || easy->for_waves > hard->for_waves)
        return false;
    int sign = compare(easy->level, hard->level);
    if (rule_rises(easy) ? sign > 0 : sign < 0)
        return false;
    if (sign == 0 && is_strict(easy) && !is_strict(hard))
        return false;
    if (!hard->has_clear)
        return true; /* while it is fired its entry condition holds, and that of the other too */
    sign = easy->has_clear ? compare(easy->clear, hard->clear) : rule_rises(easy) ? 1 : -1;
    return rule_rises(easy) ? sign <= 0 : sign >= 0;
}

/* Whether one of the two passes at every value: "at least 10 %" and "at most 12 %". */
static bool cover_all(const struct rule *a, const struct rule *b)
{
    if (rule_rises(a) == rule_rises(b))
        return false;
    const struct rule *up = rule_rises(a) ? a : b, *down = rule_rises(a) ? b : a;
    int sign = compare(down->level, up->level);
    return sign > 0 || (sign == 0 && !(is_strict(up) && is_strict(down)));
}

void lint_compare(struct lint *lint, size_t index)
{
    const struct rule *rule = &lint->rules->rules[index];
    for (size_t i = 0; i < index; i++) {
        const struct rule *other = &lint->rules->rules[i];
        if (!same_subject(rule, other))
            continue;
        if (same_course(rule, other) && rule->severity == other->severity)
            (void)node_report(rule->node, lint->errors, ERROR_LINT_DUPLICATE, "keep one of them",
                              "rule '%s' says the same as rule '%s' on line %lld", rule->id, other->id,
                              (long long)other->node->place.line);
        else if (rule->severity != other->severity) {
            const struct rule *higher = rule->severity > other->severity ? rule : other;
            const struct rule *lower = higher == rule ? other : rule;
            if (lower->severity >= RULE_REVISE && covers(higher, lower))
                (void)node_report(lower->node, lint->errors, ERROR_LINT_CONTRADICTION,
                                  "give the higher severity the level that is harder to reach",
                                  "rule '%s' (%s) decides nothing: rule '%s' (%s) is fired whenever it is", lower->id,
                                  rule_severity_name(lower->severity), higher->id,
                                  rule_severity_name(higher->severity));
        }
        if (cover_all(rule, other) && rule->severity >= RULE_REVISE && other->severity >= RULE_REVISE)
            (void)node_report(rule->node, lint->errors, ERROR_LINT_CONTRADICTION, "leave a gap between their levels",
                              "one of the rules '%s' and '%s' passes at every value", rule->id, other->id);
    }
}
