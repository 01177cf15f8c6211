/*
 * What is wrong with a form, fault by fault, in the order of its fields; all of
 * it is told at once. The rules are the caller's.
 */
#ifndef KONTOR_BASE_FAULTS_H
#define KONTOR_BASE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/error.h"

struct faults {
	struct ctx *cx;
	struct error *errors; /* in the arena */
	size_t count, max;    /* more than max are left out */
};

struct faults faults_begin(struct ctx *cx, size_t max);
void faults_add(struct faults *faults, struct error e);
/* ERR_FIELD_FORMAT; form: what is wanted, an example or a N_() text. */
void faults_wanted(struct faults *faults, const char *field, const char *form);
/* Trims *text (NULL becomes ""). False when there is none, or it is too long;
 * that it is missing is a fault only when needed. max in characters. */
bool faults_text(struct faults *faults, const char *field, const char **text,
    bool needed, size_t max);
/* The first, or OK; all of them ended by OK in *ret_errors. */
struct error faults_end(struct faults *faults, struct error **ret_errors);

#endif
