/* The collection of problems and how it is shown. */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

static const struct {
    const char *name;
    enum status status;
    const char *meaning;
} codes[] = {
#define ERROR_CODE(id, name, status, meaning) [ERROR_##id] = {name, status, meaning},
#include "base/error_codes.def"
#undef ERROR_CODE
};

const char *error_name(enum error_code code)
{
    return codes[code].name;
}

const char *error_meaning(enum error_code code)
{
    return codes[code].meaning;
}

enum status error_status(enum error_code code)
{
    return codes[code].status;
}

static char *copy(const char *text, size_t length)
{
    char *copied = mem_alloc(length + 1);
    if (copied)
        memcpy(copied, text, length);
    return copied;
}

static void error_clear(struct error *error)
{
    mem_free(error->file);
    mem_free(error->text);
    mem_free(error->excerpt);
    mem_free(error->hint);
}

/* Whether one more of this severity is kept. */
static bool keeps(const struct errors *errors, bool warning)
{
    size_t limit = errors->limit ? errors->limit : ERRORS_DEFAULT_LIMIT;
    return (warning ? errors->warnings : errors->total) <= limit;
}

enum status errors_add(struct errors *errors, enum error_code code, struct place where, const char *hint,
                       const char *format, ...)
{
    enum status status = codes[code].status;
    bool warning = status == STATUS_OK;
    if (warning)
        errors->warnings++;
    else {
        errors->total++;
        if (errors->status == STATUS_OK)
            errors->status = status;
    }
    if (!keeps(errors, warning))
        return status;

    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    struct error error = {.code = code, .line = where.line, .column = where.column};
    error.text = copy(buffer_get(&text), text.length);
    if (where.file)
        error.file = copy(where.file, strlen(where.file));
    if (hint)
        error.hint = copy(hint, strlen(hint));
    bool whole = !text.failed && error.text && (!where.file || error.file) && (!hint || error.hint);
    buffer_clear(&text);
    if (!whole || mem_grow(&errors->items, &errors->capacity, errors->kept, sizeof error) != STATUS_OK) {
        error_clear(&error);
        errors->lost = true;
        return status;
    }
    errors->items[errors->kept++] = error;
    return status;
}

void errors_excerpt(struct errors *errors, const char *line, size_t length)
{
    if (!errors->kept)
        return;
    struct error *last = &errors->items[errors->kept - 1];
    if (last->excerpt || !keeps(errors, codes[last->code].status == STATUS_OK))
        return;
    last->excerpt = copy(line, length);
    if (!last->excerpt)
        errors->lost = true;
}

void errors_move(struct errors *to, struct errors *from)
{
    size_t limit = to->limit ? to->limit : ERRORS_DEFAULT_LIMIT;
    size_t seen[2] = {to->total, to->warnings}; /* each severity has a limit of its own */
    for (size_t i = 0; i < from->kept; i++) {
        bool warning = codes[from->items[i].code].status == STATUS_OK;
        bool room = seen[warning]++ < limit;
        if (room && mem_grow(&to->items, &to->capacity, to->kept, sizeof *to->items) == STATUS_OK)
            to->items[to->kept++] = from->items[i];
        else {
            to->lost = to->lost || room;
            error_clear(&from->items[i]);
        }
    }
    to->total += from->total;
    to->warnings += from->warnings;
    to->lost = to->lost || from->lost;
    if (to->status == STATUS_OK)
        to->status = from->status;
    from->kept = 0;
    from->total = from->warnings = 0;
    from->status = STATUS_OK;
    errors_clear(from);
}

void errors_drop_warnings(struct errors *errors)
{
    size_t kept = 0;
    for (size_t i = 0; i < errors->kept; i++)
        if (codes[errors->items[i].code].status != STATUS_OK)
            errors->items[kept++] = errors->items[i];
        else
            error_clear(&errors->items[i]);
    errors->kept = kept;
    errors->warnings = 0;
}

/* The excerpt and, under it, the caret. The excerpt of a long line is cut around the column, at most WIDTH wide. */
static void add_excerpt(struct buffer *out, const struct error *error)
{
    enum { WIDTH = 100, BEFORE = 60 };
    const char *line = error->excerpt;
    size_t length = strlen(line);
    size_t at = text_offset(line, length, error->column > 0 ? error->column - 1 : 0);
    size_t start = 0;
    while (text_width(line + start, at - start) > BEFORE)
        start += text_next(line + start, length - start);
    size_t end = at;
    while (end < length && text_width(line + start, end - start) < WIDTH)
        end += text_next(line + end, length - end);
    buffer_text(out, "    ");
    if (start)
        buffer_text(out, "…");
    text_add_safe(out, line + start, end - start);
    if (end < length)
        buffer_text(out, "…");
    buffer_byte(out, '\n');
    if (error->column > 0) {
        struct buffer before = {0};
        text_add_safe(&before, line + start, at - start);
        buffer_fill(out, ' ', (start ? 5U : 4U) + text_width(buffer_get(&before), before.length));
        buffer_clear(&before);
        buffer_text(out, "^\n");
    }
}

static void add_error(struct buffer *out, const struct error *error, bool colour)
{
    bool warning = codes[error->code].status == STATUS_OK;
    if (error->file) {
        text_add_safe(out, error->file, strlen(error->file));
        if (error->line > 0)
            buffer_format(out, ":%lld", (long long)error->line);
        if (error->line > 0 && error->column > 0)
            buffer_format(out, ":%lld", (long long)error->column);
    } else
        buffer_text(out, "minaoshi");
    buffer_text(out, ": ");
    buffer_text(out, !colour ? "" : warning ? "\033[1;33m" : "\033[1;31m");
    buffer_format(out, "%s[%s]", warning ? "warning" : "error", codes[error->code].name);
    buffer_text(out, colour ? "\033[0m: " : ": ");
    text_add_safe(out, error->text, strlen(error->text));
    buffer_byte(out, '\n');
    if (error->excerpt)
        add_excerpt(out, error);
    if (error->hint) {
        buffer_text(out, "  hint: ");
        text_add_safe(out, error->hint, strlen(error->hint));
        buffer_byte(out, '\n');
    }
}

void errors_print(const struct errors *errors, FILE *stream, bool colour)
{
    struct buffer out = {0};
    for (size_t i = 0; i < errors->kept; i++)
        add_error(&out, &errors->items[i], colour);
    size_t hidden = errors->total + errors->warnings - errors->kept;
    if (hidden && !errors->lost)
        buffer_format(&out, "minaoshi: %zu more problem%s not shown (--max-errors)\n", hidden, hidden == 1 ? "" : "s");
    /* Where even stderr can't be written there is nobody left to tell. */
    (void)!fwrite(buffer_get(&out), 1, out.length, stream);
    if (errors->lost || out.failed) /* not through the buffer, which may have no room for it */
        (void)!fputs("minaoshi: some problems could not be kept: out of memory\n", stream);
    buffer_clear(&out);
}

void errors_clear(struct errors *errors)
{
    for (size_t i = 0; i < errors->kept; i++)
        error_clear(&errors->items[i]);
    mem_free(errors->items);
    *errors = (struct errors){.limit = errors->limit};
}
