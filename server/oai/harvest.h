/*
 * harvest.h - what the files of the protocol share
 *
 * Shapes  one request: its arguments, each at most once, and the answer on
 *         its way. A verb writes what stands between its own tags; it may
 *         give an error of the protocol instead, by oai_fail().
 * Units   limits are records; bytes where they are named so.
 * Errors  the engine's.
 * Source  OAI-PMH 2.0.
 */
#ifndef SERVER_OAI_HARVEST_H
#define SERVER_OAI_HARVEST_H

#include "lib/store/harvest.h"
#include "server/oai/oai.h"
#include "server/registry/formats/formats.h"

enum argument {
	ARG_IDENTIFIER,
	ARG_PREFIX,
	ARG_FROM,
	ARG_UNTIL,
	ARG_SET,
	ARG_TOKEN,
	ARG__COUNT
};

struct harvester;
typedef enum err_code verb_fn(struct harvester *h, struct err *e);
typedef enum err_code metadata_fn(struct rendering *r, const struct kind *k,
                                  const struct row *row, struct err *e);

struct verb {
	const char *name;
	unsigned needs, takes; /* 1u << argument */
	bool resumes;          /* its list may come in parts */
	verb_fn *answer;
};

/* A metadataPrefix. */
struct metadata {
	const char *prefix, *schema, *namespace;
	metadata_fn *write;
};

extern const struct metadata oai_formats[];
extern const size_t oai_formats_count;

struct harvester {
	struct tx *tx;
	struct request *req;
	struct arena *arena;
	struct buf *out;
	const struct verb *verb;
	struct str args[ARG__COUNT];
	const struct metadata *format;
	struct rendering rendering;
	struct str home;        /* absolute, whatever Host says */
	struct str answered;    /* no change that is not shown is earlier */
	const char *code, *why; /* of an error, or NULL */
};

void oai_fail(struct harvester *h, const char *code, const char *why);

/* The format the request names; false, and an error, when there is none. */
bool oai_choose_format(struct harvester *h);

/* The newest change of the item that is asked for; false, and an error, when
 * there never was one. */
MUST_CHECK enum err_code oai_find_item(struct harvester *h, struct change *out,
                                       bool *found, struct err *e);

/* <header>, or <record> when there is a format and it is not deleted. */
MUST_CHECK enum err_code oai_put_header(struct harvester *h,
                                        const struct change *c, struct err *e);
MUST_CHECK enum err_code oai_put_record(struct harvester *h,
                                        const struct change *c, struct err *e);

/* "2026-11-26T10:00:00Z" */
void oai_put_datestamp(struct buf *out, struct str at);

/* Both lists (lists.c). */
verb_fn oai_list;

#endif
