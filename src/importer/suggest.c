/*
 * A proposal how study.yaml could read a new file: which column is which item, and what its labels could mean. It is a
 * text for a person to look at; nothing here decides anything.
 */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "importer/importer.h"
#include "importer/source.h"

enum { VALUES = 24, LOOKED_AT = 20000, LONGEST = 48 };
static const double LEAST_TITLE = 0.5, LEAST_LABEL = 0.34;

/* A column of the file with the texts met in it. */
struct seen {
    const char *title, *label; /* in NFKC; the label is a statistics file's, else NULL */
    const char *values[VALUES];
    const char *codes[VALUES]; /* of labelled values */
    bool missing[VALUES];      /* declared missing in the file */
    size_t count;
    bool many, taken; /* more values than are kept; proposed for something */
};

/* What a column is looked for: a name and the texts that may call it. */
struct target {
    const char *key;      /* in study.yaml */
    const char *usual;    /* the title that is taken where nothing is said */
    const char *names[6]; /* in NFKC; NULL: none */
    const struct item *item;
    struct seen *best;
    const char *by; /* the name that is like it */
    double confidence;
};

struct proposal {
    const struct study *study;
    const struct importer_options *options;
    const struct wave *wave; /* the newest before; its spellings are what is known */
    struct arena *arena;
    struct errors *errors;
    struct buffer *out;
    struct seen *seen;
    size_t seen_count;
    struct target *targets;
    size_t target_count;
};

/* 1 for the same text, 0 for nothing in common: by edit distance over the longer one. */
static double likeness(const char *a, const char *b)
{
    int64_t left = text_points(a, strlen(a)), right = text_points(b, strlen(b));
    int64_t longer = left > right ? left : right, shorter = left > right ? right : left;
    if (strcmp(a, b) == 0)
        return 1;
    if (!shorter || longer > LONGEST)
        return 0;
    double by_edits = 1 - (double)text_distance(a, b, LONGEST) / (double)longer;
    /* One within the other, as a title within a question number and title. */
    double within = shorter > 1 && (strstr(a, b) || strstr(b, a)) ? 0.5 + 0.45 * (double)shorter / (double)longer : 0;
    return within > by_edits ? within : by_edits;
}

static const char *normal(struct proposal *p, const char *text)
{
    if (!text || !*text)
        return NULL;
    const char *result = text_nfkc(p->arena, text, strlen(text));
    if (!result)
        (void)errors_memory(p->errors);
    return result;
}

static void add_target(struct proposal *p, const char *key, const char *usual, const struct item *item,
                       const char *former)
{
    struct target *target = &p->targets[p->target_count++];
    *target = (struct target){.key = key, .usual = usual, .item = item};
    const char *names[] = {former, usual, item ? item->id : NULL, item ? item->label.in[LANGUAGE_JA] : NULL,
                           item ? item->label.in[LANGUAGE_EN] : NULL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        target->names[i] = normal(p, names[i]);
}

/* What columns are looked for: the institution, the stratum, attributes, and each item or option. */
static enum status make_targets(struct proposal *p)
{
    const struct study *study = p->study;
    const struct wave *wave = p->wave;
    size_t room = 3 + study->attribute_count;
    for (size_t i = 0; i < study->item_count; i++)
        room += 1 + study->items[i].option_count;
    p->targets = arena_array(p->arena, room, sizeof *p->targets);
    if (!p->targets)
        return errors_memory(p->errors);
    add_target(p, "institution.code", study->code_column, NULL, wave ? wave->code_column : NULL);
    if (study->name_column)
        add_target(p, "institution.name", study->name_column, NULL, wave ? wave->name_column : NULL);
    add_target(p, "strata.column", study->stratum_column, NULL, wave ? wave->stratum_column : NULL);
    for (size_t i = 0; i < study->attribute_count; i++)
        add_target(p, arena_format(p->arena, "columns.%s", study->attributes[i].id), study->attributes[i].column, NULL,
                   wave ? wave->attribute_columns[i] : NULL);
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        bool own = item->kind == ITEM_MULTIPLE && !item->separator;
        if (!own)
            add_target(p, arena_format(p->arena, "columns.%s", item->id), item->column, item,
                       wave ? wave->columns[i] : NULL);
        for (size_t k = 0; own && k < item->option_count; k++)
            add_target(p, arena_format(p->arena, "columns.%s.%s", item->id, item->options[k].id),
                       item->options[k].column, NULL,
                       wave && wave->option_columns[i] ? wave->option_columns[i][k] : NULL);
    }
    return p->errors->total ? p->errors->status : STATUS_OK;
}

