/* A script for R that computes the rates anew, with other means than ours, and says where they differ. */
#include <string.h>

#include "base/number.h"
#include "report/report.h"

/* A string of R: what is not plain is a code point, so that the script is read alike under every locale. */
static void add_string(struct buffer *out, const char *text)
{
    buffer_byte(out, '"');
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at == '"' || *at == '\\')
            buffer_format(out, "\\%c", *at);
        else if (*at < 0x20 || *at == 0x7F)
            buffer_format(out, "\\x%02x", *at);
        else
            buffer_byte(out, (char)*at);
    buffer_byte(out, '"');
}

static void add_number(struct buffer *out, double value)
{
    if (isnan(value))
        buffer_text(out, "NA");
    else
        number_add_exact(out, value);
}

static void add_list(struct buffer *out, const char *const *texts, size_t count)
{
    buffer_text(out, "c(");
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? ", " : "");
        add_string(out, texts[i]);
    }
    buffer_byte(out, ')');
}

static enum status add_items(struct buffer *out, const struct study *study, enum language language)
{
    struct arena *arena = arena_new();
    if (!arena)
        return STATUS_FAILURE;
    enum status status = STATUS_OK;
    bool first = true;
    buffer_text(out, "# What counts as adopted, and what is a valid answer.\nitems <- list(\n");
    for (size_t i = 0; i < study->item_count; i++) {
        const struct item *item = &study->items[i];
        if (item->kind != ITEM_SINGLE || !item->adopted)
            continue;
        const char **adopted = arena_array(arena, item->scale->count, sizeof *adopted);
        const char **valid = arena_array(arena, item->scale->count, sizeof *valid);
        size_t adopted_count = 0, valid_count = 0;
        if (!adopted || !valid) {
            status = STATUS_FAILURE;
            break;
        }
        for (size_t k = 0; k < item->scale->count; k++) {
            const struct choice *choice = &item->scale->choices[k];
            bool counts =
                choice->role == ROLE_ANSWERED || (study->analysis.denominator == DENOMINATOR_ALLRESP &&
                                                  (choice->role == ROLE_NO_ANSWER || choice->role == ROLE_REFUSED));
            if (item->adopted[k] && choice->role == ROLE_ANSWERED)
                adopted[adopted_count++] = label_in(&choice->label, language);
            if (counts)
                valid[valid_count++] = label_in(&choice->label, language);
        }
        buffer_format(out, "%s  `%s` = list(adopted = ", first ? "" : ",\n", item->id);
        add_list(out, adopted, adopted_count);
        buffer_text(out, ",\n    valid = ");
        add_list(out, valid, valid_count);
        buffer_byte(out, ')');
        first = false;
    }
    buffer_text(out, "\n)\n\n");
    arena_free(arena);
    return status;
}

static void add_frame(struct buffer *out, const struct panel *panel, enum language language)
{
    const struct study *study = panel->study;
    buffer_text(out, "# How many institutions there are.\nframe <- read.csv(text = 'wave,stratum,N\n");
    for (size_t w = 0; w < study->wave_count; w++)
        for (size_t h = 0; h < study->stratum_count; h++) {
            int64_t N = frame_get(&panel->frame, study->waves[w].year, h);
            if (N < 0)
                continue;
            buffer_format(out, "%d,\"", study->waves[w].year);
            for (const char *at = label_in(&study->strata[h].label, language); *at; at++)
                buffer_text(out, *at == '\''   ? "\\'"
                                 : *at == '"'  ? "\"\""
                                 : *at == '\\' ? "\\\\"
                                               : (char[]){*at, '\0'});
            buffer_format(out, "\",%lld\n", (long long)N);
        }
    buffer_text(out, "', encoding = 'UTF-8')\n\n");
}

static void add_expected(struct buffer *out, const struct study *study, const struct rates *rates)
{
    buffer_text(out, "# What minaoshi computed; NA: suppressed, or there is none.\n"
                     "expected <- read.csv(text = 'wave,item,estimator,x,n,estimate,se\n");
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate *rate = &rates->rows[i];
        const struct item *item = &study->items[rate->item];
        if (item->kind != ITEM_SINGLE || !item->adopted || rate->stratum != GROUP_ALL || !rate->n)
            continue;
        buffer_format(out, "%d,%s,%s,", study->waves[rate->wave].year, item->id, estimator_name(rate->estimator));
        add_number(out, rate->x < 0 ? (double)NAN : (double)rate->x);
        buffer_format(out, ",%lld,", (long long)rate->n);
        add_number(out, rate->estimate);
        buffer_byte(out, ',');
        add_number(out, rate->estimator == ESTIMATOR_POPULATION ? rate->se : (double)NAN);
        buffer_byte(out, '\n');
    }
    buffer_text(out, "', stringsAsFactors = FALSE)\n\n");
}

