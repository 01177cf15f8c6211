/*
 * The dashboard's door and its tables of routes. main mounts it.
 */
#ifndef KONTOR_WEB_WEB_H
#define KONTOR_WEB_WEB_H

#include "http/http.h"

extern const struct door web_door;
/* Ended by NULL. */
extern const struct route *const web_tables[];

/* What a POST without a form token may still do: nothing is signed in yet. */
#define WEB_PUBLIC_FORM ((const void *)"public")

#endif
