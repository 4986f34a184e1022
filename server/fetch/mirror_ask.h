/*
 * mirror_ask.h - what another registry answers
 *
 * Shapes  the connection stays from one request to the next, and is let go
 *         after a failure.
 * Units   seconds.
 * Errors  of the download; ERR_INVALID when the answer is not JSON of a registry.
 * Source  download.h, GET /v1/changes.
 */
#ifndef SERVER_FETCH_MIRROR_ASK_H
#define SERVER_FETCH_MIRROR_ASK_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct mirror {
	struct store *store;
	const char *from; /* "https://registry.example", no / at its end */
	int64_t seconds;  /* for one answer */
	bool is_beside;   /* no copy: see beside.h */
	/* the connection, while there is one */
	struct arena *arena;
	struct downloader *downloader;
	/* what is known so far */
	bool is_checked; /* our head is one of theirs */
	struct change head;
	char hash[65];  /* of that head */
	int64_t theirs; /* seq of their head */
	size_t taken;
	bool has_sources; /* some of what was taken are sources */
	int64_t tried; /* at our seq what is set aside was tried again last */
	/* a head they signed that was not compared yet; 0: none */
	int64_t signed_size;
	char signed_root[65];
};

/* What they answer there. */
MUST_CHECK enum err_code mirror_download(struct mirror *m, struct arena *a,
                                         const char *path, struct str *body,
                                         struct err *e);
MUST_CHECK enum err_code mirror_ask(struct mirror *m, struct arena *a,
                                    const char *path, json_t **out,
                                    struct err *e);

/* A page of their changes. */
struct mirror_page {
	struct arena *arena;
	json_t *json, *items;
};

MUST_CHECK enum err_code mirror_ask_page(struct mirror *m,
                                         struct mirror_page *p,
                                         const char *query, struct err *e);
int64_t mirror_seq_of_head(const struct mirror_page *p);
MUST_CHECK enum err_code mirror_ask_their_head(struct mirror *m, struct err *e);
/* Let the connection go. */
void mirror_close(struct mirror *m);

#endif
