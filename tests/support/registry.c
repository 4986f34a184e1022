/*
 * registry.c - shared by the tests of server/registry and server/kinds
 */
#include "tests/support/registry.h"

#include <glob.h>

#include <stdio.h>
#include <stdlib.h>

#include "lib/data/digest.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/checks/audit.h"
#include "server/registry/model/kind.h"
#include "server/registry/ndjson/ndjson_export.h"
#include "server/registry/ndjson/ndjson_import.h"
#include "tests/support/empty.h"
#include "tests/support/read_file.h"

const char *say(struct app *app, const char *fmt, ...)
{
	char *text = NULL;
	const char *kept;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	text = malloc((size_t)n + 1);
	assert_non_null(text);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	kept = arena_strndup(app->keys_arena, text, (size_t)n);
	free(text);
	return kept;
}

const char *escaped(struct app *app, struct str bytes)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	for (size_t i = 0; i < bytes.len; i++)
		buf_printf(&out, "%%%02X", (unsigned char)bytes.p[i]);
	return out.data;
}

int registry_setup(void **state)
{
	struct app *app;
	struct err e = { 0 };
	int failed = app_setup(state);

	app = *state;
	if (failed != 0 || rebuild_derived(app->store, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return failed;
}

/* ---- records ------------------------------------------------------------ */

const char *make(struct app *app, const char *kind, const char *body)
{
	call(app, "POST", say(app, "/v1/%s", kind), NULL, body);
	assert_status(app, 201);
	return say(app, "%s", reply_string(app, "id"));
}

const char *make_act(struct app *app, const char *members)
{
	return make(app, "instruments",
	            say(app, "{" ACT "%s%s}", *members != '\0' ? "," : "",
	                members));
}

void make_span(struct app *app, const char *key, const char *source,
               const char *sha256, int start, int end)
{
	make(app, "passages",
	     say(app,
	         "{\"key\":\"%s\",\"source\":\"%s\",\"edition\":\"%s\","
	         "\"start\":%d,\"end\":%d}",
	         key, source, sha256, start, end));
}

void claim_of(struct app *app, const char *key, const char *kind,
              const char *subject, const char *field, const char *value,
              const char *passage, const char *more)
{
	call(app, "POST", "/v1/assertions", NULL,
	     say(app,
	         "{\"key\":\"%s\",\"subject\":{\"kind\":\"%s\","
	         "\"id\":\"%s\"},\"field\":\"%s\",\"value\":%s,"
	         "\"passage\":\"%s\"%s}",
	         key, kind, subject, field, value, passage, more));
	assert_status(app, 201);
}

void claim(struct app *app, const char *key, const char *field,
           const char *value, const char *more)
{
	claim_of(app, key, "instruments", "a", field, value, "p", more);
}

void resolve(struct app *app, const char *field, const char *outcome,
             const char *more)
{
	call(app, "POST", "/v1/resolutions", NULL,
	     say(app,
	         "{\"key\":\"r\",\"subject\":{\"kind\":\"instruments\","
	         "\"id\":\"a\"},\"field\":\"%s\",\"outcome\":\"%s\","
	         "\"reason\":\"The journal counts.\"%s}",
	         field, outcome, more));
	assert_status(app, 201);
}

void edit(struct app *app, const char *method, const char *target,
          const char *body)
{
	call(app, method, target, "If-Match: *", body);
}

const char *text_of(struct app *app, const char *target)
{
	get(app, target);
	assert_status(app, 200);
	return say(app, "%s", reply_text(app));
}

const char *head(struct app *app)
{
	get(app, "/v1/changes/head");
	assert_status(app, 200);
	return say(app, "%s", reply_string(app, "hash"));
}

const char *load(struct app *app, const char *key, struct str text)
{
	struct arena *a = app->keys_arena;
	struct ingest in = { .arena = a,
		             .source = str_from(key),
		             .bytes = text,
		             .media_type = "text/plain" };
	struct err e;

	make(app, "sources",
	     say(app, "{\"key\":\"%s\",\"title\":\"%s\",\"role\":\"other\"}",
	         key, key));
	err_init(&e, a);
	if (ingest_text(app->store, &in, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return in.sha256.p;
}

struct ingest ingest(struct app *app, struct str text)
{
	struct ingest in = { .arena = app->keys_arena,
		             .bytes = text,
		             .media_type = "text/plain" };
	struct err e;

	err_init(&e, in.arena);
	if (ingest_text(app->store, &in, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return in;
}

/* ---- stores and lines --------------------------------------------------- */

static const char *path_of(struct app *app, const char *name)
{
	return say(app, "%s/%s", app->dir, name);
}

struct store *registry_open(struct app *app, const char *name)
{
	struct store *s = NULL;
	struct err e = { 0 };

	empty_registry(path_of(app, name));
	if (store_open(&s, path_of(app, name), STORE_CREATE, kinds_entities(),
	               kinds_count, &e) != ERR_OK ||
	    rebuild_derived(s, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return s;
}

/* Where the texts about wrong lines go. */
static struct buf complaints;

static void note_complaint(const char *text)
{
	buf_printf(&complaints, "%s%s", complaints.len > 0 ? "\n" : "", text);
}

static const char *import_inputs(struct app *app, struct store *s,
                                 struct input *inputs, size_t n)
{
	struct import in = { .store = s,
		             .inputs = inputs,
		             .ninputs = n,
		             .complain = note_complaint };
	struct err e;

	err_init(&e, app->keys_arena);
	buf_init(&complaints, app->keys_arena);
	if (ndjson_import(&in, &e) == ERR_OK)
		return "";
	return in.wrong > 0 ? complaints.data : say(app, "%s", e.detail);
}

const char *import_lines(struct app *app, struct store *s, const char *name,
                         const char *lines)
{
	struct input in = { name, tmpfile() };
	const char *failure;

	assert_non_null(in.file);
	fputs(lines, in.file);
	failure = import_inputs(app, s, &in, 1);
	fclose(in.file);
	return failure;
}

void import_catalogue(struct app *app, struct store *s)
{
	struct input in[64];
	size_t n = 0;
	glob_t found;

	assert_int_equal(glob("data/*.ndjson", 0, NULL, &found), 0);
	assert_in_range(found.gl_pathc, 5, COUNT(in));
	for (; n < found.gl_pathc; n++) {
		in[n] = (struct input){ found.gl_pathv[n],
			                fopen(found.gl_pathv[n], "rb") };
		assert_non_null(in[n].file);
	}
	assert_string_equal(import_inputs(app, s, in, n), "");
	while (n > 0)
		fclose(in[--n].file);
	globfree(&found);
}

void import_ok(struct app *app, const char *lines)
{
	assert_string_equal(import_lines(app, app->store, "x.ndjson", lines),
	                    "");
}

int catalogue_setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	import_catalogue(app, app->store);
	return failed;
}

void reopen(struct app *app)
{
	app->store = registry_open(app, "test.db");
	app->service.store = app->store;
}

const char *export_lines(struct app *app, struct store *s, const char *kind,
                         bool keys)
{
	const struct kind *k = kind != NULL ? kind_find(str_from(kind)) : NULL;
	FILE *out = tmpfile();
	struct err e = { 0 };
	char *text;
	long n;

	assert_non_null(out);
	if (ndjson_export(s, k, keys, out, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	n = ftell(out);
	assert_true(n >= 0);
	rewind(out);
	text = arena_alloc(app->keys_arena, (size_t)n + 1);
	assert_int_equal(fread(text, 1, (size_t)n, out), n);
	fclose(out);
	return text;
}

struct str read_text(struct app *app, const char *path)
{
	return read_file(app->keys_arena, path);
}

/* ---- assertions --------------------------------------------------------- */

static void show_complaint(const char *what)
{
	print_error("%s\n", what);
}

void assert_sound_at(struct store *s, const char *file, int line)
{
	struct audit v = { .complain = show_complaint };
	struct err e = { 0 };

	if (audit_run(s, &v, &e) != ERR_OK)
		print_error("%s\n", e.detail);
	_assert_int_equal(e.code, ERR_OK, file, line);
	_assert_int_equal(v.complaints, 0, file, line);
}

void assert_same_at(const char *got, const char *want, const char *file,
                    int line)
{
	size_t i = 0, from;

	while (got[i] != '\0' && got[i] == want[i])
		i++;
	if (got[i] == want[i])
		return;
	from = i > 40 ? i - 40 : 0;
	print_error("at byte %zu: ...%.120s\ninstead of ...%.120s\n", i,
	            got + from, want + from);
	_fail(file, line);
}

void assert_contains_at(const char *text, const char *part, const char *file,
                        int line)
{
	if (strstr(text, part) != NULL)
		return;
	print_error("no \"%s\" in: %s\n", part, text);
	_fail(file, line);
}

const char *item_keys(struct app *app, const char *target)
{
	const char *keys = "";

	get(app, target);
	assert_status(app, 200);
	for (size_t i = 0; i < json_array_size(reply_json(app, "items")); i++)
		keys = say(app, "%s%s%s", keys, i > 0 ? " " : "",
		           reply_string(app, say(app, "items/%zu/key", i)));
	return keys;
}

json_t *all_pages(struct app *app, const char *target, const char *items)
{
	const char *page = target, *between = strchr(target, '?') ? "&" : "?";
	json_t *all = json_array(), *next;

	do {
		get(app, page);
		assert_status(app, 200);
		json_array_extend(all, reply_json(app, items));
		next = reply_json(app, "next");
		page = say(app, "%s%scursor=%s", target, between,
		           json_is_string(next) ? json_string_value(next) : "");
	} while (json_is_string(next));
	return all;
}