/* Pairs targets and columns, the likest first. */
static void assign(struct proposal *p)
{
    for (;;) {
        struct target *next = NULL;
        struct seen *column = NULL;
        const char *by = NULL;
        double best = LEAST_TITLE;
        for (size_t i = 0; i < p->target_count; i++) {
            struct target *target = &p->targets[i];
            for (size_t k = 0; !target->best && k < p->seen_count; k++) {
                struct seen *seen = &p->seen[k];
                for (size_t n = 0; !seen->taken && n < sizeof target->names / sizeof *target->names; n++) {
                    if (!target->names[n])
                        continue;
                    double like = likeness(target->names[n], seen->title);
                    double by_label = seen->label ? likeness(target->names[n], seen->label) : 0;
                    like = by_label > like ? by_label : like;
                    if (like > best) {
                        best = like;
                        next = target;
                        by = target->names[n];
                        column = seen;
                    }
                }
            }
        }
        if (!next)
            return;
        next->best = column;
        next->by = by;
        next->confidence = best;
        column->taken = true;
    }
}

/* Notes the values of one record. */
static enum status note_values(struct proposal *p, const struct record *record)
{
    for (size_t i = 0; i < p->seen_count; i++) {
        struct seen *seen = &p->seen[i];
        const struct field *field = &record->fields[i];
        size_t known = 0;
        if (seen->many)
            continue;
        struct arena *scratch = arena_new();
        const char *text = scratch ? text_nfkc(scratch, field->text, field->length) : NULL;
        while (text && known < seen->count && strcmp(seen->values[known], text) != 0)
            known++;
        if (text && known == seen->count && known < VALUES) {
            seen->values[known] = arena_text(p->arena, text, strlen(text));
            seen->codes[known] = field->code ? arena_text(p->arena, field->code, field->code_length) : NULL;
            seen->missing[known] = field->missing;
            if (seen->values[known])
                seen->count++;
        } else if (text && known == VALUES)
            seen->many = true;
        arena_free(scratch);
        if (!text || (known < VALUES && known >= seen->count))
            return errors_memory(p->errors);
    }
    return STATUS_OK;
}

static enum status read_file(struct proposal *p, const struct source *source, const char **encoding)
{
    const char **titles = arena_array(p->arena, p->target_count * 6, sizeof *titles);
    size_t title_count = 0;
    for (size_t i = 0; titles && i < p->target_count; i++)
        for (size_t n = 0; n < 6; n++)
            if (p->targets[i].names[n])
                titles[title_count++] = p->targets[i].names[n];
    if (!titles)
        return errors_memory(p->errors);
    const struct reader_options options = {.name = source->file.name,
                                           .encoding = p->options->encoding,
                                           .sheet = p->options->sheet,
                                           .titles = titles,
                                           .title_count = title_count};
    struct reader *reader;
    enum status status = reader_open_file(source->descriptor, &source->scan, &options, &reader, p->errors);
    if (status != STATUS_OK)
        return status;
    const char *name = reader_encoding(reader);
    *encoding = source->scan.form == FORM_TEXT ? arena_text(p->arena, name, strlen(name)) : NULL;
    const struct record *header = reader_header(reader);
    p->seen_count = header->count;
    p->seen = arena_array(p->arena, header->count, sizeof *p->seen);
    if (!p->seen)
        status = errors_memory(p->errors);
    for (size_t i = 0; status == STATUS_OK && i < header->count; i++) {
        const struct field *field = &header->fields[i];
        p->seen[i].title = text_nfkc(p->arena, field->text, field->length);
        if (field->code)
            p->seen[i].label = text_nfkc(p->arena, field->code, field->code_length);
        if (!p->seen[i].title || (field->code && !p->seen[i].label))
            status = errors_memory(p->errors);
    }
    for (int i = 0; status == STATUS_OK && i < LOOKED_AT; i++) {
        struct record record;
        enum reader_step step = reader_next(reader, &record, p->errors);
        if (step == READER_END)
            break;
        status = step == READER_BAD ? p->errors->status : note_values(p, &record);
    }
    reader_close(reader);
    return status;
}

/* A text between quotes as YAML reads it. */
static void add_quoted(struct buffer *out, const char *text)
{
    buffer_byte(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buffer_byte(out, '\\');
        if ((unsigned char)*text < 0x20)
            buffer_format(out, "\\x%02x", (unsigned)(unsigned char)*text);
        else
            buffer_byte(out, *text);
    }
    buffer_byte(out, '"');
}

