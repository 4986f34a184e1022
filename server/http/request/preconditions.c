/*
 * preconditions.c - reading lists of entity tags
 */
#include "server/http/request/preconditions.h"

#include <inttypes.h>

#include "lib/base/arena.h"
#include "server/http/request/content_coding.h"
#include "server/http/request/request.h"
#include "server/registry/changes/write.h"

static void skip(struct str *s, const char *what)
{
	while (s->len > 0 && strchr(what, s->p[0]) != NULL) {
		s->p++;
		s->len--;
	}
}

/* The next tag of a list; false at its end or where it cannot be read. */
static bool next_tag(struct str *list, struct str *tag, bool *weak)
{
	struct str rest;
	const char *end;

	skip(list, " \t,");
	rest = *list;
	*weak = str_starts(rest, STR("W/"));
	if (*weak)
		rest = (struct str){ rest.p + 2, rest.len - 2 };
	if (rest.len < 2 || rest.p[0] != '"')
		return false;
	end = memchr(rest.p + 1, '"', rest.len - 1);
	if (end == NULL)
		return false;
	*tag = (struct str){ rest.p + 1, (size_t)(end - rest.p) - 1 };
	*list = (struct str){ end + 1, rest.len - tag->len - 2 };
	return true;
}

/* Does the tag begin with this revision? */
static bool is_of(struct str tag, int64_t rev)
{
	int64_t n = 0;
	size_t i = 0;

	while (i < tag.len && i < 18 && tag.p[i] >= '0' && tag.p[i] <= '9')
		n = n * 10 + (tag.p[i++] - '0');
	return i > 0 && n == rev && (i == tag.len || tag.p[i] == '.');
}

static enum err_code refuse_list(struct err *e)
{
	err_parameter(e, "If-Match",
	              "must be * or entity tags in quotation marks");
	return e->code;
}

static enum err_code match(struct str list, int64_t rev, struct err *e)
{
	struct str tag;
	bool weak, any = false;

	if (str_is(list, "*"))
		return ERR_OK;
	for (; next_tag(&list, &tag, &weak); any = true)
		if (!weak && is_of(tag, rev))
			return ERR_OK;
	if (list.len > 0 || !any)
		return refuse_list(e);
	return err_set(e, ERR_STALE,
	               "the record is at revision %" PRId64
	               ", which If-Match does not name",
	               rev);
}

/* Is it the tag of the representation, in whatever coding, or its revision
 * alone? */
static bool is_same(struct str asked, struct str tag)
{
	asked = coding_plain_tag(asked);
	tag = coding_plain_tag(tag);
	return str_starts(tag, asked) &&
	       (asked.len == tag.len ||
	        (asked.len > 0 && tag.p[asked.len] == '.'));
}

enum err_code preconditions_allow_read(const struct request *req,
                                       const char *etag, struct err *e)
{
	struct str list = req->headers[HEADER_IF_MATCH], asked,
		   tag = { etag + 1, strlen(etag) - 2 };
	bool weak, any = false;

	if (list.p == NULL || strcmp(req->method, "GET") != 0 ||
	    str_is(list, "*"))
		return ERR_OK;
	for (; next_tag(&list, &asked, &weak); any = true)
		if (!weak && is_same(asked, tag))
			return ERR_OK;
	if (list.len > 0 || !any)
		return refuse_list(e);
	return err_set(
		e, ERR_STALE,
		"the current version is %s, which If-Match does not name",
		etag);
}

enum err_code preconditions_allow_write(const struct write *w, int64_t rev,
                                        struct err *e)
{
	const struct precondition_fields *f = w->conditions;
	bool makes = str_is(f->if_none_match, "*");

	if (rev == 0 && f->if_match.p != NULL)
		return err_set(e, ERR_STALE, "there is no such %s",
		               w->kind->singular);
	if (rev == 0 && makes)
		return ERR_OK;
	if (rev > 0 && makes)
		return err_set(e, ERR_STALE, "the %s exists already",
		               w->kind->singular);
	if (rev == 0 || f->if_match.p == NULL)
		return err_set(e, ERR_NO_CONDITION,
		               "send If-Match with the ETag you know");
	return match(f->if_match, rev, e);
}
