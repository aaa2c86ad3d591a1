/*
 * Excel workbooks (.xlsx, ISO/IEC 29500): from the package's relationships to the workbook, from the workbook's to the
 * shared texts and the sheet.
 */
#define _POSIX_C_SOURCE 200809L
#include "reader/workbook.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* The file as minizip sees it. */
struct archive {
    int file;
    off_t size, at;
    int error; /* errno */
};

struct relation {
    const char *id, *type, *part;
};

struct sheet {
    const char *name, *part;
};

/* Relations and sheets as they are read. */
struct listing {
    const char *folder; /* of the part that has the relations, with its slash; "" for the package */
    struct relation *relations;
    size_t relation_count, relation_capacity;
    struct sheet *sheets;
    size_t sheet_count, sheet_capacity;
};

/* The archive */

static voidpf archive_open(voidpf opaque, const void *path, int mode)
{
    (void)path;
    (void)mode;
    return opaque;
}

static uLong archive_read(voidpf opaque, voidpf stream, void *bytes, uLong wanted)
{
    struct archive *archive = stream;
    uLong done = 0;
    (void)opaque;
    while (done < wanted) {
        ssize_t got = pread(archive->file, (char *)bytes + done, wanted - done, archive->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            archive->error = errno;
        if (got <= 0)
            break;
        done += (uLong)got;
        archive->at += got;
    }
    return done;
}

static ZPOS64_T archive_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return (ZPOS64_T)((struct archive *)stream)->at;
}

static long archive_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    struct archive *archive = stream;
    (void)opaque;
    off_t from = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? archive->at : archive->size;
    if (offset > (ZPOS64_T)(archive->size - from))
        return -1;
    archive->at = from + (off_t)offset;
    return 0;
}

static int archive_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static int archive_error(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((struct archive *)stream)->error;
}

/* Relations and sheets */

/* The part that `target` names, seen from `folder`: absolute, or with steps upwards. */
static const char *resolve(struct arena *arena, const char *folder, const char *target)
{
    char *path = target[0] == '/' ? arena_text(arena, target + 1, strlen(target + 1))
                                  : arena_format(arena, "%s%s", folder, target);
    if (!path)
        return NULL;
    char *up;
    while ((up = strstr(path, "../")) != NULL && (up == path || up[-1] == '/')) {
        char *to = up;
        if (to > path)
            to--;
        while (to > path && to[-1] != '/')
            to--;
        memmove(to, up + 3, strlen(up + 3) + 1);
    }
    return path;
}

static void start_relation(struct part *part, const char *name, const XML_Char **attributes)
{
    struct listing *listing = part->context;
    struct arena *arena = part->book->arena;
    const char *id = part_attribute(attributes, "Id"), *type = part_attribute(attributes, "Type"),
               *target = part_attribute(attributes, "Target"), *mode = part_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return;
    struct relation taken = {
        .id = arena_text(arena, id, strlen(id)),
        .type = arena_text(arena, type, strlen(type)),
        .part = resolve(arena, listing->folder, target),
    };
    if (!taken.id || !taken.type || !taken.part ||
        mem_grow(&listing->relations, &listing->relation_capacity, listing->relation_count,
                 sizeof *listing->relations) != STATUS_OK) {
        part_stop(part, errors_memory(part->book->errors));
        return;
    }
    listing->relations[listing->relation_count++] = taken;
}

/* The part of the relation with that id (or any, when NULL) whose type ends in `type`; NULL: none. */
static const char *related(const struct listing *listing, const char *id, const char *type)
{
    for (size_t i = 0; i < listing->relation_count; i++) {
        const struct relation *relation = &listing->relations[i];
        const char *last = strrchr(relation->type, '/');
        if (last && strcmp(last + 1, type) == 0 && (!id || strcmp(relation->id, id) == 0))
            return relation->part;
    }
    return NULL;
}

/* Sheets of cells only: a chart may be a sheet too. */
static void start_workbook(struct part *part, const char *name, const XML_Char **attributes)
{
    struct listing *listing = part->context;
    struct arena *arena = part->book->arena;
    const char *called = part_attribute(attributes, "name"), *id = part_attribute(attributes, "id");
    const char *cells = id ? related(listing, id, "worksheet") : NULL;
    if (strcmp(name, "sheet") != 0 || !called || !cells)
        return;
    struct sheet taken = {.name = arena_text(arena, called, strlen(called)), .part = cells};
    if (!taken.name || mem_grow(&listing->sheets, &listing->sheet_capacity, listing->sheet_count,
                                sizeof *listing->sheets) != STATUS_OK) {
        part_stop(part, errors_memory(part->book->errors));
        return;
    }
    listing->sheets[listing->sheet_count++] = taken;
}

