/*
 * asset.h - the files that a browser loads to show the registry
 *
 * Shapes  the files of this folder that are not C, by their names. Their
 *         version is a hash of all of them: "/web/VERSION/app.js" is always
 *         the same text, and so is what it loads beside itself.
 * Units   the version is 16 hex digits.
 * Errors  none: what is not there is not found.
 * Source  server/web/.
 */
#ifndef SERVER_WEB_ASSET_H
#define SERVER_WEB_ASSET_H

#include "lib/base/base.h"

struct asset_text {
	const char *name; /* "app.js"; NULL ends the table */
	const char *text;
};

extern const struct asset_text asset_texts[];

const char *assets_version(void);

/* NULL when there is none of that name. */
const struct asset_text *asset_find(struct str name);

/* The media type that the ending stands for. */
const char *asset_type(const struct asset_text *a);

#endif
