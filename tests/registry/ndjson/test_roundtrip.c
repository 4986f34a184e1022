/*
 * test_roundtrip.c - whatever is taken can be taken out and in again
 *
 * Records are drawn from the tables of their kinds. What the registry refuses
 * is recomputed: it is only about what it takes.
 */
#include "tests/support/registry.h"

#include <stdlib.h>

#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "tests/support/unit.h"

#define EACH  40 /* records of a kind */
#define TRIES 600

struct drawing {
	struct app *app;
	uint64_t seed;
	const struct kind *kind;
	const char *ids[16][EACH]; /* of each kind, by its place in kinds */
	size_t n[16];
};

static size_t below(struct drawing *d, size_t n)
{
	return (unit_random(&d->seed) >> 8) % n;
}

#define PICK(d, table) ((table)[below(d, COUNT(table))])

/* ---- values ------------------------------------------------------------- */

static const char *const parts[] = {
	"Act",
	"on ",
	"AI",
	" ",
	"-",
	"2024/1689",
	"\t",
	"\n",
	"\"",
	"\\",
	"/",
	"É",
	"ß",
	"ﬁ",
	"½",
	"法",
	"人工智能",
	"한국",
	"😀",
	"भारत",
	"قانون",
	"\xcc\x81",
	"\xc2\xad",
	"\xe2\x80\x8b",
	"\xe2\x80\xa8",
	"\xee\x80\x80",
	"\xef\xbf\xbf",
	"\xc2\x85",
	"<b>",
	"~",
	"a",
	"b",
	"1",
	".",
	"'",
	"01a216c9-6107-72f1-91a2-730aad6525b3",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

static json_t *draw_text(struct drawing *d)
{
	struct buf out;
	size_t n = 1 + below(d, 12);

	buf_init(&out, d->app->keys_arena);
	while (n-- > 0)
		buf_puts(&out, PICK(d, parts));
	return json_string(out.data);
}

static json_t *draw_date(struct drawing *d)
{
	int year = 1900 + (int)below(d, 150), month = 1 + (int)below(d, 12);

	switch (below(d, 3)) {
	case 0:
		return json_string(say(d->app, "%d", year));
	case 1:
		return json_string(say(d->app, "%d-%02d", year, month));
	default:
		return json_string(say(d->app, "%d-%02d-%02d", year, month,
		                       1 + (int)below(d, 28)));
	}
}

/* Few of them, so that what must agree sometimes does. */
static json_t *draw_digest(struct drawing *d)
{
	return json_string(say(d->app, "%064d", (int)below(d, 3)));
}

static json_t *draw_reference(struct drawing *d, const struct field *f,
                              const json_t *siblings)
{
	struct str target = f->target != NULL ? str_from(f->target)
	                                      : json_text(siblings, "kind");

	for (size_t i = 0; i < kinds_count; i++)
		if (str_is(target, kinds[i]->entity.name) && d->n[i] > 0)
			return json_string(d->ids[i][below(d, d->n[i])]);
	return NULL;
}

static json_t *draw_pointer(struct drawing *d)
{
	static const char *const pointers[] = { "/title",   "/name",
		                                "/type",    "/adopted_on",
		                                "/summary", "/jurisdictions",
		                                "/urls" };

	return json_string(PICK(d, pointers));
}

static json_t *draw_json(struct drawing *d)
{
	switch (below(d, 4)) {
	case 0:
		return json_integer((json_int_t)below(d, 1000) - 500);
	case 1:
		return json_pack("{s:o, s:b}", "text", draw_text(d), "b", true);
	case 2:
		return draw_date(d);
	default:
		return draw_text(d);
	}
}

/* A list of jurisdictions would have to come before all that has codes. */
static json_t *draw_choice(struct drawing *d, const struct field *f)
{
	size_t n = 0;

	while (f->choices[n] != NULL &&
	       strcmp(f->choices[n], "jurisdictions") != 0)
		n++;
	return json_string(f->choices[below(d, n)]);
}

/* Texts of a form that the tables do not tell. */
static json_t *draw_formed(struct drawing *d, const struct field *f)
{
	static const char *const places[] = { "EU", "CN", "US-CA", "INT" };

	if (strcmp(f->name, "path") != 0)
		return json_string(PICK(d, places));
	return json_string(
		say(d->app, "art_%zu/para_%zu", below(d, 99), below(d, 9)));
}

static json_t *draw_members(struct drawing *d, const struct field *fields,
                            size_t n);

static json_t *draw_value(struct drawing *d, const struct field *f,
                          const json_t *siblings)
{
	static const char *const languages[] = { "en", "zh-Hans", "pt-BR",
		                                 "und" };
	static const char *const urls[] = { "https://example.org/a?b=%20#c",
		                            "http://192.0.2.1:8080/",
		                            "https://example.org" };

	switch (f->type) {
	case FIELD_TEXT:
		return f->pattern != NULL ? draw_formed(d, f) : draw_text(d);
	case FIELD_INTEGER:
		return json_integer(f->min + (json_int_t)below(d, 50));
	case FIELD_BOOL:
		return json_boolean(below(d, 2));
	case FIELD_CHOICE:
		return draw_choice(d, f);
	case FIELD_DATE:
		return draw_date(d);
	case FIELD_REFERENCE:
		return draw_reference(d, f, siblings);
	case FIELD_URL:
		return json_string(PICK(d, urls));
	case FIELD_LANGUAGE:
		return json_string(PICK(d, languages));
	case FIELD_DIGEST:
		return draw_digest(d);
	case FIELD_POINTER:
		return draw_pointer(d);
	case FIELD_OBJECT:
		return draw_members(d, f->fields, f->nfields);
	case FIELD_JSON:
		return draw_json(d);
	case FIELD_TIME:
	case FIELD_ID:
	case FIELD_KEY:
		break;
	}
	return NULL;
}

static json_t *draw_list(struct drawing *d, const struct field *f,
                         const json_t *siblings)
{
	json_t *list = json_array();

	for (size_t n = 1 + below(d, 3); n > 0; n--) {
		json_t *item = draw_value(d, f, siblings);

		if (item != NULL)
			json_array_append_new(list, item);
	}
	return list;
}

static json_t *draw_members(struct drawing *d, const struct field *fields,
                            size_t n)
{
	json_t *object = json_object(), *value;

	for (size_t i = 0; i < n; i++) {
		const struct field *f = &fields[i];

		if ((f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) != 0 ||
		    (!(f->flags & F_REQUIRED) && below(d, 2) == 0))
			continue;
		value = f->flags & F_LIST ? draw_list(d, f, object)
		                          : draw_value(d, f, object);
		if (value != NULL)
			json_object_set_new(object, f->name, value);
	}
	return object;
}

/* ---- records ------------------------------------------------------------ */

/* Half of the references are keys; all are kept as ids. */
static void keep_name(struct drawing *d, size_t k)
{
	d->ids[k][d->n[k]++] =
		say(d->app, "%s",
	            reply_string(d->app, below(d, 2) == 0 ? "id" : "key"));
}

static void draw_record(struct drawing *d, size_t k)
{
	const struct entity *t = &kinds[k]->entity;
	json_t *body = draw_members(d, t->fields, t->nfields);
	char *text = json_dumps(body, JSON_COMPACT);

	call(d->app, "POST", say(d->app, "/v1/%s", t->name), NULL, text);
	if (d->app->reply.status == 201)
		keep_name(d, k);
	else if (d->app->reply.status != 409)
		assert_status(d->app, 422);
	json_text_free(text);
	json_decref(body);
}

/* Organizations first: others refer to them. */
static void draw_registry(struct drawing *d)
{
	for (int round = 0; round < 2; round++)
		for (size_t k = 0; k < kinds_count; k++)
			for (int i = 0; i < TRIES && d->n[k] < EACH; i++)
				draw_record(d, k);
	for (size_t k = 0; k < kinds_count; k++)
		if (d->n[k] < EACH / 4)
			fail_msg("only %zu %s", d->n[k], kinds[k]->entity.name);
}

static void export_import_export(struct drawing *d, bool keys)
{
	struct app *app = d->app;
	struct store *s = registry_open(app, keys ? "by-keys.db" : "by-ids.db");
	const char *before = export_lines(app, app->store, NULL, keys);

	assert_string_equal(import_lines(app, s, "x.ndjson", before), "");
	assert_same(export_lines(app, s, NULL, keys), before);
	assert_sound(s);
	store_close(s);
}

static void what_is_taken_goes_out_and_in_again_as_it_was(void **state)
{
	struct drawing d = { .app = *state, .seed = 7919 };

	draw_registry(&d);
	assert_sound(d.app->store);
	export_import_export(&d, false);
	export_import_export(&d, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(what_is_taken_goes_out_and_in_again_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
