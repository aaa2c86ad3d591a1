/* study.yaml: the waves as they are written. What a wave takes from another by `like` is followed in codebook.c. */
#include <stdlib.h>
#include <string.h>

#include "reader/reader.h"
#include "study/node_place.h"
#include "study/study_parts.h"

static const char *const wave_keys[] = {"label",          "files",       "like",        "encoding",    "layout",
                                        "layout_columns", "sheet",       "delimiter",   "header_line", "header_lines",
                                        "institution",    "strata",      "columns",     "labels",      "equivalence",
                                        "questions",      "survey_date", "review_date", NULL};
static const char *const layout_names[] = {"wide", "long", "counts", NULL};

const char *layout_name(enum layout layout)
{
    return layout_names[layout];
}

bool layout_parse(const char *name, enum layout *layout)
{
    for (size_t i = 0; layout_names[i]; i++)
        if (strcmp(layout_names[i], name) == 0) {
            *layout = (enum layout)i;
            return true;
        }
    return false;
}

const struct node *wave_section(struct parse *p, const struct raw_wave *raw, const char *key)
{
    const struct node *node = node_value(raw->node, key);
    if (node && node->kind != NODE_MAPPING) {
        (void)node_report(node, p->errors, ERROR_YAML_VALUE, NULL, "'%s' of wave %d must be a mapping", key, raw->year);
        return NULL;
    }
    return node;
}

static void read_files(struct parse *p, const struct raw_wave *raw, struct wave *wave)
{
    struct texts files;
    value_texts(p, node_get(raw->node, "files"), parse_words(p, "'files' of wave %d", raw->year), false, &files);
    wave->files = parse_array(p, files.count, sizeof *wave->files);
    wave->file_nodes = parse_array(p, files.count, sizeof *wave->file_nodes);
    for (size_t i = 0; i < files.count && !p->failed; i++) {
        const char *file;
        if (!value_file(p, files.nodes[i], parse_words(p, "'files' of wave %d", raw->year), &file))
            continue;
        wave->files[wave->file_count] = file;
        wave->file_nodes[wave->file_count++] = files.nodes[i];
    }
}

/* Each file is one wave's, once. */
static void check_files(struct parse *p)
{
    const struct study *study = p->study;
    for (size_t w = 0; w < study->wave_count; w++)
        for (size_t i = 0; i < study->waves[w].file_count; i++)
            for (size_t v = 0; v <= w; v++)
                for (size_t j = 0; j < (v < w ? study->waves[v].file_count : i); j++)
                    if (strcmp(study->waves[v].files[j], study->waves[w].files[i]) == 0)
                        (void)node_report(study->waves[w].file_nodes[i], p->errors, ERROR_YAML_DUPLICATE, NULL,
                                          v < w ? "file '%s' is one of wave %d already" : "file '%s' is there twice",
                                          study->waves[w].files[i], study->waves[v].year);
}

static void read_dates(struct parse *p, const struct raw_wave *raw, struct wave *wave)
{
    const struct node *survey = node_value(raw->node, "survey_date"), *review = node_value(raw->node, "review_date");
    wave->first_day = parse_words(p, "%04d-04-01", raw->year);
    wave->review_date = parse_words(p, "%04d-03-31", raw->year + 1);
    if (survey)
        (void)value_date(p, survey, parse_words(p, "'survey_date' of wave %d", raw->year), &wave->survey_date);
    if (review)
        (void)value_date(p, review, parse_words(p, "'review_date' of wave %d", raw->year), &wave->review_date);
}

/* How the files of the wave are to be read. The values themselves are taken when `like` is followed. */
static void check_format(struct parse *p, const struct raw_wave *raw)
{
    const struct node *encoding = node_value(raw->node, "encoding"), *delimiter = node_value(raw->node, "delimiter");
    const struct node *header = node_value(raw->node, "header_line"), *layout = node_value(raw->node, "layout");
    const char *text;
    if (encoding && value_text(p, encoding, parse_words(p, "'encoding' of wave %d", raw->year), &text) &&
        !reader_encoding_known(text))
        (void)node_report(encoding, p->errors, ERROR_YAML_VALUE, "for example UTF-8 or CP932; left out, it is found",
                          "encoding '%s' is not known", text);
    if (delimiter && (delimiter->kind != NODE_SCALAR || strlen(delimiter->text) != 1 ||
                      strcspn(delimiter->text, ",;|: \t!#$%&*+-./<=>?@^_~") != 0))
        (void)node_report(delimiter, p->errors, ERROR_YAML_VALUE, "for example \",\", \";\" or \"\\t\"",
                          "'delimiter' of wave %d must be one character", raw->year);
    int64_t line;
    if (header)
        (void)value_integer(p, header, parse_words(p, "'header_line' of wave %d", raw->year), 1, INT64_MAX, &line);
    const struct node *lines = node_value(raw->node, "header_lines"), *sheet = node_value(raw->node, "sheet");
    if (lines)
        (void)value_integer(p, lines, parse_words(p, "'header_lines' of wave %d", raw->year), 1, 2, &line);
    if (sheet)
        (void)value_text(p, sheet, parse_words(p, "'sheet' of wave %d", raw->year), &text);
    size_t named;
    if (layout)
        (void)value_name(p, layout, parse_words(p, "'layout' of wave %d", raw->year), layout_names, &named);
    static const char *const titles[] = {"wave", "item", "answer", "choice", "n", NULL};
    const struct node *columns = wave_section(p, raw, "layout_columns");
    if (columns)
        (void)node_check_keys(columns, parse_words(p, "'layout_columns' of wave %d", raw->year), titles, p->errors);
    for (size_t i = 0; columns && i < columns->count; i++)
        if (!node_is_none(columns->values[i]))
            (void)value_text(p, columns->values[i], parse_words(p, "layout_columns.%s", columns->keys[i]->text), &text);
}

