/*
 * past.c - a seq that is there, or the last one until a time
 */
#include "server/registry/changes/past.h"

#include <inttypes.h>

#include "lib/base/arena.h"
#include "lib/data/timestamp.h"
#include "server/registry/changes/feed_filter.h"

static enum err_code check_seq(struct tx *tx, struct arena *a, int64_t seq,
                               struct err *e)
{
	struct change head;
	enum err_code rc = store_head(tx, a, &head, e);

	if (rc != ERR_OK || seq <= head.seq)
		return rc;
	err_parameter(e, "as_of", "is later than the newest change, %" PRId64,
	              head.seq);
	return e->code;
}

/* After a time and before the next one. */
static struct str just_after(struct arena *a, struct str time)
{
	return str_from(arena_printf(a, "%.*s~", STR_ARG(time)));
}

enum err_code past_seq(struct tx *tx, const struct past *p, int64_t *out,
                       struct err *e)
{
	struct arena *a = arena_scratch();
	enum err_code rc;

	*out = p->seq;
	if (p->time.len == 0) {
		rc = check_seq(tx, a, p->seq, e);
	} else if (str_cmp(p->time, time_now(a)) > 0) {
		err_parameter(e, "as_of", "is still to come");
		rc = e->code;
	} else {
		rc = feed_seq_before(tx, just_after(a, p->time), out, e);
	}
	arena_free(a);
	return rc;
}
