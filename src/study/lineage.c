/*
 * lineage.csv: what became of institutions. Rows are checked as they are read; what only shows in all events together,
 * sorted by date, is reported in a second pass over the file, so that it too is told with its line.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "study/side.h"

static const char *const kind_names[] = {"merger", "split", "rename", "stratum", NULL};

const char *lineage_kind_name(enum lineage_kind kind)
{
    return kind_names[kind];
}

enum { CODE, SUCCESSOR, EFFECTIVE, KIND };
static const char *const titles[] = {"code", "successor", "effective", "kind", NULL};

/* A lineage being read: which events are there, and on which line. */
struct reading {
    struct lineage *lineage;
    struct map lines;
};

static bool read_kind(struct side *side, enum lineage_kind *kind)
{
    int64_t index = side_name(side, KIND, "a kind of event", kind_names);
    if (index >= 0)
        *kind = (enum lineage_kind)index;
    return index >= 0;
}

/* The successor that goes with the kind; false after reporting. */
static bool read_successor(struct side *side, struct lineage_event *event)
{
    const char *text = side_value(side, SUCCESSOR);
    bool same = strcmp(text, event->code) == 0;
    if (side->failed)
        return false;
    if (event->kind == LINEAGE_STRATUM) {
        if (!text[0] || same)
            return true;
        side_report(side, SUCCESSOR, "leave it empty, or write a line of kind rename beside this one",
                    "'%s' can't be the successor after a change of stratum", text);
        return false;
    }
    event->successor = text;
    if (!text[0])
        side_report(side, SUCCESSOR, NULL, "successor must not be empty for a %s", kind_names[event->kind]);
    else if (same)
        side_report(side, SUCCESSOR, NULL, "'%s' can't be its own successor", text);
    return text[0] && !same;
}

static void event_row(struct side *side, void *result)
{
    struct reading *reading = result;
    struct lineage *lineage = reading->lineage;
    struct lineage_event event = {.code = side_value(side, CODE), .line = side->record.line};
    bool good = side_filled(side, CODE, "code", NULL);
    good = side_date(side, EFFECTIVE, "effective", &event.effective) && good;
    good = read_kind(side, &event.kind) && good && read_successor(side, &event);
    if (!good || side->failed)
        return;
    const char *key = side_words(side, "%d %s %zu %s %s", (int)event.kind, event.effective, strlen(event.code),
                                 event.code, event.successor ? event.successor : "");
    int64_t line;
    bool found;
    if (map_put(&reading->lines, key, event.line, &line, &found)) {
        side->failed = true;
        return;
    }
    if (found) {
        side_report(side, CODE, side_words(side, "the other stands on line %lld", (long long)line),
                    "this event of '%s' is there twice", event.code);
        return;
    }
    void *events = lineage->events;
    if (!side_grow(side, &events, lineage->count, sizeof *lineage->events))
        return;
    lineage->events = events;
    lineage->events[lineage->count++] = event;
}

static int compare_events(const void *a, const void *b)
{
    const struct lineage_event *left = a, *right = b;
    int order = strcmp(left->effective, right->effective);
    return order ? order : (left->line > right->line) - (left->line < right->line);
}

/* ---- all events together ---- */

/* What only shows among other events. */
struct finding {
    int64_t line;
    const char *text, *hint;
};

/* Codes are numbered as they come, and stand here by number. Numbers of events begin with 1; 0 is none. */
struct chains {
    struct side *side;
    const struct lineage *lineage;
    struct map numbers;
    size_t *out;    /* by code: the newest event that ended it */
    size_t *before; /* by event: the one before it with the same code */
    size_t *into;   /* by code: the newest event that it came out of */
    size_t *seen;   /* by code: the event whose walk came by last */
    size_t *parent; /* by code: whence that walk came */
    size_t *stack;
    struct finding *findings;
    size_t finding_count, next;
};

/* Whether an institution ends, under its code, with the event. */
static bool ends(const struct lineage_event *event)
{
    return event->kind == LINEAGE_MERGER || event->kind == LINEAGE_RENAME;
}

static size_t number_of(struct chains *chains, const char *code)
{
    int64_t number = (int64_t)chains->numbers.count;
    bool found;
    if (map_put(&chains->numbers, code, number, &number, &found))
        chains->side->failed = true;
    return (size_t)number;
}

static size_t *numbers_new(struct side *side, size_t count)
{
    size_t *numbers = arena_array(side->arena, count, sizeof *numbers);
    side->failed = side->failed || !numbers;
    return numbers;
}

static void find(struct chains *chains, const struct lineage_event *event, const char *text, const char *hint)
{
    chains->findings[chains->finding_count++] = (struct finding){event->line, text, hint};
}

/* The codes between `from` and `to` on the walk that has just found `to`. */
static const char *way(struct chains *chains, const char *const *codes, size_t from, size_t to)
{
    enum { SHOWN = 5 };
    const char *text = "";
    int shown = 0;
    for (size_t at = to; shown <= SHOWN; at = chains->parent[at], shown++) {
        const char *code = shown < SHOWN ? side_words(chains->side, "'%s'", codes[at]) : "…";
        text = shown ? side_words(chains->side, "%s, %s", code, text) : code;
        if (at == from)
            break;
    }
    return side_words(chains->side, "by way of %s", text);
}

