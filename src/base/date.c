/* Dates of the Gregorian calendar. */
#include "base/date.h"

#include <stddef.h>
#include <string.h>

bool date_is_day(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != 10)
        return false;
    int part[3] = {0};
    for (size_t i = 0, field = 0; i < 10; i++) {
        if (i == 4 || i == 7) {
            if (text[i] != '-')
                return false;
            field++;
        } else if (text[i] < '0' || text[i] > '9')
            return false;
        else
            part[field] = part[field] * 10 + (text[i] - '0');
    }
    int year = part[0], month = part[1], day = part[2];
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}
