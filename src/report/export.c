/* What leaves the study as tables: counts, answers, the codebook. */
#include <string.h>

#include "base/number.h"
#include "report/report.h"

/* False for want of memory. */
static bool add_group(struct table *table, const struct study *study, int64_t stratum)
{
    if (stratum == GROUP_ALL) {
        const struct label all = label_own(N_("all"));
        table_labelled(table, NULL, &all);
        return true;
    }
    struct buffer group = {0};
    buffer_format(&group, "stratum=%s", study->strata[stratum].id);
    table_labelled(table, buffer_get(&group), &study->strata[stratum].label);
    bool whole = !group.failed;
    buffer_clear(&group);
    return whole;
}

/* What a cell of the tallies counts: a choice or option, or those of a role. */
static void add_choice(struct table *table, const struct item *item, size_t cell)
{
    if (item->kind == ITEM_SINGLE)
        table_labelled(table, item->scale->choices[cell].id, &item->scale->choices[cell].label);
    else if (item->kind == ITEM_MULTIPLE && cell < item->option_count)
        table_labelled(table, item->options[cell].id, &item->options[cell].label);
    else {
        size_t role = item->kind == ITEM_MULTIPLE ? cell - item->option_count : cell;
        table_named(table, role_name((enum role)role));
    }
}

/* Whether a count tells what was answered, which may be suppressed, or only whether. */
static bool is_answer(const struct item *item, size_t cell)
{
    if (item->kind == ITEM_SINGLE)
        return item->scale->choices[cell].role == ROLE_ANSWERED;
    return item->kind == ITEM_MULTIPLE && cell < item->option_count;
}

static bool add_counts(struct table *table, const struct panel *panel, const struct disclosure *plan, size_t wave,
                       size_t index)
{
    bool whole = true;
    const struct study *study = panel->study;
    const struct item *item = &study->items[index];
    const struct tally_set *tally = panel->tallies[wave];
    for (int64_t group = GROUP_ALL; group < (int64_t)study->stratum_count; group++)
        for (size_t cell = 0; cell < item_cells(item); cell++) {
            int64_t n = 0;
            for (size_t h = 0; h < study->stratum_count; h++)
                n += group == GROUP_ALL || group == (int64_t)h ? *tally_cell(study, tally, index, h, cell) : 0;
            bool hidden = plan && is_answer(item, cell) && disclosure_hides(plan, wave, index, (int64_t)cell, group);
            table_row(table);
            table_integer(table, study->waves[wave].year);
            table_labelled(table, item->id, &item->label);
            whole = add_group(table, study, group) && whole;
            add_choice(table, item, cell);
            if (hidden)
                table_empty(table);
            else
                table_integer(table, n);
            table_named(table, estimate_status_name(hidden ? ESTIMATE_SUPPRESSED : ESTIMATE_OK));
        }
    return whole;
}