/* `labels` of a scale, of the strata or of options: lists of spellings by id. */
static void check_labels(struct parse *p, const struct node *labels, const char *of, const char *const *ids,
                         bool may_be_empty)
{
    if (node_is_none(labels))
        return;
    if (labels->kind != NODE_MAPPING) {
        (void)node_report(labels, p->errors, ERROR_YAML_VALUE, NULL, "labels must be a mapping from ids to lists");
        return;
    }
    for (size_t i = 0; i < labels->count; i++) {
        size_t index;
        struct texts texts;
        if (value_reference(p, labels->keys[i], of, ids, &index))
            value_texts(p, labels->values[i], parse_words(p, "the labels of '%s'", labels->keys[i]->text), may_be_empty,
                        &texts);
    }
}

/* `columns` of a multiple-answer item with a column for each option. Whether a text will do instead is known when the
 * layout is. */
static void check_option_columns(struct parse *p, const struct node *columns, size_t item)
{
    const char *id = p->item_ids[item], *option = parse_words(p, "an option of item '%s'", id), *text;
    size_t index;
    if (columns->kind == NODE_SEQUENCE)
        (void)node_report(columns, p->errors, ERROR_YAML_VALUE, NULL,
                          "the columns of item '%s' must be a mapping from options to titles", id);
    else if (columns->kind == NODE_SCALAR)
        (void)value_text(p, columns, parse_words(p, "the columns of item '%s'", id), &text);
    else
        for (size_t i = 0; i < columns->count; i++)
            if (value_reference(p, columns->keys[i], option, (const char *const *)p->option_ids[item], &index) &&
                !node_is_none(columns->values[i]))
                (void)value_text(p, columns->values[i],
                                 parse_words(p, "the column of option '%s'", p->option_ids[item][index]), &text);
}

static void check_columns(struct parse *p, const struct node *columns)
{
    const struct study *study = p->study;
    const char *of = study->attribute_count ? "an item or attribute" : "an item", *text;
    size_t index;
    for (size_t i = 0; columns && i < columns->count; i++) {
        const struct node *column = columns->values[i];
        if (!value_reference(p, columns->keys[i], of, (const char *const *)p->column_ids, &index) ||
            node_is_none(column))
            continue;
        const char *what = index < study->item_count ? "item" : "attribute";
        if (index < study->item_count && study->items[index].kind == ITEM_MULTIPLE && !study->items[index].separator)
            check_option_columns(p, column, index);
        else
            (void)value_text(p, column, parse_words(p, "the column of %s '%s'", what, p->column_ids[index]), &text);
    }
}

static void check_all_labels(struct parse *p, const struct node *labels)
{
    const struct study *study = p->study;
    const char *of = p->label_ids[study->scale_count] ? "a scale or an item of kind multiple" : "a scale";
    size_t index;
    for (size_t i = 0; labels && i < labels->count; i++) {
        if (!value_reference(p, labels->keys[i], of, (const char *const *)p->label_ids, &index))
            continue;
        const struct node *one = labels->values[i];
        const char *id = p->label_ids[index];
        if (index < study->scale_count) {
            check_labels(p, one, parse_words(p, "a choice of scale '%s'", id), p->choice_ids[index], true);
            continue;
        }
        int64_t item = study_find_item(study, id);
        if (item < 0 || !p->option_ids[item])
            continue; /* what is wrong with the item, or with another of that id, has been told */
        check_labels(p, one, parse_words(p, "an option of item '%s'", id), (const char *const *)p->option_ids[item],
                     false);
        for (size_t k = 0; one->kind == NODE_MAPPING && k < one->count; k++)
            options_check_separator(p, one->values[k], &study->items[item]);
    }
}

