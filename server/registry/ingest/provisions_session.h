/*
 * provisions_session.h - what the files behind provisions_report.h share
 *
 * Shapes  the parts of a text (struct part) and the provisions that the
 *         catalogue has (struct known), each knowing its match.
 * Units   as in provisions_report.h.
 * Errors  as in provisions_report.h.
 * Source  provisions_source.c, provisions_match.c, provisions_write.c,
 *         provisions_report.c and provisions_plan.c, in the order they are needed.
 */
#ifndef SERVER_REGISTRY_INGEST_PROVISIONS_SESSION_H
#define SERVER_REGISTRY_INGEST_PROVISIONS_SESSION_H

#include "server/registry/ingest/provisions_report.h"
#include "server/registry/outline/cuts.h"
#include "server/registry/outline/explain.h"
#include "server/registry/sources/wording.h"

#define NONE SIZE_MAX

/* A provision of the catalogue. */
struct known {
	struct row row;
	struct str id, path, level, heading, lang, edition;
	int64_t position;
	size_t item; /* that it matches, else NONE */
};

/* One of the text. */
struct part {
	const struct provision *p;
	struct known *known; /* or NULL */
	struct str id;       /* of the record, once there is one */
	int64_t start, end, position;
	bool foreign; /* the record's words are in another language */
	bool differs; /* the heading, from the catalogue's */
};

/* What is written, in this order: of an item, or of what is known only. */
struct op {
	struct part *item;
	struct known *known;
};

struct progress {
	size_t ops, created, updated;
};

struct provisions_session {
	const struct provisions_request *r;
	struct tx *tx;
	struct arena *arena;
	struct op *ops;
	size_t nops;
	struct progress done, now_done; /* committed; with this step */
	struct row source, instrument;
	struct str edition, media_type, lang;
	struct str bytes;
	struct split split;
	struct explanation explanation;
	struct cuts cuts;      /* of a plain text */
	struct part *found;    /* split.n of them */
	struct known *known;   /* by path */
	struct known **order;  /* by position */
	struct titled *titled; /* by level and heading */
	size_t nknown, ntitled, room;
	size_t missing, surplus, differing, foreign;
	struct edition_note seen; /* the edition looked at last */
};

/* What a provision of the catalogue is found by when it has no number. */
struct titled {
	struct str level, essence;
	struct known *known;
};

/* The first member of what provisions_each() is handed: it hands it back. */
struct provisions_plan {
	struct provisions_session session;
	struct buf *out; /* of the report */
	bool more;
};

/* The source, its instrument and its text. */
MUST_CHECK enum err_code provisions_find_source(struct provisions_session *s,
                                                struct err *e);
MUST_CHECK enum err_code provisions_split(struct provisions_session *s,
                                          struct err *e);
MUST_CHECK enum err_code provisions_read_catalogue(struct provisions_session *s,
                                                   struct err *e);
MUST_CHECK enum err_code provisions_match(struct provisions_session *s,
                                          struct err *e);

/* What is missing in the text stands after what came before it in the
 * catalogue, and all that is in that. fn hears of each, in order: of an item,
 * or of what is known only. */
typedef enum err_code provisions_each_fn(struct provisions_session *s,
                                         struct part *item, struct known *known,
                                         struct err *e);
MUST_CHECK enum err_code provisions_each(struct provisions_session *s,
                                         provisions_each_fn *fn, struct err *e);

/* In the order of both; when some are created, all are numbered again. */
MUST_CHECK enum err_code provisions_plan_writes(struct provisions_session *s,
                                                struct err *e);
MUST_CHECK enum err_code provisions_write_one(struct provisions_session *s,
                                              struct part *item,
                                              struct known *known,
                                              struct err *e);

/* A split that explains too little; forced, it is taken. */
MUST_CHECK enum err_code
provisions_refuse_doubtful(struct provisions_session *s, struct err *e);

#endif
