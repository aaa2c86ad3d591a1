/*
 * The survey as ReadStat writes it for SAS (.sas7bdat) and for Stata 14 (.dta, with tagged missing values), which no
 * free program on the usual systems writes otherwise. Usage: written FOLDER
 */
#include <fcntl.h>
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

int main(int count, char **arguments)
{
    if (count != 2 || chdir(arguments[1]) != 0)
        return 2;
    return write_survey("survey.sas7bdat", 0) || write_survey("stata14.dta", 1);
}
