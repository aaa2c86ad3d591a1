/* study.yaml: design and weighting, what holds up and what does not. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/study.h"

static const char base[] = "version: 1\n"
                           "study: s\n"
                           "institution: {code: C}\n"
                           "strata: {column: S, values: [{id: a}, {id: b}]}\n"
                           "attributes: [{id: region, column: R}, {id: kind}]\n"
                           "scales:\n"
                           "  yes_no: [{id: yes}, {id: no}]\n"
                           "items: [{id: q, column: Q, scale: yes_no, adopted: [yes]}]\n"
                           "waves:\n"
                           "  2020: {files: [a.csv]}\n"
                           "  2021: {columns: {region: ~}}\n"
                           "frame: frame.csv\n"
                           "margins: margins.csv\n";

static enum status parse(const char *drop, const char *more, struct study **study, struct errors *errors)
{
    char text[2048];
    const char *at = drop ? strstr(base, drop) : NULL;
    size_t before = at ? (size_t)(at - base) : strlen(base);
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)before, base, at ? at + strlen(drop) : "", more);
    return study_parse("folder", text, strlen(text), study, errors);
}

static struct study *accept(const char *more)
{
    struct errors errors = {0};
    struct study *study;
    assert_int_equal(parse(NULL, more, &study, &errors), STATUS_OK);
    assert_no_errors(&errors);
    return study;
}

static void refuse(const char *drop, const char *more, const char *expected)
{
    struct errors errors = {0};
    struct study *study;
    assert_int_equal(parse(drop, more, &study, &errors), STATUS_RULES);
    assert_null(study);
    assert_errors(&errors, expected);
}

static void test_weighting_left_out(void **state)
{
    (void)state;
    static const char *const same[] = {"", "weighting: {method: none}\n",
                                       "weighting: ~\ndesign: {weight: ~, psu: ~}\n"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct study *study = accept(same[i]);
        assert_false(study_is_weighted(study));
        assert_int_equal(study->attribute_count, 2);
        assert_int_equal(study->weighting.method, PLAN_NONE);
        assert_int_equal(study->weighting.weight, NO_ATTRIBUTE);
        assert_int_equal(study->weighting.psu, NO_ATTRIBUTE);
        assert_true(study->weighting.least == 0 && isinf(study->weighting.greatest));
        assert_int_equal(study->weighting.minimum_class, 0);
        assert_string_equal(study->margins, "margins.csv");
        study_free(study);
    }
}

static void test_weighting_read(void **state)
{
    (void)state;
    struct study *study =
        accept("weighting: {method: rake, margins: [stratum, region], trim: [0.3, 3], minimum_class: 20}\n");
    const struct weighting_plan *plan = &study->weighting;
    assert_true(study_is_weighted(study));
    assert_int_equal(plan->method, PLAN_RAKE);
    assert_int_equal(plan->margin_count, 2);
    assert_int_equal(plan->margins[0], MARGIN_STRATUM);
    assert_int_equal(plan->margins[1], 0);
    assert_true(plan->least == 0.3 && plan->greatest == 3);
    assert_int_equal(plan->minimum_class, 20);
    study_free(study);
    study = accept("weighting: {method: poststratify, margins: region}\n"); /* one alone need not be a list */
    assert_int_equal(study->weighting.method, PLAN_POSTSTRATIFY);
    assert_int_equal(study->weighting.margin_count, 1);
    study_free(study);
}

/* Columns of the design are kept beside the attributes, and a wave may have them under another title. */
static void test_design_read(void **state)
{
    (void)state;
    struct study *study = accept("design: {weight: W, psu: P}\n");
    assert_true(study_is_weighted(study));
    assert_int_equal(study->attribute_count, 4);
    assert_int_equal(study->weighting.weight, 2);
    assert_int_equal(study->weighting.psu, 3);
    assert_int_equal(study_find_attribute(study, DESIGN_WEIGHT), 2);
    assert_string_equal(study->waves[0].attribute_columns[2], "W");
    assert_string_equal(study->waves[0].attribute_columns[3], "P");
    study_free(study);
    study = accept("design: {psu: P}\n");
    assert_int_equal(study->weighting.weight, NO_ATTRIBUTE);
    assert_int_equal(study->weighting.psu, 2);
    study_free(study);
    struct errors errors = {0};
    assert_int_equal(parse("{files: [a.csv]}", "design: {weight: W}\n", &study, &errors), STATUS_OK);
    assert_no_errors(&errors);
    study_free(study);
    static const char own[] = "version: 1\nstudy: s\ninstitution: {code: C}\nstrata: {column: S, values: [{id: a}]}\n"
                              "scales: {y: [{id: yes}]}\nitems: [{id: q, column: Q, scale: y}]\n"
                              "waves: {2020: {files: [a.csv], columns: {design__weight: W20}}}\ndesign: {weight: W}\n";
    assert_int_equal(study_parse("folder", own, strlen(own), &study, &errors), STATUS_OK);
    assert_no_errors(&errors);
    assert_string_equal(study->waves[0].attribute_columns[0], "W20");
    study_free(study);
}

