/* Single values of rules.yaml: each is read or reported at its place. */
#include <string.h>

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
    enum { SHOWN = 12 };
    size_t limit = (size_t)text_points(name, strlen(name)) / 3, best = limit + 1;
    const char *nearest = NULL;
    for (const char *const *one = known; *one; one++) {
        size_t distance = text_distance(name, *one, limit);
        if (distance < best) {
            best = distance;
            nearest = *one;
        }
    }
    if (nearest)
        return rule_words(r, "did you mean '%s'?", nearest);
    const char *list = "known here: ";
    for (size_t i = 0; i <= SHOWN && known[i]; i++)
        list = rule_words(r, "%s%s%s", list, i ? ", " : "", i < SHOWN ? known[i] : "…");
    return list;
}

const struct node *rule_value(const struct node *mapping, const char *key)
{
    const struct node *value = node_get(mapping, key);
    return node_is_none(value) ? NULL : value;
}

const struct node *rule_required(struct rule_reader *r, const struct node *mapping, const char *key, const char *what)
{
    const struct node *value = rule_value(mapping, key);
    if (!value)
        (void)node_report(mapping, r->errors, ERROR_YAML_MISSING, NULL, "'%s' is missing in %s", key, what);
    return value;
}

const struct node *rule_key(const struct node *mapping, const char *key)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->text, key) == 0)
            return mapping->keys[i];
    return mapping;
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
    if (statistic == STATISTIC_RATE || statistic == STATISTIC_PROBABILITY)
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

/* Whether `text` is YYYY-MM-DD of the Gregorian calendar. */
static bool is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != 10)
        return false;
    int part[3] = {0};
    for (size_t i = 0, field = 0; i < 10; i++) {
        if (i == 4 || i == 7) {
            if (text[i] != '-')
                return false;
            field++;
        } else if (text[i] < '0' || text[i] > '9')
            return false;
        else
            part[field] = part[field] * 10 + (text[i] - '0');
    }
    int year = part[0], month = part[1], day = part[2];
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

bool rule_date(struct rule_reader *r, const struct node *node, const char *what, const char **date)
{
    if (!rule_text(r, node, what, date))
        return false;
    if (is_date(*date))
        return true;
    (void)node_report(node, r->errors, ERROR_YAML_VALUE, "write it as YYYY-MM-DD", "%s: '%s' is not a date", what,
                      *date);
    return false;
}
