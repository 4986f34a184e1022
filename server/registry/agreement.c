/*
 * agreement.c - comparing values by the type of their field
 */
#include "server/registry/agreement.h"

#include "lib/date.h"
#include "lib/jsontext.h"
#include "lib/utf8.h"

const char *const agreement_names[AGREE__COUNT + 1] = {
	[AGREE_SUPPORTS] = "supports",   [AGREE_REFINES] = "refines",
	[AGREE_BROADER] = "broader",     [AGREE_UNRESOLVED] = "unresolved",
	[AGREE_CONFLICTS] = "conflicts",
};

/* What the chooser of a best item starts from. */
#define NOTHING_YET AGREE_CONFLICTS

static bool is_text(struct str value)
{
	return value.len > 0 && value.p[0] == '"';
}

static enum agreement compare_dates(struct str record, struct str asserted)
{
	static const enum agreement of[] = {
		[DATE_SAME] = AGREE_SUPPORTS,
		[DATE_WITHIN] = AGREE_REFINES,
		[DATE_CONTAINS] = AGREE_BROADER,
		[DATE_APART] = AGREE_CONFLICTS,
	};

	if (!date_valid(record) || !date_valid(asserted))
		return AGREE_UNRESOLVED;
	return of[date_compare(asserted, record)];
}

static enum agreement compare_scalars(struct arena *a, const struct field *f,
                                      struct str record, struct str asserted)
{
	struct str x, y;

	if (str_eq(record, asserted))
		return AGREE_SUPPORTS;
	if (!is_text(record) || !is_text(asserted))
		return AGREE_CONFLICTS;
	x = json_unquote(a, record);
	y = json_unquote(a, asserted);
	if (f->type == FIELD_DATE)
		return compare_dates(x, y);
	return utf8_same(x, y) ? AGREE_SUPPORTS : AGREE_CONFLICTS;
}

static const struct field *member_field(const struct field *f, struct str name)
{
	for (size_t i = 0; i < f->nfields; i++)
		if (str_is(name, f->fields[i].name))
			return &f->fields[i];
	return NULL;
}

static enum agreement compare_items(struct arena *a, const struct field *f,
                                    struct str record, struct str asserted);

/* Every member that is asserted; the worst of them counts. */
static enum agreement compare_members(struct arena *a, const struct field *f,
                                      struct str record, struct str asserted)
{
	enum agreement worst = AGREE_SUPPORTS;
	struct str name, value;
	size_t at = 0;

	while (json_each(asserted, &at, &name, &value)) {
		const struct field *m = member_field(f, name);
		struct str own =
			json_member(record, arena_strndup(a, name.p, name.len));
		enum agreement one = AGREE_CONFLICTS;

		if (m != NULL && own.len > 0)
			one = compare_items(a, m, own, value);
		if (one > worst)
			worst = one;
	}
	return worst;
}

static enum agreement compare_one(struct arena *a, const struct field *f,
                                  struct str record, struct str asserted)
{
	if (f->type == FIELD_OBJECT && asserted.len > 0 && asserted.p[0] == '{')
		return compare_members(a, f, record, asserted);
	return compare_scalars(a, f, record, asserted);
}

/* A value, or the item of a list that agrees best. */
static enum agreement compare_items(struct arena *a, const struct field *f,
                                    struct str record, struct str asserted)
{
	enum agreement best = NOTHING_YET, one;
	struct str item;
	size_t at = 0;

	if (!(f->flags & F_LIST))
		return compare_one(a, f, record, asserted);
	while (best != AGREE_SUPPORTS && json_items(record, &at, &item)) {
		one = compare_one(a, f, item, asserted);
		if (one < best)
			best = one;
	}
	return best;
}

/* {"sha256":"..."} stands for words that may not be shown. */
static bool is_hash(const struct field *f, struct str value)
{
	return value.len > 0 && value.p[0] == '{' &&
	       json_member(value, "sha256").len > 0 &&
	       (f->type != FIELD_OBJECT ||
	        member_field(f, STR("sha256")) == NULL);
}

enum agreement agreement_of(struct arena *a, const struct field *f,
                            struct str record_value, struct str asserted)
{
	if (record_value.len == 0 || asserted.len == 0 || is_hash(f, asserted))
		return AGREE_UNRESOLVED;
	return compare_items(a, f, record_value, asserted);
}

/* The next token of a pointer, moving past it. Names of fields have no
 * characters that a pointer escapes. */
static struct str token(struct str *pointer)
{
	struct str t = { pointer->p + 1, 0 };

	while (t.len + 1 < pointer->len && t.p[t.len] != '/')
		t.len++;
	pointer->p += t.len + 1;
	pointer->len -= t.len + 1;
	return t;
}

const struct field *agreement_field(const struct entity *t, struct str pointer)
{
	const struct field *f;

	if (pointer.len < 2 || pointer.p[0] != '/')
		return NULL;
	f = entity_field(t, token(&pointer));
	while (f != NULL && pointer.len > 0)
		f = (f->flags & F_LIST) ? NULL
		                        : member_field(f, token(&pointer));
	if (f == NULL ||
	    (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) != 0 ||
	    f->type == FIELD_ID || f->type == FIELD_KEY)
		return NULL;
	return f;
}

struct str agreement_value(struct str record, struct str pointer)
{
	char name[NAME_MAX_LEN];

	while (pointer.len > 1 && record.len > 0) {
		struct str t = token(&pointer);

		if (t.len >= sizeof(name))
			return (struct str){ 0 };
		memcpy(name, t.p, t.len);
		name[t.len] = '\0';
		record = json_member(record, name);
	}
	return record;
}
