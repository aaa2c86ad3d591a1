/* Names of what rules are made of and come to, as files and tables spell them; people see them through tr(). */
#include <string.h>

#include "threshold/threshold.h"

static const char *const severities[RULE_SEVERITY_END] = {
    [RULE_WATCH] = N_("watch"), [RULE_REVISE] = N_("revise"), [RULE_MAJOR] = N_("major")};

static const char *const statistics[STATISTIC_END] = {[STATISTIC_RATE] = N_("rate"),
                                                      [STATISTIC_CHANGE] = N_("change"),
                                                      [STATISTIC_COUNT] = N_("count"),
                                                      [STATISTIC_SIZE_SHARE] = "size_share",
                                                      [STATISTIC_PROBABILITY] = N_("probability"),
                                                      [STATISTIC_REACH] = "reach",
                                                      [STATISTIC_SQL] = "sql"};

static const char *const comparisons[COMPARE_END] = {[COMPARE_AT_LEAST] = "at_least",
                                                     [COMPARE_ABOVE] = "above",
                                                     [COMPARE_AT_MOST] = "at_most",
                                                     [COMPARE_BELOW] = "below"};

static const char *const bounds[BOUND_END] = {
    [BOUND_POINT] = "point", [BOUND_LOWER] = "lower", [BOUND_UPPER] = "upper"};

static const char *const states[STATE_END] = {
    [STATE_CLEAR] = N_("clear"),     [STATE_PENDING] = N_("pending"),           [STATE_FIRED] = N_("fired"),
    [STATE_NO_DATA] = N_("no data"), [STATE_INSUFFICIENT] = N_("insufficient"), [STATE_BREAK] = N_("break")};

static const char *const statuses[] = {[VERDICT_OK] = N_("ok"),
                                       [VERDICT_STALE] = N_("stale"),
                                       [VERDICT_INSUFFICIENT] = N_("insufficient"),
                                       [VERDICT_NO_DATA] = N_("no data"),
                                       [VERDICT_BREAK] = N_("break"),
                                       [VERDICT_SNOOZED] = N_("snoozed"),
                                       [VERDICT_SUPPRESSED] = N_("suppressed")};

static const struct {
    const char *name, *text;
    enum status status;
} decisions[] = {
    [DECISION_NO_REVISION] = {N_("no revision"), N_("no revision needed"), STATUS_OK},
    [DECISION_REVISION] = {N_("revision"), N_("revision needed"), STATUS_REVISION},
    [DECISION_MAJOR] = {N_("major revision"), N_("major revision needed: for the expert panel"), STATUS_REVISION},
    [DECISION_UNDETERMINED] = {N_("undetermined"), N_("undetermined: something needed is missing"),
                               STATUS_UNDETERMINED},
};

static const char *const dependences[DEPENDS_END] = {[DEPENDS_CODING] = N_("depends on a coding choice"),
                                                     [DEPENDS_NONRESPONSE] = N_("depends on nonresponse"),
                                                     [DEPENDS_SAMPLING] = N_("depends on sampling")};

const char *dependence_name(enum dependence dependence)
{
    return dependences[dependence];
}

void verdict_dependences(const struct verdict *verdict, struct buffer *out)
{
    size_t before = out->length;
    for (int i = 0; verdict->has_robustness && i < DEPENDS_END; i++)
        if (verdict->depends[i])
            buffer_format(out, "%s%s", out->length > before ? "; " : "", dependences[i]);
    if (verdict->has_robustness && out->length == before)
        buffer_text(out, N_("robust"));
}

const char *rule_severity_name(enum rule_severity severity)
{
    return severities[severity];
}

const char *rule_statistic_name(enum rule_statistic statistic)
{
    return statistics[statistic];
}

const char *rule_comparison_name(enum rule_comparison comparison)
{
    return comparisons[comparison];
}

bool rule_rises(const struct rule *rule)
{
    return rule->comparison == COMPARE_AT_LEAST || rule->comparison == COMPARE_ABOVE;
}

const char *rule_bound_name(enum rule_bound bound)
{
    return bounds[bound];
}

const char *rule_state_name(enum rule_state state)
{
    return states[state];
}

const char *verdict_status_name(enum verdict_status status)
{
    return statuses[status];
}

const char *decision_name(enum decision decision)
{
    return decisions[decision].name;
}

const char *decision_text(enum decision decision, enum language language)
{
    return tr(language, decisions[decision].text);
}

const char *decision_text_of(const char *name, enum language language)
{
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++)
        if (strcmp(decisions[i].name, name) == 0)
            return tr(language, decisions[i].text);
    return name;
}

enum status decision_status(enum decision decision)
{
    return decisions[decision].status;
}
