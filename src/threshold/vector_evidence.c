/*
 * rules_test.yaml: the evidence of a vector. Each line becomes a file of its own, so that what is wrong with it is
 * found by who reads evidence.csv, and is told at its place in rules_test.yaml.
 */
#include <string.h>

#include "threshold/vectors.h"

enum { MOST_COLUMNS = 16 };

static const char line_hint[] = "write it as in evidence.csv, or by its columns";

/* A line, as a text or a mapping, and the file that it becomes. */
struct entry {
    const struct node *node;
    struct buffer csv;
    size_t row;                             /* the byte of `csv` at which the line begins */
    const struct node *nodes[MOST_COLUMNS]; /* of a mapping, by column; NULL: the column is not there */
    int64_t starts[MOST_COLUMNS];           /* the code point at which the column begins in the line, from 1 */
};

static int64_t code_points(const char *text, size_t length)
{
    int64_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0U) != 0x80U;
    return count;
}

static size_t column_count(void)
{
    size_t count = 0;
    while (evidence_columns[count])
        count++;
    return count;
}

static void begin(struct entry *entry)
{
    for (size_t i = 0; evidence_columns[i]; i++)
        buffer_format(&entry->csv, "%s%s", i ? "," : "", evidence_columns[i]);
    buffer_byte(&entry->csv, '\n');
    entry->row = entry->csv.length;
}

/* The fields of a line of CSV; 0: it is more than one line. */
static size_t count_fields(const char *text, size_t length)
{
    size_t count = 1;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            quoted = !quoted;
        if (!quoted && strchr("\r\n", text[i]))
            return 0;
        count += !quoted && text[i] == ',';
    }
    return count;
}

/* A text is a line of evidence.csv, in which columns at the end may be left out. */
static bool take_text(struct rule_reader *r, struct entry *entry)
{
    const char *text = entry->node->text;
    size_t length = strlen(text), columns = column_count();
    while (length && strchr("\r\n", text[length - 1]))
        length--;
    size_t fields = count_fields(text, length);
    if (!fields || fields > columns) {
        (void)node_report(entry->node, r->errors, ERROR_VECTOR_VALUE,
                          fields ? "put a text that has a comma in it in \"\"" : "begin each line with `- `",
                          fields ? "evidence: a line has more columns than evidence.csv"
                                 : "evidence: a text must be one line of evidence.csv");
        return false;
    }
    buffer_add(&entry->csv, text, length);
    buffer_fill(&entry->csv, ',', columns - fields);
    return true;
}

/* A value of a mapping as a field; the end of a line counts as a blank. */
static void add_field(struct buffer *csv, const char *text)
{
    buffer_byte(csv, '"');
    for (; *text; text++) {
        if (*text == '"')
            buffer_byte(csv, '"');
        buffer_byte(csv, strchr("\r\n", *text) ? ' ' : *text);
    }
    buffer_byte(csv, '"');
}

static bool take_mapping(struct rule_reader *r, struct entry *entry)
{
    bool good = node_check_keys(entry->node, "a line of evidence", evidence_columns, r->errors);
    for (size_t i = 0; evidence_columns[i]; i++) {
        const struct node *value = node_value(entry->node, evidence_columns[i]);
        if (i)
            buffer_byte(&entry->csv, ',');
        entry->nodes[i] = value;
        entry->starts[i] = 1 + code_points(buffer_get(&entry->csv) + entry->row, entry->csv.length - entry->row);
        if (value && value->kind != NODE_SCALAR) {
            (void)node_report(value, r->errors, ERROR_YAML_VALUE, NULL, "%s must be a text", evidence_columns[i]);
            good = false;
        } else if (value) {
            add_field(&entry->csv, value->text);
        }
    }
    return good;
}

/* The byte of a text at which its `column`-th code point begins. */
static size_t byte_of(const char *text, int64_t column)
{
    size_t at = 0;
    for (; text[at] && column > 1; column--)
        do
            at++;
        while (((unsigned char)text[at] & 0xC0U) == 0x80U);
    return at;
}

/* Tells a problem of the line where it stands in rules_test.yaml. */
static void report(struct rule_reader *r, const struct entry *entry, const struct error *error)
{
    const struct node *node = entry->node;
    if (node->kind == NODE_SCALAR) {
        size_t offset = error->line == 2 ? byte_of(node->text, error->column) : 0;
        (void)node_report_at(node, offset, r->errors, ERROR_VECTOR_VALUE, error->hint, "evidence: %s", error->text);
        return;
    }
    for (size_t i = 0; evidence_columns[i]; i++)
        if (entry->nodes[i] && entry->starts[i] == error->column)
            node = entry->nodes[i];
    (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, error->hint, "evidence: %s", error->text);
}

/* Reads the file that the line became. What the checklist holds is of no matter to a decision. */
static bool parse(struct rule_reader *r, const struct entry *entry, struct evidence *evidence)
{
    static const struct checklist not_read;
    struct errors errors = {0};
    enum status status = evidence_parse(r->study, &not_read, "evidence", buffer_get(&entry->csv), entry->csv.length,
                                        r->arena, evidence, &errors);
    r->failed = r->failed || status == STATUS_FAILURE || errors.lost;
    for (size_t i = 0; i < errors.kept && !r->failed; i++)
        if (error_status(errors.items[i].code) != STATUS_OK)
            report(r, entry, &errors.items[i]);
    errors_clear(&errors);
    if (status != STATUS_OK || r->failed)
        return false;
    if (evidence->count == 1)
        return true;
    (void)node_report(entry->node, r->errors, ERROR_VECTOR_VALUE, line_hint, "evidence: a line is empty");
    return false;
}

/* Puts the line where its date belongs. */
static void insert(struct evidence *evidence, struct evidence_line line)
{
    size_t at = evidence->count++;
    for (; at && strcmp(evidence->lines[at - 1].date, line.date) > 0; at--)
        evidence->lines[at] = evidence->lines[at - 1];
    evidence->lines[at] = line;
}

static bool read_entry(struct rule_reader *r, const struct node *node, struct evidence *evidence)
{
    struct entry entry = {.node = node};
    struct evidence one;
    bool good = false;
    begin(&entry);
    if (node->kind == NODE_MAPPING)
        good = take_mapping(r, &entry);
    else if (node->kind == NODE_SCALAR && !node_is_none(node))
        good = take_text(r, &entry);
    else
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, line_hint,
                          "evidence: a line must be a text or a mapping");
    buffer_byte(&entry.csv, '\n');
    r->failed = r->failed || entry.csv.failed;
    good = good && !r->failed && parse(r, &entry, &one);
    if (good)
        insert(evidence, one.lines[0]);
    buffer_clear(&entry.csv);
    return good;
}

bool vector_read_evidence(struct rule_reader *r, const struct node *node, struct evidence *evidence)
{
    bool good = true;
    if (node->kind != NODE_SEQUENCE) {
        (void)node_report(node, r->errors, ERROR_VECTOR_VALUE, "[]: nothing came in", "evidence must be a list");
        return false;
    }
    *evidence = (struct evidence){.lines = arena_array(r->arena, node->count + 1, sizeof *evidence->lines)};
    r->failed = r->failed || !evidence->lines;
    for (size_t i = 0; i < node->count && !r->failed; i++)
        good = read_entry(r, node->values[i], evidence) && good;
    return good && !r->failed;
}
