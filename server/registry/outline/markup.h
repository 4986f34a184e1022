/*
 * markup.h - laws in XML say themselves what their provisions are
 *
 * Shapes  a format is a profile (profile.h) in outline/xml_formats/ with
 *         "root", the names of root elements, and "skip", elements that are
 *         passed over with all that is in them (notes, quotations). Its levels
 *         have
 *           element  "ARTICLE", or "p.class" for one of that class
 *           number   where the opening is that `open` is matched with: names
 *                    of elements in it or before it, "@NAME" an attribute,
 *                    "^" the first words of the element
 *           title    elements whose words are the heading; else what is left
 *                    after the opening
 *           id       attributes that are the path, "__" standing for a slash
 *         and the flag "flat" where what it holds comes after it. Names are
 *         without prefix.
 *         Spans are those of the elements, tags included; headings are words.
 * Units   bytes of the edition.
 * Errors  false: not well formed, a root that no format has, entities of its
 *         own, nested deeper than MARKUP_DEPTH; then it is read as a page.
 * Source  Akoma Ntoso 3.0, Formex 4, USLM 2, Crown Legislation Markup
 *         Language, gii-norm.dtd, the e-Gov law schema, EUR-Lex XHTML.
 */
#ifndef SERVER_REGISTRY_OUTLINE_MARKUP_H
#define SERVER_REGISTRY_OUTLINE_MARKUP_H

#include "server/registry/outline/split.h"

#define MARKUP_DEPTH 200

/* Compiled in; the last has no name. */
extern const struct profile_text format_texts[];

bool markup_is_format(struct str name);

/* out->extract is filled, too. `name` is that of a format, or absent. */
bool markup_split(struct arena *a, const struct vocabulary *v, struct str bytes,
                  struct str name, struct split *out);

#endif
