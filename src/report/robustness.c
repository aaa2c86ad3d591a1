/* How far verdicts hold under what the data do not settle, in words; docs/decision.md has the definitions. */
#include <string.h>

#include "report/memo.h"

const char *verdict_depends(struct work *work, const struct verdict *verdict)
{
    const char *names[DEPENDS_END];
    size_t count = 0;
    for (int i = 0; verdict->has_robustness && i < DEPENDS_END; i++)
        if (verdict->depends[i])
            names[count++] = tr(work->language, dependence_name((enum dependence)i));
    return count ? writer_list(&work->writer, names, count) : NULL;
}

/* What was tried on a rule, as ends of the sentence that its verdict holds. */
static const char *tried(struct work *work, const struct rule *rule)
{
    static const char *const words[DEPENDS_END] = {
        [DEPENDS_CODING] = N_("whether or not a question that was changed is taken as a new one"),
        [DEPENDS_NONRESPONSE] = N_("whether the institutions that did not respond adopt with half or with twice the "
                                   "odds of the respondents of their stratum, or not at all"),
        [DEPENDS_SAMPLING] = N_("whichever end of the interval is compared")};
    const char *parts[DEPENDS_END];
    size_t count = 0;
    for (int i = DEPENDS_END - 1; i >= 0; i--)
        if (rule_tries(work->memo->panel, work->memo->wave, rule, (enum dependence)i))
            parts[count++] = tr(work->language, words[i]);
    return writer_list(&work->writer, parts, count);
}

/* How far the newest verdict of a rule holds; NULL where it has none, or only watches. */
static const char *robustness(struct work *work, const struct rule *rule)
{
    const struct verdict *verdict = check_verdict(work->memo->check, rule);
    if (!verdict || rule->severity == RULE_WATCH)
        return NULL;
    const char *depends = verdict_depends(work, verdict), *list = tried(work, rule);
    if (depends)
        return writer_format(&work->writer, tr(work->language, "not robust; the verdict %s"), depends);
    if (!verdict->has_robustness)
        return tr(work->language, "whether the verdict is robust is not known");
    if (!*list)
        return tr(work->language, "nothing that the verdict could depend on can be tried");
    return writer_format(&work->writer, tr(work->language, "robust; the verdict holds %s"), list);
}

void write_robust_rules(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct rules *rules = work->memo->check->rules;
    const char **texts = arena_array(writer->arena, rules->count, sizeof *texts);
    const char **ids = arena_array(writer->arena, rules->count, sizeof *ids);
    bool begun = false;
    writer->failed = writer->failed || !texts || !ids;
    for (size_t i = 0; texts && ids && i < rules->count; i++)
        texts[i] = robustness(work, &rules->rules[i]);
    for (size_t i = 0; texts && ids && i < rules->count; i++) {
        const char *text = texts[i];
        size_t count = 0;
        for (size_t k = i; text && k < rules->count; k++)
            if (texts[k] && strcmp(texts[k], text) == 0) {
                ids[count++] = writer_escape(writer, rules->rules[k].id);
                texts[k] = NULL;
            }
        if (!count)
            continue;
        if (!begun) {
            writer_line(writer, "%s",
                        tr(work->language, "How robust the verdicts of the rules that lead to a revision are:"));
            writer_gap(writer);
        }
        begun = true;
        writer_bullet(writer, tr(work->language, "**%1$s**: %2$s."), writer_list(writer, ids, count), text);
    }
    if (begun)
        writer_gap(writer);
}

/* Whether what is proposed rests on the verdict: where no rule has fired, on all that could have. */
static bool is_deciding(const struct check *check, const struct verdict *verdict)
{
    if (!verdict || verdict->rule->severity == RULE_WATCH || verdict->status == VERDICT_SNOOZED)
        return false;
    switch (check->decision) {
    case DECISION_NO_REVISION:
        return true;
    case DECISION_REVISION:
        return verdict->state == STATE_FIRED && verdict->rule->severity == RULE_REVISE;
    case DECISION_MAJOR:
        return verdict->state == STATE_FIRED && verdict->rule->severity == RULE_MAJOR;
    case DECISION_UNDETERMINED:
        break;
    }
    return false;
}

/* The verdicts that the proposal rests on and that would be others under what the data do not settle, each with what
 * it depends on; "" where all hold. `*known` counts those of which that is known. */
static const char *fragile(struct work *work, size_t *known)
{
    struct writer *writer = &work->writer;
    const struct check *check = work->memo->check;
    const char **texts = arena_array(writer->arena, check->rules->count, sizeof *texts);
    size_t count = 0;
    writer->failed = writer->failed || !texts;
    *known = 0;
    for (size_t i = 0; texts && i < check->rules->count; i++) {
        const struct verdict *verdict = check_verdict(check, &check->rules->rules[i]);
        if (!is_deciding(check, verdict) || !verdict->has_robustness)
            continue;
        (*known)++;
        const char *depends = verdict_depends(work, verdict);
        if (depends)
            texts[count++] = writer_format(writer, tr(work->language, "“%1$s” %2$s"),
                                           writer_escape(writer, verdict->rule->id), depends);
    }
    return count ? writer_list(writer, texts, count) : "";
}

void write_qualification(struct work *work)
{
    size_t known;
    const char *verdicts = fragile(work, &known);
    if (*verdicts)
        writer_line(
            &work->writer,
            tr(work->language, "This holds with a qualification, for verdicts on which it rests are not robust: %s."),
            verdicts);
}

void write_robust_decision(struct work *work)
{
    size_t known;
    const char *verdicts = fragile(work, &known);
    if (*verdicts)
        write_qualification(work);
    else if (known)
        writer_line(&work->writer, "%s",
                    tr(work->language, "The verdicts of the rules on which this rests are robust (Annex 2)."));
}

void write_robust_notes(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    bool any = false;
    for (size_t i = 0; i < work->memo->check->rules->count; i++)
        any = any || work->memo->check->rules->rules[i].severity > RULE_WATCH;
    if (!any)
        return;
    writer_heading(writer, 3, tr(language, "What robust means"));
    writer_line(writer, "%s",
                tr(language, "A verdict is robust where the newest state of its rule stays the same under each of "
                             "these alternatives, between which the data do not decide:"));
    writer_gap(writer);
    writer_bullet(writer, "%s",
                  tr(language, "sampling: the rule looks at the lower end of the interval, or at the upper"));
    writer_bullet(writer, "%s",
                  tr(language, "nonresponse: the institutions that did not respond adopt with half or with twice the "
                               "odds of the respondents of their stratum, or not at all"));
    writer_bullet(
        writer, "%s",
        tr(language, "coding: one question, in one wave, that was reworded or recoded is taken as a new one"));
    writer_gap(writer);
    writer_line(
        writer, "%s",
        tr(language, "Half and twice the odds are a choice; the range without any assumption (Annex 1) is wider."));
    writer_gap(writer);
}
