/*
 * grade.c - the grade of a source's evidence
 */
#include "server/registry/evidence/grade.h"

#include "lib/data/jsontext.h"

const char *const grade_names[GRADE__COUNT + 1] = {
	[GRADE_OFFICIAL] = "official",
	[GRADE_INDEPENDENT] = "independent",
	[GRADE_EDITORIAL] = "editorial",
	[GRADE_NONE] = "none",
};

/* Roles of sources; all others are independent. */
static const struct {
	const char *role;
	enum grade grade;
} roles[] = {
	{ "primary_text", GRADE_OFFICIAL },
	{ "proposal", GRADE_OFFICIAL },
	{ "official_record", GRADE_OFFICIAL },
	{ "editorial_note", GRADE_EDITORIAL },
};

/* Parties whose translation is official. */
static const char *const makers[] = { "issuer", "adopter" };

/* What grade_of() looks at. */
static const struct {
	const char *kind, *member;
} signs[] = {
	{ "sources", "role" },
	{ "sources", "publisher" },
	{ "sources", "instrument" },
	{ "instruments", "parties" },
};

static bool is_maker(struct arena *a, struct str party, struct str publisher)
{
	struct str role = json_member_text(a, party, "role");

	if (!str_eq(json_member_text(a, party, "organization"), publisher))
		return false;
	for (size_t i = 0; i < COUNT(makers); i++)
		if (str_is(role, makers[i]))
			return true;
	return false;
}

/* Has one of those who made the instrument published the translation? */
static enum err_code is_authorised(struct tx *tx, struct arena *a,
                                   const struct row *source, bool *out,
                                   struct err *e)
{
	struct str publisher = kind_text(&sources_kind, source->values,
	                                 "publisher"),
		   instrument = kind_text(&sources_kind, source->values,
	                                  "instrument"),
		   parties, party;
	struct row row;
	size_t at = 0;
	enum err_code rc;

	*out = false;
	if (publisher.len == 0 || instrument.len == 0)
		return ERR_OK;
	rc = store_find(tx, &instruments_kind.entity, instrument, a, &row, e);
	if (rc != ERR_OK)
		return rc;
	parties = json_member(row.record, "parties");
	while (!*out && json_items(parties, &at, &party))
		*out = is_maker(a, party, publisher);
	return ERR_OK;
}

enum err_code grade_of(struct tx *tx, struct arena *a, const struct row *source,
                       enum grade *out, struct err *e)
{
	struct str role = kind_text(&sources_kind, source->values, "role");
	bool authorised = false;
	enum err_code rc = ERR_OK;

	*out = GRADE_INDEPENDENT;
	for (size_t i = 0; i < COUNT(roles); i++)
		if (str_is(role, roles[i].role))
			*out = roles[i].grade;
	if (str_is(role, "translation"))
		rc = is_authorised(tx, a, source, &authorised, e);
	if (authorised)
		*out = GRADE_OFFICIAL;
	return rc;
}

bool grade_changes(const struct kind *k, const struct row *old,
                   const struct row *new)
{
	for (size_t i = 0; i < COUNT(signs); i++)
		if (strcmp(k->entity.name, signs[i].kind) == 0 &&
		    !str_eq(json_member(old->record, signs[i].member),
		            json_member(new->record, signs[i].member)))
			return true;
	return false;
}
