/*
 * service.c - what a service remembers between requests
 */
#include "server/http/request/request.h"

#include "lib/base/cache.h"
#include "server/http/request/kept_answers.h"
#include "server/registry/search/facets.h"

void service_begin(struct service *s)
{
	s->facet_index = facets_new();
	s->cache = cache_new(CACHE_PLACES, CACHE_BYTES, CACHE_LONGEST);
	s->kept_answers = kept_answers_new(s->cache);
}

void service_end(struct service *s)
{
	kept_answers_free(s->kept_answers);
	cache_free(s->cache);
	facets_free(s->facet_index);
}
