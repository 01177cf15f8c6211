/*
 * How much memory the service keeps that it does not use.
 */
#ifndef KONTOR_CLI_MEMORY_H
#define KONTOR_CLI_MEMORY_H

/* Before the first thread. */
void memory_settle(void);
/* Gives back to the system what was freed: after the start, and now and then.
 * Takes some milliseconds, and no lock that requests would wait for long. */
void memory_give_back(void);

#endif