static const char head[] =
    "# Computes the rates anew from the answers and compares them with those of minaoshi.\n"
    "#   minaoshi export STUDY answers --internal -o answers.csv\n"
    "#   Rscript rates.R answers.csv\n"
    "# It needs the package survey; it ends with status 1 where anything differs.\n"
    "library(survey)\n"
    "options(survey.lonely.psu = \"fail\")\n\n"
    "arguments <- commandArgs(trailingOnly = TRUE)\n"
    "answers <- read.csv(if (length(arguments)) arguments[1] else \"answers.csv\", encoding = \"UTF-8\",\n"
    "                    colClasses = c(code = \"character\"), check.names = FALSE, na.strings = \"\")\n\n";

/* Rates that are published rounded have no standard error, and differ by half of their last digit at most. */
static const char tail[] =
    "compute <- function(year, item) {\n"
    "  rows <- answers[answers$wave == year & !is.na(answers[[item]]), ]\n"
    "  rows <- merge(rows, frame[frame$wave == year, c(\"stratum\", \"N\")], by = \"stratum\")\n"
    "  rows$y <- as.numeric(rows[[item]] %in% items[[item]]$adopted)\n"
    "  rows$valid <- rows[[item]] %in% items[[item]]$valid\n"
    "  published <- c(x = sum(rows$y[rows$valid]), n = sum(rows$valid))\n"
    "  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~N, data = rows)\n"
    "  population <- svymean(~y, subset(design, valid))\n"
    "  list(published = published, estimate = as.numeric(coef(population)), se = as.numeric(SE(population)))\n"
    "}\n\n"
    "compared <- 0\n"
    "differs <- 0\n"
    "compare <- function(what, ours, theirs, tolerance) {\n"
    "  if (is.na(ours)) return(invisible())\n"
    "  compared <<- compared + 1\n"
    "  if (!is.finite(theirs) || abs(ours - theirs) > tolerance) {\n"
    "    differs <<- differs + 1\n"
    "    cat(what, \": minaoshi\", format(ours, digits = 15), \"R\", format(theirs, digits = 15), \"\\n\")\n"
    "  }\n"
    "}\n\n"
    "for (i in seq_len(nrow(expected))) {\n"
    "  row <- expected[i, ]\n"
    "  if (!any(answers$wave == row$wave)) next\n"
    "  anew <- compute(row$wave, row$item)\n"
    "  what <- paste(row$wave, row$item, row$estimator)\n"
    "  compare(paste(what, \"x\"), row$x, anew$published[[\"x\"]], 0)\n"
    "  compare(paste(what, \"n\"), row$n, anew$published[[\"n\"]], 0)\n"
    "  if (row$estimator == \"published\") {\n"
    "    compare(what, row$estimate, anew$published[[\"x\"]] / anew$published[[\"n\"]], 1e-12)\n"
    "  } else {\n"
    "    compare(what, row$estimate, anew$estimate, if (is.na(row$se)) rounded else 1e-10)\n"
    "    compare(paste(what, \"se\"), row$se, anew$se, 1e-10)\n"
    "  }\n"
    "}\n"
    "cat(compared, \"numbers compared,\", differs, \"differ\\n\")\n"
    "quit(status = if (differs > 0 || compared == 0) 1 else 0)\n";

enum status export_r(const struct panel *panel, const struct rates *rates, enum language language, struct buffer *out,
                     struct errors *errors)
{
    const struct study *study = panel->study;
    buffer_text(out, head);
    if (add_items(out, study, language) != STATUS_OK)
        return errors_memory(errors);
    add_frame(out, panel, language);
    add_expected(out, study, rates);
    buffer_format(out, "rounded <- 0.5001e-%d # of a rate that is published rounded\n\n", study->decimals + 2);
    buffer_text(out, tail);
    return buffer_status(out) == STATUS_OK ? STATUS_OK : errors_memory(errors);
}
