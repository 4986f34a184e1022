/*
 * edition_report.c - one line about an edition that was loaded
 */
#include "server/registry/ingest/edition_report.h"

#include <inttypes.h>

#include "server/registry/ingest/anchor_report.h"

struct wording {
	const struct ingest *ingest;
	struct buf out;
};

static enum err_code word(struct tx *tx, void *arg, struct err *e)
{
	struct wording *w = arg;

	return report_words(tx, w->ingest, &w->out, e);
}

enum err_code edition_report_print(FILE *out, struct store *s, const char *name,
                                   const struct ingest *in, struct err *e)
{
	struct wording w = { .ingest = in };
	enum err_code rc;

	buf_init(&w.out, in->arena);
	rc = store_run(s, TX_READ, word, &w, e);
	fprintf(out,
	        "%s: %s of %.*s, %" PRId64 " of %" PRId64
	        " passages verified%s%s\n",
	        name, in->recorded ? "a new edition" : "an edition",
	        STR_ARG(in->key), in->verified, in->passages,
	        w.out.len > 0 ? "; of earlier editions " : "", w.out.data);
	return rc;
}
