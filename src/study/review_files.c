/* The files of a review that stand in the study folder and have no vintages. */
#include "study/study.h"

static enum status read_file(void *context, const char *name, struct arena *arena, const char **bytes, size_t *length,
                             struct errors *errors)
{
    return study_read_file(context, name, ERROR_CSV_MISSING_FILE, arena, bytes, length, errors);
}

enum status review_files_read(const struct study *study, review_reader *read, void *context, struct arena *arena,
                              struct review_files *files, struct errors *errors)
{
    /* The checklist before the evidence, which refers to it. */
    const char *const names[] = {study->checklist, study->amendments, study->evidence, study->overrides};
    const struct checklist *known = study->checklist ? &files->checklist : NULL;
    enum status first = STATUS_OK;
    *files = (struct review_files){0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *bytes, *name = names[i];
        size_t length;
        if (!name)
            continue;
        enum status status = read(context, name, arena, &bytes, &length, errors);
        if (status == STATUS_OK)
            status = i == 0   ? checklist_parse(study, name, bytes, length, arena, &files->checklist, errors)
                     : i == 1 ? amendments_parse(study, name, bytes, length, arena, &files->amendments, errors)
                     : i == 2 ? evidence_parse(study, known, name, bytes, length, arena, &files->evidence, errors)
                              : overrides_parse(study, name, bytes, length, arena, &files->overrides, errors);
        first = first == STATUS_OK ? status : first;
    }
    return first;
}

enum status review_files_load(const struct study *study, struct arena *arena, struct review_files *files,
                              struct errors *errors)
{
    return review_files_read(study, read_file, (void *)(uintptr_t)study, arena, files, errors);
}
