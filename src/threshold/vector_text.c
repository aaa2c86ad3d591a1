/* What came of test vectors: for people, as JUnit's XML, and as a table. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "threshold/vectors.h"

static void add_padded(struct buffer *out, const char *text, size_t width)
{
    buffer_text(out, text);
    size_t length = text_width(text, strlen(text));
    buffer_fill(out, ' ', length < width ? width - length : 0);
}

static bool differs(const struct rule_vector *vector, size_t wave)
{
    return vector->expected && strcmp(vector->expected[wave], vector->got[wave]) != 0;
}

static bool decides_otherwise(const struct rule_vector *vector)
{
    return vector->wanted_decision && strcmp(vector->wanted_decision, vector->decision) != 0;
}

/* The waves of a vector one below another; `!` marks those that differ. */
static void add_difference(const struct rule_vector *vector, const char *expected, const char *got, struct buffer *out)
{
    enum { WIDTH = 30 };
    buffer_text(out, "            ");
    add_padded(out, expected, WIDTH);
    buffer_format(out, "%s\n", got);
    for (size_t i = 0; i < vector->study.wave_count; i++) {
        buffer_format(out, "    %c %d  ", differs(vector, i) ? '!' : ' ', vector->study.waves[i].year);
        add_padded(out, vector->expected ? vector->expected[i] : "", WIDTH);
        buffer_format(out, "%s\n", vector->got[i]);
    }
    if (!vector->wanted_decision)
        return;
    buffer_format(out, "    %c       ", decides_otherwise(vector) ? '!' : ' ');
    add_padded(out, vector->wanted_decision, WIDTH);
    buffer_format(out, "%s\n", vector->decision);
}

void rule_vectors_text(const struct rule_vectors *vectors, enum language language, struct buffer *out)
{
    for (size_t i = 0; i < vectors->count; i++) {
        const struct rule_vector *vector = &vectors->vectors[i];
        if (vector->passed)
            continue;
        buffer_format(out, "%s:%" PRId64 ":%" PRId64 ": ", vectors->name, vector->node->place.line,
                      vector->node->place.column);
        buffer_format(out, tr(language, "failed (rule %s): "), vector->rule->id);
        text_add_safe(out, vector->name, strlen(vector->name));
        buffer_byte(out, '\n');
        add_difference(vector, tr(language, "expected"), tr(language, "got"), out);
    }
    buffer_format(out, tr(language, "%zu passed, %zu failed\n"), vectors->count - vectors->failed, vectors->failed);
}

/* Text of XML 1.0, which has no other control characters than these. */
static void add_xml(struct buffer *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            buffer_text(out, "&amp;");
            break;
        case '<':
            buffer_text(out, "&lt;");
            break;
        case '>':
            buffer_text(out, "&gt;");
            break;
        case '"':
            buffer_text(out, "&quot;");
            break;
        default:
            buffer_byte(out, (unsigned char)*text < ' ' && *text != '\n' && *text != '\t' ? '?' : *text);
            break;
        }
}

void rule_vectors_junit(const struct rule_vectors *vectors, struct buffer *out)
{
    buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buffer_text(out, "<testsuites>\n  <testsuite name=\"");
    add_xml(out, vectors->name);
    buffer_format(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n", vectors->count,
                  vectors->failed);
    for (size_t i = 0; i < vectors->count; i++) {
        const struct rule_vector *vector = &vectors->vectors[i];
        buffer_text(out, "    <testcase classname=\"");
        add_xml(out, vector->rule->id);
        buffer_text(out, "\" name=\"");
        add_xml(out, vector->name);
        buffer_text(out, "\" file=\"");
        add_xml(out, vectors->name);
        buffer_format(out, "\" line=\"%" PRId64 "\"", vector->node->place.line);
        if (vector->passed) {
            buffer_text(out, "/>\n");
            continue;
        }
        struct buffer difference = {0};
        add_difference(vector, "expected", "got", &difference);
        buffer_text(out, ">\n      <failure message=\"not as expected\">\n");
        add_xml(out, buffer_get(&difference));
        buffer_text(out, "      </failure>\n    </testcase>\n");
        out->failed = out->failed || difference.failed;
        buffer_clear(&difference);
    }
    buffer_text(out, "  </testsuite>\n</testsuites>\n");
}

static void add_row(struct table *table, const struct rule_vector *vector, const int *year, const char *expected,
                    const char *got)
{
    bool good = !expected || strcmp(expected, got) == 0;
    table_row(table);
    table_text(table, vector->name);
    table_text(table, vector->rule->id);
    table_integer(table, vector->node->place.line);
    if (year)
        table_integer(table, *year);
    else
        table_empty(table);
    table_text(table, expected);
    table_text(table, got);
    table_named(table, good ? N_("ok") : N_("failed"));
}

enum status rule_vectors_to_table(const struct study *study, const struct rule_vectors *vectors, struct table **table,
                                  struct errors *errors)
{
    static const struct column columns[] = {
        {"test", N_("test vector"), COLUMN_TEXT, SHOW_ALWAYS},  {"rule", N_("rule"), COLUMN_TEXT, SHOW_ALWAYS},
        {"line", N_("line"), COLUMN_INTEGER, SHOW_ALWAYS},      {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"expected", N_("expected"), COLUMN_TEXT, SHOW_ALWAYS}, {"got", N_("got"), COLUMN_TEXT, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    *table = table_new("rules_test", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    table_set_study(*table, study->id);
    for (size_t i = 0; i < vectors->count; i++) {
        const struct rule_vector *vector = &vectors->vectors[i];
        for (size_t w = 0; vector->expected && w < vector->study.wave_count; w++)
            add_row(*table, vector, &vector->study.waves[w].year, vector->expected[w], vector->got[w]);
        if (vector->wanted_decision)
            add_row(*table, vector, NULL, vector->wanted_decision, vector->decision);
    }
    return table_finish(*table, errors);
}
