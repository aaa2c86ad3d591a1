/* Fields become answers: strata and choices by spelling, numbers, ticked options. Private to the importer. */
#ifndef IMPORTER_CODER_H
#define IMPORTER_CODER_H

#include "importer/columns.h"
#include "importer/spellings.h"
#include "reader/reader.h"
#include "study/study.h"

/* What one file is coded with. Problems go to `errors`, which the caller may change from row to row. */
struct coder {
    const struct study *study;
    const struct wave *wave;
    const struct reader *reader;
    const struct columns *columns;
    struct arena *scratch; /* for texts of one row; changed by the caller */
    struct errors *errors;
    struct known_spellings *strata;  /* one */
    struct known_spellings *choices; /* by item */
};

/* Fills all but `scratch` and `errors`; the tables live in `arena`. STATUS_FAILURE for want of memory. */
MUST_CHECK enum status coder_init(struct coder *coder, const struct study *study, const struct wave *wave,
                                  const struct reader *reader, const struct columns *columns, struct arena *arena);

/* The stratum of a field; -1 after reporting. */
int64_t coder_stratum(struct coder *coder, const struct field *field);

/* One item from its one field: fills its slots and, for a number, `*number`. False after reporting. For multiple
 * answers the field holds all of them. */
bool coder_item(struct coder *coder, size_t item, const struct field *field, int16_t *slots, double *number);

/* Multiple answers whose options have a column each. False after reporting. */
bool coder_options(struct coder *coder, size_t item, const struct field *fields, int16_t *slots);

/* The field of one option: whether it is ticked, and what that says of the item: ROLE_ANSWERED, a kind of missing, or
 * -1 for a blank, which says nothing. False after reporting. */
bool coder_option(struct coder *coder, size_t item, size_t option, const struct field *field, bool *ticked,
                  int64_t *role);

/* The slots of multiple answers of which nothing but the role is known: no option ticked. */
void coder_set_role(const struct item *item, int16_t role, int16_t *slots);

/* What a blank means: what `missing` of the item says, else no answer. */
int16_t coder_blank_role(const struct item *item);

/* The option that is ticked beside others though it stands alone, or NULL. */
const struct item_option *coder_not_alone(const struct item *item, const int16_t *slots);

/* One option of a multiple-answer item: its index, by its spellings; -1: no such, or the wave does not offer it. */
int64_t coder_find_option(const struct coder *coder, size_t item, const char *text);

/* The field in NFKC, in the scratch arena; "" after a failure, which is reported. */
const char *coder_text(struct coder *coder, const struct field *field);

#endif
