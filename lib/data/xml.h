/*
 * xml.h - escaping for XML and HTML
 *
 * Shapes  appended to `out`; fits between tags and between double quotes. What
 *         XML has no way to write (control characters, U+FFFE and U+FFFF)
 *         becomes U+FFFD.
 * Errors  none.
 * Source  XML 1.0, 2.2 and 2.4.
 */
#ifndef LIB_DATA_XML_H
#define LIB_DATA_XML_H

#include "lib/base/arena.h"

void xml_escape(struct buf *out, struct str s);

/* <name>text</name> and a line end; nothing when there is no text. */
void xml_element(struct buf *out, const char *name, struct str text);

#endif