/* A wave that takes a column back, one that comes as counts, and one without data, to which both are nothing. */
static void test_weighting_of_waves(void **state)
{
    (void)state;
    static const char text[] = "version: 1\nstudy: s\ninstitution: {code: C}\nstrata: {column: S, values: [{id: a}]}\n"
                               "attributes: [{id: region, column: R}]\nscales: {y: [{id: yes}]}\n"
                               "items: [{id: q, column: Q, scale: y}]\n"
                               "waves:\n"
                               "  2019: {layout: counts}\n"
                               "  2020: {files: [a.csv], columns: {region: ~}}\n"
                               "  2021: {files: [b.csv], layout: counts}\n"
                               "  2022: {files: [c.csv], layout: long}\n"
                               "margins: m.csv\n"
                               "weighting: {method: rake, margins: [region]}\n";
    struct errors errors = {0};
    struct study *study;
    assert_int_equal(study_parse("folder", text, strlen(text), &study, &errors), STATUS_RULES);
    assert_errors(&errors,
                  "study.yaml:10:3: error[STU005]: wave 2020 has no column 'region', which its weights need\n"
                  "      2020: {files: [a.csv], columns: {region: ~}}\n"
                  "      ^\n"
                  "  hint: name it in waves.2020.columns.region\n"
                  "study.yaml:11:3: error[STU005]: wave 2021 comes as counts, which can't be weighted one by one\n"
                  "      2021: {files: [b.csv], layout: counts}\n"
                  "      ^\n"
                  "  hint: leave out `design` and `weighting`, or import the answers one by one\n");
}

