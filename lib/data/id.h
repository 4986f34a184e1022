/*
 * id.h - identifiers and keys
 *
 * Shapes  id: 36-character lower-case UUID. key: a slug, [a-z0-9] words
 *         joined by single '-', '_' or '.', at most KEY_MAX characters; it
 *         may have the shape of an id. All texts live in the arena and end in
 *         NUL.
 * Units   as above.
 * Errors  none.
 * Source  RFC 9562 (UUID versions 5 and 7); libuuid is included only in id.c.
 */
#ifndef LIB_DATA_ID_H
#define LIB_DATA_ID_H

#include "lib/base/base.h"

#define ID_LEN  36
#define KEY_MAX 120

struct arena;

/* Time-ordered: version 7. Within a process each is greater than all before
 * it, in all threads and whatever the clock does. */
struct str id_new(struct arena *a);

/* The same for what need not be hard to guess: its random part is chosen once
 * per process, which costs a twentieth. */
struct str id_passing(struct arena *a);

/* The same everywhere: version 5 of "kind/key" in the registry's namespace,
 * itself version 5 of "instrumentd" in the DNS namespace of RFC 9562. */
struct str id_named(struct arena *a, struct str kind, struct str key);

bool id_valid(struct str s);

/* An id as its 16 bytes; 0 of what is none. */
#define ID_BYTES 16
void id_read(struct str id, unsigned char out[ID_BYTES]);
struct str id_print(struct arena *a, const unsigned char bytes[ID_BYTES]);
bool key_valid(struct str s);

/* May the record with this id be called so? Not by what looks like the id of
 * another. */
bool key_suits(struct str key, struct str id);

/* A key made of a title: ASCII letters and digits stay (Latin letters lose
 * their accents and strokes, full-width ones their width), all else becomes
 * '-'; too long a key ends at a word; absent when nothing is left. */
struct str key_from(struct arena *a, struct str title);

/* Such a key, made shorter where need be, with a word after it: '-' and
 * tail. */
struct str key_with(struct arena *a, struct str key, struct str tail);

#endif
