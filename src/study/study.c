/* A study: study.yaml read whole, and what is looked up in it. */
#include "study/study.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "study/study_parts.h"

static void read_head(struct parse *p)
{
    static const char *const known[] = {
        "version",   "study",     "title",          "notice",    "institution", "strata",   "attributes",
        "scales",    "items",     "waves",          "frame",     "margins",     "lineage",  "published",
        "evidence",  "checklist", "amendments",     "overrides", "rules",       "analysis", "design",
        "weighting", "publish",   "considerations", "review",    NULL};
    struct study *study = p->study;
    (void)node_check_keys(p->root, STUDY_FILE, known, p->errors);
    node_check_version(p->root, STUDY_FILE, p->errors);
    const struct node *id = node_required(p->root, "study", STUDY_FILE, p->errors);
    if (id && value_text(p, id, "study", &study->id) && !text_is_id(study->id))
        (void)node_report(id, p->errors, ERROR_YAML_VALUE,
                          "use a to z, 0 to 9 and single underscores, and begin with a letter", "'%s' is not an id",
                          study->id);
    study->title = (struct label){{study->id, study->id}};
    const struct node *title = node_value(p->root, "title"), *notice = node_value(p->root, "notice");
    if (title)
        (void)node_label(title, "title", &study->title, p->errors);
    if (notice)
        (void)node_label(notice, "notice", &study->notice, p->errors);
    static const char *const file_keys[] = {"frame",    "margins",   "published",  "lineage",  "rules",
                                            "evidence", "checklist", "amendments", "overrides"};
    const char **const files[] = {&study->frame,     &study->margins,    &study->published,
                                  &study->lineage,   &study->rules,      &study->evidence,
                                  &study->checklist, &study->amendments, &study->overrides};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct node *file = node_value(p->root, file_keys[i]);
        if (file)
            (void)value_file(p, file, file_keys[i], files[i]);
    }
}

/* What the study calls the considerations of its review: `1: {ja: …, en: …}`. */
static void read_considerations(struct parse *p)
{
    static const char *const known[CONSIDERATIONS + 1] = {"1", "2", "3", "4", "5", "6", NULL};
    const struct node *considerations = node_value(p->root, "considerations");
    if (!considerations)
        return;
    (void)node_check_keys(considerations, "considerations", known, p->errors);
    for (size_t i = 0; i < CONSIDERATIONS; i++) {
        const struct node *label = node_value(considerations, known[i]);
        if (label)
            (void)node_label(label, parse_words(p, "consideration %s", known[i]), &p->study->considerations[i],
                             p->errors);
    }
}

/* What the review is about, who issues its memo, and what it is held by. */
static void read_review(struct parse *p)
{
    static const char *const known[] = {"subject", "issuer", "basis", NULL};
    struct label *const labels[] = {&p->study->review.subject, &p->study->review.issuer, &p->study->review.basis};
    const struct node *review = node_value(p->root, "review");
    if (!review)
        return;
    (void)node_check_keys(review, "review", known, p->errors);
    for (size_t i = 0; known[i]; i++) {
        const struct node *label = node_value(review, known[i]);
        if (label)
            (void)node_label(label, parse_words(p, "review.%s", known[i]), labels[i], p->errors);
    }
}

/* Reads all parts into an empty study. */
static enum status read_study(struct study *study, const char *bytes, size_t length, struct errors *errors)
{
    static void (*const parts[])(struct parse *) = {
        read_head,      strata_read,    scales_read,   items_read,     attributes_read,     waves_read,
        codebooks_read, questions_read, analysis_read, weighting_read, read_considerations, read_review,
    };
    struct parse p = {.study = study, .arena = study->arena, .errors = errors};
    size_t before = errors->total;
    enum status status = node_parse(STUDY_FILE, bytes, length, study->arena, &p.root, errors);
    if (status != STATUS_OK)
        return status;
    if (p.root->kind != NODE_MAPPING)
        return node_report(p.root, errors, ERROR_YAML_VALUE, NULL, "%s must be a mapping", STUDY_FILE);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !p.failed; i++)
        parts[i](&p);
    if (p.failed)
        return errors_memory(errors);
    return errors->total > before ? STATUS_RULES : STATUS_OK;
}

/* Problems are found part by part; people mend a file from the top. Equal places keep their order. */
static void sort_by_place(struct errors *errors)
{
    for (size_t i = 1; i < errors->kept; i++) {
        struct error error = errors->items[i];
        size_t at = i;
        while (at && (errors->items[at - 1].line > error.line ||
                      (errors->items[at - 1].line == error.line && errors->items[at - 1].column > error.column))) {
            errors->items[at] = errors->items[at - 1];
            at--;
        }
        errors->items[at] = error;
    }
}

