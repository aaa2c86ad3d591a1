/* The rules and the evidence on their way to one decision. Private to the room. */
#ifndef THRESHOLD_CONSIDER_H
#define THRESHOLD_CONSIDER_H

#include "threshold/threshold.h"

/* Decides on what the check has: its verdicts and, where there is one, its evaluation (check.c). */
void check_decide(struct check *check);

/* Whether the evaluation calls for the decision; tells in the check which line or want of one does. */
bool consider_call(struct check *check, enum decision decision);

#endif
