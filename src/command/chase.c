/* response --chase: who has not answered, and whose answer could change a verdict. */
#include "command/chase.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "command/decision.h"

/* One that has not answered. */
struct missing {
    struct known_institution known;
    int last; /* the year of the newest wave before that it answered; 0: none */
    double effect;
};

struct chasing {
    struct session *session;
    size_t wave;
    struct lineage lineage;
    struct map answered; /* codes of the wave's respondents */
    struct map listed;   /* code -> its place in the list */
    struct missing *list;
    size_t count, capacity;
    bool registered;
};

/* The code under which an institution of an earlier wave goes on in the one at hand; NULL: it has merged into another.
 */
static const char *code_now(const struct chasing *chasing, size_t earlier, const char *code)
{
    const struct wave *waves = chasing->session->study->waves;
    for (size_t i = 0; i < chasing->lineage.count; i++) { /* by date */
        const struct lineage_event *event = &chasing->lineage.events[i];
        if (strcmp(event->code, code) != 0 || strcmp(event->effective, wave_survey_date(&waves[earlier])) <= 0 ||
            strcmp(event->effective, wave_survey_date(&waves[chasing->wave])) > 0)
            continue;
        if (event->kind == LINEAGE_MERGER)
            return NULL;
        if (event->kind == LINEAGE_RENAME)
            code = event->successor;
    }
    return code;
}

static enum status add(struct chasing *chasing, const struct known_institution *known)
{
    int64_t there;
    bool found;
    if (map_put(&chasing->listed, known->code, (int64_t)chasing->count, &there, &found) != STATUS_OK)
        return errors_memory(&chasing->session->errors);
    if (found)
        return STATUS_OK;
    if (mem_grow(&chasing->list, &chasing->capacity, chasing->count, sizeof *chasing->list) != STATUS_OK)
        return errors_memory(&chasing->session->errors);
    chasing->list[chasing->count++] = (struct missing){.known = *known, .effect = NAN};
    return STATUS_OK;
}

static enum status read_answered(struct chasing *chasing)
{
    struct session *session = chasing->session;
    struct known_institution *list;
    size_t count;
    int64_t there;
    bool found;
    enum status status = store_respondents(session->store, session->panel.tallies[chasing->wave], session->arena, &list,
                                           &count, &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (map_put(&chasing->answered, list[i].code, 1, &there, &found) != STATUS_OK)
            status = errors_memory(&session->errors);
    return status;
}

/* Those that the register has and that have not answered. */
static enum status read_register(struct chasing *chasing)
{
    struct session *session = chasing->session;
    struct known_institution *list;
    size_t count = 0;
    int64_t as_of;
    enum status status = options_as_of(session, &as_of);
    if (status == STATUS_OK)
        status = store_register(session->store, session->study->waves[chasing->wave].year, as_of, session->arena, &list,
                                &count, &session->errors);
    chasing->registered = status == STATUS_OK && count > 0;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (map_get(&chasing->answered, list[i].code) < 0)
            status = add(chasing, &list[i]);
    return status;
}

/* Those that answered an earlier wave: without a register they are whom one knows. */
static enum status read_earlier(struct chasing *chasing, size_t wave)
{
    struct session *session = chasing->session;
    struct known_institution *list;
    size_t count;
    enum status status = store_respondents(session->store, session->panel.tallies[wave], session->arena, &list, &count,
                                           &session->errors);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        list[i].code = code_now(chasing, wave, list[i].code);
        if (!list[i].code || map_get(&chasing->answered, list[i].code) >= 0)
            continue;
        if (!chasing->registered)
            status = add(chasing, &list[i]);
        int64_t at = map_get(&chasing->listed, list[i].code);
        if (status != STATUS_OK || at < 0)
            continue;
        struct missing *missing = &chasing->list[at];
        missing->last = missing->last ? missing->last : session->study->waves[wave].year;
        missing->known.name = missing->known.name ? missing->known.name : list[i].name;
    }
    return status;
}

