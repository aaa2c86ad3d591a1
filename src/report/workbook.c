/* The figures behind the memo as a workbook: one sheet a table. */
#include <math.h>
#include <string.h>

#include "report/workbook.h"

void book_add(struct book *book, const char *name, struct table *table)
{
    const enum language language = book->memo->language;
    book->tables[book->count] = table;
    book->sheets[book->count++] =
        (struct xlsx_sheet){.name = tr(language, name),
                            .stamp = book->plan ? NULL : tr(language, "For internal use: nothing is suppressed"),
                            .table = table};
}

/* The decision, and each rule in words. */
static enum status add_decision(struct book *book, struct errors *errors)
{
    static const struct column columns[] = {
        {"rule", N_("rule"), COLUMN_TEXT, SHOW_ALWAYS},      {"state", N_("rule state"), COLUMN_TEXT, SHOW_ALWAYS},
        {"since", N_("since"), COLUMN_INTEGER, SHOW_ALWAYS}, {"status", N_("status"), COLUMN_TEXT, SHOW_ALWAYS},
        {"text", N_("finding"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    const struct memo *memo = book->memo;
    const struct check *check = book->check;
    const enum language language = memo->language;
    struct table *table = table_new("decision", columns, sizeof columns / sizeof *columns);
    const char *title = arena_format(book->arena, tr(language, "Decision for %s: %s"),
                                     label_in(&check->study->waves[check->wave].label, language),
                                     decision_text(check->decision, language));
    if (!table || !title) {
        table_free(table);
        return errors_memory(errors);
    }
    book_add(book, N_("Decision"), table);
    book->sheets[book->count - 1].title = title;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < check->rules->count; i++) {
        const struct verdict *verdict = check_verdict(check, &check->rules->rules[i]);
        if (!verdict)
            continue;
        struct buffer words = {0};
        if (verdict->hidden)
            buffer_text(&words, tr(language, "the figures are suppressed"));
        else
            status = verdict_text(check, verdict, language, &words, errors);
        table_row(table);
        table_text(table, verdict->rule->id);
        table_text(table, tr(language, rule_state_name(verdict->state)));
        table_integer(table, check->study->waves[verdict->since].year);
        table_text(table, tr(language, verdict_status_name(verdict->status)));
        table_text(table, buffer_get(&words));
        if (status == STATUS_OK && buffer_status(&words) != STATUS_OK)
            status = errors_memory(errors);
        buffer_clear(&words);
    }
    table_set_study(table, check->study->id);
    table_set_notice(table, &check->study->notice);
    table_set_design(table, &check->rules->assumptions);
    return status == STATUS_OK ? table_finish(table, errors) : status;
}

static enum status add_rules(struct book *book, struct errors *errors)
{
    struct table *table = NULL;
    enum status status = check_to_table(book->check, true, &table, errors);
    if (status == STATUS_OK)
        book_add(book, N_("Rules"), table);
    return status;
}

static enum status add_rates(struct book *book, struct errors *errors)
{
    const struct panel *panel = book->memo->panel;
    struct rate_options options = rate_options_of(panel->study);
    struct rates rates;
    struct table *table = NULL;
    options.by_stratum = true;
    enum status status = analysis_rates(panel, &options, book->arena, &rates, errors);
    if (status == STATUS_OK && book->plan)
        status = rates_suppress(book->plan, false, book->arena, &rates, errors);
    size_t kept = 0;
    for (size_t i = 0; status == STATUS_OK && i < rates.count; i++)
        if (rates.rows[i].wave <= book->memo->wave)
            rates.rows[kept++] = rates.rows[i];
    rates.count = kept;
    if (status == STATUS_OK)
        status = rates_to_table(panel, &rates, &table, errors);
    if (status == STATUS_OK)
        book_add(book, N_("Rates"), table);
    return status;
}

static enum status add_changes(struct book *book, struct errors *errors)
{
    const struct panel *panel = book->memo->panel;
    const struct change_options options = {.rate = rate_options_of(panel->study), .from = EVERY, .to = EVERY};
    struct changes changes;
    struct table *table = NULL;
    enum status status = analysis_changes(panel, &options, book->arena, &changes, errors);
    if (status != STATUS_OK)
        return status;
    size_t kept = 0;
    for (size_t i = 0; i < changes.count; i++)
        if (changes.rows[i].to <= book->memo->wave)
            changes.rows[kept++] = changes.rows[i];
    changes.count = kept;
    if (book->plan)
        changes_suppress(book->plan, &changes);
    status = changes_to_table(panel, &changes, &table, errors);
    if (status == STATUS_OK)
        book_add(book, N_("Changes"), table);
    return status;
}

static enum status add_bounds(struct book *book, struct errors *errors)
{
    const struct panel *panel = book->memo->panel;
    struct bounds_options options = {.rate = rate_options_of(panel->study), .assumption = BOUNDS_NONE};
    struct bounds_rows bounds;
    struct table *table = NULL;
    options.rate.wave = (int64_t)book->memo->wave;
    options.rate.by_stratum = true;
    enum status status = analysis_bounds(panel, &options, book->arena, &bounds, errors);
    if (status == STATUS_OK && book->plan)
        bounds_suppress(book->plan, &options, &bounds);
    if (status == STATUS_OK)
        status = bounds_to_table(panel, &bounds, &table, errors);
    if (status == STATUS_OK)
        book_add(book, N_("Bounds"), table);
    return status;
}

static enum status add_response(struct book *book, struct errors *errors)
{
    const struct panel *panel = book->memo->panel;
    const struct rate_options options = rate_options_of(panel->study);
    struct response_rows rows;
    struct table *table = NULL;
    enum status status = analysis_response(panel, panel, &options, book->arena, &rows, errors);
    if (status == STATUS_OK)
        status = response_to_table(panel, &rows, &table, errors);
    if (status == STATUS_OK)
        book_add(book, N_("Response"), table);
    return status;
}

static const char *import_title(const struct book *book, const struct import *import)
{
    const struct study *study = book->memo->panel->study;
    if (import->kind != IMPORT_WAVE)
        return tr(book->memo->language, import_words(import->kind));
    int64_t wave = study_find_wave(study, import->year);
    return wave >= 0 ? label_in(&study->waves[wave].label, book->memo->language) : "";
}

/* The record that holds the same as the workbook, by its seal. */
static void add_record(struct table *table, const struct memo *memo)
{
    table_row(table);
    table_text(table, tr(memo->language, "decision record"));
    table_text(table, memo->record_file);
    table_text(table, NULL);
    table_empty(table);
    table_text(table, memo->record_sha256);
}

static enum status add_sources(struct book *book, struct errors *errors)
{
    static const struct column columns[] = {
        {"data", N_("data"), COLUMN_TEXT, SHOW_ALWAYS},         {"file", N_("file"), COLUMN_TEXT, SHOW_ALWAYS},
        {"encoding", N_("encoding"), COLUMN_TEXT, SHOW_ALWAYS}, {"rows", N_("rows"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"sha256", "SHA-256", COLUMN_TEXT, SHOW_ALWAYS},
    };
    const struct memo *memo = book->memo;
    struct table *table = table_new("sources", columns, sizeof columns / sizeof *columns);
    if (!table)
        return errors_memory(errors);
    book_add(book, N_("Sources"), table);
    book->sheets[book->count - 1].title =
        arena_format(book->arena,
                     memo->record_file ? tr(memo->language, "Made by minaoshi %s.")
                                       : tr(memo->language, "Made by minaoshi %s. Not recorded yet."),
                     MINAOSHI_VERSION);
    if (!book->sheets[book->count - 1].title)
        return errors_memory(errors);
    if (memo->record_file)
        add_record(table, memo);
    for (size_t i = 0; i < memo->import_count; i++)
        for (size_t k = 0; memo_uses(memo, &memo->imports[i]) && k < memo->imports[i].file_count; k++) {
            const struct import_file *file = &memo->imports[i].files[k];
            table_row(table);
            table_text(table, import_title(book, &memo->imports[i]));
            table_text(table, file->name);
            table_text(table, file->encoding);
            table_integer(table, file->rows);
            table_text(table, file->sha256);
        }
    table_set_study(table, memo->panel->study->id);
    table_set_notice(table, &memo->panel->study->notice);
    return table_finish(table, errors);
}

enum status report_workbook(const struct memo *given, struct buffer *out, struct errors *errors)
{
    static enum status (*const parts[])(struct book *, struct errors *) = {
        add_decision, book_add_evidence, book_add_amendments, add_rules,  add_rates,
        add_changes,  add_bounds,        add_response,        add_sources};
    struct memo memo;
    struct check shown;
    struct book book = {.memo = &memo, .arena = arena_new()};
    if (!book.arena)
        return errors_memory(errors);
    enum status status = memo_publish(given, book.arena, &memo, &shown, errors);
    book.check = memo.check;
    book.plan = memo.internal ? NULL : memo.plan;
    for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++)
        status = parts[i](&book, errors);
    const struct table_style style = {
        .format = FORMAT_XLSX, .language = given->language, .decimals = given->panel->study->decimals};
    if (status == STATUS_OK)
        status = xlsx_render(book.sheets, book.count, &style, out, errors);
    for (size_t i = 0; i < book.count; i++)
        table_free(book.tables[i]);
    arena_free(book.arena);
    return status;
}
