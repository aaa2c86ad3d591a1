/*
 * The trend of a proportion over the waves of a survey. Arrays in, structs out: no I/O, no state; scratch comes from an
 * arena and nothing of a result lies in it. t is the year, not the position: waves may be missing. In every array the
 * years rise strictly; `origin` is the first year that has answers, and an intercept is the value there.
 *
 * trend_clustered apart, every method takes the waves for independent samples. Where the same institutions answer year
 * after year they are not, and standard errors and tests hold only as far as that does.
 *
 * A method that is not defined says so in `status`, and what it can't say is NaN.
 */
#ifndef STATS_TREND_H
#define STATS_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "stats/design.h"
#include "stats/interval.h"

enum trend_model {
    TREND_LOGISTIC,
    TREND_LOGISTIC_CLUSTERED,
    TREND_COCHRAN_ARMITAGE,
    TREND_THEIL_SEN,
    TREND_MANN_KENDALL,
    TREND_OLS,
    TREND_WLS,
    TREND_MODEL_END
};

/* The name on the command line ("logistic-clustered"), and back. */
const char *trend_model_name(enum trend_model model);
bool trend_model_parse(const char *name, enum trend_model *model);

enum trend_status {
    TREND_OK,
    TREND_TOO_FEW,        /* fewer waves with answers than `needed` */
    TREND_UNDEFINED,      /* all answers are alike or a year separates them: no finite estimate; a share that is 0 or 1
                             where the weights need its variance */
    TREND_NO_VARIANCE,    /* the estimate stands; its variance is 0 or has no degree of freedom */
    TREND_LONELY,         /* the estimate stands; a stratum with one institution under LONELY_FAIL */
    TREND_NO_CONVERGENCE, /* the iteration did not end at a maximum */
    TREND_INVALID,        /* years that do not rise, x outside [0, n], weights that are not positive, … */
    TREND_NO_MEMORY
};

/* One wave: x adopted of n answers. n = 0: the wave has none and is left out. */
struct trend_wave {
    int year;
    int64_t n, x;
};

/* One wave of any estimate, a fraction as a rule. NaN: the wave has none and is left out. */
struct trend_point {
    int year;
    double share;
};

/* logit(share) = intercept + slope (year - origin); in logits, and logits per year. */
struct logistic_fit {
    enum trend_status status;
    size_t waves, needed; /* with answers; how many are needed */
    int origin, last;     /* the first and the last year with answers */
    double intercept, slope;
    double intercept_se, slope_se, covariance;  /* of the two estimates */
    double statistic, p;                        /* slope / slope_se and its two-sided p */
    double df;                                  /* of t; infinite: normal */
    double deviance, pearson, likelihood_ratio; /* residual deviance, Pearson's chi-square, deviance of slope 0 less the
                                                   residual one; NaN for trend_clustered */
    double dispersion; /* pearson / (waves - 2): times its root, slope_se is quasi-binomial; NaN below 3 waves */
};

/*
 * glm_binomial: the logistic regression of the counts on the year, by maximum likelihood (Newton's method, which is
 * IRLS for this link: McCullagh and Nelder 1989, Generalized Linear Models, 2.5 and 4.4); p from the normal
 * distribution. Needs 2 waves. TREND_UNDEFINED where the likelihood has no maximum: all x are 0, or all n, or a year
 * separates the answers, all of one kind up to it and all of the other from it on (Albert and Anderson 1984, Biometrika
 * 71:1). TREND_NO_CONVERGENCE is not seen below 10^8 answers in a wave.
 */
void trend_logistic(const struct trend_wave *waves, size_t count, struct arena *arena, struct logistic_fit *fit);

/* One respondent in one wave, for which it is given once. */
struct trend_answer {
    size_t institution; /* index into `strata` of trend_clustered */
    int year;
    double weight; /* N_h / n_h of the wave; > 0, finite */
    int adopted;   /* 1 adopted, 0 not, -1 outside the denominator */
};

/* The institutions of all waves and the stratum that each stands in. One that moved stands in one stratum alone, for an
 * institution is drawn once; its answers carry the weights of their waves. */
struct trend_frame {
    const size_t *strata; /* the stratum of each institution, below stratum_count */
    size_t institutions, stratum_count;
};

/*
 * svyglm_stack6: the same regression of the answers of all waves stacked, weighted, with the sandwich variance by
 * institution within strata, without finite population correction (Binder 1983, Int. Stat. Rev. 51:279; Lumley 2010,
 * Complex Surveys, 5.2 and appendix A): V = A^-1 [sum_h n/(n - 1) sum_i (z_i - zbar)(z_i - zbar)'] A^-1, z_i the sum of
 * w (y - mu)(1, t) over the institution's answers, n the institutions of the stratum that answered in any wave, valid
 * or not (one that gave no valid answer has z = 0). df: institutions with a valid answer - strata with one - 1; p from
 * t. Answers in any order. Undefined as trend_logistic; also TREND_LONELY, and TREND_NO_VARIANCE where all z of a
 * stratum are alike or df < 1.
 */
