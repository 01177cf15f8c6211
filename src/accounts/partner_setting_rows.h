/*
 * Rows of what a partner sets, for the service beside.
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_SETTING_ROWS_H
#define KONTOR_ACCOUNTS_PARTNER_SETTING_ROWS_H

#include "accounts/partner_setting.h"

struct error partner_setting_save(
    struct ctx *cx, const struct partner_setting *setting);

#endif
