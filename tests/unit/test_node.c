/* Located nodes: where values stand, what is refused, and hints for keys. */
#include "support/check.h"

#include <string.h>

#include "study/study.h"

static struct arena *arena;
static struct errors errors;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    errors_clear(&errors);
    arena_free(arena);
    return 0;
}

static const struct node *parse(const char *text)
{
    const struct node *root = NULL;
    enum status status = node_parse("x.yaml", text, strlen(text), arena, &root, &errors);
    assert_int_equal(status == STATUS_OK, root != NULL);
    assert_int_equal(status == STATUS_OK, errors.total == 0);
    return root;
}

/* Parses what must be refused, with exactly these messages. */
static void refuse(const char *text, const char *expected)
{
    assert_null(parse(text));
    assert_int_equal(errors.status, STATUS_RULES);
    assert_errors(&errors, expected);
}

static void assert_place(const struct node *node, int64_t line, int64_t column)
{
    assert_non_null(node);
    assert_string_equal(node->place.file, "x.yaml");
    assert_int_equal(node->place.line, line);
    assert_int_equal(node->place.column, column);
}

static void test_node_parse_places(void **state)
{
    (void)state;
    const struct node *root = parse("# first\n日本: {a: 地銀, b: [x, \"01\"]}\nempty:\n");
    assert_int_equal(root->kind, NODE_MAPPING);
    assert_int_equal(root->count, 2);
    assert_place(root, 2, 1);
    assert_place(root->keys[0], 2, 1);
    const struct node *inner = node_get(root, "日本");
    assert_place(inner, 2, 5);
    assert_place(node_get(inner, "a"), 2, 9);
    assert_string_equal(node_get(inner, "a")->text, "地銀");
    const struct node *list = node_get(inner, "b");
    assert_int_equal(list->kind, NODE_SEQUENCE);
    assert_int_equal(list->count, 2);
    assert_place(list->values[1], 2, 20);
    assert_string_equal(list->values[1]->text, "01");
    assert_false(list->values[1]->plain);
    assert_true(list->values[0]->plain);
    assert_null(node_get(root, "absent"));
    assert_null(node_get(list, "a"));
    assert_null(node_get(NULL, "a"));
}

static void test_node_parse_byte_order_mark(void **state)
{
    (void)state;
    assert_place(parse("\xEF\xBB\xBFkey: 1\n")->keys[0], 1, 1);
}

static void test_node_parse_empty_file(void **state)
{
    (void)state;
    const struct node *root = parse("# nothing\n");
    assert_int_equal(root->kind, NODE_MAPPING);
    assert_int_equal(root->count, 0);
    assert_int_equal(parse("")->count, 0);
}

static void test_node_is_none(void **state)
{
    (void)state;
    const struct node *root = parse("a: ~\nb: null\nc:\nd: \"\"\ne: \"~\"\nf: no\ng: []\n");
    assert_true(node_is_none(NULL));
    assert_true(node_is_none(node_get(root, "a")));
    assert_true(node_is_none(node_get(root, "b")));
    assert_true(node_is_none(node_get(root, "c")));
    assert_false(node_is_none(node_get(root, "d")));
    assert_false(node_is_none(node_get(root, "e")));
    assert_false(node_is_none(node_get(root, "f")));
    assert_false(node_is_none(node_get(root, "g")));
}

static void test_node_parse_syntax(void **state)
{
    (void)state;
    refuse("a: [x,\n  y\nb: 1\n", "x.yaml:3:2: error[STU001]: not YAML: did not find expected ',' or ']'\n"
                                  "    b: 1\n"
                                  "     ^\n"
                                  "  hint: while parsing a flow sequence that begins on line 1\n");
    refuse("a: 1\n\tb: 2\n", "x.yaml:2:1: error[STU001]: not YAML: found a tab character that violates indentation\n"
                             "    \\x09b: 2\n"
                             "    ^\n"
                             "  hint: while scanning a plain scalar that begins on line 1\n");
    refuse("a: \"b", "x.yaml:1:6: error[STU001]: not YAML: found unexpected end of stream\n"
                     "    a: \"b\n"
                     "         ^\n");
    refuse("あ: 1\nb: \x07\n", "x.yaml:2:4: error[STU001]: not YAML: control characters are not allowed (U+0007)\n"
                               "    b: \\x07\n"
                               "       ^\n");
    refuse("a: 1\n日本: \xFF\n", "x.yaml:2:5: error[STU001]: not UTF-8: byte 0xFF\n"
                                 "    日本: \\xff\n"
                                 "          ^\n"
                                 "  hint: save the file as UTF-8\n");
    refuse("a: \"\\0\"\n", "x.yaml:1:4: error[STU001]: a text must not hold a NUL character\n"
                           "    a: \"\\0\"\n"
                           "       ^\n");
}

static void test_node_parse_refuses_anchors_aliases_and_tags(void **state)
{
    (void)state;
    refuse("a: &x 1\nb: *x\nc: !!str 5\nd: &y [1]\n",
           "x.yaml:1:4: error[STU001]: anchors such as '&x' are not read\n"
           "    a: &x 1\n"
           "       ^\n"
           "  hint: write the value out where it is needed\n"
           "x.yaml:2:4: error[STU001]: aliases such as '*x' are not read\n"
           "    b: *x\n"
           "       ^\n"
           "  hint: write the value out\n"
           "x.yaml:3:4: error[STU001]: tags such as 'tag:yaml.org,2002:str' are not read\n"
           "    c: !!str 5\n"
           "       ^\n"
           "  hint: leave the tag out, for every value is read as a text\n"
           "x.yaml:4:4: error[STU001]: anchors such as '&y' are not read\n"
           "    d: &y [1]\n"
           "       ^\n"
           "  hint: write the value out where it is needed\n");
}

