/*
 * tools_search.c - tools that search and read
 */
#include "server/mcp/tools.h"

#include "server/registry/model/json.h"
#include "server/registry/outline/pinpoint.h"

/* ---- search_instruments ------------------------------------------------- */

static void say_instrument(struct tool_call *c, const json_t *record,
                           struct str date)
{
	tool_say(c, "%.*s (%.*s): %.*s, force %.*s, status %.*s%s%.*s",
	         STR_ARG(json_text(record, "title")),
	         STR_ARG(json_text(record, "key")),
	         STR_ARG(json_text(record, "type")),
	         STR_ARG(json_text(record, "force")),
	         STR_ARG(json_text(record, "status")), date.len > 0 ? ", " : "",
	         STR_ARG(date));
}

static void show_hits(struct tool_call *c, const json_t *hits)
{
	for (size_t i = 0; i < json_array_size(hits); i++) {
		json_t *hit = json_array_get(hits, i);

		json_object_del(hit, "ranges"); /* for showing them marked */
		json_object_del(hit, "marked");
		tool_cite(c, "instruments", hit);
		say_instrument(c, hit, json_text(hit, "date"));
	}
}

/* Whether it is what was asked for that was found. */
static void say_understood(struct tool_call *c, json_t *found)
{
	json_t *corrected = json_object_get(found, "corrected"),
	       *relaxed = json_object_get(found, "relaxed"),
	       *left_out = json_object_get(relaxed, "left_out");

	if (corrected != NULL) {
		json_object_set(c->result, "corrected", corrected);
		tool_say(c,
		         "Nothing was found as it was typed; these are of: "
		         "%.*s",
		         STR_ARG(json_str(corrected)));
	}
	if (relaxed != NULL)
		json_object_set(c->result, "relaxed", relaxed);
	for (size_t i = 0; i < json_array_size(left_out); i++)
		tool_say(c, "Not all of these have the word: %.*s",
		         STR_ARG(json_str(json_array_get(left_out, i))));
}

void mcp_search_instruments(struct tool_call *c)
{
	struct buf target = api_target(c->req->arena, "search", NULL);
	json_t *found, *next;

	api_param(&target, "kind", STR("instruments"));
	api_param(&target, "facet", STR("none"));
	if (json_object_get(c->args, "limit") == NULL)
		api_param(&target, "limit", STR("10"));
	tool_params(c, &target);
	found = tool_get(c, &target);
	if (found == NULL)
		return;
	next = json_object_get(found, "next");
	c->result = json_own(c->req->arena,
	                     json_pack("{s:O,s:O,s:O}", "items",
	                               json_object_get(found, "items"), "total",
	                               json_object_get(found, "total"), "next",
	                               next != NULL ? next : json_null()));
	tool_say(
		c, "%lld instruments found.",
		(long long)json_integer_value(json_object_get(found, "total")));
	say_understood(c, found);
	show_hits(c, json_object_get(found, "items"));
	tool_say_more(c, found);
}

/* ---- get_instrument ----------------------------------------------------- */

/* Of each member: how it is supported and by which passages. */
static json_t *evidence_of(struct tool_call *c, const json_t *provenance)
{
	static const char *const copied[] = { "field", "state", "grade" };
	const json_t *fields = json_object_get(provenance, "fields");
	json_t *out = json_array();

	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *field = json_array_get(fields, i),
			     *claims = json_object_get(field, "assertions");
		json_t *one = json_object(), *passages = json_array();

		for (size_t k = 0; k < COUNT(copied); k++) {
			json_t *value = json_object_get(field, copied[k]);

			if (value != NULL)
				json_object_set(one, copied[k], value);
		}
		for (size_t k = 0; k < json_array_size(claims); k++)
			json_array_append_new(
				passages,
				json_string(tool_url(
					c, "passages",
					json_object_get(
						json_array_get(claims, k),
						"passage"))));
		json_object_set_new(one, "passages", passages);
		json_array_append_new(out, one);
	}
	return out;
}