static void test_weighting_problems(void **state)
{
    (void)state;
    refuse(NULL, "weighting: {method: rake, margins: [regoin, stratum, stratum]}\n",
           "study.yaml:14:37: error[STU006]: 'regoin' is not 'stratum' or an attribute\n"
           "    weighting: {method: rake, margins: [regoin, stratum, stratum]}\n"
           "                                        ^\n"
           "  hint: did you mean 'region'?\n"
           "study.yaml:14:54: error[STU003]: margin 'stratum' is there twice\n"
           "    weighting: {method: rake, margins: [regoin, stratum, stratum]}\n"
           "                                                         ^\n");
    refuse(NULL, "weighting: {method: linear}\n",
           "study.yaml:14:13: error[STU004]: 'margins' is missing in weighting\n"
           "    weighting: {method: linear}\n"
           "                ^\n"
           "  hint: for example margins: [stratum, region]\n");
    refuse(NULL, "weighting: {margins: [stratum], trim: [0.3, 3], minimum_class: 20}\n",
           "study.yaml:14:13: error[STU005]: weighting.margins does nothing with method none\n"
           "    weighting: {margins: [stratum], trim: [0.3, 3], minimum_class: 20}\n"
           "                ^\n"
           "  hint: give a method: poststratify, rake or linear\n"
           "study.yaml:14:33: error[STU005]: weighting.trim does nothing with method none\n"
           "    weighting: {margins: [stratum], trim: [0.3, 3], minimum_class: 20}\n"
           "                                    ^\n"
           "  hint: give a method: poststratify, rake or linear\n"
           "study.yaml:14:49: error[STU005]: weighting.minimum_class does nothing with method none\n"
           "    weighting: {margins: [stratum], trim: [0.3, 3], minimum_class: 20}\n"
           "                                                    ^\n"
           "  hint: give a method: poststratify, rake or linear\n");
    refuse(NULL, "weighting: {method: poststratify, margins: [stratum, region]}\n",
           "study.yaml:14:44: error[STU005]: poststratify takes one margin\n"
           "    weighting: {method: poststratify, margins: [stratum, region]}\n"
           "                                               ^\n"
           "  hint: rake and linear meet several margins\n");
    refuse(NULL, "weighting: {method: rake, margins: [stratum], trim: [1, 3], minimum_class: 0}\n",
           "study.yaml:14:53: error[STU005]: weighting.trim must be a number above 0 and below 1, and one above 1\n"
           "    weighting: {method: rake, margins: [stratum], trim: [1, 3], minimum_class: 0}\n"
           "                                                        ^\n"
           "  hint: for example [0.3, 3]\n"
           "study.yaml:14:76: error[STU005]: weighting.minimum_class must be a whole number from 1 to 1000000\n"
           "    …hod: rake, margins: [stratum], trim: [1, 3], minimum_class: 0}\n"
           "                                                                 ^\n");
    refuse(NULL, "weighting: {method: rake, margins: [stratum], trim: [0.3, 1]}\n",
           "study.yaml:14:53: error[STU005]: weighting.trim must be a number above 0 and below 1, and one above 1\n"
           "    weighting: {method: rake, margins: [stratum], trim: [0.3, 1]}\n"
           "                                                        ^\n"
           "  hint: for example [0.3, 3]\n");
    refuse(NULL, "weighting: {method: rake, margins: [stratum], trim: 3}\n",
           "study.yaml:14:53: error[STU005]: weighting.trim must be two numbers, the least and the greatest weight "
           "over the mean\n"
           "    weighting: {method: rake, margins: [stratum], trim: 3}\n"
           "                                                        ^\n"
           "  hint: for example [0.3, 3]\n");
    refuse(NULL, "weighting: {method: rake, margins: [stratum], trim: [low, 3]}\n",
           "study.yaml:14:54: error[STU005]: weighting.trim must be a number\n"
           "    weighting: {method: rake, margins: [stratum], trim: [low, 3]}\n"
           "                                                         ^\n");
    refuse("margins: margins.csv\n", "weighting: {method: rake, margins: [stratum, region]}\n",
           "study.yaml:13:46: error[STU005]: margin 'region' has no counts: study.yaml names no `margins`\n"
           "    weighting: {method: rake, margins: [stratum, region]}\n"
           "                                                 ^\n"
           "  hint: name a file with the columns wave,attribute,value,N under `margins`\n");
    refuse("frame: frame.csv\n", "weighting: {method: rake, margins: [stratum, region]}\n",
           "study.yaml:13:37: error[STU005]: margin 'stratum' is counted by the frame, and the study has none\n"
           "    weighting: {method: rake, margins: [stratum, region]}\n"
           "                                        ^\n"
           "  hint: name frame.csv under `frame`\n");
}

static void test_weighting_needs_answers(void **state)
{
    (void)state;
    refuse(NULL, "weighting: {method: rake, margins: [kind]}\n",
           "study.yaml:10:3: error[STU005]: wave 2020 has no column 'kind', which its weights need\n"
           "      2020: {files: [a.csv]}\n"
           "      ^\n"
           "  hint: name it in waves.2020.columns.kind\n");
    refuse(NULL, "design: {weight: W}\nanalysis: {interval: {population: predictive}}\n",
           "study.yaml:15:35: error[STU005]: the interval 'predictive' has no weights but those of the strata\n"
           "    analysis: {interval: {population: predictive}}\n"
           "                                      ^\n"
           "  hint: beta is the usual one\n");
    refuse(NULL, "design: {weight: W, wieght: X}\n",
           "study.yaml:14:21: error[STU002]: unknown key 'wieght' in design\n"
           "    design: {weight: W, wieght: X}\n"
           "                        ^\n"
           "  hint: did you mean 'weight'?\n");
    refuse(NULL, "design: {weight: [W]}\n",
           "study.yaml:14:18: error[STU005]: design.weight must be a text\n"
           "    design: {weight: [W]}\n"
           "                     ^\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weighting_left_out),
        cmocka_unit_test(test_weighting_read),
        cmocka_unit_test(test_design_read),
        cmocka_unit_test(test_weighting_problems),
        cmocka_unit_test(test_weighting_needs_answers),
        cmocka_unit_test(test_weighting_of_waves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
