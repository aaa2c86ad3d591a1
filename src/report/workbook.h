/* Private to report: the workbook under work. */
#ifndef REPORT_WORKBOOK_H
#define REPORT_WORKBOOK_H

#include "report/memo.h"

enum { MOST_SHEETS = 9 };

struct book {
    const struct memo *memo;
    const struct check *check; /* as it is published */
    struct arena *arena;
    const struct disclosure *plan; /* NULL: internal */
    struct xlsx_sheet sheets[MOST_SHEETS];
    struct table *tables[MOST_SHEETS];
    size_t count;
};

/* Takes the table as the next sheet, and frees it in the end. */
void book_add(struct book *book, const char *name, struct table *table);

/* workbook_evidence.c: what came in on the considerations, and the amendments beside the checklist; no sheet where the
 * study names no such files. */
MUST_CHECK enum status book_add_evidence(struct book *book, struct errors *errors);
MUST_CHECK enum status book_add_amendments(struct book *book, struct errors *errors);

#endif