static enum status read_all(struct chasing *chasing)
{
    struct session *session = chasing->session;
    int64_t as_of;
    enum status status = options_as_of(session, &as_of);
    if (status == STATUS_OK)
        status = store_lineage(session->store, as_of, session->arena, &chasing->lineage, &session->errors);
    if (status == STATUS_OK)
        status = read_answered(chasing);
    if (status == STATUS_OK)
        status = read_register(chasing);
    for (size_t i = chasing->wave; status == STATUS_OK && i-- > 0;)
        if (session->panel.tallies[i])
            status = read_earlier(chasing, i);
    return status;
}

/* The largest effect first, then the largest size, then the code. */
static int compare(const void *a, const void *b)
{
    const struct missing *left = a, *right = b;
    double by_effect = right->effect - left->effect;
    double sizes[] = {isnan(left->known.size) ? -1 : left->known.size,
                      isnan(right->known.size) ? -1 : right->known.size};
    if (by_effect != 0)
        return by_effect > 0 ? 1 : -1;
    if (sizes[0] != sizes[1])
        return sizes[0] < sizes[1] ? 1 : -1;
    return strcmp(left->known.code, right->known.code);
}

/* Keeps those whose answer matters, in their order; gives what the rules came to. */
static enum status rank(struct chasing *chasing, const struct rules *rules, struct chase *chase)
{
    struct session *session = chasing->session;
    struct check_inputs inputs = {.panel = &session->panel};
    int64_t *missing = arena_array(session->arena, session->study->stratum_count, sizeof *missing);
    if (!missing)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < chasing->count; i++)
        missing[chasing->list[i].known.stratum]++;
    enum status status =
        threshold_chase(&inputs, rules, chasing->wave, missing, session->arena, chase, &session->errors);
    size_t kept = 0;
    for (size_t i = 0; status == STATUS_OK && i < chasing->count; i++) {
        chasing->list[i].effect = chase->effect[chasing->list[i].known.stratum];
        if (chasing->list[i].effect > 0)
            chasing->list[kept++] = chasing->list[i];
    }
    chasing->count = kept;
    if (kept)
        qsort(chasing->list, kept, sizeof *chasing->list, compare);
    return status;
}

static enum status make_table(const struct chasing *chasing, struct table **table)
{
    static const struct column columns[] = {
        {"rank", N_("rank"), COLUMN_INTEGER, SHOW_ALWAYS},
        {"code", N_("code"), COLUMN_TEXT, SHOW_ALWAYS},
        {"name", N_("name"), COLUMN_TEXT, SHOW_FILLED},
        {"stratum", N_("stratum"), COLUMN_TEXT, SHOW_ALWAYS},
        {"last_answer", N_("last answer"), COLUMN_INTEGER, SHOW_FILLED},
        {"size", N_("size"), COLUMN_REAL, SHOW_FILLED},
        {"effect", N_("effect in points"), COLUMN_POINTS, SHOW_ALWAYS},
        {"status", N_("status"), COLUMN_TEXT, SHOW_DIFFERS},
    };
    struct session *session = chasing->session;
    *table = table_new("chase", columns, sizeof columns / sizeof *columns);
    if (!*table)
        return errors_memory(&session->errors);
    for (size_t i = 0; i < chasing->count; i++) {
        const struct missing *one = &chasing->list[i];
        const struct stratum *stratum = &session->study->strata[one->known.stratum];
        table_row(*table);
        table_integer(*table, (int64_t)i + 1);
        table_text(*table, one->known.code);
        table_text(*table, one->known.name);
        table_labelled(*table, stratum->id, &stratum->label);
        if (one->last)
            table_integer(*table, one->last);
        else
            table_empty(*table);
        table_real(*table, one->known.size);
        table_real(*table, one->effect);
        table_named(*table, estimate_status_name(ESTIMATE_OK));
    }
    table_set_study(*table, session->study->id);
    table_set_notice(*table, &session->study->notice);
    return table_finish(*table, &session->errors);
}