void trend_clustered(const struct trend_answer *answers, size_t count, const struct trend_frame *frame,
                     enum lonely_policy policy, struct arena *arena, struct logistic_fit *fit);

/* slope -/+ q slope_se, q of t with the fit's df. False, with NaN limits, where slope_se is NaN or level not in (0, 1).
 */
bool trend_slope_limits(const struct logistic_fit *fit, double level, struct limits *limits);

/* The test for trend in proportions with the years as scores. */
struct armitage {
    enum trend_status status;
    size_t waves, needed;
    double z, chisq, p; /* z rises with the shares; chisq = z squared; two-sided normal p */
};

/*
 * cochran_armitage: z = sum t (x - n pbar) / sqrt(pbar qbar sum n (t - tbar)^2), without the factor (N - 1)/N (Cochran
 * 1954, Biometrics 10:417; Armitage 1955, Biometrics 11:375). Needs 2 waves; TREND_UNDEFINED where pbar is 0 or 1.
 */
void trend_armitage(const struct trend_wave *waves, size_t count, struct armitage *armitage);

/* share = intercept + slope (year - origin), as fractions, and fractions per year. */
struct linear_fit {
    enum trend_status status;
    size_t waves, needed;
    int origin;
    double intercept, slope;
    double slope_se;     /* the scale estimated from the residuals */
    double statistic, p; /* slope / slope_se on t with waves - 2 */
    double residual;     /* sum of weight times squared residual: RSS, or Cochran's Q of the weighted fit */
    double slope_se_known, intercept_se_known; /* the weights are the inverse variances; NaN for trend_linear */
    double z_known, p_known;                   /* slope / slope_se_known and its two-sided normal p */
};

/* ols: least squares, every wave the same weight. Needs 3 waves. Points that lie on a line leave slope_se 0 and no
 * statistic (TREND_NO_VARIANCE). */
void trend_linear(const struct trend_point *points, size_t count, struct linear_fit *fit);

/* wls: least squares with weights n / (p (1 - p)). Needs 3 waves; TREND_UNDEFINED where a share is 0 or 1. As above for
 * shares on a line; the known-variance statistic stands then. */
void trend_weighted(const struct trend_wave *waves, size_t count, struct linear_fit *fit);

/* slope -/+ t slope_se with waves - 2, or, where the variances are `known`, slope -/+ z slope_se_known. False, with NaN
 * limits, where that standard error is not positive or level not in (0, 1). */
bool trend_line_limits(const struct linear_fit *fit, bool known, double level, struct limits *limits);

/* The median of the slopes of all pairs. */
struct sen_slope {
    enum trend_status status;
    size_t waves, needed;
    int origin;
    double slope;               /* per year */
    double intercept_residuals; /* median of share - slope t */
    double intercept_medians;   /* median share - slope times median t */
    struct limits limits;       /* of the slope; NaN where the ranks lie outside the slopes: too few waves */
};

/*
 * theil_sen: slope (Sen 1968, J. Am. Stat. Assoc. 63:1379) with limits at `level` in (0, 1) from the variance of
 * Kendall's S: the slopes of the real ranks (M - C)/2 and (M + C)/2 + 1, interpolated (Gilbert 1987, Statistical
 * Methods for Environmental Pollution Monitoring, 16.4.2). Needs 2 waves; limits at 95 % need about 4.
 */
void trend_sen(const struct trend_point *points, size_t count, double level, struct arena *arena,
               struct sen_slope *slope);

/* The most waves whose permutations are counted. */
#define KENDALL_EXACT_MOST 60

struct kendall {
    enum trend_status status;
    size_t waves, needed;
    double S;        /* pairs that rise less pairs that fall */
    double variance; /* of S under no trend, corrected for ties */
    double z, p;     /* (S - sign S) / sqrt(variance), 0 where S = 0; two-sided normal p */
    double p_exact;  /* the share of all permutations of the shares whose |S| is at least this; NaN above
                        KENDALL_EXACT_MOST waves */
    double tau_a;    /* S over the number of pairs */
};

/*
 * mann_kendall (Mann 1945, Econometrica 13:245; Kendall 1975, Rank Correlation Methods, 4.9 and 5.2 for ties). The
 * exact distribution, with ties too, is that of the inversions of the permutations of a multiset (Stanley 2011,
 * Enumerative Combinatorics 1, 1.7.1). Needs 2 waves. Shares that are all alike have S = 0 and p = 1.
 */
void trend_kendall(const struct trend_point *points, size_t count, struct arena *arena, struct kendall *kendall);

#endif