/* Whether `to` can be reached from `from` over the events so far; `walk` is told from all others. */
static bool reaches(struct chains *chains, size_t from, size_t to, size_t walk)
{
    size_t depth = 0;
    chains->seen[from] = walk;
    chains->stack[depth++] = from;
    while (depth) {
        size_t at = chains->stack[--depth];
        for (size_t e = chains->out[at]; e; e = chains->before[e]) {
            size_t next = number_of(chains, chains->lineage->events[e - 1].successor);
            if (chains->seen[next] == walk)
                continue;
            chains->seen[next] = walk;
            chains->parent[next] = at;
            if (next == to)
                return true;
            chains->stack[depth++] = next;
        }
    }
    return false;
}

/* An event by which an institution ends: it must not have ended before, unless it came up again since, and its
 * successors must not lead back to it. */
static void check_end(struct chains *chains, const char *const *codes, size_t e)
{
    const struct lineage_event *events = chains->lineage->events, *event = &events[e - 1];
    size_t code = number_of(chains, event->code), successor = number_of(chains, event->successor);
    size_t before = chains->out[code], into = chains->into[code];
    struct side *side = chains->side;
    if (before && !(into && strcmp(events[into - 1].effective, events[before - 1].effective) >= 0))
        find(chains, event,
             side_words(side, "'%s' became '%s' on %s already", event->code, events[before - 1].successor,
                        events[before - 1].effective),
             side_words(side, "the other event stands on line %lld; write what became of '%s' under its own code",
                        (long long)events[before - 1].line, events[before - 1].successor));
    else if (reaches(chains, successor, code, e)) {
        const char *hint = way(chains, codes, successor, chains->parent[code]);
        find(chains, event, side_words(side, "what became of '%s' leads back to it", event->code), hint);
        return; /* the chain stays open, so that no other walk runs into it */
    }
    chains->before[e] = before;
    chains->out[code] = e;
}

static void check_chains(struct chains *chains)
{
    struct side *side = chains->side;
    const struct lineage *lineage = chains->lineage;
    const size_t count = lineage->count;
    for (size_t i = 0; i < count && !side->failed; i++) {
        (void)number_of(chains, lineage->events[i].code);
        if (lineage->events[i].successor)
            (void)number_of(chains, lineage->events[i].successor);
    }
    size_t codes = chains->numbers.count;
    chains->out = numbers_new(side, codes);
    chains->into = numbers_new(side, codes);
    chains->seen = numbers_new(side, codes);
    chains->parent = numbers_new(side, codes);
    chains->stack = numbers_new(side, codes);
    chains->before = numbers_new(side, count + 1);
    chains->findings = arena_array(side->arena, count, sizeof *chains->findings);
    const char **names = arena_array(side->arena, codes, sizeof *names);
    side->failed = side->failed || !chains->findings || !names;
    for (size_t i = 0; i < count && !side->failed; i++) {
        const struct lineage_event *event = &lineage->events[i];
        names[number_of(chains, event->code)] = event->code;
        if (event->successor)
            names[number_of(chains, event->successor)] = event->successor;
    }
    /* Events of one day may stand in any order: first all that a code came out of, then all that ended it. */
    for (size_t i = 0, end; i < count && !side->failed; i = end) {
        for (end = i; end < count && strcmp(lineage->events[end].effective, lineage->events[i].effective) == 0; end++)
            if (lineage->events[end].successor)
                chains->into[number_of(chains, lineage->events[end].successor)] = end + 1;
        for (size_t e = i; e < end; e++)
            if (ends(&lineage->events[e]))
                check_end(chains, names, e + 1);
    }
}

static int compare_findings(const void *a, const void *b)
{
    const struct finding *left = a, *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

static void finding_row(struct side *side, void *result)
{
    struct chains *chains = result;
    if (chains->next == chains->finding_count || chains->findings[chains->next].line != side->record.line)
        return;
    const struct finding *finding = &chains->findings[chains->next++];
    side_report(side, CODE, finding->hint, "%s", finding->text);
}

/* One pass over the file. */
static enum status pass(struct side *side, const char *bytes, size_t length,
                        void (*row)(struct side *side, void *result), void *result)
{
    enum status status = side_open(side, bytes, length, titles);
    if (status == STATUS_OK)
        status = side_columns(side, titles, KIND + 1);
    if (status == STATUS_OK)
        status = side_rows(side, row, result);
    reader_close(side->reader);
    return status;
}

enum status lineage_parse(const struct study *study, const char *name, const char *bytes, size_t length,
                          struct arena *arena, struct lineage *lineage, struct errors *errors)
{
    struct side side = {.study = study, .name = name, .arena = arena, .errors = errors};
    struct reading reading = {.lineage = lineage, .lines = {.arena = arena}};
    *lineage = (struct lineage){0};
    enum status status = pass(&side, bytes, length, event_row, &reading);
    if (status == STATUS_OK) {
        struct chains chains = {.side = &side, .lineage = lineage, .numbers = {.arena = arena}};
        qsort(lineage->events, lineage->count, sizeof *lineage->events, compare_events);
        check_chains(&chains);
        if (side.failed)
            status = errors_memory(errors);
        else if (chains.finding_count) {
            qsort(chains.findings, chains.finding_count, sizeof *chains.findings, compare_findings);
            status = pass(&side, bytes, length, finding_row, &chains);
        }
    }
    if (status != STATUS_OK)
        *lineage = (struct lineage){0};
    return status;
}
