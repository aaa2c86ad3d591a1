/* Writing the record of a decision. Keys stand in a fixed order; there is no time of day in it. */
#include "threshold/record.h"

struct work {
    const struct record_sources *sources;
    const struct study *study;
    struct json_writer w;
    struct arena *arena;
    struct errors *errors;
};

static const char *item_id(const struct study *study, int64_t item)
{
    return item < 0 ? NULL : study->items[item].id;
}

static const char *stratum_id(const struct study *study, int64_t stratum)
{
    return stratum < 0 ? NULL : study->strata[stratum].id;
}

static void write_override(struct json_writer *w, const struct record_override *override)
{
    if (!override) {
        put_text(w, "override", NULL);
        return;
    }
    put_open(w, "override", '{');
    put_text(w, "decision", override->decision);
    put_text(w, "reason", override->reason);
    put_text(w, "by", override->by);
    put_text(w, "date", override->date);
    put_close(w, '}');
}

static void write_options(struct json_writer *w, const struct analysis_defaults *analysis,
                          const struct weighting_plan *weighting)
{
    put_open(w, "options", '{');
    put_text(w, "denominator", denominator_name(analysis->denominator));
    put_text(w, "interval_published", count_method_name(analysis->published));
    put_text(w, "interval_population", design_method_name(analysis->population));
    put_real(w, "level", analysis->level);
    put_text(w, "lonely_stratum", lonely_policy_name(analysis->lonely));
    put_real(w, "prior_a", analysis->prior_a);
    put_real(w, "prior_b", analysis->prior_b);
    put_integer(w, "seed", analysis->seed);
    put_text(w, "weighting", weighting_plan_name(weighting->method));
    put_close(w, '}');
}

/* What the evidence came to; an empty list where the study names none. */
static void write_considerations(struct json_writer *w, const struct evaluation *evaluation)
{
    put_open(w, "considerations", '[');
    for (int i = 0; evaluation && i < CONSIDERATIONS; i++) {
        const struct consideration *consideration = &evaluation->considerations[i];
        put_open(w, NULL, '{');
        put_integer(w, "number", consideration->number);
        put_text(w, "calls_for", evidence_call_name(consideration->calls));
        put_integer(w, "lines", (int64_t)consideration->count);
        put_integer(w, "urgent", (int64_t)consideration->urgent);
        put_integer(w, "unassessed", (int64_t)consideration->unassessed);
        put_close(w, '}');
    }
    put_close(w, ']');
}

/* What made the decision what it is: a rule, a line of evidence, or a consideration without one. */
static void write_decisive(struct work *work)
{
    const struct check *check = work->sources->check;
    const char *text = check->decisive ? check->decisive->rule->id : NULL;
    if (!text && check->decisive_line)
        text = arena_format(work->arena, "evidence of %s: %s", check->decisive_line->date,
                            label_in(&check->decisive_line->title, LANGUAGE_JA));
    else if (!text && check->decisive_lacking)
        text = arena_format(work->arena, "no evidence on consideration %d", check->decisive_lacking->number);
    work->w.out->failed |= !text && (check->decisive_line || check->decisive_lacking);
    put_text(&work->w, "decisive", text);
}

static void put_file(struct json_writer *w, const char *name, const char *sha256, int64_t bytes)
{
    put_open(w, NULL, '{');
    put_text(w, "name", name);
    put_text(w, "sha256", sha256);
    put_integer(w, "bytes", bytes);
    put_close(w, '}');
}

static void write_inputs(struct work *work)
{
    const struct record_sources *sources = work->sources;
    struct json_writer *w = &work->w;
    put_open(w, "inputs", '[');
    for (size_t i = 0; i < sources->input_count; i++) {
        const struct record_input *input = &sources->inputs[i];
        put_file(w, input->name, input->sha256, input->bytes);
    }
    put_close(w, ']');
}

/* The vintage of a wave: what it was made from, and what the database made of it. */
static enum status write_wave(struct work *work, size_t wave)
{
    struct json_writer *w = &work->w;
    const struct import *import = &work->sources->imports[wave];
    char counts[SHA256_TEXT], pairs[SHA256_TEXT];
    if (content_counts(work->sources->panel, wave, counts) != STATUS_OK ||
        content_pairs(work->sources->panel, wave, pairs) != STATUS_OK)
        return errors_memory(work->errors);
    put_open(w, NULL, '{');
    put_integer(w, "wave", work->study->waves[wave].year);
    put_boolean(w, "by_hand", import->by_hand);
    put_text(w, "codebook", import->id ? import->codebook : NULL);
    put_text(w, "counts", *counts ? counts : NULL);
    put_text(w, "pairs", *pairs ? pairs : NULL);
    put_open(w, "files", '[');
    for (size_t i = 0; i < import->file_count; i++) {
        const struct import_file *file = &import->files[i];
        put_file(w, file->name, file->sha256, file->bytes);
    }
    put_close(w, ']');
    put_close(w, '}');
    return STATUS_OK;
}

