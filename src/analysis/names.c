/* Names of estimators and statuses, as columns and options spell them. */
#include <string.h>

#include "analysis/analysis.h"

static const char *const estimators[ESTIMATOR_END] = {
    [ESTIMATOR_PUBLISHED] = N_("published"),
    [ESTIMATOR_POPULATION] = N_("population"),
    [ESTIMATOR_MATCHED] = N_("matched"),
    [ESTIMATOR_SIZE] = N_("size"),
};

static const char *const statuses[ESTIMATE_END] = {
    [ESTIMATE_OK] = N_("ok"),
    [ESTIMATE_LOW_BASE] = N_("low base"),
    [ESTIMATE_SUPPRESSED] = N_("suppressed"),
    [ESTIMATE_NO_DATA] = N_("no data"),
    [ESTIMATE_NO_FRAME] = N_("no frame"),
    [ESTIMATE_BREAK] = N_("break"),
    [ESTIMATE_UNDEFINED] = N_("undefined"),
    [ESTIMATE_UNCOVERED] = N_("uncovered stratum"),
    [ESTIMATE_LONELY] = N_("lonely stratum"),
    [ESTIMATE_NOT_POSITIVE] = N_("variance not positive"),
    [ESTIMATE_NO_CONVERGENCE] = N_("no convergence"),
    [ESTIMATE_NOT_IDENTIFIED] = N_("not identified"),
    [ESTIMATE_TOO_FEW_WAVES] = N_("too few waves"),
};

const char *estimator_name(enum estimator estimator)
{
    return estimators[estimator];
}

bool estimator_parse(const char *name, enum estimator *estimator)
{
    for (int i = 0; i < ESTIMATOR_END; i++)
        if (strcmp(name, estimators[i]) == 0) {
            *estimator = (enum estimator)i;
            return true;
        }
    return false;
}

const char *estimate_status_name(enum estimate_status status)
{
    return statuses[status];
}

static const char *const change_methods[CHANGE_METHOD_END] = {"usual", "independent", "stacked", "unpaired",
                                                              "pooled-z"};

const char *change_method_name(enum change_method method)
{
    return change_methods[method];
}

bool change_method_parse(const char *name, enum change_method *method)
{
    for (int i = 0; i < CHANGE_METHOD_END; i++)
        if (strcmp(change_methods[i], name) == 0) {
            *method = (enum change_method)i;
            return true;
        }
    return false;
}
