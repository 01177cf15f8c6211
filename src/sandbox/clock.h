/*
 * The test clock of a tenant (ruling 16): its business time may be set to any
 * moment from 2015 to 2099 and runs on from there. Real time stays as it is.
 */
#ifndef KONTOR_SANDBOX_CLOCK_H
#define KONTOR_SANDBOX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "sandbox/next_event.h"

struct clock_state {
	int64_t now;    /* business time of cx->who's tenant */
	int64_t wall;   /* real time */
	int64_t offset; /* now - wall */
};

/* ERR_CLOCK_OFF for tenants without a test clock. */
struct error clock_read(struct ctx *cx, struct clock_state *ret_state);

/*
 * In the writer, with the activity row. ERR_CLOCK_OFF; ERR_CLOCK_RANGE
 * outside of 2015 .. 2099; ERR_CLOCK_STEP when too much would fall due on the
 * way. What is due by the new time (periods that begin, invoices of months
 * that are over) is done here, so nothing lags. The clock may go back: what
 * began or was issued after that moment then has not happened yet. cx->now
 * stays what it was for the rest of this command.
 */
struct error clock_set(
    struct ctx *cx, int64_t instant, struct clock_state *ret_state);
/* seconds may be negative. */
struct error clock_step(
    struct ctx *cx, int64_t seconds, struct clock_state *ret_state);

/* To the first instant at which something comes next, and what it is:
 * ERR_CLOCK_RANGE when that is behind 2099. */
struct error clock_run(struct ctx *cx, struct clock_state *ret_state,
    struct clock_event *ret_event);

#endif
