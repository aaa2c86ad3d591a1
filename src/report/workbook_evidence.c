/* The evidence of the review as sheets: each line with its source, and the amendments beside the checklist. */
#include "report/workbook.h"

/* A text of the study in every language. */
static void add_label(struct table *table, const struct label *label)
{
    table_labelled(table, label_in(label, LANGUAGE_JA), label);
}

/* "(2) Incidents" in every language. */
static void add_consideration(struct book *book, struct table *table, int number, struct errors *errors,
                              enum status *status)
{
    struct label label = {{NULL}};
    for (int i = 0; i < LANGUAGE_END; i++) {
        const char *name = consideration_text(book->memo->panel->study, number, (enum language)i);
        label.in[i] = arena_format(book->arena, "(%d) %s", number, name);
        if (!label.in[i])
            *status = errors_memory(errors);
    }
    if (*status == STATUS_OK)
        table_labelled(table, label.in[LANGUAGE_JA], &label);
}

/* "21; 22": what the line names of the checklist. */
static const char *serials(struct book *book, const struct evidence_line *line)
{
    const char *text = "";
    for (size_t i = 0; text && i < line->item_count; i++)
        text = arena_format(book->arena, "%s%s%s", text, i ? "; " : "",
                            book->check->files->checklist.items[line->items[i]].serial);
    return text;
}

static enum status add_line(struct book *book, struct table *table, const struct evidence_line *line,
                            struct errors *errors)
{
    static const char *const called[CALLS_END] = {
        [CALLS_OPEN] = N_("not assessed"), [CALLS_NONE] = N_("nothing"),         [CALLS_WATCH] = N_("watch only"),
        [CALLS_REVISE] = N_("revision"),   [CALLS_MAJOR] = N_("major revision"),
    };
    enum status status = STATUS_OK;
    const char *items = serials(book, line), *calls = evidence_call_name(line->calls);
    if (!items)
        return errors_memory(errors);
    struct label call = {{NULL}};
    for (int i = 0; i < LANGUAGE_END; i++)
        call.in[i] = tr((enum language)i, called[line->calls]);
    table_row(table);
    add_consideration(book, table, line->consideration, errors, &status);
    table_text(table, line->date);
    add_label(table, &line->source);
    add_label(table, &line->title);
    add_label(table, &line->assessment);
    table_labelled(table, calls, &call);
    table_text(table, line->urgent ? tr(book->memo->language, N_("urgent")) : NULL);
    table_text(table, items);
    table_text(table, line->assessed_by);
    table_text(table, line->assessed_on);
    return status;
}

enum status book_add_evidence(struct book *book, struct errors *errors)
{
    static const struct column columns[] = {
        {"consideration", N_("consideration"), COLUMN_TEXT, SHOW_ALWAYS},
        {"date", N_("date"), COLUMN_TEXT, SHOW_ALWAYS},
        {"source", N_("source"), COLUMN_TEXT, SHOW_ALWAYS},
        {"title", N_("title"), COLUMN_TEXT, SHOW_ALWAYS},
        {"assessment", N_("assessment"), COLUMN_TEXT, SHOW_ALWAYS},
        {"calls_for", N_("calls for"), COLUMN_TEXT, SHOW_ALWAYS},
        {"urgent", N_("urgency"), COLUMN_TEXT, SHOW_FILLED},
        {"checklist_items", N_("items of the checklist"), COLUMN_TEXT, SHOW_FILLED},
        {"assessed_by", N_("assessed by"), COLUMN_TEXT, SHOW_FILLED},
        {"assessed_on", N_("assessed on"), COLUMN_TEXT, SHOW_FILLED},
    };
    const struct evaluation *evaluation = book->check->evaluation;
    if (!evaluation)
        return STATUS_OK;
    struct table *table = table_new("evidence", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(errors);
    book_add(book, N_("Evidence"), table);
    enum status status = STATUS_OK;
    for (int i = 0; i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &evaluation->considerations[i];
        for (size_t k = 0; status == STATUS_OK && k < consideration->count; k++)
            status = add_line(book, table, consideration->lines[k], errors);
    }
    table_set_study(table, book->check->study->id);
    return status == STATUS_OK ? table_finish(table, errors) : status;
}

/* `item` is NULL where none of the checklist refers to the standard. */
static void add_amendment(struct table *table, const struct checklist_item *item, const struct amendment *amendment)
{
    table_row(table);
    table_text(table, item ? item->serial : NULL);
    if (item)
        add_label(table, &item->title);
    else
        table_text(table, NULL);
    table_text(table, amendment->standard);
    add_label(table, &amendment->title);
    add_label(table, &amendment->edition);
    table_text(table, amendment->date);
    add_label(table, &amendment->summary);
}

enum status book_add_amendments(struct book *book, struct errors *errors)
{
    static const struct column columns[] = {
        {"serial", N_("serial number"), COLUMN_TEXT, SHOW_ALWAYS},
        {"item", N_("item of the checklist"), COLUMN_TEXT, SHOW_ALWAYS},
        {"standard", N_("standard"), COLUMN_TEXT, SHOW_ALWAYS},
        {"title", N_("title of the standard"), COLUMN_TEXT, SHOW_ALWAYS},
        {"edition", N_("edition"), COLUMN_TEXT, SHOW_ALWAYS},
        {"date", N_("date"), COLUMN_TEXT, SHOW_ALWAYS},
        {"summary", N_("main points of the amendment"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    const struct study *study = book->check->study;
    const struct review_files *files = book->check->files;
    if (!files || !study->amendments)
        return STATUS_OK;
    struct table *table = table_new("amendments", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(errors);
    book_add(book, N_("Amendments"), table);
    for (size_t i = 0; i < files->amendments.count; i++) {
        const struct amendment *amendment = &files->amendments.lines[i];
        bool told = false;
        if (!amendment_is_due(study, book->memo->wave, amendment))
            continue;
        for (size_t k = 0; k < files->checklist.count; k++)
            if (checklist_refers(&files->checklist.items[k], amendment->standard)) {
                add_amendment(table, &files->checklist.items[k], amendment);
                told = true;
            }
        if (!told)
            add_amendment(table, NULL, amendment);
    }
    table_set_study(table, study->id);
    return table_finish(table, errors);
}