static void test_node_parse_second_document(void **state)
{
    (void)state;
    refuse("a: 1\n---\nb: 2\n", "x.yaml:2:1: error[STU001]: a second document begins here\n"
                                "    ---\n"
                                "    ^\n"
                                "  hint: keep one document in a file\n");
}

static void test_node_parse_duplicate_keys(void **state)
{
    (void)state;
    refuse("a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n", "x.yaml:2:17: error[STU003]: key 'c' is there twice\n"
                                                  "    b: {c: 1, d: 2, c: 3}\n"
                                                  "                    ^\n"
                                                  "  hint: the one before is on line 2\n"
                                                  "x.yaml:3:1: error[STU003]: key 'a' is there twice\n"
                                                  "    a: 2\n"
                                                  "    ^\n"
                                                  "  hint: the one before is on line 1\n");
}

static void test_node_parse_key_that_is_no_text(void **state)
{
    (void)state;
    refuse("? [a, b]\n: 1\n", "x.yaml:1:3: error[STU001]: a key must be a text\n"
                              "    ? [a, b]\n"
                              "      ^\n");
}

static void test_node_parse_depth(void **state)
{
    (void)state;
    char text[128] = "";
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    assert_non_null(parse(text));
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    assert_null(parse(text));
    assert_string_equal(errors.items[0].text, "nested deeper than 32");
    assert_int_equal(errors.items[0].column, 33);
    errors_clear(&errors);
}

static void test_node_check_keys_unknown(void **state)
{
    (void)state;
    static const char *const known[] = {"label", "column", NULL};
    const struct node *root = parse("label: a\ncolum: b\nq: c\n");
    assert_false(node_check_keys(root, "item 'x'", known, &errors));
    assert_errors(&errors, "x.yaml:2:1: error[STU002]: unknown key 'colum' in item 'x'\n"
                           "    colum: b\n"
                           "    ^\n"
                           "  hint: did you mean 'column'?\n"
                           "x.yaml:3:1: error[STU002]: unknown key 'q' in item 'x'\n"
                           "    q: c\n"
                           "    ^\n"
                           "  hint: known here: label, column\n");
    assert_true(node_check_keys(parse("column: b\n"), "item 'x'", known, &errors));
    assert_false(node_check_keys(parse("[a]\n"), "item 'x'", known, &errors));
    assert_errors(&errors, "x.yaml:1:1: error[STU005]: item 'x' must be a mapping\n    [a]\n    ^\n");
}

static void test_node_label(void **state)
{
    (void)state;
    struct label label;
    const struct node *root =
        parse("a: 両方\nb: {ja: 和, en: E}\nc: {en: only}\nd: {}\ne: ~\nf: {ja: \"  \", fr: x}\n");
    assert_true(node_label(node_get(root, "a"), "title", &label, &errors));
    assert_string_equal(label.in[LANGUAGE_JA], "両方");
    assert_string_equal(label.in[LANGUAGE_EN], "両方");
    assert_true(node_label(node_get(root, "b"), "title", &label, &errors));
    assert_string_equal(label.in[LANGUAGE_JA], "和");
    assert_string_equal(label.in[LANGUAGE_EN], "E");
    assert_true(node_label(node_get(root, "c"), "title", &label, &errors));
    assert_null(label.in[LANGUAGE_JA]);
    assert_false(node_label(node_get(root, "d"), "title", &label, &errors));
    assert_false(node_label(node_get(root, "e"), "title", &label, &errors));
    assert_false(node_label(node_get(root, "f"), "title", &label, &errors));
    assert_errors(&errors, "x.yaml:4:4: error[STU005]: title must be a text, or 'ja:' and 'en:'\n"
                           "    d: {}\n"
                           "       ^\n"
                           "x.yaml:5:4: error[STU005]: title must be a text, or 'ja:' and 'en:'\n"
                           "    e: ~\n"
                           "       ^\n"
                           "x.yaml:6:15: error[STU002]: unknown key 'fr' in title\n"
                           "    f: {ja: \"  \", fr: x}\n"
                           "                  ^\n"
                           "  hint: known here: ja, en\n"
                           "x.yaml:6:9: error[STU005]: title must not be empty\n"
                           "    f: {ja: \"  \", fr: x}\n"
                           "            ^\n");
}

static void test_node_report_status_and_line_ends(void **state)
{
    (void)state;
    const struct node *root = parse("a: 1\r\nb: 2\r\n");
    assert_int_equal(node_report(node_get(root, "b"), &errors, ERROR_RULE_VALUE, "so", "'%s' is odd", "b"),
                     STATUS_RULES);
    assert_errors(&errors, "x.yaml:2:4: error[RUL001]: 'b' is odd\n    b: 2\n       ^\n  hint: so\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_node_parse_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_byte_order_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_empty_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_syntax, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_refuses_anchors_aliases_and_tags, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_second_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_duplicate_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_key_that_is_no_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_parse_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_check_keys_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_label, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_node_report_status_and_line_ends, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
