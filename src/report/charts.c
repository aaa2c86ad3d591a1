/* The pictures of the memo: where they stand, what they are called, and what they show in words. */
#include <math.h>

#include "report/memo.h"

/* What the picture of the rates shows, for those who don't see it: where each rate begins and ends. */
static const char *trend_alt(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char **clauses = arena_array(writer->arena, work->study->item_count, sizeof *clauses);
    size_t count = 0;
    writer->failed = writer->failed || !clauses;
    for (size_t item = 0; clauses && item < work->study->item_count; item++) {
        const struct rate *first = NULL, *last = NULL;
        for (size_t wave = 0; work_has_item(work, item) && wave <= work->memo->wave; wave++) {
            const struct rate *rate = work_rate(work, wave, item, ESTIMATOR_PUBLISHED);
            if (!rate || isnan(rate->estimate))
                continue;
            first = first ? first : rate;
            last = rate;
        }
        if (first && first != last)
            clauses[count++] = writer_format(
                writer, tr(language, "%1$s from %2$s in %3$s to %4$s in %5$s"),
                writer_label(writer, &work->study->items[item].label), writer_percent(writer, first->estimate),
                writer_label(writer, &work->study->waves[first->wave].label), writer_percent(writer, last->estimate),
                writer_label(writer, &work->study->waves[last->wave].label));
    }
    return writer_format(writer,
                         tr(language, "Lines of the rates over the waves, with the levels of the rules; as "
                                      "published: %s."),
                         writer_list(writer, clauses, count));
}

/* A file's name as an address in Markdown: what is not plain is percent-encoded. */
static const char *address(struct work *work, const char *file)
{
    struct buffer text = {0};
    for (const unsigned char *at = (const unsigned char *)file; *at; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     *at == '.' || *at == '-' || *at == '_' || *at == '/';
        if (plain)
            buffer_byte(&text, (char)*at);
        else
            buffer_format(&text, "%%%02X", *at);
    }
    work->writer.failed = work->writer.failed || text.failed;
    const char *kept = writer_format(&work->writer, "%s", buffer_get(&text));
    buffer_clear(&text);
    return kept;
}

/* Puts in a picture with its alternative, or says that it is missing. */
static bool add_picture(struct work *work, const char *alt, const char *svg, const char *file, const char *placeholder)
{
    bool there = work->html ? svg != NULL : file != NULL;
    if (there)
        buffer_format(work->writer.out, "![%s](%s)\n\n", alt, work->html ? placeholder : address(work, file));
    return there;
}

static void write_missing(struct work *work)
{
    writer_line(&work->writer, "%s", tr(work->language, "This copy is without the picture."));
    writer_gap(&work->writer);
}

void write_trend_picture(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct memo *memo = work->memo;
    bool there = add_picture(work, trend_alt(work), memo->trend_svg, memo->trend_file, PICTURE_TREND);
    writer_line(writer, "%s",
                tr(work->language, "**At a glance: the rates over the waves and the levels of the rules**"));
    writer_gap(writer);
    if (!there)
        write_missing(work);
}

void write_status_picture(struct work *work)
{
    const struct memo *memo = work->memo;
    bool there = add_picture(work,
                             tr(work->language, "Bars of the shares of the answers, for each item and wave; the table "
                                                "of answers gives those of the newest wave."),
                             memo->status_svg, memo->status_file, PICTURE_STATUS);
    work_exhibit(work, tr(work->language, "Answers over the waves"));
    if (!there)
        write_missing(work);
}
