/* A small study in a folder of its own, for tests that read files. */
#ifndef TESTS_SUPPORT_STUDY_FOLDER_H
#define TESTS_SUPPORT_STUDY_FOLDER_H

#include "study/study.h"

struct study_folder {
    char path[64];
    struct study *study;
    struct arena *arena;
};

/* Makes the folder with a study.yaml of two waves (2020: a.csv, 2021: b.csv), two strata, one scale and two items, and
 * a frame.csv; loads it. Fails the test when anything goes wrong. */
void study_folder_make(struct study_folder *folder);
/* Removes it with everything in it. */
void study_folder_drop(struct study_folder *folder);

/* Writes a file of the folder, and loads the study again after a change of its study.yaml. */
void study_folder_write(const struct study_folder *folder, const char *name, const char *text);
void study_folder_reload(struct study_folder *folder);

/* The path of a file of the folder; lives as long as the folder. */
const char *study_folder_path(const struct study_folder *folder, const char *name);

extern const char study_folder_yaml[];

#endif
