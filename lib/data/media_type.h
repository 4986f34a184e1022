/*
 * media_type.h - what a media type says of a text
 *
 * Shapes  "type/subtype" in any case, with or without parameters.
 * Errors  none.
 * Source  RFC 9110, 8.3.1; RFC 7303 ("+xml").
 */
#ifndef LIB_DATA_MEDIA_TYPE_H
#define LIB_DATA_MEDIA_TYPE_H

#include "lib/base/base.h"

/* Without parameters. */
struct str media_type_bare(struct str type);

bool media_type_is(struct str type, const char *name);

/* Of XML of any sort, XHTML too. */
bool media_type_is_xml(struct str type);

/* HTML or XML: words stand between tags. */
bool media_type_has_tags(struct str type);

#endif
