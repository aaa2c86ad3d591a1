/* The files of csv-spectrum hold what their JSON says: tests/data/csv_spectrum/README.md. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "reader/reader.h"

/* Fields end with '|', records with '\1'. */
static const struct {
    const char *name, *values;
} cases[] = {
    {"comma_in_quotes", "first|last|address|city|zip|\1John|Doe|120 any st.|Anytown, WW|08123|\1"},
    {"empty", "a|b|c|\0011|||\0012|3|4|\1"},
    {"empty_crlf", "a|b|c|\0011|||\0012|3|4|\1"},
    {"escaped_quotes", "a|b|\0011|ha \"ha\" ha|\0013|4|\1"},
    {"json", "key|val|\0011|{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}|\1"},
    {"location_coordinates", "Contact Phone Number|Location Coordinates|Cities|Counties|\1"
                             "2095257564|37\xEF\xBF\xBD"
                             "36'37.8\"N 121\xEF\xBF\xBD"
                             "2'17.9\"W|Modesto|Stanislaus|\1"},
    {"newlines", "a|b|c|\0011|2|3|\1Once upon \na time|5|6|\0017|8|9|\1"},
    {"newlines_crlf", "a|b|c|\0011|2|3|\1Once upon \r\na time|5|6|\0017|8|9|\1"},
    {"quotes_and_newlines", "a|b|\0011|ha \n\"ha\" \nha|\0013|4|\1"},
    {"simple", "a|b|c|\0011|2|3|\1"},
    {"simple_crlf", "a|b|c|\0011|2|3|\1"},
    {"utf8", "a|b|c|\0011|2|3|\0014|5|\xCA\xA4|\1"},
};

static void test_reader_csv_spectrum(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer path = {0}, out = {0};
        buffer_format(&path, "%s/tests/data/csv_spectrum/%s.csv", TEST_SOURCE_DIR, cases[i].name);
        int file = open(buffer_get(&path), O_RDONLY | O_CLOEXEC);
        assert_true(file >= 0);
        struct errors errors = {0};
        struct reader_scan scan;
        struct reader *reader = NULL;
        const struct reader_options options = {.name = cases[i].name};
        assert_int_equal(reader_scan(file, cases[i].name, &scan, &errors), STATUS_OK);
        assert_int_equal(reader_open_file(file, &scan, &options, &reader, &errors), STATUS_OK);
        struct record record = *reader_header(reader);
        do {
            for (size_t j = 0; j < record.count; j++) {
                buffer_add(&out, record.fields[j].text, record.fields[j].length);
                buffer_byte(&out, '|');
            }
            buffer_byte(&out, '\1');
        } while (reader_next(reader, &record, &errors) == READER_RECORD);
        assert_no_errors(&errors);
        assert_string_equal(buffer_get(&out), cases[i].values);
        reader_close(reader);
        assert_int_equal(close(file), 0);
        buffer_clear(&path);
        buffer_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reader_csv_spectrum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
