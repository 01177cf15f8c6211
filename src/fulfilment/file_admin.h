/*
 * Files for download as the operator offers and withdraws them, over all
 * products. What a partner sees of them is software_file.h's.
 */
#ifndef KONTOR_FULFILMENT_FILE_ADMIN_H
#define KONTOR_FULFILMENT_FILE_ADMIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "catalog/file_keep.h"
#include "fulfilment/software_file.h"

struct offered_file {
	struct software_file file;
	const char *product_id, *product_title;
	const char *sku_id, *sku_title; /* "": every SKU */
	const char *title_folded;
};
struct file_search {
	const char *words; /* part of product or name, or a product id */
	int64_t limit;
	const char *after_title, *after_id; /* NULL: from the start */
};
struct files_found {
	size_t count;
	struct offered_file *files; /* by product */
	bool more;
};
struct error file_admin_list(struct ctx *cx, const struct file_search *search,
    struct files_found *ret_found);
/* ERR_FILE_UNKNOWN */
struct error file_admin_load(
    struct ctx *cx, const char *file_id, struct offered_file *ret_file);

/* Software that may have files. */
struct goods {
	const char *product_id, *product_title, *sku_id, *sku_title;
};
struct goods_list {
	size_t count;
	struct goods *goods; /* by product */
};
struct error file_admin_goods(struct ctx *cx, struct goods_list *ret_list);

/* A new file; texts as typed. sku_id "": every SKU. */
struct file_new {
	const char *product_id, *sku_id, *version, *language, *os, *file_type,
	    *bits, *name;
};
/*
 * Trims and checks. All errors in ret_errors, ended by code 0, fields named
 * version, language, os, file_type, bits, name, goods; returns the first.
 */
struct error file_new_check(struct ctx *cx, const struct goods_list *goods,
    struct file_new *new, struct error **ret_errors);
/*
 * In the writer, checked, with the activity row. A file with the same traits
 * that was withdrawn is replaced and offered again; one that is offered is
 * ERR_FILE_THERE.
 */
struct error file_admin_add(struct ctx *cx, const struct file_new *new,
    const struct kept_file *kept, struct offered_file *ret_file);
/*
 * In the writer, with the activity row: offered or no longer. Who has a link
 * to a withdrawn file gets 410. ERR_FILE_UNKNOWN.
 */
struct error file_admin_offer(
    struct ctx *cx, const char *file_id, bool offered);

#endif
