/*
 * The end of a process that must not go on: with a line of the log that says
 * why and a status of sysexits.h, never by a signal. Nothing is closed and
 * nobody is answered any more; what was acknowledged is committed, and the
 * next start finds out about the rest.
 */
#ifndef KONTOR_BASE_STOP_H
#define KONTOR_BASE_STOP_H

#include <stddef.h>

/* Status 74: what the disk holds is uncertain, or it cannot be relied on. */
_Noreturn void stop_disk(const char *event, const char *reason);
/* Status 70: what must never fail did. */
_Noreturn void stop_fault(const char *event, const char *reason);
/* Status 71: the system refused memory. Takes none itself. */
_Noreturn void stop_memory(size_t bytes);

#endif
