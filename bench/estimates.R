# The peer of estimates.sh: the rates of four items of one large survey with R's survey package.
#
#   Rscript estimates.R SURVEY FRAME OUT
#
# Reads the survey with data.table's fread, codes four items, and computes for each the population rate with its limits
# (svymean, svyciprop) and the rates of the strata (svyby), as the estimator "population" of minaoshi does: strata with
# finite population correction, item nonresponse as a domain. Writes OUT: item,group,estimate,se,lower,upper; prints the
# seconds of reading and of estimating.

suppressPackageStartupMessages({
  library(survey)
  library(data.table)
})
arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 3) stop("usage: Rscript estimates.R SURVEY FRAME OUT")
items <- sprintf("\u554f%d", 1:4)

reading <- system.time({
  survey <- as.data.frame(fread(arguments[1], encoding = "UTF-8", showProgress = FALSE))
  frame <- read.csv(arguments[2], fileEncoding = "UTF-8")
})
labels <- c(city = "\u90fd\u5e02\u9280\u884c\u7b49", regional = "\u5730\u65b9\u9280\u884c",
            regional2 = "\u7b2c\u4e8c\u5730\u65b9\u9280\u884c", shinkin = "\u4fe1\u7528\u91d1\u5eab",
            shinkumi = "\u4fe1\u7528\u7d44\u5408", rokin = "\u52b4\u50cd\u91d1\u5eab",
            insurance = "\u751f\u547d\u4fdd\u967a\u30fb\u640d\u5bb3\u4fdd\u967a",
            securities = "\u8a3c\u5238\u4f1a\u793e\u7b49")
stratum_column <- "\u696d\u614b"

estimating <- system.time({
  survey$stratum <- names(labels)[match(survey[[stratum_column]], labels)]
  survey$N <- frame$N[match(survey$stratum, frame$stratum)]
  for (i in seq_along(items)) {
    answer <- survey[[items[i]]]
    survey[[paste0("y", i)]] <- ifelse(answer == "\u7121\u56de\u7b54", NA, as.numeric(answer == "\u63d0\u4f9b\u4e2d"))
  }
  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~N, data = survey)
  rows <- list()
  for (i in seq_along(items)) {
    answered <- update(design, y = get(paste0("y", i)))
    answered <- subset(answered, !is.na(y))
    rate <- svyciprop(~y, answered, method = "beta", level = 0.95)
    limits <- confint(rate)
    mean <- svymean(~y, answered)
    rows[[2 * i - 1]] <- data.frame(item = sprintf("q%02d", i), group = "", estimate = as.numeric(mean),
                                    se = as.numeric(SE(mean)), lower = limits[1], upper = limits[2])
    strata <- svyby(~y, ~stratum, answered, svymean)
    rows[[2 * i]] <- data.frame(item = sprintf("q%02d", i), group = paste0("stratum=", strata$stratum),
                                estimate = strata$y, se = strata$se, lower = NA, upper = NA)
  }
})
write.csv(do.call(rbind, rows), arguments[3], row.names = FALSE, na = "", quote = FALSE)
cat(reading[["elapsed"]], estimating[["elapsed"]], "\n")