static void add_columns(struct proposal *p)
{
    struct buffer *out = p->out;
    const char *section = "", *of = ""; /* of what the line before was: the section, and the item of options */
    size_t section_length = 0, of_length = 0;
    for (size_t i = 0; i < p->target_count; i++) {
        const struct target *target = &p->targets[i];
        const char *usual = target->usual ? normal(p, target->usual) : NULL;
        if (!target->best || (usual && strcmp(usual, target->best->title) == 0))
            continue;
        const char *dot = strchr(target->key, '.');
        size_t length = (size_t)(dot - target->key);
        if (length != section_length || strncmp(section, target->key, length) != 0)
            buffer_format(out, "    %.*s:\n", (int)length, target->key);
        section = target->key;
        section_length = length;
        const char *option = strchr(dot + 1, '.');
        size_t item_length = option ? (size_t)(option - target->key) : 0;
        if (option && (item_length != of_length || strncmp(of, target->key, item_length) != 0))
            buffer_format(out, "      %.*s:\n", (int)(option - dot - 1), dot + 1);
        of = target->key;
        of_length = item_length;
        buffer_format(out, option ? "        %s: " : "      %s: ", option ? option + 1 : dot + 1);
        add_quoted(out, target->best->title);
        buffer_format(out, "  # %.2f", target->confidence);
        if (target->confidence < 1)
            buffer_format(out, ", by \"%s\"", target->by);
        buffer_byte(out, '\n');
    }
}

/* The choice whose label is likest to a value; its likeness. */
static double like_choice(struct proposal *p, const struct scale *scale, const char *value, bool missing,
                          size_t *choice)
{
    double best = 0;
    for (size_t i = 0; i < scale->count; i++) {
        const char *names[] = {scale->choices[i].label.in[LANGUAGE_JA], scale->choices[i].label.in[LANGUAGE_EN],
                               scale->choices[i].id};
        double like = 0;
        for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
            const char *name = normal(p, names[n]);
            double here = name ? likeness(name, value) : 0;
            like = here > like ? here : like;
        }
        /* A blank, and what the file itself declares missing, is most likely no answer. */
        if ((!*value || missing) && scale->choices[i].role == ROLE_NO_ANSWER && like < 0.9)
            like = 0.9;
        if (like > best) {
            best = like;
            *choice = i;
        }
    }
    return best;
}

/* A text of the file that no choice of the scale has, and the choice that it is likest to. */
struct unknown {
    const char *text;
    size_t choice;
    double confidence;
};

/* The unknown texts of all columns proposed for items of a scale. */
static enum status find_unknown(struct proposal *p, size_t s, struct unknown **list, size_t *count)
{
    const struct scale *scale = &p->study->scales[s];
    const struct spellings *known = &p->study->waves[p->study->wave_count - 1].scales[s];
    if (p->wave)
        known = &p->wave->scales[s];
    struct map told = {.arena = p->arena};
    *count = 0;
    *list = arena_array(p->arena, p->target_count * VALUES, sizeof **list);
    for (size_t i = 0; *list && i < p->target_count; i++) {
        const struct target *target = &p->targets[i];
        if (!target->best || !target->item || target->item->scale != scale || target->best->many)
            continue;
        for (size_t k = 0; k < target->best->count; k++) {
            const char *value = target->best->values[k], *code = target->best->codes[k];
            struct unknown unknown = {.text = value};
            int64_t there;
            bool found;
            if (spelling_find(known, value) >= 0 || (code && spelling_find(known, code) >= 0))
                continue;
            if (map_put(&told, value, 1, &there, &found) != STATUS_OK)
                return errors_memory(p->errors);
            unknown.confidence = like_choice(p, scale, value, target->best->missing[k], &unknown.choice);
            if (!found)
                (*list)[(*count)++] = unknown;
        }
    }
    return *list ? STATUS_OK : errors_memory(p->errors);
}

/* The texts that are like one choice, and how like. */
static void add_choice(struct proposal *p, const char *id, size_t choice, const struct unknown *list, size_t count)
{
    struct buffer *out = p->out;
    size_t told = 0;
    for (size_t i = 0; i < count; i++)
        if (list[i].confidence >= LEAST_LABEL && list[i].choice == choice) {
            if (told++)
                buffer_text(out, ", ");
            else
                buffer_format(out, "        %s: [", id);
            add_quoted(out, list[i].text);
        }
    if (!told)
        return;
    told = 0;
    for (size_t i = 0; i < count; i++)
        if (list[i].confidence >= LEAST_LABEL && list[i].choice == choice)
            buffer_format(out, "%s%.2f", told++ ? ", " : "]  # ", list[i].confidence);
    buffer_byte(out, '\n');
}

