/* What a review considers, what came in on each consideration, and how it was judged. */
#include "report/memo.h"

#include <string.h>

bool work_is_urgent(const struct memo *memo)
{
    return memo->check->evaluation && memo->check->evaluation->urgent > 0;
}

const char *work_consideration(struct work *work, int number)
{
    struct writer *writer = &work->writer;
    return writer_format(writer, "(%d) %s", number,
                         writer_escape(writer, consideration_text(work->study, number, work->language)));
}

/* "; items of the checklist: 21 and 22"; "" where it names none. */
static const char *items(struct work *work, const struct evidence_line *line)
{
    struct writer *writer = &work->writer;
    const char **serials = arena_array(writer->arena, line->item_count + 1, sizeof *serials);
    writer->failed = writer->failed || !serials;
    if (!serials || !line->item_count)
        return "";
    for (size_t i = 0; i < line->item_count; i++)
        serials[i] = writer_escape(writer, work->memo->check->files->checklist.items[line->items[i]].serial);
    return writer_format(writer, tr(work->language, "; items of the checklist: %s"),
                         writer_list(writer, serials, line->item_count));
}

/* "; assessed by M on 20 January 2022". */
static const char *assessor(struct work *work, const struct evidence_line *line)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *by = line->assessed_by ? writer_escape(writer, line->assessed_by) : NULL;
    const char *on = line->assessed_on ? writer_date(writer, line->assessed_on) : NULL;
    if (by && on)
        return writer_format(writer, tr(language, "; assessed by %1$s on %2$s"), by, on);
    if (by)
        return writer_format(writer, tr(language, "; assessed by %s"), by);
    return on ? writer_format(writer, tr(language, "; assessed on %s"), on) : "";
}

void write_urgent(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    if (!work_is_urgent(work->memo))
        return;
    writer_heading(writer, 2, tr(language, "Urgent"));
    for (int i = 0; i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &work->memo->check->evaluation->considerations[i];
        for (size_t k = 0; k < consideration->urgent; k++) {
            const struct evidence_line *line = consideration->lines[k];
            writer_bullet(writer, tr(language, "%1$s, %2$s: **%3$s** (%4$s)"), writer_date(writer, line->date),
                          work_consideration(work, consideration->number), writer_label(writer, &line->title),
                          evidence_text(line, work->language));
        }
    }
    writer_gap(writer);
}

void write_review(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct evaluation *evaluation = work->memo->check->evaluation;
    const char *basis = writer_label(writer, &work->study->review.basis);
    writer_heading(writer, 2, tr(language, "1 Rules of the review"));
    if (*basis)
        writer_line(writer, "%s", basis);
    writer_line(writer, "%s",
                tr(language, "Whether a revision is needed is reviewed once for each wave of the survey, in view of:"));
    writer_gap(writer);
    for (int i = 1; i <= CONSIDERATIONS; i++)
        writer_bullet(writer, "%s", work_consideration(work, i));
    writer_gap(writer);
    writer_line(writer, "%s",
                tr(language, "A major revision is examined by an expert panel; what is urgent is announced at once, "
                             "without waiting for the review."));
    if (evaluation && evaluation->after)
        writer_line(writer, tr(language, "This review covers what came in after %1$s and up to %2$s."),
                    writer_date(writer, evaluation->after), writer_date(writer, evaluation->until));
    else if (evaluation)
        writer_line(writer, tr(language, "This review, the first, covers what came in up to %s."),
                    writer_date(writer, evaluation->until));
    writer_gap(writer);
}

/* ---- the amendments ---- */

bool amendment_is_due(const struct study *study, size_t wave, const struct amendment *amendment)
{
    const char *after = wave ? study->waves[wave - 1].review_date : NULL;
    return (!after || strcmp(amendment->date, after) > 0) &&
           strcmp(amendment->date, study->waves[wave].review_date) <= 0;
}

static bool is_due(const struct work *work, const struct amendment *amendment)
{
    return amendment_is_due(work->study, work->memo->wave, amendment);
}

static void add_amendment(struct work *work, struct cell_grid *grid, const char *item,
                          const struct amendment *amendment)
{
    struct writer *writer = &work->writer;
    const char *title = writer_label(writer, &amendment->title);
    const char *standard = writer_escape(writer, amendment->standard);
    cell_grid_add(grid, item);
    cell_grid_add(grid, *title ? writer_format(writer, "%s %s", standard, title) : standard);
    cell_grid_add(grid, writer_label(writer, &amendment->edition));
    cell_grid_add(grid, writer_label(writer, &amendment->summary));
}

/* The amendments since the review before, beside the items of the checklist that refer to the standard; at the end
 * those of standards to which none does. */
