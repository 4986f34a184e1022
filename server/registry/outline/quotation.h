/*
 * quotation.h - which lines are quoted from another text
 *
 * Shapes  an act that amends another quotes what it puts in: a line that
 *         begins with a quotation mark which does not end on it opens the
 *         quotation; the next line that ends with its counterpart ends it.
 *         Each paragraph of it may begin with a mark of its own. Acts of
 *         Australia and New Zealand put in without any: what they announce
 *         ("Insert:") is quoted up to the item that bears the next number.
 * Units   none.
 * Errors  none: a mark without a counterpart opens nothing.
 * Source  the drafting rules of the EU (joint practical guide, 18), the
 *         United States (plain text of the GPO) and the United Kingdom; acts
 *         of Australia as they are published.
 */
#ifndef SERVER_REGISTRY_OUTLINE_QUOTATION_H
#define SERVER_REGISTRY_OUTLINE_QUOTATION_H

#include "server/registry/outline/extract.h"

void quotation_mark(struct arena *a, struct extract *f);

#endif
