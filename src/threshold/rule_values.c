/* Single values of rules.yaml: each is read or reported at its place. */
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/text.h"
#include "threshold/rule_parts.h"

const char *rule_words(struct rule_reader *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vformat(r->arena, format, arguments);
    va_end(arguments);
    r->failed = r->failed || !text;
    return text ? text : "";
}

const char *rule_suggestion(struct rule_reader *r, const char *name, const char *const *known)
{
    struct buffer hint = {0};
    text_suggest(&hint, name, known);
    const char *text = hint.length ? arena_text(r->arena, hint.bytes, hint.length) : NULL;
    r->failed = r->failed || hint.failed || (hint.length && !text);
    buffer_clear(&hint);
    return text;
}

bool rule_text(struct rule_reader *r, const struct node *node, const char *what, const char **text)
{
    const char *normal = node->kind == NODE_SCALAR ? text_nfkc(r->arena, node->text, strlen(node->text)) : "";
    r->failed = r->failed || !normal;
    *text = normal ? normal : "";
    if (normal && !*normal)
        (void)node_report(node, r->errors, ERROR_YAML_VALUE, NULL, "%s must be a text", what);
    return **text;
}

bool rule_integer(struct rule_reader *r, const struct node *node, const char *what, int64_t least, int64_t most,
                  int64_t *value)
{
    const char *text;
    if (!rule_text(r, node, what, &text))
        return false;
    if (number_parse_integer(text, value) && *value >= least && *value <= most)
        return true;
    if (most == INT64_MAX)
        (void)node_report(node, r->errors, ERROR_YAML_VALUE, NULL, "%s must be a whole number of at least %lld", what,
                          (long long)least);
    else
        (void)node_report(node, r->errors, ERROR_YAML_VALUE, NULL, "%s must be a whole number from %lld to %lld", what,
                          (long long)least, (long long)most);
    return false;
}

bool rule_name(struct rule_reader *r, const struct node *node, const char *what, const char *const *names,
               size_t *index)
{
    const char *text;
    if (!rule_text(r, node, what, &text))
        return false;
    for (*index = 0; names[*index]; (*index)++)
        if (strcmp(names[*index], text) == 0)
            return true;
    (void)node_report(node, r->errors, ERROR_YAML_VALUE, rule_suggestion(r, text, names), "%s: '%s' is not known", what,
                      text);
    return false;
}

/* The number before `unit` at the end of `text`, with white space between them left out; NULL where `text` does not
 * end so. */
static const char *before_unit(struct rule_reader *r, const char *text, const char *unit)
{
    size_t length = strlen(text), tail = strlen(unit);
    if (length < tail || strcmp(text + length - tail, unit) != 0)
        return NULL;
    length -= tail;
    while (length && text[length - 1] == ' ')
        length--;
    const char *number = arena_text(r->arena, text, length);
    r->failed = r->failed || !number;
    return number;
}

/* Whether the rational lies from `least` to `most`, whole numbers. */
static bool is_within(struct rational value, int64_t least, int64_t most)
{
    return exact_compare_ratio(least, 1, value) <= 0 && exact_compare_ratio(most, 1, value) >= 0;
}

bool rule_percent(struct rule_reader *r, const struct node *node, const char *what, struct rational *value,
                  const char **written)
{
    const char *text;
    if (!rule_text(r, node, what, &text))
        return false;
    if (written)
        *written = text;
    const char *number = before_unit(r, text, "%");
    if (number && rational_parse(number, 2, value) && is_within(*value, 0, 1))
        return true;
    (void)node_report(node, r->errors, ERROR_YAML_VALUE, "for example 16%",
                      "%s: '%s' is not a percentage from 0%% to 100%%", what, text);
    return false;
}

bool rule_level(struct rule_reader *r, const struct node *node, const char *what, enum rule_statistic statistic,
                struct rational *value, const char **written)
{
    if (statistic != STATISTIC_CHANGE && statistic != STATISTIC_COUNT)
        return rule_percent(r, node, what, value, written);
    const char *text;
    if (!rule_text(r, node, what, &text))
        return false;
    *written = text;
    if (statistic == STATISTIC_CHANGE) {
        const char *number = before_unit(r, text, "points");
        if (!number)
            number = before_unit(r, text, "point");
        if (number && rational_parse(number, 2, value) && is_within(*value, -1, 1))
            return true;
        (void)node_report(node, r->errors, ERROR_YAML_VALUE, "a change is in points: for example '5 points'",
                          "%s: '%s' is not a difference from -100 to 100 points", what, text);
        return false;
    }
    int64_t count;
    if (number_parse_integer(text, &count) && count >= 0 && rational_parse(text, 0, value))
        return true;
    (void)node_report(node, r->errors, ERROR_YAML_VALUE, "a count is in institutions: for example 120",
                      "%s: '%s' is not a whole number", what, text);
    return false;
}

bool rule_waves(struct rule_reader *r, const struct node *node, const char *what, int *waves)
{
    enum { MOST = 99 };
    const char *text;
    int64_t count;
    if (!rule_text(r, node, what, &text))
        return false;
    const char *number = before_unit(r, text, "waves");
    if (!number)
        number = before_unit(r, text, "wave");
    if (number && number_parse_integer(number, &count) && count >= 1 && count <= MOST) {
        *waves = (int)count;
        return true;
    }
    (void)node_report(node, r->errors, ERROR_YAML_VALUE, "for example '2 waves'",
                      "%s: '%s' is not a number of waves from 1 to %d", what, text, MOST);
    return false;
}

bool rule_date(struct rule_reader *r, const struct node *node, const char *what, const char **date)
{
    if (!rule_text(r, node, what, date))
        return false;
    if (date_is_day(*date))
        return true;
    (void)node_report(node, r->errors, ERROR_YAML_VALUE, "write it as YYYY-MM-DD", "%s: '%s' is not a date", what,
                      *date);
    return false;
}