/* Labels of the file that no choice of the scale has. */
static void add_labels(struct proposal *p)
{
    struct buffer *out = p->out;
    struct buffer open = {0}; /* what stays a question */
    bool any = false;
    for (size_t s = 0; s < p->study->scale_count; s++) {
        const struct scale *scale = &p->study->scales[s];
        struct unknown *list;
        size_t count;
        bool named = false;
        if (find_unknown(p, s, &list, &count) != STATUS_OK)
            break;
        for (size_t i = 0; i < count; i++)
            if (list[i].confidence < LEAST_LABEL) {
                buffer_format(&open, "    # no choice of %s is like ", scale->id);
                add_quoted(&open, list[i].text);
                buffer_byte(&open, '\n');
            } else if (!named) {
                buffer_format(out, "%s      %s:\n", any ? "" : "    labels:\n", scale->id);
                any = named = true;
            }
        for (size_t c = 0; named && c < scale->count; c++)
            add_choice(p, scale->choices[c].id, c, list, count);
    }
    buffer_add(out, buffer_get(&open), open.length);
    if (buffer_status(&open) != STATUS_OK)
        (void)errors_memory(p->errors);
    buffer_clear(&open);
}

/* What is left on either side. */
static void add_rest(struct proposal *p)
{
    struct buffer *out = p->out;
    for (size_t i = 0; i < p->target_count; i++)
        if (!p->targets[i].best)
            buffer_format(out, "    # no column was found for %s\n", p->targets[i].key);
    bool any = false;
    for (size_t i = 0; i < p->seen_count; i++) {
        if (p->seen[i].taken)
            continue;
        buffer_text(out, any ? ", " : "    # columns that nothing takes: ");
        add_quoted(out, p->seen[i].title);
        any = true;
    }
    if (any)
        buffer_byte(out, '\n');
}

/* How study.yaml would name the file: within the study's folder, where it lies there; NULL for want of memory. */
static const char *name_in_study(const struct proposal *p, const char *file)
{
    char *folder = realpath(p->study->folder, NULL), *given = realpath(file, NULL);
    size_t length = folder ? strlen(folder) : 0;
    bool inside = folder && given && strncmp(folder, given, length) == 0 && given[length] == '/';
    const char *name = inside ? arena_text(p->arena, given + length + 1, strlen(given) - length - 1) : file;
    free(folder);
    free(given);
    return name;
}

static enum status propose(struct proposal *p, const char *file)
{
    struct source source = {.path = file, .descriptor = -1, .file.name = file};
    const char *encoding = NULL;
    enum status status = make_targets(p);
    if (status == STATUS_OK)
        status = source_open(&source, ERROR_IMPORT_FILE, "name a survey file", p->errors);
    if (status == STATUS_OK)
        status = read_file(p, &source, &encoding);
    source_close(&source);
    if (status != STATUS_OK)
        return status;
    assign(p);
    int year = p->options->year;
    if (year)
        buffer_format(p->out, "  %d:\n", year);
    else
        buffer_text(p->out, "  YEAR:\n");
    const char *name = name_in_study(p, file);
    if (!name)
        return errors_memory(p->errors);
    buffer_text(p->out, "    files: [");
    add_quoted(p->out, name);
    buffer_text(p->out, "]\n");
    if (encoding)
        buffer_format(p->out, "    encoding: %s\n", encoding);
    add_columns(p);
    add_labels(p);
    add_rest(p);
    return p->errors->total ? p->errors->status : STATUS_OK;
}

enum status importer_suggest(const struct study *study, const struct importer_options *options, struct buffer *out,
                             struct errors *errors)
{
    buffer_text(out, "# A proposal: look at every line, then put it under `waves` in study.yaml. The numbers say how\n"
                     "# like the texts are, 1 for the same.\n");
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->file_count; i++) {
        struct proposal proposal = {
            .study = study, .options = options, .arena = arena_new(), .errors = errors, .out = out};
        for (size_t w = 0; w < study->wave_count; w++)
            if (study->waves[w].file_count && (!options->year || study->waves[w].year < options->year))
                proposal.wave = &study->waves[w];
        status = proposal.arena ? propose(&proposal, options->files[i]) : errors_memory(errors);
        arena_free(proposal.arena);
    }
    return status == STATUS_OK && buffer_status(out) != STATUS_OK ? errors_memory(errors) : status;
}
