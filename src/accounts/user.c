/*
 * The forms of e-mail addresses and domains. Whether they are taken is the
 * directory's.
 */
#include "accounts/user.h"

#include <string.h>

#define EMAIL_MAX 254
#define LOCAL_MAX 64
#define DOMAIN_MAX 253
#define LABEL_MAX 63

static bool letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

static bool label_form(const char *label, size_t length)
{
	if (length == 0 || length > LABEL_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!letter_or_digit(label[i]) && label[i] != '-')
			return false;
	return label[0] != '-' && label[length - 1] != '-';
}

bool domain_form(const char *domain)
{
	int labels = 0;

	if (domain == NULL || strlen(domain) > DOMAIN_MAX)
		return false;
	for (;; domain++) {
		size_t length = strcspn(domain, ".");

		if (!label_form(domain, length))
			return false;
		labels++;
		domain += length;
		if (*domain == '\0')
			return labels >= 2;
	}
}

static bool local_char(char c)
{
	return letter_or_digit(c) || strchr(".!#$%&'*+/=?^_`{|}~-", c) != NULL;
}

bool email_form(const char *email)
{
	const char *at;

	if (email == NULL || strlen(email) > EMAIL_MAX)
		return false;
	at = strchr(email, '@');
	if (at == NULL || at == email || at - email > LOCAL_MAX)
		return false;
	for (const char *c = email; c < at; c++)
		if (!local_char(*c))
			return false;
	return domain_form(at + 1);
}
