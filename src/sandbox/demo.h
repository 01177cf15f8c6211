/*
 * Demo data for an empty data folder: two partners with users of every role,
 * customers, a catalogue with sample prices, files, keys and some history, all
 * made through the same imports and services as real data. DIR/demo.json
 * (design.md 7) tells programs and people what is there.
 */
#ifndef KONTOR_SANDBOX_DEMO_H
#define KONTOR_SANDBOX_DEMO_H

#include <stdio.h>

#include "base/ctx.h"
#include "db/writer.h"

/* Nothing when the database has a partner. Takes a while: passwords are
 * hashed, files written, history ordered. */
struct error demo_fill(struct ctx *cx, struct writer *writer);

/*
 * At each start: rewrites the addresses in DIR/demo.json for this port and
 * settings->public_url, and prints the address and who can sign in. Without
 * a demo.json only the address is printed.
 */
struct error demo_announce(struct ctx *cx, int port, FILE *out);

#endif