static enum status write_content(struct work *work)
{
    struct json_writer *w = &work->w;
    const struct check *check = work->sources->check;
    enum status status = STATUS_OK;
    put_open(w, "waves", '[');
    for (size_t i = 0; status == STATUS_OK && i <= check->wave; i++)
        status = write_wave(work, i);
    put_close(w, ']');
    char frame[SHA256_TEXT], published[SHA256_TEXT], lineage[SHA256_TEXT], margins[SHA256_TEXT];
    if (status == STATUS_OK && (content_frame(work->sources->panel, check->wave, frame) != STATUS_OK ||
                                content_published(work->sources->panel, check->wave, published) != STATUS_OK ||
                                content_lineage(work->sources->lineage, lineage) != STATUS_OK ||
                                content_margins(work->sources->panel, check->wave, margins) != STATUS_OK))
        status = errors_memory(work->errors);
    if (status != STATUS_OK)
        return status;
    put_open(w, "content", '{');
    put_text(w, "frame", *frame ? frame : NULL);
    put_text(w, "published", *published ? published : NULL);
    put_text(w, "lineage", *lineage ? lineage : NULL);
    put_text(w, "margins", *margins ? margins : NULL);
    put_close(w, '}');
    return STATUS_OK;
}

/* What a verdict came to, as members of its row. */
static void write_verdict(struct json_writer *w, const struct study *study, const struct verdict *verdict)
{
    put_text(w, "state", rule_state_name(verdict->state));
    put_integer(w, "since", study->waves[verdict->since].year);
    put_text(w, "status", verdict_status_name(verdict->status));
    put_real(w, "value", verdict->value);
    put_real(w, "lower", verdict->lower);
    put_real(w, "upper", verdict->upper);
}

const char *record_dependence(enum dependence dependence)
{
    static const char *const names[DEPENDS_END] = {
        [DEPENDS_CODING] = "coding", [DEPENDS_NONRESPONSE] = "nonresponse", [DEPENDS_SAMPLING] = "sampling"};
    return names[dependence];
}

/* What the verdict depends on, an empty list where it is robust; null where that is not computed. */
static void write_robustness(struct json_writer *w, const struct verdict *verdict)
{
    if (!verdict->has_robustness) {
        put_text(w, "depends", NULL);
        return;
    }
    put_open(w, "depends", '[');
    for (int i = 0; i < DEPENDS_END; i++)
        if (verdict->depends[i])
            put_text(w, NULL, record_dependence((enum dependence)i));
    put_close(w, ']');
}

static enum status write_rules(struct work *work)
{
    const struct check *check = work->sources->check;
    struct json_writer *w = &work->w;
    put_open(w, "rules", '[');
    for (size_t i = 0; i < check->rules->count; i++) {
        const struct rule *rule = &check->rules->rules[i];
        const struct verdict *verdict = check_verdict(check, rule);
        put_open(w, NULL, '{');
        put_text(w, "id", rule->id);
        if (rule_write(w, work->study, rule) != STATUS_OK)
            return errors_memory(work->errors);
        if (verdict) {
            write_verdict(w, work->study, verdict);
            put_real(w, "level", rational_value(rule->level));
            if (verdict->has_margin) {
                put_integer(w, "margin", verdict->margin);
                put_text(w, "margin_state", rule_state_name(verdict->margin_state));
            } else {
                put_text(w, "margin", NULL);
                put_text(w, "margin_state", NULL);
            }
            write_robustness(w, verdict);
        }
        put_close(w, '}');
    }
    put_close(w, ']');
    return STATUS_OK;
}

static void write_states(struct work *work)
{
    const struct check *check = work->sources->check;
    struct json_writer *w = &work->w;
    put_open(w, "states", '[');
    for (size_t i = 0; i < check->count; i++) {
        const struct verdict *verdict = &check->verdicts[i];
        put_open(w, NULL, '{');
        put_integer(w, "wave", work->study->waves[verdict->wave].year);
        put_text(w, "rule", verdict->rule->id);
        put_text(w, "item", item_id(work->study, verdict->item));
        put_text(w, "stratum", stratum_id(work->study, verdict->stratum));
        write_verdict(w, work->study, verdict);
        put_close(w, '}');
    }
    put_close(w, ']');
}

