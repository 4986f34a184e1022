/*
 * curl_handle.c - the library is made ready before its first handle
 */
#include "server/fetch/curl_handle.h"

#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_ready;

static void make_ready(void)
{
	is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

enum err_code curl_handle_open(CURL **out, struct err *e)
{
	pthread_once(&once, make_ready);
	*out = is_ready ? curl_easy_init() : NULL;
	return *out != NULL ? ERR_OK
	                    : err_set(e, ERR_STORE, "libcurl cannot be used");
}
