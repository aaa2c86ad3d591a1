/* Looking up a compiled-in file; the table itself is made by cmake/Embed.cmake. */
#include "base/embedded.h"

#include <string.h>

extern const struct embedded embedded_files[];
extern const size_t embedded_count;

const struct embedded *embedded_at(size_t i)
{
    return i < embedded_count ? &embedded_files[i] : NULL;
}

const struct embedded *embedded_find(const char *name)
{
    for (size_t i = 0; i < embedded_count; i++)
        if (strcmp(embedded_files[i].name, name) == 0)
            return &embedded_files[i];
    return NULL;
}
