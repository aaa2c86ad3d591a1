# The survey as Stata 10 writes it, which does not say what its text is written in: plain, in UTF-8 and in Shift_JIS.
library(foreign)
survey <- data.frame(
    code = c("00123", "00045", "01000", "00007"),
    internet = factor(c("Offered", "Considered", NA, "Offered"), levels = c("Offered", "Considered")),
    loans = c(1234.5, 0.1, 1e6, NA),
    branches = c(12L, NA, 3L, 100000L))
attr(survey, "var.labels") <- c("Code", "Internet banking", "Loans outstanding", "Branches")
write.dta(survey, "stata10.dta", version = 10L)
# R writes the bytes that a text has, whatever they stand for.
levels(survey$internet) <- c("提供中", "検討中")
survey$name <- c("架空銀行", "例示信用金庫", "見本信用組合", "仮設信用金庫")
write.dta(survey, "stata10_utf8.dta", version = 10L)
shift_jis <- function(text) iconv(text, "UTF-8", "CP932", toRaw = FALSE)
levels(survey$internet) <- shift_jis(levels(survey$internet))
survey$name <- shift_jis(survey$name)
write.dta(survey, "stata10_cp932.dta", version = 10L)
