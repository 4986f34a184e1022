/*
 * service.c - what a service remembers between requests
 */
#include "server/http/request/request.h"

#include "lib/base/cache.h"
#include "server/http/request/content_coding.h"
#include "server/registry/model/named.h"
#include "server/registry/search/facets.h"

void service_begin(struct service *s)
{
	s->facet_index = facets_new();
	s->search_cache = cache_new(SEARCH_CACHE_PLACES, SEARCH_CACHE_BYTES,
	                            SEARCH_CACHE_LONGEST);
	s->names_cache = cache_new(NAMES_CACHE_PLACES, NAMES_CACHE_BYTES,
	                           NAMES_CACHE_LONGEST);
	s->coded_cache = cache_new(CODED_CACHE_PLACES, CODED_CACHE_BYTES,
	                           CODED_CACHE_LONGEST);
}

void service_end(struct service *s)
{
	cache_free(s->search_cache);
	cache_free(s->names_cache);
	cache_free(s->coded_cache);
	facets_free(s->facet_index);
}
