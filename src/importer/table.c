/* What an import did, as a table. */
#include "importer/importer.h"

static const char *const state_names[] = {[IMPORTER_NEW] = N_("imported"),
                                          [IMPORTER_CHANGED] = N_("imported again"),
                                          [IMPORTER_UNCHANGED] = N_("unchanged"),
                                          [IMPORTER_BY_HAND] = N_("kept as imported by hand")};

enum status importer_to_table(const struct study *study, const struct importer_result *result, struct table **table,
                              struct errors *errors)
{
    static const struct column columns[] = {
        {"kind", N_("kind"), COLUMN_TEXT, SHOW_ALWAYS},
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_FILLED},
        {"state", N_("state"), COLUMN_TEXT, SHOW_ALWAYS},
        {"import", N_("import"), COLUMN_INTEGER, SHOW_FILLED},
        {"rows", N_("rows"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"encoding", N_("encoding"), COLUMN_TEXT, SHOW_FILLED},
        {"by_hand", N_("by hand"), COLUMN_TEXT, SHOW_FILLED},
        {"files", N_("files"), COLUMN_TEXT, SHOW_ALWAYS},
        {"rejected", N_("rejected"), COLUMN_INTEGER, SHOW_FILLED},
    };
    static const char *const codes[] = {[IMPORTER_NEW] = "imported",
                                        [IMPORTER_CHANGED] = "imported again",
                                        [IMPORTER_UNCHANGED] = "unchanged",
                                        [IMPORTER_BY_HAND] = "kept by hand"};
    *table = table_new("import", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    table_set_study(*table, study->id);
    for (size_t i = 0; i < result->count; i++) {
        const struct importer_entry *entry = &result->entries[i];
        struct label state = label_own(state_names[entry->state]);
        table_row(*table);
        table_text(*table, import_kind_name(entry->kind));
        if (entry->kind == IMPORT_WAVE)
            table_integer(*table, entry->year);
        else
            table_empty(*table);
        table_labelled(*table, codes[entry->state], &state);
        if (entry->import_id)
            table_integer(*table, entry->import_id);
        else
            table_empty(*table);
        table_integer(*table, entry->rows);
        table_text(*table, entry->encoding);
        table_text(*table, entry->by_hand ? "not rebuildable" : NULL);
        table_text(*table, entry->files);
        if (entry->rejected)
            table_integer(*table, entry->rejected);
        else
            table_empty(*table);
    }
    enum status status = table_finish(*table, errors);
    if (status != STATUS_OK) {
        table_free(*table);
        *table = NULL;
    }
    return status;
}
