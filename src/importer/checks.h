/* What the answers are held against: the frame, its register, and the lineage. Private to the importer. */
#ifndef IMPORTER_CHECKS_H
#define IMPORTER_CHECKS_H

#include "importer/columns.h"
#include "importer/index.h"
#include "importer/source.h"
#include "reader/reader.h"
#include "store/store.h"
#include "study/study.h"

/* Whether the register, where there is one, has the institution, in that stratum. False after reporting at its fields.
 */
bool check_register(const struct study *study, const struct wave *wave, const struct frame *frame,
                    const struct reader *reader, const struct field *code_field, const char *code,
                    const struct field *stratum_field, size_t stratum, struct errors *errors);

/* Whether a respondent can be weighted: a weight above 0, a primary unit, and values that the margins count. `margins`
 * may be NULL. False after reporting at its fields. */
bool check_weights(const struct study *study, const struct wave *wave, const struct margins *margins,
                   const struct reader *reader, const struct columns *columns, const struct record *record,
                   const char *const *attributes, struct errors *errors);

/* More respondents in a stratum than the frame has, or a stratum that it does not count. */
void check_frame(const struct study *study, const struct wave *wave, const struct frame *frame,
                 const struct tally_set *tally, struct errors *errors);

/* An institution and its successor that both answer in a wave after one went into the other. */
void check_lineage(const struct wave *wave, const struct lineage *lineage, const struct institution_index *index,
                   const struct source *sources, struct errors *errors);

#endif
