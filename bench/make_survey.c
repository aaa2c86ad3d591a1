/*
 * Writes the survey of the import benchmark as CSV to standard output; equal arguments give equal bytes.
 *
 *     make_survey ROWS SEED [--wave 2] [--cp932] [--shuffle]
 *     make_survey ROWS SEED [--wave 2] --frame       lines of frame.csv instead, without their header
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <iconv.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "survey.h"

static const int WAVES[] = {2020, 2021};

/* A line of CSV, or what of it is not written yet. */
struct line {
    char bytes[4096];
    size_t length;
};

static void put(struct line *line, const char *text)
{
    size_t length = strlen(text);
    if (length > sizeof line->bytes - line->length) /* no row comes near */
        length = sizeof line->bytes - line->length;
    memcpy(line->bytes + line->length, text, length);
    line->length += length;
}

static void put_quoted(struct line *line, const char *text)
{
    put(line, "\"");
    for (char letter[2] = ""; *text; text++) {
        letter[0] = *text;
        put(line, *text == '"' ? "\"\"" : letter);
    }
    put(line, "\"");
}

/* A whole number, with a separator between its thousands or in full-width digits. */
static void put_number(struct line *line, double number, const char *separator, bool full_width)
{
    static const char *const FULL_WIDTH[] = {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.0f", number);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            put(line, separator);
        char digit[] = {digits[i], '\0'};
        put(line, full_width ? FULL_WIDTH[digits[i] - '0'] : digit);
    }
}

static void put_header(struct line *line)
{
    put(line, "金融機関コード,金融機関名,業態");
    for (int i = 0; i < SURVEY_ITEMS; i++) {
        char title[32];
        (void)snprintf(title, sizeof title, ",問%d", i + 1);
        put(line, title);
    }
    for (int i = 0; i < SURVEY_NUMBERS; i++) {
        put(line, ",");
        put(line, SURVEY_NUMBER[i].label);
    }
    put(line, ",自由記述\n");
}

static void put_row(struct line *line, const struct survey_row *row)
{
    put(line, row->code);
    put(line, ",");
    put(line, row->name);
    put(line, ",");
    put(line, SURVEY_STRATUM[row->stratum].label);
    for (int i = 0; i < SURVEY_ITEMS; i++) {
        put(line, ",");
        put(line, SURVEY_CHOICE[row->choices[i]].label);
    }
    for (int i = 0; i < SURVEY_NUMBERS; i++) {
        put(line, ",");
        if (!row->answered[i])
            continue;
        /* The second one is an amount. */
        put(line, i == 1 ? "\"" : "");
        put_number(line, row->numbers[i], i == 1 ? "," : "", i == SURVEY_NUMBERS - 1 && row->full_width);
        put(line, i == 1 ? "\"" : "");
    }
    put(line, ",");
    put_quoted(line, row->remark);
    put(line, "\n");
}

static bool write_line(struct line *line, iconv_t converter)
{
    bool written;
    if (converter == (iconv_t)-1) {
        written = fwrite(line->bytes, 1, line->length, stdout) == line->length;
    } else {
        char bytes[sizeof line->bytes], *from = line->bytes, *to = bytes;
        size_t left = line->length, room = sizeof bytes;
        written = iconv(converter, &from, &left, &to, &room) != (size_t)-1;
        size_t length = sizeof bytes - room;
        written = written && fwrite(bytes, 1, length, stdout) == length;
    }
    line->length = 0;
    return written;
}

static bool write_survey(const struct survey *survey, bool shuffle, iconv_t converter)
{
    struct line line = {.length = 0};
    put_header(&line);
    bool written = write_line(&line, converter);
    for (uint64_t i = 0; written && i < survey->rows; i++) {
        struct survey_row row = {.stratum = 0};
        survey_make(survey, shuffle ? survey_shuffled(survey, i) : i, &row);
        put_row(&line, &row);
        written = write_line(&line, converter);
    }
    return written;
}

/* The population: of five institutions in a stratum about four have answered. */
static bool write_frame(const struct survey *survey)
{
    uint64_t respondents[SURVEY_STRATA] = {0};
    for (uint64_t i = 0; i < survey->rows; i++) {
        struct survey_row row = {.stratum = 0};
        survey_make(survey, i, &row);
        respondents[row.stratum]++;
    }
    for (int s = 0; s < SURVEY_STRATA; s++) {
        uint64_t population = respondents[s] + respondents[s] / 4 + 1;
        if (printf("%d,%s,%" PRIu64 "\n", WAVES[survey->wave - 1], SURVEY_STRATUM[s].id, population) < 0)
            return false;
    }
    return true;
}

int main(int count, char **words)
{
    struct survey survey = {.wave = 1};
    bool cp932 = false, shuffle = false, frame = false;
    bool understood = count >= 3 && survey_read_number(words[1], 1, SURVEY_ROWS_MOST, &survey.rows) &&
                      survey_read_number(words[2], 0, UINT64_MAX, &survey.seed);
    for (int i = 3; understood && i < count; i++) {
        if (strcmp(words[i], "--cp932") == 0) {
            cp932 = true;
        } else if (strcmp(words[i], "--shuffle") == 0) {
            shuffle = true;
        } else if (strcmp(words[i], "--frame") == 0) {
            frame = true;
        } else {
            uint64_t wave = 0;
            understood = strcmp(words[i], "--wave") == 0 && ++i < count && survey_read_number(words[i], 1, 2, &wave);
            survey.wave = (int)wave;
        }
    }
    if (!understood) {
        (void)fprintf(stderr,
                      "usage: make_survey ROWS SEED [--wave 1|2] [--cp932] [--shuffle] | --frame\n"
                      "ROWS from 1 to %d\n",
                      SURVEY_ROWS_MOST);
        return 2;
    }

    iconv_t converter = (iconv_t)-1;
    if (cp932) {
        converter = iconv_open("CP932", "UTF-8");
        if (converter == (iconv_t)-1) {
            perror("make_survey: CP932");
            return 1;
        }
    }
    bool written = frame ? write_frame(&survey) : write_survey(&survey, shuffle, converter);
    if (cp932)
        (void)iconv_close(converter);
    if (!written || fflush(stdout) != 0) {
        perror("make_survey");
        return 1;
    }
    return 0;
}
