/* The two languages of what is printed, and the texts in them. English is the key, Japanese comes from po/ja.po. */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include <stdbool.h>

enum language { LANGUAGE_EN, LANGUAGE_JA, LANGUAGE_END };

/* "en", "ja". */
const char *language_name(enum language language);
bool language_parse(const char *name, enum language *language);

/* The first set of LC_ALL, LC_MESSAGES, LANG, read as text: one that begins with "ja" means Japanese, else English.
 * setlocale is not asked, for a bare system has no Japanese locale installed. */
enum language language_of_environment(void);

/* A text of the study in the languages it was given in; either may be NULL. */
struct label {
    const char *in[LANGUAGE_END];
};

/* The text in `language`, else in the other one, else "". */
const char *label_in(const struct label *label, enum language language);

/* The tool's own text in `language`. `english` is both the key and the English text; without an entry it is given
 * back. xgettext finds these calls by name. */
const char *tr(enum language language, const char *english) __attribute__((format_arg(2)));

/* The tool's own text in each language. */
struct label label_own(const char *english);

/* Marks a text in a static table for xgettext. */
#define N_(english) english

#endif