static enum status read_relations(struct workbook *book, struct listing *listing, const char *part)
{
    static const struct part_handlers handlers = {.start = start_relation};
    const char *last = strrchr(part, '/');
    const char *base = last ? last + 1 : part;
    listing->folder = arena_text(book->arena, part, (size_t)(base - part));
    const char *name = listing->folder ? arena_format(book->arena, "%s_rels/%s.rels", listing->folder, base) : NULL;
    if (!name)
        return errors_memory(book->errors);
    listing->relation_count = 0;
    return part_read(book, name, PART_SMALL, &handlers, listing);
}

static enum status report_no_sheet(const struct workbook *book, const struct listing *listing, const char *wanted)
{
    struct buffer hint = {0};
    buffer_text(&hint, "the workbook has ");
    for (size_t i = 0; i < listing->sheet_count; i++)
        buffer_format(&hint, "%s\"%s\"", i ? ", " : "", listing->sheets[i].name);
    enum status status = buffer_status(&hint) == STATUS_OK
                             ? errors_add(book->errors, ERROR_FORM_SHEET, (struct place){.file = book->name},
                                          buffer_get(&hint), "there is no sheet \"%s\"", wanted)
                             : errors_memory(book->errors);
    buffer_clear(&hint);
    return status;
}

/* The sheet of that name: as it is written, else the first that is equal in NFKC. NULL: there is none, which is told.
 */
static const struct sheet *choose(const struct workbook *book, const struct listing *listing, const char *wanted)
{
    if (!listing->sheet_count) {
        (void)workbook_damaged(book, ERROR_FORM_DAMAGED, "the workbook has no sheet with cells");
        return NULL;
    }
    if (!wanted)
        return &listing->sheets[0];
    for (size_t i = 0; i < listing->sheet_count; i++)
        if (strcmp(listing->sheets[i].name, wanted) == 0)
            return &listing->sheets[i];
    const char *plain = text_nfkc(book->arena, wanted, strlen(wanted));
    for (size_t i = 0; i < listing->sheet_count && plain; i++) {
        const char *name = text_nfkc(book->arena, listing->sheets[i].name, strlen(listing->sheets[i].name));
        if (name && strcmp(name, plain) == 0)
            return &listing->sheets[i];
    }
    (void)report_no_sheet(book, listing, wanted);
    return NULL;
}

static enum status read_parts(struct workbook *book, struct listing *listing, const char *wanted)
{
    static const struct part_handlers handlers = {.start = start_workbook};
    if (!part_is_there(book, "_rels/.rels"))
        return workbook_damaged(book, ERROR_FORM_DAMAGED, "it is a ZIP file, but not a workbook");
    enum status status = read_relations(book, listing, "");
    if (status != STATUS_OK)
        return status;
    const char *main_part = related(listing, NULL, "officeDocument");
    if (!main_part)
        return workbook_damaged(book, ERROR_FORM_DAMAGED, "it is a ZIP file, but not a workbook");
    status = read_relations(book, listing, main_part);
    if (status == STATUS_OK)
        status = part_read(book, main_part, PART_SMALL, &handlers, listing);
    if (status != STATUS_OK)
        return status;
    const struct sheet *sheet = choose(book, listing, wanted);
    if (!sheet)
        return book->errors->status;
    const char *strings = related(listing, NULL, "sharedStrings");
    if (strings && (status = strings_read(book, strings)) != STATUS_OK)
        return status;
    return sheet_read(book, sheet->part, sheet->name);
}

enum status workbook_read(int file, const char *name, const char *sheet, struct grid *grid, struct errors *errors)
{
    struct stat info;
    if (fstat(file, &info) != 0)
        return errors_add(errors, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name,
                          strerror(errno));
    struct archive archive = {.file = file, .size = info.st_size};
    zlib_filefunc64_def functions = {
        .zopen64_file = archive_open,
        .zread_file = archive_read,
        .ztell64_file = archive_tell,
        .zseek64_file = archive_seek,
        .zclose_file = archive_close,
        .zerror_file = archive_error,
        .opaque = &archive,
    };
    struct workbook book = {.name = name, .grid = grid, .errors = errors};
    struct listing listing = {0};
    struct errors found = {.limit = errors->limit};
    enum status status;
    book.errors = &found;
    book.arena = arena_new();
    if (!book.arena) {
        status = errors_memory(&found);
        goto out;
    }
    book.zip = unzOpen2_64("", &functions);
    status = book.zip ? read_parts(&book, &listing, sheet)
                      : workbook_damaged(&book, ERROR_FORM_DAMAGED, "the end of the ZIP file is missing");
out:
    if (book.zip)
        (void)unzClose(book.zip);
    if (archive.error) { /* what followed from it is of no interest */
        errors_clear(&found);
        status = errors_add(&found, ERROR_READ, (struct place){0}, NULL, "unable to read '%s': %s", name,
                            strerror(archive.error));
    }
    errors_move(errors, &found);
    buffer_clear(&book.strings.text);
    mem_free(book.strings.ends);
    mem_free(listing.relations);
    mem_free(listing.sheets);
    arena_free(book.arena);
    return status;
}
