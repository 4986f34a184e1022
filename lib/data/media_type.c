/*
 * media_type.c - comparing media types
 */
#include "lib/data/media_type.h"

#include <string.h>
#include <strings.h>

struct str media_type_bare(struct str type)
{
	size_t n = 0;

	while (n < type.len && strchr("; \t", type.p[n]) == NULL)
		n++;
	return (struct str){ type.p, n };
}

static bool is_same(struct str a, struct str b)
{
	return a.len == b.len && strncasecmp(a.p, b.p, a.len) == 0;
}

bool media_type_is(struct str type, const char *name)
{
	return is_same(media_type_bare(type), str_from(name));
}

bool media_type_is_xml(struct str type)
{
	const struct str ending = STR("+xml");
	struct str bare = media_type_bare(type);

	if (bare.len > ending.len &&
	    is_same((struct str){ bare.p + bare.len - ending.len, ending.len },
	            ending))
		return true;
	return media_type_is(bare, "application/xml") ||
	       media_type_is(bare, "text/xml");
}

bool media_type_has_tags(struct str type)
{
	return media_type_is(type, "text/html") || media_type_is_xml(type);
}
