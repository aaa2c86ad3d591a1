/*
 * Allocations that fail when a test says so: those of our own code, whose calls the linker hands over, and those of
 * SQLite. Other libraries allocate as ever.
 */
#ifndef TESTS_FAULT_ALLOCATIONS_H
#define TESTS_FAULT_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Tells SQLite where to allocate; before anything else of it is called. */
bool allocations_begin(void);

/* From now on the `nth` allocation fails (from 1; 0: none does), and, where `for_ever`, every one after it. */
void allocations_fail(size_t nth, bool for_ever);

/* How many there were since then. */
size_t allocations_seen(void);

#endif
