/*
 * proposal.c - which sources are proposals, and for what that counts
 */
#include "server/registry/evidence/proposal.h"

/* Members that say something is or was law; of a choice one value says so. */
static const struct {
	const char *kind, *member, *value;
} laws[] = {
	{ "instruments", "existence", "exists" },
	{ "instruments", "force", "hard" },
	{ "instruments", "adopted_on", NULL },
	{ "instruments", "signed_on", NULL },
	{ "instruments", "in_force_on", NULL },
	{ "instruments", "applies_on", NULL },
	{ "instruments", "superseded_on", NULL },
	{ "instruments", "repealed_on", NULL },
	{ "provisions", "application", NULL },
};

/* What proposal_is() looks at. */
static const struct {
	const char *kind, *member;
} signs[] = {
	{ "sources", "role" },           { "sources", "instrument" },
	{ "instruments", "type" },       { "instruments", "existence" },
	{ "instruments", "adopted_on" },
};

static bool is_draft_by_type(struct str type)
{
	return str_is(type, "bill") || str_is(type, "proposal");
}

static bool is_draft(const struct row *instrument)
{
	const struct kind *k = &instruments_kind;
	struct str existence = kind_text(k, instrument->values, "existence");

	return is_draft_by_type(kind_text(k, instrument->values, "type")) ||
	       str_is(existence, "planned") || str_is(existence, "proposed") ||
	       str_is(existence, "never_adopted") ||
	       (str_is(existence, "withdrawn") &&
	        kind_text(k, instrument->values, "adopted_on").len == 0);
}

/* Of a proposal itself "exists" says no more than that it was made. */
bool proposal_matters(const struct kind *k, const struct row *row,
                      struct str field)
{
	struct str member = { field.p + 1, field.len - 1 };

	if (k == &instruments_kind &&
	    is_draft_by_type(kind_text(k, row->values, "type")))
		return false;
	for (size_t i = 0; i < COUNT(laws); i++)
		if (strcmp(k->entity.name, laws[i].kind) == 0 &&
		    str_is(member, laws[i].member))
			return laws[i].value == NULL ||
			       str_is(kind_text(k, row->values, laws[i].member),
			              laws[i].value);
	return false;
}

enum err_code proposal_is(struct tx *tx, struct arena *a,
                          const struct row *source, bool *out, struct err *e)
{
	struct str id = kind_text(&sources_kind, source->values, "instrument");
	struct row instrument;
	enum err_code rc;

	*out = str_is(kind_text(&sources_kind, source->values, "role"),
	              "proposal");
	if (*out || id.len == 0)
		return ERR_OK;
	rc = store_find(tx, &instruments_kind.entity, id, a, &instrument, e);
	if (rc == ERR_OK)
		*out = is_draft(&instrument);
	return rc;
}

bool proposal_changes(const struct kind *k, const struct row *old,
                      const struct row *new)
{
	for (size_t i = 0; i < COUNT(signs); i++)
		if (strcmp(k->entity.name, signs[i].kind) == 0 &&
		    !str_eq(kind_text(k, old->values, signs[i].member),
		            kind_text(k, new->values, signs[i].member)))
			return true;
	return false;
}
