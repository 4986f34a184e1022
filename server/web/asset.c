/*
 * asset.c - files by name, and the version of them all
 */
#include "server/web/asset.h"

#include <pthread.h>

#include "lib/data/digest.h"
#include "lib/data/media_types.h"

static char version[17];

/* Without memory of a request: this runs once, in whichever comes first. */
static void draw_version(void)
{
	for (const struct asset_text *t = asset_texts; t->name != NULL; t++) {
		char parts[3 * sizeof(version)], *end = parts;

		memcpy(end, version, 16);
		digest_short(str_from(t->name), end += 16);
		digest_short(str_from(t->text), end += 16);
		digest_short((struct str){ parts, 48 }, version);
	}
}

const char *assets_version(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, draw_version);
	return version;
}

const struct asset_text *asset_find(struct str name)
{
	for (const struct asset_text *t = asset_texts; t->name != NULL; t++)
		if (str_is(name, t->name))
			return t;
	return NULL;
}

const char *asset_type(const struct asset_text *a)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
	};

	for (size_t i = 0; i < COUNT(types); i++)
		if (str_ends(str_from(a->name), str_from(types[i].ending)))
			return types[i].type;
	return TYPE_HTML;
}
