/*
 * mirror.h - a copy of another registry, change by change
 *
 * Shapes  each pull asks the other for what comes after our head and takes it
 *         over as it is, in one transaction: the chain proves each change, what
 *         they signed that they tell everybody the same (signed_origin.h), and
 *         a pull that was cut off leaves nothing of it. From the first pull on
 *         the registry is a copy, and nothing else is written to it. Texts of
 *         sources do not come along.
 * Units   a page is MIRROR_PAGE changes at most; wait is seconds.
 * Errors  ERR_CONFLICT when the chains are not one: the message names the seq
 *         from which they differ. ERR_INVALID when the other does not answer
 *         as a registry does.
 * Source  change_chain.h, GET /v1/changes.
 */
#ifndef SERVER_FETCH_MIRROR_H
#define SERVER_FETCH_MIRROR_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"

#define MIRROR_PAGE 1000

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

/* Take one page; when there is nothing yet, wait for it so long. */
MUST_CHECK enum err_code mirror_pull(struct mirror *m, int wait, struct err *e);

bool mirror_is_level(const struct mirror *m);

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
bool mirror_have_source(const json_t *items);

/* Let the connection go. */
void mirror_close(struct mirror *m);

#endif
