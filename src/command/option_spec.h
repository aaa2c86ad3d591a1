/* The table of options, for what reads and prints it. Private to the room. */
#ifndef COMMAND_OPTION_SPEC_H
#define COMMAND_OPTION_SPEC_H

#include "command/command.h"

enum option_kind { KIND_FLAG, KIND_TEXT };

struct option_spec {
    const char *name;
    char letter; /* 0: none */
    enum option_kind kind;
    size_t offset;        /* in struct options */
    const char *argument; /* as --help shows it */
    const char *meaning;
    const char *commands; /* names between spaces; NULL: every command */
};

enum { MOST_OPTIONS = 128 };

/* The i-th; NULL past the last. A name may stand there twice, of different commands. */
const struct option_spec *option_at(size_t i);

/* Whether it goes with the command; NULL: with every command. */
bool option_goes_with(const struct option_spec *spec, const struct command *command);

/* Adds what `minaoshi COMMAND --help` tells, or `minaoshi --help` for NULL. */
void options_add_help(const struct command *command, enum language language, struct buffer *out);

/* Adds the man page, in roff; man.c. */
void man_add(struct buffer *out, enum language language);

#endif
