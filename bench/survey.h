/*
 * The survey that the benchmark of the import reads: who answers, and what. make_survey.c writes it as a file, floor.c
 * inserts the same answers from memory. Everything follows from the size, the seed and the wave.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SURVEY_STRATA = 8,
    SURVEY_CHOICES = 5,
    SURVEY_ITEMS = 12,
    SURVEY_NUMBERS = 3,
    SURVEY_ROWS_MOST = 10000000, /* more codes of eight digits would lie too close */
};

struct survey {
    uint64_t rows;
    uint64_t seed;
    int wave; /* 1 or 2: the same institutions, of whose answers one in five has changed */
};

struct survey_row {
    char code[9];
    char name[64];
    int stratum;
    int choices[SURVEY_ITEMS];
    double numbers[SURVEY_NUMBERS];
    bool answered[SURVEY_NUMBERS];
    bool full_width;  /* the last number is written in full-width digits */
    char remark[512]; /* what is meant, not yet quoted for CSV; mostly empty */
};

/* Ids as in the study.yaml that import.sh writes, and what stands in the files. */
struct survey_word {
    const char *id;
    const char *label;
};
extern const struct survey_word SURVEY_STRATUM[SURVEY_STRATA];
extern const struct survey_word SURVEY_CHOICE[SURVEY_CHOICES];
extern const struct survey_word SURVEY_NUMBER[SURVEY_NUMBERS];

/* The answers of the institution at a place in the order of the codes, from 0. */
void survey_make(const struct survey *survey, uint64_t institution, struct survey_row *row);

/* Which institution stands at a place of a file that is not in the order of the codes. */
uint64_t survey_shuffled(const struct survey *survey, uint64_t place);

/* Whole text read as a number from least to most. */
bool survey_read_number(const char *text, uint64_t least, uint64_t most, uint64_t *number);

#endif
