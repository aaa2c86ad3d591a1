/* minaoshi doctor: what this machine has of what a review needs. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <sys/statvfs.h>

#include "command/command.h"
#include "plot/plot.h"

enum { ENOUGH_MB = 64 };

static void add_line(struct buffer *out, enum language language, bool good, const char *what, const char *detail)
{
    buffer_format(out, "%s  %s: %s\n", good ? tr(language, "ok     ") : tr(language, "missing"), tr(language, what),
                  detail);
}

enum status command_doctor(struct session *session)
{
    enum language language = session->language;
    struct buffer out = {0};
    bool complete = true;

    char *gnuplot = plot_gnuplot_version();
    bool old = plot_gnuplot_is_old(gnuplot);
    struct buffer found = {0};
    if (!gnuplot)
        buffer_text(&found, tr(language, "install gnuplot-nox (Debian) or gnuplot"));
    else
        buffer_format(&found, old ? tr(language, "%s; install gnuplot 5.4 or newer") : "%s", gnuplot);
    add_line(&out, language, gnuplot && !old, N_("gnuplot"), buffer_get(&found));
    complete = complete && gnuplot && !old;
    buffer_clear(&found);
    mem_free(gnuplot);

    bool font = plot_has_japanese_font();
    add_line(&out, language, font, N_("Japanese font"),
             font ? tr(language, "found by fontconfig")
                  : tr(language, "install fonts-ipaexfont-gothic and fontconfig (Debian)"));
    complete = complete && font;

    add_line(&out, language, true, N_("SQLite"), store_sqlite_version());
    add_line(&out, language, true, N_("language"), language_name(language));

    struct statvfs space;
    char text[64] = "?";
    bool known = statvfs(session->folder, &space) == 0;
    unsigned long long megabytes = known ? (unsigned long long)space.f_bavail * space.f_frsize / 1000000 : 0;
    if (known)
        (void)snprintf(text, sizeof text, "%llu MB", megabytes);
    add_line(&out, language, megabytes >= ENOUGH_MB, N_("free space"), text);
    complete = complete && megabytes >= ENOUGH_MB;

    enum status status = session_write(session, &out);
    buffer_clear(&out);
    if (status == STATUS_OK && !complete)
        status = errors_add(&session->errors, ERROR_CHILD, (struct place){0}, NULL,
                            "something that a review needs is missing");
    return status;
}
