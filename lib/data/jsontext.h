/*
 * jsontext.h - JSON as text: written and sliced, never parsed
 *
 * Shapes  what is sliced is a record's stored text: canonical, without white
 *         space, an object. Slices are borrowed from it. Given other text
 *         the walkers end early, but never read outside it.
 * Errors  bytes that are not UTF-8 are written as U+FFFD, one for each.
 * Source  RFC 8259; escapes as in RFC 8785 (3.2.2.2).
 */
#ifndef LIB_DATA_JSONTEXT_H
#define LIB_DATA_JSONTEXT_H

#include "lib/base/arena.h"

/* A string with its quotation marks. */
void json_quote(struct buf *out, struct str s);

/* A member after others: ,"name":"text"; always, and unless it is empty. */
void json_put(struct buf *out, const char *name, struct str text);
void json_put_some(struct buf *out, const char *name, struct str text);

/* The same of a value that is JSON already, unless it is absent, and of the
 * member of that name of another object. */
void json_put_value(struct buf *out, const char *name, struct str value);
void json_put_member(struct buf *out, const char *name, struct str object);

/* Walk the top-level members of a canonical object: *at starts at 0; false
 * when there are no more. name is the text between the quotation marks as
 * written (escapes and all), value the member's JSON text. */
bool json_each(struct str object, size_t *at, struct str *name,
               struct str *value);

/* The value of one member, or absent. */
struct str json_member(struct str object, const char *name);

/* Those of several, in one walk. */
void json_members(struct str object, const char *const *names, size_t n,
                  struct str *values);

/* Walk the items of a canonical array in the same way. */
bool json_items(struct str array, size_t *at, struct str *value);

/* The text of a JSON string without marks and escapes, in the arena; absent
 * when value is absent or no string. Half a surrogate pair is U+FFFD. */
struct str json_unquote(struct arena *a, struct str value);

/* The same of a member's value. */
struct str json_member_text(struct arena *a, struct str object,
                            const char *name);

#endif
