/* The parts of which a record is written. Private to the room. */
#ifndef THRESHOLD_RECORD_H
#define THRESHOLD_RECORD_H

#include "threshold/threshold.h"

enum { RECORD_FORMAT = 1 };

/* What stands before the seal, on a line of its own; the seal is the SHA-256 of all bytes before that line. */
#define RECORD_SEAL "  \"sha256\": \""

/* ---- record_json.c: JSON with one member of the top, or one row of its arrays, a line ---- */

struct json_writer {
    struct buffer *out;
    int depth;
    bool begun; /* the object or array at hand has a member */
};

/* `key` is NULL in arrays and at the top. */
void put_open(struct json_writer *w, const char *key, char bracket);
void put_close(struct json_writer *w, char bracket);
void put_text(struct json_writer *w, const char *key, const char *text); /* NULL: null */
void put_integer(struct json_writer *w, const char *key, int64_t value);
void put_boolean(struct json_writer *w, const char *key, bool value);
void put_real(struct json_writer *w, const char *key, double value); /* NaN: null */

/* A number at 12 significant digits, as records have it. */
void put_add_real(struct buffer *out, double value);

/* ---- record_content.c: the logical content of the database ---- */

/* SHA-256 of what a wave's counts say, its pairs with the wave before, the frame and the published figures up to a
 * wave, and the lineage, whatever the order and the codes they are kept in; "" where there is nothing. STATUS_FAILURE
 * for want of memory. */
MUST_CHECK enum status content_counts(const struct panel *panel, size_t wave, char hex[SHA256_TEXT]);
MUST_CHECK enum status content_pairs(const struct panel *panel, size_t wave, char hex[SHA256_TEXT]);
MUST_CHECK enum status content_frame(const struct panel *panel, size_t wave, char hex[SHA256_TEXT]);
MUST_CHECK enum status content_margins(const struct panel *panel, size_t wave, char hex[SHA256_TEXT]);
MUST_CHECK enum status content_published(const struct panel *panel, size_t wave, char hex[SHA256_TEXT]);
MUST_CHECK enum status content_lineage(const struct lineage *lineage, char hex[SHA256_TEXT]);

/* ---- record_write.c ---- */

const char *record_dependence(enum dependence dependence); /* "coding", … */

/* ---- record_rule.c ---- */

/* Writes what a rule asks for as members "sha256" and "definition": all that decides, and none of its texts. */
MUST_CHECK enum status rule_write(struct json_writer *w, const struct study *study, const struct rule *rule);

#endif
