/* Forecasts that are kept, and their scores. */
#ifndef COMMAND_FORECASTS_H
#define COMMAND_FORECASTS_H

#include "command/command.h"

/* The answers of each wave with data to the items asked for (by item), by the study's waves; NULL for the others. */
MUST_CHECK enum status forecasts_answers(struct session *session, const bool *items, struct arena *arena,
                                         struct answer_set ***answers);

/* Keeps the forecasts of the next wave that the database lacks; what is there already stays as it is. */
MUST_CHECK enum status forecasts_keep(struct session *session);

/* forecast --score: how those came out that were kept. */
MUST_CHECK enum status forecasts_score(struct session *session);

#endif
