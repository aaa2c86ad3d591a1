/*
 * The survey as ReadStat writes it for SAS (.sas7bdat) and for Stata 14 (.dta, with tagged missing values), which no
 * free program on the usual systems writes otherwise; and the files answers.*, which are the same answers in each form.
 * Usage: written FOLDER
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <readstat.h>

struct answer {
    const char *code, *name;
    int internet; /* 0: none; -1: tagged as not asked */
    double loans; /* below zero: none */
};

static const struct answer answers[] = {
    {"00123", "架空銀行", 1, 1234.5},  {"00045", "例示信用金庫", 2, 0.1}, {"01000", "見本信用組合", 9, 1000000},
    {"00007", "仮設信用金庫", -1, -1}, {"00200", "模擬銀行", 0, 2.25},    {"00311", "試験信用金庫", 3, 333333333.333},
};

static ssize_t put(const void *bytes, size_t length, void *context)
{
    return write(*(int *)context, bytes, length);
}

static int fail(const char *what, readstat_error_t error)
{
    fprintf(stderr, "%s: %s\n", what, readstat_error_message(error));
    return 1;
}

static int write_survey(const char *path, int stata)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    readstat_writer_t *writer = readstat_writer_init();
    if (file < 0 || !writer)
        return fail(path, READSTAT_ERROR_OPEN);
    readstat_set_data_writer(writer, put);
    readstat_writer_set_file_timestamp(writer, 1700000000);
    readstat_variable_t *code = readstat_add_variable(writer, "code", READSTAT_TYPE_STRING, 5);
    readstat_variable_t *name = readstat_add_variable(writer, "name", READSTAT_TYPE_STRING, 40);
    readstat_variable_t *internet =
        readstat_add_variable(writer, "internet", stata ? READSTAT_TYPE_INT8 : READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_t *loans = readstat_add_variable(writer, "loans", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_t *share =
        readstat_add_variable(writer, "share", stata ? READSTAT_TYPE_FLOAT : READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_label(code, "コード");
    readstat_variable_set_label(internet, "法人インターネットバンキング");
    if (stata) {
        readstat_label_set_t *labels = readstat_add_label_set(writer, READSTAT_TYPE_INT32, "offering");
        readstat_label_int32_value(labels, 1, "提供中");
        readstat_label_int32_value(labels, 2, "検討中");
        readstat_label_int32_value(labels, 9, "無回答");
        readstat_label_tagged_value(labels, 'a', "非該当");
        readstat_variable_set_label_set(internet, labels);
        readstat_writer_set_file_format_version(writer, 118);
    }
    size_t count = sizeof answers / sizeof *answers;
    readstat_error_t error = stata ? readstat_begin_writing_dta(writer, &file, (long)count)
                                   : readstat_begin_writing_sas7bdat(writer, &file, (long)count);
    for (size_t i = 0; i < count && error == READSTAT_OK; i++) {
        const struct answer *answer = &answers[i];
        readstat_begin_row(writer);
        readstat_insert_string_value(writer, code, answer->code);
        readstat_insert_string_value(writer, name, answer->name);
        if (answer->internet == 0)
            readstat_insert_missing_value(writer, internet);
        else if (answer->internet < 0)
            readstat_insert_tagged_missing_value(writer, internet, stata ? 'a' : 'A');
        else if (stata)
            readstat_insert_int8_value(writer, internet, (int8_t)answer->internet);
        else
            readstat_insert_double_value(writer, internet, answer->internet);
        if (answer->loans < 0)
            readstat_insert_tagged_missing_value(writer, loans, stata ? 'b' : 'B');
        else
            readstat_insert_double_value(writer, loans, answer->loans);
        if (stata)
            readstat_insert_float_value(writer, share, 0.1F);
        else
            readstat_insert_double_value(writer, share, 0.1);
        error = readstat_end_row(writer);
    }
    if (error == READSTAT_OK)
        error = readstat_end_writing(writer);
    readstat_writer_free(writer);
    if (close(file) != 0)
        error = READSTAT_ERROR_WRITE;
    return error == READSTAT_OK ? 0 : fail(path, error);
}

/* The same answers in every form: 9 of internet and -1 of loans are declared missing where the form can say so. */
struct same {
    const char *code, *name, *kind;
    int internet;      /* 0: none */
    double loans, day; /* NAN: none */
};

static const struct same same[] = {
    {"00123", "架空銀行", "bank", 1, 1234.5, 45000},    {"00045", "例示信用金庫", "shinkin", 2, 0.1, 45001},
    {"01000", "見本信用金庫", "shinkin", 9, -1, 45002}, {"00007", "仮設信用金庫", "shinkin", 0, NAN, NAN},
    {"00200", "模擬銀行", "bank", 1, 2.25, 45003},      {"00311", "試験信用金庫", "shinkin", 3, 333333333.333, 45004},
};

struct form {
    const char *path;
    readstat_error_t (*begin)(readstat_writer_t *writer, void *context, long rows);
    int labels; /* it has labels of values */
    int spss;   /* it can declare any value missing */
    readstat_compress_t compression;
    int version; /* 0: ReadStat's own */
};

static const struct form forms[] = {
    {"answers.sav", readstat_begin_writing_sav, 1, 1, READSTAT_COMPRESS_ROWS, 0},
    {"answers.zsav", readstat_begin_writing_sav, 1, 1, READSTAT_COMPRESS_BINARY, 0},
    {"answers.dta", readstat_begin_writing_dta, 1, 0, READSTAT_COMPRESS_NONE, 118},
    {"answers_13.dta", readstat_begin_writing_dta, 1, 0, READSTAT_COMPRESS_NONE, 117},
    {"answers.sas7bdat", readstat_begin_writing_sas7bdat, 0, 0, READSTAT_COMPRESS_NONE, 0},
};

static void put_number(readstat_writer_t *writer, readstat_variable_t *variable, double number)
{
    if (isnan(number))
        readstat_insert_missing_value(writer, variable);
    else
        readstat_insert_double_value(writer, variable, number);
}

static int write_answers(const struct form *form)
{
    static const char *const titles[] = {"コード", "金融機関名", "業態", "法人IB", "貸出金", "回答日"};
    static const char *const names[] = {"code", "name", "kind", "internet", "loans", "day"};
    static const char *const offers[] = {"提供中", "検討中", "予定なし", "無回答"};
    static const int values[] = {1, 2, 3, 9};
    int file = open(form->path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    readstat_writer_t *writer = readstat_writer_init();
    if (file < 0 || !writer)
        return fail(form->path, READSTAT_ERROR_OPEN);
    readstat_set_data_writer(writer, put);
    readstat_writer_set_file_timestamp(writer, 1700000000);
    readstat_writer_set_compression(writer, form->compression);
    if (form->version)
        readstat_writer_set_file_format_version(writer, (uint8_t)form->version);
    readstat_variable_t *variables[6];
    for (int i = 0; i < 6; i++) {
        variables[i] = readstat_add_variable(writer, names[i], i < 3 ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE,
                                             i < 3 ? 40 : 0);
        readstat_variable_set_label(variables[i], titles[i]);
    }
    if (form->labels) {
        readstat_label_set_t *labels =
            readstat_add_label_set(writer, form->spss ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_INT32, "offering");
        for (int i = 0; i < 4; i++)
            if (form->spss)
                readstat_label_double_value(labels, values[i], offers[i]);
            else
                readstat_label_int32_value(labels, values[i], offers[i]);
        readstat_variable_set_label_set(variables[3], labels);
    }
    if (form->spss) {
        readstat_variable_add_missing_double_value(variables[3], 9);
        readstat_variable_add_missing_double_value(variables[4], -1);
    }
    size_t count = sizeof same / sizeof *same;
    readstat_error_t error = form->begin(writer, &file, (long)count);
    for (size_t i = 0; i < count && error == READSTAT_OK; i++) {
        const struct same *row = &same[i];
        readstat_begin_row(writer);
        readstat_insert_string_value(writer, variables[0], row->code);
        readstat_insert_string_value(writer, variables[1], row->name);
        readstat_insert_string_value(writer, variables[2], row->kind);
        put_number(writer, variables[3], row->internet ? row->internet : NAN);
        put_number(writer, variables[4], row->loans);
        put_number(writer, variables[5], row->day);
        error = readstat_end_row(writer);
    }
    if (error == READSTAT_OK)
        error = readstat_end_writing(writer);
    readstat_writer_free(writer);
    if (close(file) != 0)
        error = READSTAT_ERROR_WRITE;
    return error == READSTAT_OK ? 0 : fail(form->path, error);
}

int main(int count, char **arguments)
{
    if (count != 2 || chdir(arguments[1]) != 0)
        return 2;
    int failed = write_survey("survey.sas7bdat", 0) || write_survey("stata14.dta", 1);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        failed = write_answers(&forms[i]) || failed;
    return failed;
}
