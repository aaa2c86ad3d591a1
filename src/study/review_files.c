/* The files of a review that stand in the study folder and have no vintages. */
#include "base/file.h"
#include "study/study.h"

/* Reads a file that study.yaml names. */
static enum status read_file(const struct study *study, const char *name, struct arena *arena, struct file *file,
                             struct errors *errors)
{
    const char *path = file_join(arena, study->folder, name);
    if (!path)
        return errors_memory(errors);
    return file_read(path, name, ERROR_CSV_MISSING_FILE, "study.yaml names it", file, errors);
}

static enum status load_checklist(const struct study *study, struct arena *arena, struct checklist *checklist,
                                  struct errors *errors)
{
    struct file file = {0};
    enum status status = read_file(study, study->checklist, arena, &file, errors);
    if (status == STATUS_OK)
        status = checklist_parse(study, study->checklist, file.bytes, file.length, arena, checklist, errors);
    file_clear(&file);
    return status;
}

static enum status load_amendments(const struct study *study, struct arena *arena, struct amendments *amendments,
                                   struct errors *errors)
{
    struct file file = {0};
    enum status status = read_file(study, study->amendments, arena, &file, errors);
    if (status == STATUS_OK)
        status = amendments_parse(study, study->amendments, file.bytes, file.length, arena, amendments, errors);
    file_clear(&file);
    return status;
}

static enum status load_evidence(const struct study *study, const struct checklist *checklist, struct arena *arena,
                                 struct evidence *evidence, struct errors *errors)
{
    struct file file = {0};
    enum status status = read_file(study, study->evidence, arena, &file, errors);
    if (status == STATUS_OK)
        status = evidence_parse(study, checklist, study->evidence, file.bytes, file.length, arena, evidence, errors);
    file_clear(&file);
    return status;
}

static enum status load_overrides(const struct study *study, struct arena *arena, struct overrides *overrides,
                                  struct errors *errors)
{
    struct file file = {0};
    enum status status = read_file(study, study->overrides, arena, &file, errors);
    if (status == STATUS_OK)
        status = overrides_parse(study, study->overrides, file.bytes, file.length, arena, overrides, errors);
    file_clear(&file);
    return status;
}

enum status review_files_load(const struct study *study, struct arena *arena, struct review_files *files,
                              struct errors *errors)
{
    *files = (struct review_files){0};
    enum status checklist = study->checklist ? load_checklist(study, arena, &files->checklist, errors) : STATUS_OK;
    enum status amendments = study->amendments ? load_amendments(study, arena, &files->amendments, errors) : STATUS_OK;
    const struct checklist *known = study->checklist ? &files->checklist : NULL;
    enum status evidence = study->evidence ? load_evidence(study, known, arena, &files->evidence, errors) : STATUS_OK;
    enum status overrides = study->overrides ? load_overrides(study, arena, &files->overrides, errors) : STATUS_OK;
    const enum status all[] = {checklist, amendments, evidence, overrides};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] != STATUS_OK)
            return all[i];
    return STATUS_OK;
}