static void write_amendments(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct review_files *files = work->memo->check->files;
    bool *told = arena_array(writer->arena, files->amendments.count + 1, sizeof *told);
    size_t due = 0;
    for (size_t i = 0; i < files->amendments.count; i++)
        due += is_due(work, &files->amendments.lines[i]);
    writer->failed = writer->failed || !told;
    if (!told || !due)
        return;
    writer_line(writer,
                tr(language, "Exhibit %zu lists the main amendments of the standards that the checklist refers to."),
                work->exhibits + 1);
    writer_gap(writer);
    work_exhibit(work, tr(language, "Amendments of the standards that the checklist refers to"));
    const struct cell_grid_column columns[] = {
        {tr(language, "item of the checklist"), false},
        {tr(language, "standard"), false},
        {tr(language, "edition"), false},
        {tr(language, "main points of the amendment"), false},
    };
    struct cell_grid grid = cell_grid_begin(writer, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < files->checklist.count; k++) {
        const struct checklist_item *item = &files->checklist.items[k];
        const char *name = writer_format(writer, tr(language, "No. %1$s %2$s"), writer_escape(writer, item->serial),
                                         writer_label(writer, &item->title));
        for (size_t i = 0; i < files->amendments.count; i++)
            if (is_due(work, &files->amendments.lines[i]) &&
                checklist_refers(item, files->amendments.lines[i].standard)) {
                add_amendment(work, &grid, name, &files->amendments.lines[i]);
                told[i] = true;
            }
    }
    for (size_t i = 0; i < files->amendments.count; i++)
        if (is_due(work, &files->amendments.lines[i]) && !told[i])
            add_amendment(work, &grid, tr(language, "no item refers to it"), &files->amendments.lines[i]);
    cell_grid_end(&grid);
}

/* ---- each consideration ---- */

static void write_line(struct work *work, const struct evidence_line *line)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const char *assessment = writer_label(writer, &line->assessment);
    if (line->urgent)
        writer_bullet(writer, tr(language, "**Urgent** %1$s: %2$s (source: %3$s)"), writer_date(writer, line->date),
                      writer_label(writer, &line->title), writer_label(writer, &line->source));
    else
        writer_bullet(writer, tr(language, "%1$s: %2$s (source: %3$s)"), writer_date(writer, line->date),
                      writer_label(writer, &line->title), writer_label(writer, &line->source));
    writer_line(writer, tr(language, "  - Assessment: %1$s [%2$s%3$s%4$s]"),
                *assessment ? assessment : tr(language, "none yet"), evidence_text(line, work->language),
                items(work, line), assessor(work, line));
}

/* The rules that stand under the consideration; gives how many. */
static size_t write_own_rules(struct work *work, int number)
{
    const struct check *check = work->memo->check;
    size_t count = 0;
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        if (rule->consideration != number)
            continue;
        writer_bullet(&work->writer, tr(work->language, "Rule %1$s: %2$s"), rule_named(work, rule),
                      rule_state(work, check_verdict(check, rule)));
        count++;
    }
    return count;
}

static void write_consideration(struct work *work, const struct consideration *consideration)
{
    struct writer *writer = &work->writer;
    writer_heading(writer, 3, work_consideration(work, consideration->number));
    for (size_t i = 0; i < consideration->count; i++)
        write_line(work, consideration->lines[i]);
    if (write_own_rules(work, consideration->number) + consideration->count)
        writer_gap(writer);
    writer_line(writer, tr(work->language, "Evaluation: %s."), consideration_result(consideration, work->language));
    writer_gap(writer);
}

/* What the rules and the evidence on it say of usage. */
static const char *usage_result(struct work *work, const struct consideration *usage)
{
    const struct check *check = work->memo->check;
    enum language language = work->language;
    bool doubted = false;
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct verdict *verdict = check_verdict(check, &check->rules->rules[i]);
        doubted = doubted || (verdict && verdict->rule->severity > RULE_WATCH && verdict->status != VERDICT_OK &&
                              verdict->status != VERDICT_SNOOZED);
    }
    if (rules_have_fired(check))
        return tr(language, "a rule that leads to a revision has fired");
    if (doubted)
        return tr(language, "undetermined, for a rule that leads to a revision cannot be judged");
    return usage && usage->count ? consideration_result(usage, language) : tr(language, "nothing calls for a revision");
}

/* The last consideration: what the survey found, the evidence on it, and how the answers developed. */
static void write_usage(struct work *work)
{
    struct writer *writer = &work->writer;
    const struct evaluation *evaluation = work->memo->check->evaluation;
    const struct consideration *usage = evaluation ? &evaluation->considerations[CONSIDERATIONS - 1] : NULL;
    write_figures(work);
    for (size_t i = 0; usage && i < usage->count; i++)
        write_line(work, usage->lines[i]);
    if (usage && usage->count)
        writer_gap(writer);
    writer_line(writer, tr(work->language, "Exhibit %zu shows how the answers developed."), work->exhibits + 1);
    writer_gap(writer);
    writer_line(writer, tr(work->language, "Evaluation: %s."), usage_result(work, usage));
    writer_gap(writer);
    write_status_picture(work);
}

void write_evaluation(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    writer_heading(writer, 2, tr(language, "2 Evaluation of each consideration"));
    if (!check->evaluation) {
        writer_line(writer, "%s",
                    tr(language, "The study holds no evidence on considerations (1) to (5); this memo judges "
                                 "consideration (6) only."));
        writer_gap(writer);
    }
    for (int i = 0; check->evaluation && i < CONSIDERATIONS - 1; i++)
        write_consideration(work, &check->evaluation->considerations[i]);
    if (check->files)
        write_amendments(work);
    writer_heading(writer, 3, work_consideration(work, CONSIDERATIONS));
    write_usage(work);
}