static enum status write_rates(struct work *work)
{
    struct rate_options options = rate_options_of(work->study);
    struct rates rates;
    struct json_writer *w = &work->w;
    options.wave = (int64_t)work->sources->check->wave;
    enum status status = analysis_rates(work->sources->panel, &options, work->arena, &rates, work->errors);
    if (status != STATUS_OK)
        return status;
    put_open(w, "rates", '[');
    for (size_t i = 0; i < rates.count; i++) {
        const struct rate *rate = &rates.rows[i];
        put_open(w, NULL, '{');
        put_text(w, "item", item_id(work->study, (int64_t)rate->item));
        put_text(w, "estimator", estimator_name(rate->estimator));
        put_integer(w, "x", rate->x);
        put_integer(w, "n", rate->n);
        if (rate->N < 0)
            put_text(w, "N", NULL);
        else
            put_integer(w, "N", rate->N);
        put_real(w, "estimate", rate->estimate);
        put_real(w, "lower", rate->lower);
        put_real(w, "upper", rate->upper);
        put_text(w, "interval", rate->interval);
        put_text(w, "status", estimate_status_name(rate->status));
        put_close(w, '}');
    }
    put_close(w, ']');
    return STATUS_OK;
}

static enum status write_changes(struct work *work)
{
    struct change_options options = {
        .rate = rate_options_of(work->study), .from = EVERY, .to = (int64_t)work->sources->check->wave};
    struct changes changes;
    struct json_writer *w = &work->w;
    enum status status = analysis_changes(work->sources->panel, &options, work->arena, &changes, work->errors);
    if (status != STATUS_OK)
        return status;
    put_open(w, "changes", '[');
    for (size_t i = 0; i < changes.count; i++) {
        const struct change *change = &changes.rows[i];
        put_open(w, NULL, '{');
        put_integer(w, "from", work->study->waves[change->from].year);
        put_text(w, "item", item_id(work->study, (int64_t)change->item));
        put_text(w, "estimator", estimator_name(change->estimator));
        put_real(w, "change", change->change);
        put_real(w, "lower", change->lower);
        put_real(w, "upper", change->upper);
        put_text(w, "status", estimate_status_name(change->status));
        put_close(w, '}');
    }
    put_close(w, ']');
    return STATUS_OK;
}

static void write_head(struct work *work)
{
    const struct record_sources *sources = work->sources;
    const struct check *check = sources->check;
    struct json_writer *w = &work->w;
    put_integer(w, "format", RECORD_FORMAT);
    put_text(w, "program", MINAOSHI_VERSION);
    put_text(w, "study", work->study->id);
    put_integer(w, "wave", work->study->waves[check->wave].year);
    put_integer(w, "number", sources->number);
    put_text(w, "decision", decision_name(check->decision));
    write_decisive(work);
    write_override(w, sources->override);
    write_considerations(w, check->evaluation);
    write_options(w, &work->study->analysis, &work->study->weighting);
}

/* Ends the record with the SHA-256 of all that stands before. */
static void seal(struct buffer *out)
{
    char hex[SHA256_TEXT];
    buffer_text(out, ",\n");
    sha256_of(buffer_get(out), out->length, hex);
    buffer_format(out, RECORD_SEAL "%s\"\n}\n", hex);
}

enum status record_write(const struct record_sources *sources, struct buffer *out, struct errors *errors)
{
    struct work work = {
        .sources = sources, .study = sources->panel->study, .w = {.out = out}, .arena = arena_new(), .errors = errors};
    if (!work.arena)
        return errors_memory(errors);
    put_open(&work.w, NULL, '{');
    write_head(&work);
    write_inputs(&work);
    enum status status = write_content(&work);
    if (status == STATUS_OK)
        status = write_rules(&work);
    if (status == STATUS_OK) {
        write_states(&work);
        status = write_rates(&work);
    }
    if (status == STATUS_OK)
        status = write_changes(&work);
    if (status == STATUS_OK)
        seal(out);
    arena_free(work.arena);
    if (status == STATUS_OK && buffer_status(out) != STATUS_OK)
        status = errors_memory(errors);
    return status;
}