enum status export_tally(const struct panel *panel, const struct disclosure *plan, struct table **table,
                         struct errors *errors)
{
    static const struct column columns[] = {
        {"wave", N_("wave"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"group", N_("group"), COLUMN_TEXT, SHOW_ALWAYS},
        {"choice", N_("choice"), COLUMN_TEXT, SHOW_ALWAYS},
        {"institutions", N_("institutions"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    *table = table_new("tally", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    bool whole = true;
    for (size_t wave = 0; wave < panel->study->wave_count; wave++)
        for (size_t item = 0; panel->tallies[wave] && item < panel->study->item_count; item++)
            if (panel->tallies[wave]->counts[item])
                whole = add_counts(*table, panel, plan, wave, item) && whole;
    return finish_table(panel->study, table, whole ? STATUS_OK : errors_memory(errors), errors);
}

/* The columns of the answers: fixed ones, attributes, and each item, each option by itself. */
static struct column *answer_columns(const struct study *study, struct arena *arena, size_t *count)
{
    size_t most = 4 + study->attribute_count;
    for (size_t i = 0; i < study->item_count; i++)
        most += 2 + study->items[i].option_count;
    struct column *columns = arena_array(arena, most, sizeof *columns);
    if (!columns)
        return NULL;
    static const char *const fixed[] = {"wave", "code", "name", "stratum"};
    for (*count = 0; *count < 4; (*count)++)
        columns[*count] =
            (struct column){fixed[*count], fixed[*count], *count ? COLUMN_TEXT : COLUMN_INTEGER, SHOW_ALWAYS};
    for (size_t i = 0; i < study->attribute_count; i++)
        columns[(*count)++] =
            (struct column){study->attributes[i].id, study->attributes[i].id, COLUMN_TEXT, SHOW_ALWAYS};
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        for (size_t k = 0; item->kind == ITEM_MULTIPLE && k < item->option_count; k++) {
            const char *name = arena_format(arena, "%s__%s", item->id, item->options[k].id);
            if (!name)
                return NULL;
            columns[(*count)++] = (struct column){name, name, COLUMN_INTEGER, SHOW_ALWAYS};
        }
        if (item->kind == ITEM_SINGLE || item->kind == ITEM_NUMBER)
            columns[(*count)++] =
                (struct column){item->id, item->id, item->kind == ITEM_SINGLE ? COLUMN_TEXT : COLUMN_REAL, SHOW_ALWAYS};
        if (item->kind == ITEM_MULTIPLE || item->kind == ITEM_NUMBER) {
            const char *name = arena_format(arena, "%s__role", item->id);
            if (!name)
                return NULL;
            columns[(*count)++] = (struct column){name, name, COLUMN_TEXT, SHOW_ALWAYS};
        }
    }
    return columns;
}

static void add_item(struct table *table, const struct item *item, const struct answer_set *answers, size_t index,
                     size_t row, enum language language)
{
    const int16_t *slots = item_slots(item) ? answers->slots[item->slot] : NULL;
    for (size_t k = 0; item->kind == ITEM_MULTIPLE && k < item->option_count; k++) {
        const int16_t *option = answers->slots[item->slot + k];
        if (option && option[row] >= 0)
            table_integer(table, option[row]);
        else
            table_empty(table);
    }
    if (item->kind == ITEM_SINGLE) {
        int16_t slot = slots ? slots[row] : -1;
        table_text(table, slot < 0 ? NULL : label_in(&item->scale->choices[slot].label, language));
    } else if (item->kind == ITEM_NUMBER)
        table_real(table, answers->numbers[index] ? answers->numbers[index][row] : (double)NAN);
    if (item->kind == ITEM_NUMBER || item->kind == ITEM_MULTIPLE) {
        const int16_t *roles = answers->slots[item->slot + item->option_count];
        table_text(table, roles && roles[row] >= 0 ? role_name((enum role)roles[row]) : NULL);
    }
}

enum status export_answers(const struct panel *panel, struct answer_set *const *answers,
                           const struct export_institution *institutions, enum language language, struct arena *arena,
                           struct table **table, struct errors *errors)
{
    const struct study *study = panel->study;
    size_t count;
    const struct column *columns = answer_columns(study, arena, &count);
    *table = columns ? table_new("answers", columns, count) : NULL;
    if (!*table)
        return errors_memory(errors);
    for (size_t wave = 0; wave < study->wave_count; wave++)
        for (size_t row = 0; answers[wave] && row < answers[wave]->count; row++) {
            const struct answer_set *set = answers[wave];
            const struct export_institution *institution = &institutions[set->institutions[row]];
            table_row(*table);
            table_integer(*table, study->waves[wave].year);
            table_text(*table, institution->code);
            table_text(*table, institution->name);
            table_text(*table, label_in(&study->strata[set->strata[row]].label, language));
            for (size_t i = 0; i < study->attribute_count; i++) {
                uint32_t value = set->attributes[i] ? set->attributes[i][row] : ANSWERS_NO_VALUE;
                table_text(*table, value == ANSWERS_NO_VALUE ? NULL : set->values[i][value]);
            }
            for (size_t i = 0; i < study->item_count; i++)
                add_item(*table, &study->items[i], set, i, row, language);
        }
    return finish_table(study, table, STATUS_OK, errors);
}

static void add_code(struct table *table, const struct item *item, const char *id, const struct label *label,
                     const char *role, bool adopted, enum language language)
{
    table_row(table);
    table_text(table, item->id);
    table_text(table, item_kind_name(item->kind));
    table_text(table, label_in(&item->label, language));
    table_text(table, id);
    table_text(table, label ? label_in(label, language) : NULL);
    table_text(table, role);
    table_text(table, adopted ? "yes" : NULL);
}

enum status export_codebook(const struct panel *panel, enum language language, struct table **table,
                            struct errors *errors)
{
    static const struct column columns[] = {
        {"item", N_("item"), COLUMN_TEXT, SHOW_ALWAYS},
        {"kind", N_("kind"), COLUMN_TEXT, SHOW_ALWAYS},
        {"label", N_("label"), COLUMN_TEXT, SHOW_ALWAYS},
        {"choice", N_("choice"), COLUMN_TEXT, SHOW_ALWAYS},
        {"choice_label", N_("label of the choice"), COLUMN_TEXT, SHOW_ALWAYS},
        {"role", N_("role"), COLUMN_TEXT, SHOW_ALWAYS},
        {"adopted", N_("adopted"), COLUMN_TEXT, SHOW_ALWAYS},
    };
    const struct study *study = panel->study;
    *table = table_new("codebook", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(errors);
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        size_t choices = item->kind == ITEM_SINGLE ? item->scale->count : item->option_count;
        for (size_t k = 0; k < choices; k++) {
            bool adopted = item->adopted && item->adopted[k];
            if (item->kind == ITEM_SINGLE) {
                const struct choice *choice = &item->scale->choices[k];
                add_code(*table, item, choice->id, &choice->label, role_name(choice->role), adopted, language);
            } else
                add_code(*table, item, item->options[k].id, &item->options[k].label, NULL, adopted, language);
        }
        if (!choices)
            add_code(*table, item, NULL, NULL, NULL, false, language);
    }
    return finish_table(study, table, STATUS_OK, errors);
}
