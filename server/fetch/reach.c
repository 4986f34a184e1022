/*
 * reach.c - limits of libcurl
 */
#include "server/fetch/reach.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include "server/fetch/public_address.h"

#define CONNECT_MS 10000L

static curl_socket_t open_socket(void *arg, curlsocktype purpose,
                                 struct curl_sockaddr *at)
{
	struct reach *r = arg;

	(void)purpose;
	if (!r->anywhere && !address_is_public(&at->addr)) {
		r->was_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

void reach_limit(void *curl, struct reach *r)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, r->ms);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, r);
	if (!r->anywhere)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
}
