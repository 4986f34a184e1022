/*
 * agreement.c - comparing values by the type of their field
 */
#include "server/registry/evidence/agreement.h"

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/model/pointer.h"

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
		const struct field *m = pointer_member(f, name);
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
	        pointer_member(f, STR("sha256")) == NULL);
}

enum agreement agreement_of(struct arena *a, const struct field *f,
                            struct str record_value, struct str asserted)
{
	if (record_value.len == 0 || asserted.len == 0 || is_hash(f, asserted))
		return AGREE_UNRESOLVED;
	return compare_items(a, f, record_value, asserted);
}
