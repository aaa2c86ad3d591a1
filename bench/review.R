# The peer of run.sh: what an analyst writes in R with the survey package to get the rates of the FISC study.
#
#   Rscript review.R STUDY OUT
#
# Reads STUDY/panel/wave_FY*.csv (UTF-8, coded: no decoding and no labels to look up) and STUDY/frame.csv; writes
# rates.csv, strata.csv, trend.png and strata.png into OUT. It keeps no answers, evaluates no rule and writes no memo.
# The design is that of the estimator "population" of minaoshi: strata with finite population correction, item
# nonresponse as a domain, limits by svyciprop(method = "beta"). run.sh compares the two.

suppressPackageStartupMessages(library(survey))

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 2) stop("usage: Rscript review.R STUDY OUT")
study <- arguments[1]
out <- arguments[2]

items <- c("personal_read", "personal_update", "corporate_read", "corporate_update")
# The panel numbers the strata S1 to S8 in the order in which the frame lists them.
frame <- read.csv(file.path(study, "frame.csv"))
strata <- unique(frame$stratum)

wave_rates <- function(path) {
  answers <- read.csv(path, fileEncoding = "UTF-8")
  wave <- answers$year[1]
  answers$stratum <- strata[as.integer(sub("^S", "", answers$stratum_code))]
  counts <- frame[frame$wave == wave, ]
  answers$N <- counts$N[match(answers$stratum, counts$stratum)]
  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~N, data = answers)

  rates <- list()
  by_stratum <- list()
  for (item in items) {
    status <- answers[[item]]
    answered <- update(design, y = ifelse(status == "no_answer", NA, as.numeric(status == "offering")))
    answered <- subset(answered, !is.na(y))
    rate <- svyciprop(~y, answered, method = "beta", level = 0.95)
    limits <- confint(rate)
    rates[[item]] <- data.frame(wave = wave, item = item, estimate = as.numeric(rate), se = as.numeric(SE(rate)),
                                lower = limits[1], upper = limits[2])
    of_strata <- svyby(~y, ~stratum, answered, svymean)
    by_stratum[[item]] <- data.frame(wave = wave, item = item, stratum = of_strata$stratum, estimate = of_strata$y,
                                     se = of_strata$se)
  }
  list(rates = do.call(rbind, rates), strata = do.call(rbind, by_stratum))
}

paths <- sort(list.files(file.path(study, "panel"), pattern = "^wave_FY.*\\.csv$", full.names = TRUE))
waves <- lapply(paths, wave_rates)
rates <- do.call(rbind, lapply(waves, `[[`, "rates"))
by_stratum <- do.call(rbind, lapply(waves, `[[`, "strata"))

in_full <- rates
for (column in c("estimate", "se", "lower", "upper")) in_full[[column]] <- sprintf("%.17g", rates[[column]])
write.csv(in_full, file.path(out, "rates.csv"), row.names = FALSE, quote = FALSE)
write.csv(by_stratum, file.path(out, "strata.csv"), row.names = FALSE, quote = FALSE)

png(file.path(out, "trend.png"), width = 1600, height = 900, res = 150)
plot(range(rates$wave), c(0, max(rates$upper)), type = "n", xlab = "Fiscal year", ylab = "Institutions that offer it")
for (i in seq_along(items)) {
  line <- rates[rates$item == items[i], ]
  arrows(line$wave, line$lower, line$wave, line$upper, angle = 90, code = 3, length = 0.04, col = i)
  lines(line$wave, line$estimate, type = "o", pch = 19, col = i)
}
legend("topleft", items, col = seq_along(items), lty = 1, pch = 19)
invisible(dev.off())

png(file.path(out, "strata.png"), width = 1600, height = 900, res = 150)
newest <- by_stratum[by_stratum$wave == max(by_stratum$wave), ]
table_of <- tapply(newest$estimate, list(newest$item, factor(newest$stratum, strata)), identity)
barplot(table_of[items, ], beside = TRUE, legend.text = items, ylab = "Institutions that offer it")
invisible(dev.off())
