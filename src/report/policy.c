/* The policy at the end of the memo, and what was decided in its place. */
#include "report/memo.h"

void write_override(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    const struct override *override = check->override;
    if (!override)
        return;
    enum decision decision = override_decision(override);
    writer_quote(writer, tr(language, "Decided by %1$s on %2$s: %3$s"), writer_escape(writer, override->by),
                 writer_date(writer, override->date), decision_text(decision, language));
    writer_quote_gap(writer);
    writer_quote(writer, tr(language, "Reason: %s"), writer_escape(writer, override->reason));
    writer_quote_gap(writer);
    writer_quote(writer,
                 decision == check->decision ? tr(language, "This is what the rules and the evidence propose: %s")
                                             : tr(language, "The rules and the evidence propose something else: %s"),
                 decision_text(check->decision, language));
    writer_gap(writer);
}

void write_policy(struct work *work)
{
    struct writer *writer = &work->writer;
    enum language language = work->language;
    const struct check *check = work->memo->check;
    const char *reviewed = work_reviewed(work);
    writer_heading(writer, 2, writer_format(writer, tr(language, "3 Policy for %s"), reviewed));
    switch (check->decision) {
    case DECISION_NO_REVISION:
        writer_line(writer,
                    check->evaluation
                        ? tr(language, "Since none of the considerations holds anything that calls for a revision, and "
                                       "no rule that leads to one has fired, no revision is proposed for %s.")
                        : tr(language, "Since no rule that leads to a revision has fired, none is proposed for %s."),
                    reviewed);
        break;
    case DECISION_REVISION:
        writer_line(writer, tr(language, "In view of the above, a revision is proposed for %s."), reviewed);
        break;
    case DECISION_MAJOR:
        writer_line(
            writer,
            tr(language, "In view of the above, it is proposed to convene an expert panel on a major revision for %s."),
            reviewed);
        break;
    case DECISION_UNDETERMINED:
        writer_line(writer,
                    tr(language, "In view of the above, it is proposed to decide on a revision for %s once what is "
                                 "missing has been supplied."),
                    reviewed);
        break;
    }
    write_qualification(work);
    if (!check->evaluation)
        writer_line(writer, "%s",
                    tr(language, "This proposal follows from the survey alone; considerations (1) to (5) are for the "
                                 "council to judge."));
    if (check->override)
        writer_line(writer, tr(language, "%1$s decided on %2$s: %3$s."), writer_escape(writer, check->override->by),
                    writer_date(writer, check->override->date),
                    decision_text(override_decision(check->override), language));
    writer_gap(writer);
    writer_line(writer, "%s", tr(language, "End"));
    writer_gap(writer);
}
