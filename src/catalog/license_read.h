/*
 * What a licence is made of, in the catalogue file: "license" of a product.
 */
#ifndef KONTOR_CATALOG_LICENSE_READ_H
#define KONTOR_CATALOG_LICENSE_READ_H

#include "catalog/json_in.h"

/* Checked, as compact JSON in import's arena; NULL when absent. */
const char *license_read(const struct json_in *in);

#endif
