/*
 * curl_handle.h - a handle of libcurl is opened
 *
 * Shapes  the library is made ready once for the process, whichever thread is
 *         the first to need it. curl_easy_cleanup() closes a handle.
 * Errors  ERR_STORE: the library cannot be used.
 * Source  libcurl.
 */
#ifndef SERVER_FETCH_CURL_HANDLE_H
#define SERVER_FETCH_CURL_HANDLE_H

#include <curl/curl.h>

#include "lib/base/err.h"

MUST_CHECK enum err_code curl_handle_open(CURL **out, struct err *e);

#endif