/* The dates, each with the grade of what says so. */
static void say_dates(struct tool_call *c, const json_t *record,
                      const json_t *fields)
{
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *field = json_array_get(fields, i);
		struct str path = json_text(field, "field"), date;

		if (path.len < 4 || !str_ends(path, STR("_on")))
			continue;
		date = json_text(record, path.p + 1);
		if (date.p != NULL)
			tool_say(c, "%s: %.*s, evidence: %.*s, %.*s",
			         path.p + 1, STR_ARG(date),
			         STR_ARG(json_text(field, "grade")),
			         STR_ARG(json_text(field, "state")));
	}
}

void mcp_get_instrument(struct tool_call *c)
{
	const char *ref = tool_text(c, "instrument").p;
	struct buf target = api_target(c->req->arena, "instruments", ref, NULL),
		   proof = api_target(c->req->arena, "instruments", ref,
	                              "provenance", NULL);
	json_t *record, *provenance;

	tool_params(c, &target);
	record = tool_get(c, &target);
	provenance = record != NULL ? tool_get(c, &proof) : NULL;
	if (provenance == NULL)
		return;
	c->result = json_own(
		c->req->arena,
		json_pack("{s:O,s:o,s:O}", "instrument", record, "evidence",
	                  evidence_of(c, provenance), "coverage",
	                  json_object_get(provenance, "coverage")));
	tool_cite(c, "instruments", record);
	tool_cite_all(c, json_object_get(provenance, "fields"), NULL);
	say_instrument(c, record, json_text(record, "adopted_on"));
	if (json_text(record, "summary").p != NULL)
		tool_say(c, "%.*s", STR_ARG(json_text(record, "summary")));
	if (tool_text(c, "on").p != NULL)
		tool_say(c, "The status is that of %.*s.",
		         STR_ARG(tool_text(c, "on")));
	say_dates(c, record, json_object_get(provenance, "fields"));
	tool_say(c,
	         "%s: each member's evidence is in \"evidence\"; ask why "
	         "for the words.",
	         tool_url(c, "instruments", record));
}

/* ---- get_provision ------------------------------------------------------ */

static json_t *first_of(json_t *list)
{
	return json_array_get(json_object_get(list, "items"), 0);
}

static json_t *by_filter(struct tool_call *c, const char *name,
                         struct str value)
{
	struct buf target = api_target(c->req->arena, "provisions", NULL);

	api_param(&target, "instrument", tool_text(c, "instrument"));
	api_param(&target, name, value);
	api_param(&target, "limit", STR("1"));
	return first_of(tool_get(c, &target));
}

/* "art_5/para_1" and "para_1-2" end with the number. */
static bool path_ends(struct str path, struct str number)
{
	const char *at = path.p + path.len;

	while (at > path.p && at[-1] != '/' && at[-1] != '_')
		at--;
	return str_eq((struct str){ at, (size_t)(path.p + path.len - at) },
	              number);
}

/* The part of a provision that has this number. */
static json_t *part_of(struct tool_call *c, const json_t *parent,
                       struct str number)
{
	struct buf target = api_target(c->req->arena, "provisions", NULL);
	json_t *items;

	api_param(&target, "parent", json_text(parent, "id"));
	api_param(&target, "sort", STR("position"));
	api_param(&target, "limit", STR("200"));
	items = json_object_get(tool_get(c, &target), "items");
	for (size_t i = 0; i < json_array_size(items); i++)
		if (path_ends(json_text(json_array_get(items, i), "path"),
		              number))
			return json_array_get(items, i);
	return NULL;
}

/* The deepest provision that is here of what was named; *missing is the number
 * that is not. */
static json_t *named(struct tool_call *c, struct str words, struct str *missing)
{
	struct pinpoint p;
	json_t *found = by_filter(c, "label", words);

	if (found == NULL && !c->failed)
		found = by_filter(c, "path", words);
	if (found != NULL || c->failed ||
	    !pinpoint_read(c->req->arena, words, &p))
		return found;
	for (size_t i = 0; found == NULL && !c->failed && i < p.npaths; i++)
		found = by_filter(c, "path", p.paths[i]);
	for (size_t i = 0; found != NULL && i < p.nparts; i++) {
		json_t *part = part_of(c, found, p.parts[i]);

		*missing = p.parts[i];
		if (part == NULL)
			return found;
		*missing = (struct str){ 0 };
		found = part;
	}
	return found;
}

/* As of a day, with its text. */
static json_t *read_provision(struct tool_call *c, const json_t *found)
{
	struct buf target = api_target(c->req->arena, "provisions",
	                               json_text(found, "id").p, NULL);

	tool_params(c, &target);
	return tool_get(c, &target);
}

