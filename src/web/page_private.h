/*
 * What page.c is made of.
 */
#ifndef KONTOR_WEB_PAGE_PRIVATE_H
#define KONTOR_WEB_PAGE_PRIVATE_H

#include "web/page.h"

/* In the browser's title bar: with the dialog that is open and the customer. */
const char *page_title(struct ctx *cx, const struct page *page);

#endif
