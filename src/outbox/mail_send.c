/*
 * Hands one message to the mail server with libcurl. When to try again, the
 * worker decides.
 */
#include <curl/curl.h>
#include <string.h>

#include "base/settings.h"
#include "outbox/mail.h"
#include "outbox/transport.h"
#include "i18n/i18n.h"

#define CONNECT_SECONDS 10L
#define WHOLE_SECONDS 60L

struct upload {
	const char *bytes;
	size_t left;
};

static size_t upload_read(char *buffer, size_t size, size_t count, void *data)
{
	struct upload *upload = data;
	size_t n = size * count;

	if (n > upload->left)
		n = upload->left;
	memcpy(buffer, upload->bytes, n);
	upload->bytes += n;
	upload->left -= n;
	return n;
}

static int stop_asked(void *data, curl_off_t a __attribute__((unused)),
    curl_off_t b __attribute__((unused)), curl_off_t c __attribute__((unused)),
    curl_off_t d __attribute__((unused)))
{
	return atomic_load((const atomic_bool *)data) ? 1 : 0;
}

static void curl_set(CURL *curl, const struct settings *settings,
    struct upload *upload, const atomic_bool *stop, char *problem)
{
	curl_easy_setopt(curl, CURLOPT_URL, settings->smtp_url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, WHOLE_SECONDS);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, upload_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, upload);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_asked);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (void *)(intptr_t)stop);
	/* a password never goes in the clear */
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    settings->smtp_user[0] != '\0' ? CURLUSESSL_ALL : CURLUSESSL_TRY);
	if (settings->smtp_user[0] == '\0')
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, settings->smtp_user);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->smtp_password);
}

/*
 * 55x is the server's last word on this mail. Anything else, a refused
 * sign-in above all, may be our fault or a passing one.
 */
static enum mail_result result_of(CURL *curl, CURLcode code)
{
	long status = 0;

	if (code == CURLE_OK)
		return MAIL_SENT;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return code != CURLE_LOGIN_DENIED && status >= 550 && status <= 559
		   ? MAIL_REFUSED
		   : MAIL_LATER;
}

/* What the mail server said is shown as it said it. */
static const char *problem_of(
    struct ctx *cx, CURL *curl, CURLcode code, char said[CURL_ERROR_SIZE])
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 400 && said[0] != '\0')
		return MESSAGE_KEEP(
		    cx->arena, N_("the mail server answered: {answer}"), said);
	return code == CURLE_OK
		   ? ""
		   : arena_dup(cx->arena,
			 transport_problem(code, said, CURL_ERROR_SIZE));
}

enum mail_result mail_send(struct ctx *cx, const struct mail *mail,
    const atomic_bool *stop, const char **ret_problem)
{
	const char *message = mail_message(cx, mail);
	struct upload upload = { message, strlen(message) };
	char problem[CURL_ERROR_SIZE] = "";
	struct curl_slist *to;
	enum mail_result result;
	CURL *curl = curl_easy_init();
	CURLcode code;

	*ret_problem = N_("there is no memory to send it");
	if (curl == NULL)
		return MAIL_LATER;
	to = curl_slist_append(NULL, arena_printf(cx->arena, "<%s>", mail->to));
	curl_set(curl, cx->settings, &upload, stop, problem);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
	    arena_printf(cx->arena, "<%s>", mail->from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	code = curl_easy_perform(curl);
	result = result_of(curl, code);
	*ret_problem = problem_of(cx, curl, code, problem);
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	return result;
}