static void check_codebook(struct parse *p, const struct raw_wave *raw)
{
    static const char *const institution_keys[] = {"code", "name", NULL}, *const strata_keys[] = {"column", "labels",
                                                                                                  NULL};
    const struct node *labels = wave_section(p, raw, "labels"), *columns = wave_section(p, raw, "columns");
    const struct node *institution = wave_section(p, raw, "institution"), *strata = wave_section(p, raw, "strata");
    const char *text;
    check_all_labels(p, labels);
    check_columns(p, columns);
    if (institution) {
        (void)node_check_keys(institution, parse_words(p, "'institution' of wave %d", raw->year), institution_keys,
                              p->errors);
        for (size_t i = 0; i < institution->count; i++)
            if (!node_is_none(institution->values[i]))
                (void)value_text(p, institution->values[i],
                                 parse_words(p, "institution.%s", institution->keys[i]->text), &text);
    }
    if (strata) {
        (void)node_check_keys(strata, parse_words(p, "'strata' of wave %d", raw->year), strata_keys, p->errors);
        const struct node *column = node_value(strata, "column");
        if (column)
            (void)value_text(p, column, "strata.column", &text);
        check_labels(p, node_get(strata, "labels"), "a stratum", p->stratum_ids, true);
    }
}

static void read_wave(struct parse *p, size_t w)
{
    const struct raw_wave *raw = &p->raw[w];
    struct wave *wave = &p->study->waves[w];
    wave->year = raw->year;
    wave->place = raw->key->place;
    wave->label.in[LANGUAGE_JA] = parse_words(p, "%d年度", raw->year);
    wave->label.in[LANGUAGE_EN] = parse_words(p, "FY%d", raw->year);
    if (raw->node)
        (void)node_check_keys(raw->node, parse_words(p, "wave %d", raw->year), wave_keys, p->errors);
    const struct node *label = node_value(raw->node, "label");
    if (label)
        (void)node_label(label, parse_words(p, "the label of wave %d", raw->year), &wave->label, p->errors);
    read_files(p, raw, wave);
    read_dates(p, raw, wave);
    check_format(p, raw);
    check_codebook(p, raw);
}

/* By year, then as they stand in the file. */
static int compare_waves(const void *a, const void *b)
{
    const struct raw_wave *left = a, *right = b;
    if (left->year != right->year)
        return left->year < right->year ? -1 : 1;
    return place_compare(&left->key->place, &right->key->place);
}

static void read_keys(struct parse *p, const struct node *waves)
{
    size_t count = 0;
    for (size_t i = 0; i < waves->count; i++) {
        const struct node *key = waves->keys[i], *node = waves->values[i];
        struct raw_wave *raw = &p->raw[count];
        if (!year_read(parse_nfkc(p, key->text), &raw->year)) {
            (void)node_report(key, p->errors, ERROR_YAML_VALUE, "write 2021, FY2021, 2021年度, 令和3年度 or R3",
                              "'%s' is not a fiscal year", key->text);
            continue;
        }
        raw->key = key;
        raw->node = node_is_none(node) ? NULL : node;
        raw->like = -1;
        count++;
    }
    qsort(p->raw, count, sizeof *p->raw, compare_waves);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && p->raw[kept - 1].year == p->raw[i].year)
            (void)node_report(p->raw[i].key, p->errors, ERROR_YAML_DUPLICATE, NULL, "wave %d is declared twice",
                              p->raw[i].year);
        else
            p->raw[kept++] = p->raw[i];
    }
    p->study->wave_count = kept;
}

/* What `columns` and `labels` of a wave may name. */
static void list_names(struct parse *p)
{
    const struct study *study = p->study;
    p->column_ids = parse_array(p, study->item_count + study->attribute_count, sizeof *p->column_ids);
    p->label_ids = parse_array(p, study->scale_count + study->item_count, sizeof *p->label_ids);
    if (p->failed)
        return;
    size_t columns = 0, labels = 0;
    for (size_t i = 0; i < study->item_count; i++)
        p->column_ids[columns++] = p->item_ids[i];
    for (size_t i = 0; i < study->attribute_count; i++)
        p->column_ids[columns++] = p->attribute_ids[i];
    for (size_t i = 0; i < study->scale_count; i++)
        p->label_ids[labels++] = p->scale_ids[i];
    for (size_t i = 0; i < study->item_count; i++)
        if (study->items[i].kind == ITEM_MULTIPLE)
            p->label_ids[labels++] = p->item_ids[i];
}

void waves_read(struct parse *p)
{
    const struct node *waves = node_required(p->root, "waves", STUDY_FILE, p->errors);
    if (!waves)
        return;
    if (waves->kind != NODE_MAPPING || !waves->count) {
        (void)node_report(waves, p->errors, ERROR_YAML_VALUE, NULL, "waves must be a mapping of at least one wave");
        return;
    }
    p->raw = parse_array(p, waves->count, sizeof *p->raw);
    p->study->waves = parse_array(p, waves->count, sizeof *p->study->waves);
    if (p->failed)
        return;
    list_names(p);
    read_keys(p, waves);
    for (size_t w = 0; w < p->study->wave_count && !p->failed; w++)
        read_wave(p, w);
    check_files(p);
}