/* Whether it applies on the day asked for, and what was laid down when. */
static void say_application(struct tool_call *c, const json_t *record)
{
	struct str applies = json_text(record, "applies"),
		   day = tool_text(c, "on");
	const json_t *steps = json_object_get(record, "application");

	if (applies.p != NULL)
		tool_say(c, "Applies %s%.*s: %.*s",
		         day.p != NULL ? "on " : "today", STR_ARG(day),
		         STR_ARG(applies));
	for (size_t i = 0; i < json_array_size(steps); i++) {
		const json_t *step = json_array_get(steps, i);
		struct str from = json_text(step, "from"),
			   note = json_text(step, "note");

		tool_say(c, "To apply from %.*s%s%.*s%s%.*s",
		         STR_ARG(json_text(step, "on")),
		         from.len > 0 ? ", by what was laid down on " : "",
		         STR_ARG(from), note.len > 0 ? ": " : "",
		         STR_ARG(note));
	}
}

static void say_provision(struct tool_call *c, const json_t *record)
{
	struct str text = json_text(record, "text"),
		   heading = json_text(record, "heading");

	tool_say(c, "%.*s%s%.*s (%s)", STR_ARG(json_text(record, "label")),
	         heading.len > 0 ? " - " : "", STR_ARG(heading),
	         tool_url(c, "provisions", record));
	say_application(c, record);
	if (json_text(record, "handling").p != NULL)
		tool_say(c, "Restriction: %.*s",
		         STR_ARG(json_text(record, "handling")));
	if (text.len > 0)
		buf_printf(&c->text, "\n%.*s\n", STR_ARG(text));
	else
		tool_say(c, "Its text is not held here; do not quote it from "
		            "memory.");
}

/* Which of the two is not there? */
static void fail_provision(struct tool_call *c)
{
	struct buf target = api_target(c->req->arena, "instruments",
	                               tool_text(c, "instrument").p, NULL);
	const json_t *instrument = tool_get(c, &target);

	if (instrument != NULL)
		tool_fail(c,
		          "provision: \"%.*s\" is not a provision that the "
		          "registry has of %.*s",
		          STR_ARG(tool_text(c, "provision")),
		          STR_ARG(json_text(instrument, "title")));
}

void mcp_get_provision(struct tool_call *c)
{
	struct str missing = { 0 };
	json_t *found = named(c, tool_text(c, "provision"), &missing), *record;

	if (c->failed)
		return;
	if (found == NULL) {
		fail_provision(c);
		return;
	}
	record = read_provision(c, found);
	if (record == NULL)
		return;
	c->result = json_own(c->req->arena,
	                     json_pack("{s:O,s:b}", "provision", record,
	                               "complete", missing.p == NULL));
	tool_cite(c, "provisions", record);
	if (missing.p != NULL)
		tool_say(c,
		         "Part (%.*s) is not a record of its own; this is "
		         "what holds it.",
		         STR_ARG(missing));
	say_provision(c, record);
}

/* ---- what_changed ------------------------------------------------------- */

void mcp_what_changed(struct tool_call *c)
{
	struct buf target = api_target(c->req->arena, "changes", NULL);
	json_t *found, *items;

	tool_params(c, &target);
	if (json_object_get(c->args, "limit") == NULL)
		api_param(&target, "limit", STR("20"));
	found = tool_get(c, &target);
	if (found == NULL)
		return;
	items = json_object_get(found, "items");
	c->result = json_own(c->req->arena, json_incref(found));
	tool_say(c, "%zu changes, up to %lld of %lld.", json_array_size(items),
	         (long long)json_integer_value(json_object_get(found, "next")),
	         (long long)json_integer_value(json_object_get(
			 json_object_get(found, "head"), "seq")));
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *one = json_array_get(items, i),
			     *record = json_object_get(one, "record");
		const char *kind = json_text(one, "kind").p;

		if (record == NULL)
			record = one;
		tool_cite(c, kind, record);
		tool_say(c, "%lld: %.*s %s %.*s",
		         (long long)json_integer_value(
				 json_object_get(one, "seq")),
		         STR_ARG(json_text(one, "op")), kind,
		         STR_ARG(json_text(record, "key")));
	}
}
