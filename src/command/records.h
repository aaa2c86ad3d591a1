/* Records of decisions: made, kept, found, held against each other. Private to the room. */
#ifndef COMMAND_RECORDS_H
#define COMMAND_RECORDS_H

#include "base/file.h"
#include "command/command.h"

/* A small input with its bytes; NULL where a vintage of the database has what it said. */
struct kept_input {
    struct record_input input;
    const char *bytes;
};

/* What a record is made of: the inputs of an evaluation, from the folder or as they were kept. */
struct basis {
    const struct panel *panel;
    const struct check *check;
    struct lineage lineage;
    struct kept_input *inputs;
    size_t input_count;
    struct import *imports; /* by the study's waves */
};

/* The basis of a check of the session: the folder's small inputs as they are, and the vintages of its panel. All of it
 * lives in the session's arena. */
MUST_CHECK enum status basis_gather(struct session *session, const struct check *check, struct basis *basis);
/* Adds the vintages of `basis->panel`, whose counts `store` has. */
MUST_CHECK enum status basis_add_vintages(struct store *store, struct arena *arena, struct basis *basis,
                                          struct errors *errors);
/* Adds an input; `bytes` may be NULL. */
MUST_CHECK enum status basis_add_input(struct arena *arena, struct basis *basis, const char *name, const char *bytes,
                                       size_t length, struct errors *errors);

/* Writes the record with that number. */
MUST_CHECK enum status basis_write(const struct basis *basis, struct arena *arena, int64_t number, struct buffer *out,
                                   struct errors *errors);
/* Writes it and reads it back, to be compared. */
MUST_CHECK enum status basis_record(const struct basis *basis, struct arena *arena, int64_t number,
                                    struct decision_record *record, struct errors *errors);

/* "decisions/2021-1.json"; NULL without memory. */
const char *record_path(struct arena *arena, int year, int64_t number);

/*
 * Keeps the decision in the database, and then in its file: a new record where something changed since the newest one
 * of its wave. Records whose file is missing are written again, files of records that the database lacks are taken in.
 * The database is open for writing. What was done is told in `out`.
 */
MUST_CHECK enum status records_keep(struct session *session, const struct check *check, struct buffer *out);

/* A record that was found. */
struct found_record {
    struct decision_record record;
    const char *name;  /* of its file, for messages */
    const char *title; /* "2021-1" */
};

/* The record called `word`: WAVE-NUMBER or the path of a file; NULL: that of the newest wave and highest number in the
 * database. A file that is not what the database keeps is told. */
MUST_CHECK enum status records_find(struct session *session, const char *word, struct found_record *found);

/* Whether the file of a record holds what the database keeps; told where not. `*missing` (may be NULL: it must be
 * there) tells that there is none. */
MUST_CHECK enum status records_check_file(struct session *session, const struct stored_decision *stored, bool *missing);

/* ---- recount.c ---- */

/* Counts the responses behind a panel again, up to the wave `last`, and tells every stored count that is another one as
 * an error; what it gives is the status of the counting. */
MUST_CHECK enum status panel_recount(struct store *store, const struct panel *panel, size_t last,
                                     struct errors *errors);

/* ---- records_current.c ---- */

/* The newest record in the database of the check's wave that holds the same as the check: the name of its file, and its
 * seal; `*name` is NULL where none does. */
MUST_CHECK enum status records_current(struct session *session, const struct check *check, const char **name,
                                       const char **sha256);
/* What differs between a record and the check, for the memo. */
MUST_CHECK enum status records_since(struct session *session, const struct found_record *found,
                                     const struct check *check, struct since *since);

/* ---- replay.c ---- */

/* Replays a record from what the database keeps of its inputs, and tells every difference as an error. */
MUST_CHECK enum status record_replay(struct session *session, const struct found_record *found);

/* Tells every difference as an error of the record `found`; inputs of the names `told` (NULL-terminated) were told. */
MUST_CHECK enum status records_tell(struct session *session, const struct found_record *found,
                                    const struct decision_record *now, const char *const *told);

/* ---- against.c ---- */

/* The wave that a record is of: `*wave` is that, or EVERY where --wave is left out. */
MUST_CHECK enum status records_take_wave(struct session *session, const struct found_record *found, int64_t *wave);

/* Prints what differs between a record and the evaluation as it is now, and why. */
MUST_CHECK enum status records_print_against(struct session *session, const struct found_record *found,
                                             const struct check *check);

/* Adds a line on the newest record: whether what it rests on is still what is there, told by hashes. Nothing where
 * there is no record, or it is of another wave than `check`. */
MUST_CHECK enum status records_add_status(struct session *session, const struct check *check, struct buffer *out);

#endif