/* Which rules are open, who is known, and who is not. */
static void add_words(const struct chasing *chasing, const struct rules *rules, const struct chase *chase, size_t known,
                      struct buffer *out)
{
    const struct session *session = chasing->session;
    const struct study *study = session->study;
    enum language language = session->language;
    const struct wave *wave = &study->waves[chasing->wave];
    int64_t N = 0, respondents = 0;
    for (size_t h = 0; h < study->stratum_count; h++) {
        int64_t one = frame_get(&session->panel.frame, wave->year, h);
        N = N < 0 || (one < 0 && session->panel.tallies[chasing->wave]->respondents[h]) ? -1 : N + (one > 0 ? one : 0);
        respondents += session->panel.tallies[chasing->wave]->respondents[h];
    }
    buffer_format(out,
                  known == 1 ? tr(language, "\n%s: %zu institution that has not answered is known by name\n")
                             : tr(language, "\n%s: %zu institutions that have not answered are known by name\n"),
                  label_in(&wave->label, language), known);
    const int64_t unknown = N - respondents - (int64_t)known;
    if (unknown > 0)
        buffer_format(
            out,
            unknown == 1
                ? tr(language, "%lld more is only known to be there: a register of the frame would name it\n")
                : tr(language, "%lld more are only known to be there: a register of the frame would name them\n"),
            (long long)unknown);
    if (!chase->any)
        buffer_text(out, tr(language, "No answer of theirs can change the state of a rule.\n"));
    for (size_t i = 0; i < rules->count; i++)
        if (chase->open[i])
            buffer_format(out, tr(language, "Their answers can change the state of %s.\n"), rules->rules[i].id);
        else if (!chase->asked[i] && !rule_snoozed(study, &rules->rules[i], chasing->wave))
            buffer_format(out, tr(language, "Not looked at: %s, whose state counts alone do not tell.\n"),
                          rules->rules[i].id);
}

/* The wave that is asked for, or the newest with data. */
static enum status find_wave(struct session *session, size_t *wave)
{
    int64_t asked;
    enum status status = options_wave(session, "--wave", session->options->wave, &asked);
    if (status != STATUS_OK)
        return status;
    *wave = asked == EVERY ? session->study->wave_count - 1 : (size_t)asked;
    while (asked == EVERY && *wave && !session->panel.tallies[*wave])
        (*wave)--;
    if (session->panel.tallies[*wave])
        return STATUS_OK;
    return errors_add(&session->errors, ERROR_NO_ROW, (struct place){0}, "import its files first",
                      "nobody has answered in wave %d", session->study->waves[*wave].year);
}

static enum status run(struct chasing *chasing)
{
    struct session *session = chasing->session;
    struct rules rules;
    struct chase chase;
    struct table *table = NULL;
    enum status status = find_wave(session, &chasing->wave);
    if (status == STATUS_OK)
        status = rules_load(session->study, session->arena, &rules, &session->errors);
    if (status == STATUS_OK)
        status = read_all(chasing);
    size_t known = chasing->count;
    if (status == STATUS_OK)
        status = rank(chasing, &rules, &chase);
    if (status == STATUS_OK)
        status = make_table(chasing, &table);
    struct buffer after = {0};
    if (status == STATUS_OK) {
        add_words(chasing, &rules, &chase, known, &after);
        status = session_write_table(session, table, &after);
    }
    buffer_clear(&after);
    table_free(table);
    return status;
}

/* The list is of all that have not answered, by name, for inside use. */
static enum status refuse_others(struct session *session)
{
    const struct options *given = session->options;
    const struct option_given others[] = {
        {"--by", given->by}, {"--where", given->where}, {"--public", given->open ? "" : NULL}};
    return options_exclude(session, "--chase", "it prints a table of its own: institutions by name, for inside use",
                           others, sizeof others / sizeof *others);
}

enum status chase_run(struct session *session)
{
    enum status status = refuse_others(session);
    if (status != STATUS_OK)
        return status;
    struct chasing chasing = {
        .session = session, .answered = {.arena = session->arena}, .listed = {.arena = session->arena}};
    status = run(&chasing);
    mem_free(chasing.list);
    return status;
}
