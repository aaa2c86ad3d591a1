/* datapackage.json: what the CSV files of an export are, for programs (Frictionless Data Package, version 1). */
#include <jansson.h>
#include <string.h>

#include "base/sha256.h"
#include "report/report.h"

static const char *type_of(enum column_kind kind)
{
    return kind == COLUMN_TEXT ? "string" : kind == COLUMN_INTEGER ? "integer" : "number";
}

/* A proportion is a share of 1, and points are differences of such shares, as in every machine format. */
static json_t *constraints_of(enum column_kind kind)
{
    return kind == COLUMN_PROPORTION ? json_pack("{s:i,s:i}", "minimum", 0, "maximum", 1) : NULL;
}

/* The texts that a column has, where people see labels for them. */
static json_t *categories_of(const struct table *table, size_t column, enum language language)
{
    json_t *categories = json_array();
    for (size_t row = 0; row < table_rows(table); row++) {
        const struct label *label = table_get_label(table, row, column);
        const char *text = table_get_text(table, row, column);
        bool known = !text || !label;
        for (size_t i = 0; !known && i < json_array_size(categories); i++)
            known = strcmp(json_string_value(json_object_get(json_array_get(categories, i), "value")), text) == 0;
        if (!known && json_array_append_new(
                          categories, json_pack("{s:s,s:s}", "value", text, "label", label_in(label, language))) != 0) {
            json_decref(categories);
            return NULL;
        }
    }
    return categories;
}

static json_t *field_of(const struct table *table, size_t column, enum language language)
{
    const struct column *own = table_column(table, column);
    json_t *field =
        json_pack("{s:s,s:s,s:s}", "name", own->name, "title", tr(language, own->title), "type", type_of(own->kind));
    bool failed = !field;
    json_t *constraints = constraints_of(own->kind);
    if (constraints)
        failed = json_object_set_new(field, "constraints", constraints) != 0 || failed;
    if (own->kind == COLUMN_TEXT) {
        json_t *categories = categories_of(table, column, language);
        if (categories && json_array_size(categories))
            failed = json_object_set_new(field, "categories", categories) != 0 || failed;
        else {
            failed = failed || !categories;
            json_decref(categories);
        }
    }
    if (!failed)
        return field;
    json_decref(field);
    return NULL;
}

static json_t *resource_of(const struct export_resource *resource, enum language language)
{
    char hash[SHA256_TEXT], text[SHA256_TEXT + 8] = "sha256:";
    json_t *fields = json_array();
    for (size_t i = 0; i < table_columns(resource->table); i++)
        if (json_array_append_new(fields, field_of(resource->table, i, language)) != 0) {
            json_decref(fields);
            return NULL;
        }
    sha256_of(buffer_get(resource->bytes), resource->bytes->length, hash);
    memcpy(text + 7, hash, sizeof hash);
    char path[80];
    (void)snprintf(path, sizeof path, "%s.csv", resource->name);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:s,s:{s:o,s:[s]}}", "name", resource->name, "path", path, "profile",
                     "tabular-data-resource", "format", "csv", "mediatype", "text/csv", "encoding", "utf-8", "bytes",
                     (json_int_t)resource->bytes->length, "hash", text, "schema", "fields", fields, "missingValues",
                     "");
}

static json_t *package_of(const struct study *study, const struct export_resource *resources, size_t count,
                          bool internal, enum language language)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(list, resource_of(&resources[i], language)) != 0) {
            json_decref(list);
            return NULL;
        }
    struct buffer about = {0};
    const char *notice = label_in(&study->notice, language);
    if (internal)
        buffer_text(&about, tr(language, "For internal use: nothing is suppressed"));
    if (*notice)
        buffer_format(&about, "%s%s", about.length ? tr(language, ". ") : "", notice);
    json_t *package = NULL;
    if (buffer_status(&about) == STATUS_OK)
        package = json_pack("{s:s,s:s,s:s,s:s,s:{s:s,s:s},s:o}", "profile", "tabular-data-package", "name", study->id,
                            "title", label_in(&study->title, language), "description", buffer_get(&about), "minaoshi",
                            "version", MINAOSHI_VERSION, "disclosure", internal ? "internal" : "suppressed",
                            "resources", list);
    else
        json_decref(list);
    buffer_clear(&about);
    return package;
}

enum status export_package(const struct study *study, const struct export_resource *resources, size_t count,
                           bool internal, enum language language, struct buffer *out, struct errors *errors)
{
    json_t *package = package_of(study, resources, count, internal, language);
    size_t size = package ? json_dumpb(package, NULL, 0, JSON_INDENT(2)) : 0;
    struct arena *arena = arena_new();
    char *bytes = arena && size ? arena_array(arena, size, 1) : NULL;
    bool made = bytes && json_dumpb(package, bytes, size, JSON_INDENT(2)) == size;
    if (made) {
        buffer_add(out, bytes, size);
        buffer_byte(out, '\n');
    }
    json_decref(package);
    arena_free(arena);
    return made && buffer_status(out) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
