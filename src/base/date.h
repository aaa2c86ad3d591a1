/* Dates of the Gregorian calendar as the study's files write them. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>

/* Whether `text` is a day, as YYYY-MM-DD and nothing else. Such texts sort by strcmp. */
bool date_is_day(const char *text);

#endif
