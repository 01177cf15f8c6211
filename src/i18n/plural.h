/*
 * Which plural form a number takes, for the six languages of the product; the
 * same rules stand in the Plural-Forms line of their catalogues.
 */
#ifndef KONTOR_I18N_PLURAL_H
#define KONTOR_I18N_PLURAL_H

#include <stdint.h>

/* n of any sign -> form, 0 .. forms - 1 */
int plural_english(int64_t n);    /* en, es, sv: one, other */
int plural_portuguese(int64_t n); /* pt-BR: 0 and 1, other */
int plural_russian(int64_t n);    /* ru: 1 21, 2-4 22-24, other */
int plural_chinese(int64_t n);    /* zh: one form */

#endif
