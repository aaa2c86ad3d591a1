/* The ZIP of a workbook and the XML in it, with limits on what either may unfold to. */
#include "reader/workbook.h"

#include <stdarg.h>
#include <string.h>

enum {
    PIECE = 65536,
    TOKEN_MOST = 4 * 1024 * 1024, /* bytes of a tag; text comes in pieces */
    DEPTH_MOST = 256
};

enum status workbook_damaged(const struct workbook *book, enum error_code code, const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    enum status status = STATUS_FAILURE;
    if (buffer_status(&text) == STATUS_OK)
        status = errors_add(book->errors, code, (struct place){.file = book->name},
                            "open it in the spreadsheet program and save it again as .xlsx, or as CSV in UTF-8", "%s",
                            buffer_get(&text));
    else
        status = errors_memory(book->errors);
    buffer_clear(&text);
    return status;
}

bool part_is_there(const struct workbook *book, const char *name)
{
    return unzLocateFile(book->zip, name, 2) == UNZ_OK; /* names of parts differ not by case alone */
}

void part_stop(struct part *part, enum status status)
{
    if (part->status == STATUS_OK)
        part->status = status;
    (void)XML_StopParser(part->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : name;
}

const char *part_attribute(const XML_Char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(local_name(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}

static void XMLCALL start_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct part *part = context;
    part->quiet = 0;
    if (part->status != STATUS_OK)
        return;
    if (++part->depth > DEPTH_MOST) {
        part_stop(part, workbook_damaged(part->book, ERROR_FORM_LIMIT, "the part '%s' nests more than %d deep",
                                         part->name, DEPTH_MOST));
        return;
    }
    part->handlers->start(part, local_name(name), attributes);
}

static void XMLCALL end_element(void *context, const XML_Char *name)
{
    struct part *part = context;
    part->quiet = 0;
    if (part->status != STATUS_OK)
        return;
    part->depth--;
    if (part->handlers->end)
        part->handlers->end(part, local_name(name));
}

static void XMLCALL character_data(void *context, const XML_Char *text, int length)
{
    struct part *part = context;
    part->quiet = 0;
    if (part->status == STATUS_OK && part->handlers->text)
        part->handlers->text(part, text, length);
}

/* The format has no document types; with them go entities, which could unfold without end. */
static void XMLCALL start_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                                  int internal)
{
    struct part *part = context;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    part_stop(part, workbook_damaged(part->book, ERROR_FORM_DAMAGED, "the part '%s' has a document type", part->name));
}

static enum status not_xml(const struct part *part)
{
    enum XML_Error error = XML_GetErrorCode(part->parser);
    if (part->status != STATUS_OK)
        return part->status;
    if (error == XML_ERROR_NO_MEMORY)
        return errors_memory(part->book->errors);
    return workbook_damaged(part->book, ERROR_FORM_DAMAGED, "line %lu of the part '%s' can't be read: %s",
                            (unsigned long)XML_GetCurrentLineNumber(part->parser), part->name, XML_ErrorString(error));
}

static enum status too_large(const struct part *part, uint64_t most)
{
    return workbook_damaged(part->book, ERROR_FORM_LIMIT, "the part '%s' has more than %llu MiB", part->name,
                            (unsigned long long)(most >> 20));
}

static enum status parse(struct part *part, uint64_t most)
{
    uint64_t total = 0;
    for (;;) {
        void *piece = XML_GetBuffer(part->parser, PIECE);
        if (!piece)
            return errors_memory(part->book->errors);
        int got = unzReadCurrentFile(part->book->zip, piece, PIECE);
        if (got < 0)
            return workbook_damaged(part->book, ERROR_FORM_DAMAGED, "the part '%s' can't be decompressed", part->name);
        total += (uint64_t)got;
        if (total > most)
            return too_large(part, most);
        if (XML_ParseBuffer(part->parser, got, got == 0) != XML_STATUS_OK)
            return not_xml(part);
        if (!got)
            return STATUS_OK;
        part->quiet += (size_t)got;
        if (part->quiet > TOKEN_MOST)
            return workbook_damaged(part->book, ERROR_FORM_LIMIT, "the part '%s' has a tag of more than %d MiB",
                                    part->name, TOKEN_MOST >> 20);
    }
}

static enum status open_part(const struct part *part, uint64_t most)
{
    struct workbook *book = part->book;
    unz_file_info64 info;
    if (!part_is_there(book, part->name))
        return workbook_damaged(book, ERROR_FORM_DAMAGED, "the part '%s' is missing", part->name);
    if (unzGetCurrentFileInfo64(book->zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
        return workbook_damaged(book, ERROR_FORM_DAMAGED, "the part '%s' can't be opened", part->name);
    if (info.flag & 1)
        return workbook_damaged(book, ERROR_FORM_DAMAGED, "the part '%s' is encrypted", part->name);
    if (info.uncompressed_size > most)
        return too_large(part, most);
    if (unzOpenCurrentFile(book->zip) != UNZ_OK)
        return workbook_damaged(book, ERROR_FORM_DAMAGED, "the part '%s' can't be opened", part->name);
    return STATUS_OK;
}

enum status part_read(struct workbook *book, const char *name, uint64_t most, const struct part_handlers *handlers,
                      void *context)
{
    static const XML_Memory_Handling_Suite memory = {mem_alloc, mem_resize, mem_free};
    struct part part = {.book = book, .name = name, .handlers = handlers, .context = context};
    enum status status = open_part(&part, most);
    if (status != STATUS_OK)
        return status;
    part.parser = XML_ParserCreate_MM(NULL, &memory, " ");
    if (part.parser) {
        XML_SetUserData(part.parser, &part);
        XML_SetElementHandler(part.parser, start_element, end_element);
        XML_SetCharacterDataHandler(part.parser, character_data);
        XML_SetStartDoctypeDeclHandler(part.parser, start_doctype);
        status = parse(&part, most);
        XML_ParserFree(part.parser);
    } else
        status = errors_memory(book->errors);
    if (unzCloseCurrentFile(book->zip) == UNZ_CRCERROR && status == STATUS_OK)
        status = workbook_damaged(book, ERROR_FORM_DAMAGED, "the part '%s' does not match its checksum", name);
    return status;
}
