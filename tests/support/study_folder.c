/* The study of study_folder.h. */
#define _XOPEN_SOURCE 700
#include "support/study_folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "support/check.h"

const char study_folder_yaml[] =
    "version: 1\n"
    "study: small\n"
    "title: {ja: 小調査, en: Small survey}\n"
    "institution: {code: コード, name: 名称}\n"
    "strata:\n"
    "  column: 業態\n"
    "  values:\n"
    "    - {id: city, label: {ja: 都銀, en: City}}\n"
    "    - {id: shinkin, label: {ja: 信金, en: Shinkin}}\n"
    "scales:\n"
    "  offer:\n"
    "    - {id: yes, label: {ja: 提供中, en: Offering}}\n"
    "    - {id: no, label: {ja: 予定なし, en: No plan}}\n"
    "    - {id: no_answer, label: {ja: 無回答, en: No answer}, role: no_answer, also: [\"\"]}\n"
    "items:\n"
    "  - {id: read, label: {ja: 参照, en: Read}, column: 参照系, scale: offer, adopted: [yes]}\n"
    "  - {id: write, label: {ja: 更新, en: Write}, column: 更新系, scale: offer, adopted: [yes]}\n"
    "waves:\n"
    "  2020: {files: [a.csv]}\n"
    "  2021: {files: [b.csv]}\n"
    "frame: frame.csv\n";

static const char frame_csv[] = "wave,stratum,N\n2020,city,3\n2020,shinkin,4\n2021,city,3\n2021,shinkin,4\n";

const char *study_folder_path(const struct study_folder *folder, const char *name)
{
    const char *path = file_join(folder->arena, folder->path, name);
    assert_non_null(path);
    return path;
}

void study_folder_write(const struct study_folder *folder, const char *name, const char *text)
{
    struct errors errors = {0};
    assert_int_equal(file_write(study_folder_path(folder, name), text, strlen(text), &errors), STATUS_OK);
    assert_no_errors(&errors);
}

void study_folder_reload(struct study_folder *folder)
{
    struct errors errors = {0};
    study_free(folder->study);
    folder->study = NULL;
    (void)!study_load(folder->path, &folder->study, &errors);
    assert_no_errors(&errors);
    assert_non_null(folder->study);
}

void study_folder_make(struct study_folder *folder)
{
    *folder = (struct study_folder){.path = "/tmp/minaoshi-test-XXXXXX", .arena = arena_new()};
    assert_non_null(folder->arena);
    assert_non_null(mkdtemp(folder->path));
    study_folder_write(folder, "study.yaml", study_folder_yaml);
    study_folder_write(folder, "frame.csv", frame_csv);
    study_folder_write(folder, "a.csv",
                       "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,予定なし\n0002,乙,都銀,予定なし,\n"
                       "0101,丙,信金,提供中,提供中\n0102,丁,信金,予定なし,予定なし\n");
    study_folder_write(folder, "b.csv",
                       "コード,名称,業態,参照系,更新系\n0001,甲,都銀,提供中,提供中\n0002,乙,都銀,提供中,予定なし\n"
                       "0101,丙,信金,提供中,無回答\n0103,戊,信金,予定なし,予定なし\n");
    study_folder_reload(folder);
}

void study_folder_drop(struct study_folder *folder)
{
    DIR *directory = opendir(folder->path);
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            assert_int_equal(unlink(study_folder_path(folder, entry->d_name)), 0);
    assert_int_equal(closedir(directory), 0);
    assert_int_equal(rmdir(folder->path), 0);
    study_free(folder->study);
    arena_free(folder->arena);
}