enum status study_parse(const char *folder, const char *bytes, size_t length, struct study **study,
                        struct errors *errors)
{
    *study = NULL;
    struct arena *arena = arena_new();
    struct study *made = arena ? arena_alloc(arena, sizeof *made) : NULL;
    if (made) {
        made->arena = arena;
        made->folder = arena_text(arena, folder, strlen(folder));
    }
    if (!made || !made->folder) {
        arena_free(arena);
        return errors_memory(errors);
    }
    struct errors found = {.limit = errors->limit};
    enum status status = read_study(made, bytes, length, &found);
    sort_by_place(&found);
    errors_move(errors, &found);
    if (status == STATUS_OK)
        *study = made;
    else
        arena_free(arena);
    return status;
}

/* The folder that `path` means: itself, or that of the study.yaml it names. */
static char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (file_is_directory(path) || strcmp(name, STUDY_FILE) != 0)
        return arena_text(arena, path, strlen(path));
    if (!slash)
        return arena_text(arena, ".", 1);
    return arena_text(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

enum status study_load(const char *folder, struct study **study, struct errors *errors)
{
    *study = NULL;
    struct file file = {0};
    enum status status = STATUS_FAILURE;
    struct arena *arena = arena_new();
    char *found = arena ? folder_of(arena, folder) : NULL;
    char *path = found ? file_join(arena, found, STUDY_FILE) : NULL;
    if (!path)
        status = errors_memory(errors);
    else if (!file_exists(path))
        status = errors_add(errors, ERROR_NO_STUDY, (struct place){0}, "name a study folder, or the study.yaml in it",
                            "there is no study.yaml in '%s'", found);
    else if ((status = file_read(path, STUDY_FILE, ERROR_NO_STUDY, NULL, &file, errors)) == STATUS_OK)
        status = study_parse(found, file.bytes, file.length, study, errors);
    file_clear(&file);
    arena_free(arena);
    return status;
}

enum status study_read_file(const struct study *study, const char *name, enum error_code missing, struct arena *arena,
                            const char **bytes, size_t *length, struct errors *errors)
{
    const char *path = file_join(arena, study->folder, name);
    struct file file;
    if (!path)
        return errors_memory(errors);
    enum status status = file_read(path, name, missing, "study.yaml names it", &file, errors);
    if (status != STATUS_OK)
        return status;
    *length = file.length;
    *bytes = arena_text(arena, file.bytes, file.length);
    file_clear(&file);
    return *bytes ? STATUS_OK : errors_memory(errors);
}

void study_free(struct study *study)
{
    if (study)
        arena_free(study->arena);
}

int64_t study_find_item(const struct study *study, const char *id)
{
    for (size_t i = 0; i < study->item_count; i++)
        if (strcmp(study->items[i].id, id) == 0)
            return (int64_t)i;
    return -1;
}

int64_t study_find_attribute(const struct study *study, const char *id)
{
    for (size_t i = 0; i < study->attribute_count; i++)
        if (strcmp(study->attributes[i].id, id) == 0)
            return (int64_t)i;
    return -1;
}

int64_t study_find_wave(const struct study *study, int year)
{
    for (size_t i = 0; i < study->wave_count; i++)
        if (study->waves[i].year == year)
            return (int64_t)i;
    return -1;
}

int64_t study_find_scale(const struct study *study, const char *id)
{
    for (size_t i = 0; i < study->scale_count; i++)
        if (strcmp(study->scales[i].id, id) == 0)
            return (int64_t)i;
    return -1;
}

int64_t study_find_stratum(const struct study *study, const char *text)
{
    struct arena *arena = arena_new();
    const char *normal = arena && text_is_utf8(text, strlen(text), NULL) ? text_nfkc(arena, text, strlen(text)) : NULL;
    int64_t found = normal ? spelling_find(&study->stratum_spellings, normal) : -1;
    arena_free(arena);
    return found;
}

bool wave_asks(const struct study *study, const struct wave *wave, size_t item)
{
    return item < study->item_count && (wave->columns[item] || wave->option_columns[item]);
}

const char *wave_survey_date(const struct wave *wave)
{
    return wave->survey_date ? wave->survey_date : wave->first_day;
}

size_t study_scale_index(const struct study *study, const struct item *item)
{
    return (size_t)(item->scale - study->scales);
}
