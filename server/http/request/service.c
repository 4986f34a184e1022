/*
 * service.c - what a service remembers between requests
 */
#include "server/http/request/request.h"

#include "lib/base/cache.h"
#include "server/http/request/response_cache.h"
#include "server/registry/search/facets.h"

void service_begin(struct service *s)
{
	s->facet_index = facets_new();
	s->cache = cache_new(CACHE_PLACES, CACHE_BYTES, CACHE_LONGEST);
	s->response_cache = response_cache_new(s->cache);
}

void service_end(struct service *s)
{
	response_cache_free(s->response_cache);
	cache_free(s->cache);
	facets_free(s->facet_index);
}
