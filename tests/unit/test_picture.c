/* What of an SVG file gets into the memo's page. */
#include "support/check.h"

#include <string.h>

#include "report/memo.h"

static void expect(const char *svg, const char *expected)
{
    struct buffer out = {0};
    assert_true(picture_inline(svg, "p-", &out));
    assert_string_equal(buffer_get(&out), expected);
    buffer_clear(&out);
}

static void test_picture_inline_ids_and_what_refers_to_them_get_the_prefix(void **state)
{
    (void)state;
    expect("<svg aria-labelledby=\"title  text\"><title id='title'>T</title>\n<circle id=\"dot\" r='1'/>"
           "<use xlink:href='#dot' x='2'/><use href=\"#dot\"/><path fill=\"url(#pat)\" style='mask: "
           "URL(#m)'></path></svg>",
           "<svg aria-labelledby=\"p-title  p-text\"><title id='p-title'>T</title>\n<circle id=\"p-dot\" r='1'/>"
           "<use xlink:href='#p-dot' x='2'/><use href=\"#p-dot\"/><path fill=\"url(#p-pat)\" style='mask: URL(#p-m)'>"
           "</path></svg>");
}

static void test_picture_inline_declarations_comments_and_name_spaces_are_left_out(void **state)
{
    (void)state;
    expect("<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD\" \"http://www.w3.org/svg11.dtd\">\n"
           "<svg width=\"9\"\n xmlns=\"http://www.w3.org/2000/svg\"\n xmlns:xlink=\"http://www.w3.org/1999/xlink\"\n>"
           "<!-- made <by> hand --><text>a &lt; b</text></svg>\ntrailing",
           "<svg width=\"9\"><text>a &lt; b</text></svg>");
}

static void test_picture_inline_what_runs_or_loads_is_left_out(void **state)
{
    (void)state;
    expect("<svg onload='run()'><a href='javascript:run()'><rect OnClick=\"run()\" width='1'/></a>"
           "<image xlink:href='http://example.org/a.png'/><path fill='url(http://example.org)'/></svg>",
           "<svg><a><rect width='1'/></a><image/><path/></svg>");
}

static void test_picture_inline_nested_pictures_end_with_the_outermost(void **state)
{
    (void)state;
    expect("<svg><svg></svg><g></g></svg>", "<svg><svg></svg><g></g></svg>");
}

static void test_picture_inline_what_is_no_plain_drawing_is_refused(void **state)
{
    (void)state;
    static const char *const pictures[] = {
        "",
        "no picture",
        "<svg>",
        "<svg><script>run()</script></svg>",
        "<svg><SCRIPT/></svg>",
        "<svg><style>p { color: red }</style></svg>",
        "<svg><foreignObject><p>a</p></foreignObject></svg>",
        "<svg><![CDATA[<b>]]></svg>",
        "<svg><!-- open</svg>",
        "<svg width=9></svg>",
        "<svg width></svg>",
        "<svg width=\"9></svg>",
        "<svg>< g/></svg>",
    };
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        struct buffer out = {0};
        if (picture_inline(pictures[i], "p-", &out))
            fail_msg("'%s' was taken", pictures[i]);
        buffer_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_picture_inline_ids_and_what_refers_to_them_get_the_prefix),
        cmocka_unit_test(test_picture_inline_declarations_comments_and_name_spaces_are_left_out),
        cmocka_unit_test(test_picture_inline_what_runs_or_loads_is_left_out),
        cmocka_unit_test(test_picture_inline_nested_pictures_end_with_the_outermost),
        cmocka_unit_test(test_picture_inline_what_is_no_plain_drawing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
