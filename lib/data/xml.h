/*
 * xml.h - escaping for XML and HTML
 *
 * Shapes  appended to `out`; fits between tags and between double quotes.
 * Errors  none.
 * Source  XML 1.0, 2.4.
 */
#ifndef LIB_DATA_XML_H
#define LIB_DATA_XML_H

#include "lib/base/arena.h"

void xml_escape(struct buf *out, struct str s);

#endif
