/*
 * tools_evidence.c - tools about evidence
 */
#include "server/mcp/tools.h"

#include "server/registry/model/json.h"

static bool has(const struct tool_call *c, const char *kind, struct str ref)
{
	struct buf target = api_target(c->req->arena, kind, ref.p, NULL);
	struct api_answer answer;

	api_param(&target, "fields", STR("key"));
	api_get(c->req, &target, &answer);
	return answer.status < 400;
}

/* Instruments, unless another kind is named, or only a provision is so. */
static const char *kind_asked(const struct tool_call *c, struct str ref)
{
	struct str kind = tool_text(c, "kind");

	if (kind.p != NULL)
		return kind.p;
	return !has(c, "instruments", ref) && has(c, "provisions", ref)
	               ? "provisions"
	               : "instruments";
}

/* In a line of text; of a list or an object only that it is one. */
static const char *shown(struct arena *a, const json_t *value)
{
	struct buf out;

	if (value == NULL)
		return "nothing";
	if (json_is_object(value))
		return "(an object)";
	if (json_is_array(value))
		return "(a list)";
	buf_init(&out, a);
	api_json(&out, value);
	return out.data;
}

/* ---- why ---------------------------------------------------------------- */

/* "type" means /type. */
static struct str field_asked(const struct tool_call *c)
{
	struct str field = tool_text(c, "field");

	return field.p == NULL || str_starts(field, STR("/"))
	               ? field
	               : str_from(arena_printf(c->req->arena, "/%.*s",
	                                       STR_ARG(field)));
}

void mcp_why(struct tool_call *c)
{
	struct str record = tool_text(c, "record");
	struct buf target = api_target(c->req->arena, kind_asked(c, record),
	                               record.p, "why", NULL);
	struct api_answer memo;

	api_param(&target, "field", field_asked(c));
	c->result = tool_get(c, &target);
	if (c->result == NULL)
		return;
	tool_cite_all(c, c->result, NULL);
	api_get_text(c->req, &target, &memo);
	buf_str(&c->text, memo.text);
}

/* ---- verify_quotes ------------------------------------------------------ */

#define PLACES_SAID 5

/* What is there instead: not what was asked for. */
static void say_nearest(struct tool_call *c, const json_t *nearest)
{
	if (nearest == NULL)
		return;
	tool_say(
		c, "  The nearest words, %.0f %% alike: \"%.*s\" in %.*s",
		100 * json_number_value(json_object_get(nearest, "similarity")),
		STR_ARG(json_text(nearest, "exact")),
		STR_ARG(json_text(json_object_get(nearest, "source"),
	                          "title")));
}

/* Where each is, by the words around it; the first are enough for people. */
static void say_places(struct tool_call *c, const json_t *found,
                       const json_t *places)
{
	size_t n = json_array_size(places),
	       shown = n < PLACES_SAID ? n : PLACES_SAID;

	for (size_t i = 0; i < shown; i++) {
		const json_t *place = json_array_get(places, i);
		const json_t *source = json_object_get(place, "source");

		tool_say(c, "  in %.*s, from character %lld: …%.*s[…]%.*s…",
		         STR_ARG(json_text(source, "title")),
		         json_integer_value(json_object_get(place, "start")),
		         STR_ARG(json_text(place, "prefix")),
		         STR_ARG(json_text(place, "suffix")));
	}
	if (n > shown || json_is_true(json_object_get(found, "more")))
		tool_say(c, "  and elsewhere: name the source, or give prefix "
		            "or suffix.");
}

static void say_quote(struct tool_call *c, const json_t *quote,
                      const json_t *found)
{
	const json_t *places = json_object_get(found, "places"),
		     *source = json_object_get(found, "source");
	struct str reason = json_text(found, "reason"),
		   exact = json_text(quote, "exact");

	if (exact.len > 80)
		exact.len = 80;
	while (exact.len > 0 && (exact.p[exact.len] & 0xc0) == 0x80)
		exact.len--;
	tool_say(c, "%.*s%s%.*s: \"%.*s\"%s%.*s",
	         STR_ARG(json_text(found, "result")),
	         reason.len > 0 ? ", " : "", STR_ARG(reason), STR_ARG(exact),
	         source != NULL ? " in " : "",
	         STR_ARG(json_text(source, "title")));
	if (places != NULL)
		say_places(c, found, places);
	say_nearest(c, json_array_get(json_object_get(found, "nearest"), 0));
}

void mcp_verify_quotes(struct tool_call *c)
{
	json_t *quotes = json_object_get(c->args, "quotes"),
	       *body = json_own(c->req->arena,
	                        json_pack("{s:O}", "quotes", quotes)),
	       *items;

	c->result = tool_post(c, "/v1/verify", body);
	if (c->result == NULL)
		return;
	tool_cite_all(c, c->result, NULL);
	items = json_object_get(c->result, "items");
	for (size_t i = 0; i < json_array_size(items); i++)
		say_quote(c, json_array_get(quotes, i),
		          json_array_get(items, i));
}

/* ---- compare ------------------------------------------------------------ */

static bool is_of_server(const char *member)
{
	static const char *const members[] = { "id",         "key",
		                               "rev",        "created_at",
		                               "updated_at", "position" };

	for (size_t i = 0; i < COUNT(members); i++)
		if (strcmp(member, members[i]) == 0)
			return true;
	return false;
}

static void compare_member(struct tool_call *c, const char *member,
                           json_t *left, json_t *right)
{
	const char *list =
		left != NULL && right != NULL && json_equal(left, right)
			? "same"
			: "different";
	json_t *one = json_pack("{s:s}", "member", member);

	if (left != NULL)
		json_object_set(one, "left", left);
	if (right != NULL)
		json_object_set(one, "right", right);
	json_array_append_new(json_object_get(c->result, list), one);
	if (*list == 'd')
		tool_say(c, "%s differs: %s / %s", member,
		         shown(c->req->arena, left),
		         shown(c->req->arena, right));
}

void mcp_compare(struct tool_call *c)
{
	const char *kind = kind_asked(c, tool_text(c, "left")), *member;
	struct buf left = api_target(c->req->arena, kind,
	                             tool_text(c, "left").p, NULL),
		   right = api_target(c->req->arena, kind,
	                              tool_text(c, "right").p, NULL);
	json_t *a = tool_get(c, &left), *b = tool_get(c, &right), *value;

	if (c->failed)
		return;
	c->result = json_own(c->req->arena,
	                     json_pack("{s:[],s:[]}", "same", "different"));
	tool_cite(c, kind, a);
	tool_cite(c, kind, b);
	json_object_foreach(a, member, value)
	{
		if (!is_of_server(member))
			compare_member(c, member, value,
			               json_object_get(b, member));
	}
	json_object_foreach(b, member, value)
	{
		if (!is_of_server(member) && json_object_get(a, member) == NULL)
			compare_member(c, member, NULL, value);
	}
	tool_say(c, "The same: %zu members.",
	         json_array_size(json_object_get(c->result, "same")));
}

/* ---- find_conflicts ----------------------------------------------------- */

/* A conflict, and one of those asked for. */
static bool is_asked_for(const struct tool_call *c, const json_t *field)
{
	struct str name = field_asked(c), state = tool_text(c, "state");

	return json_is_true(json_object_get(field, "conflict")) &&
	       (name.p == NULL || str_eq(name, json_text(field, "field"))) &&
	       (state.p == NULL || str_eq(state, json_text(field, "state")));
}

static json_t *conflicts_of(struct tool_call *c, struct str instrument)
{
	struct buf target = api_target(c->req->arena, "instruments",
	                               instrument.p, "provenance", NULL);
	const json_t *fields = json_object_get(tool_get(c, &target), "fields");
	json_t *out = json_own(c->req->arena, json_pack("{s:[]}", "items"));

	for (size_t i = 0; i < json_array_size(fields); i++)
		if (is_asked_for(c, json_array_get(fields, i)))
			json_array_append(json_object_get(out, "items"),
			                  json_array_get(fields, i));
	return out;
}

/* Who says something else. */
static void say_others(struct tool_call *c, const json_t *claims)
{
	for (size_t i = 0; i < json_array_size(claims); i++) {
		const json_t *one = json_array_get(claims, i),
			     *passage = json_object_get(one, "passage");

		if (!str_is(json_text(one, "agreement"), "conflicts"))
			continue;
		tool_say(c, "  %s, evidence %.*s, says %.*s (%s)",
		         shown(c->req->arena, json_object_get(one, "value")),
		         STR_ARG(json_text(one, "grade")),
		         STR_ARG(json_text(json_object_get(passage, "source"),
		                           "title")),
		         tool_url(c, "passages", passage));
	}
}

static void say_conflict(struct tool_call *c, const json_t *conflict)
{
	struct str key = json_text(json_object_get(conflict, "subject"), "key");

	if (key.p == NULL)
		key = tool_text(c, "instrument");
	tool_say(c, "%.*s %.*s: %s here, %.*s, %zu statements", STR_ARG(key),
	         STR_ARG(json_text(conflict, "field")),
	         shown(c->req->arena, json_object_get(conflict, "value")),
	         STR_ARG(json_text(conflict, "state")),
	         json_array_size(json_object_get(conflict, "assertions")));
	say_others(c, json_object_get(conflict, "assertions"));
}

void mcp_find_conflicts(struct tool_call *c)
{
	struct buf target = api_target(c->req->arena, "conflicts", NULL);
	struct str instrument = tool_text(c, "instrument");
	const json_t *items;
	size_t total;

	tool_params(c, &target);
	if (field_asked(c).p != NULL)
		api_param(&target, "field", field_asked(c));
	c->result = instrument.p != NULL ? conflicts_of(c, instrument)
	                                 : tool_get(c, &target);
	if (c->failed)
		return;
	items = json_object_get(c->result, "items");
	total = instrument.p != NULL
	                ? json_array_size(items)
	                : (size_t)json_integer_value(
				  json_object_get(c->result, "total"));
	tool_cite_all(c, items, NULL);
	tool_say(c, "%zu conflict%s.", total, total == 1 ? "" : "s");
	for (size_t i = 0; i < json_array_size(items); i++)
		say_conflict(c, json_array_get(items, i));
	tool_say_more(c, c->result);
}

/* ---- cite --------------------------------------------------------------- */

/* The instrument of a provision is cited with it. */
static void cite_whole(struct tool_call *c, const json_t *record)
{
	struct str id = json_text(record, "instrument");
	struct buf target;

	if (id.p == NULL)
		return;
	target = api_target(c->req->arena, "instruments", id.p, NULL);
	tool_cite(c, "instruments", tool_get(c, &target));
}

void mcp_cite(struct tool_call *c)
{
	struct str ref = tool_text(c, "record");
	const char *kind = kind_asked(c, ref);
	struct buf target = api_target(c->req->arena, kind, ref.p, NULL);
	json_t *record = tool_get(c, &target), *cited;

	if (record == NULL)
		return;
	api_param(&target, "format", STR("csl"));
	cited = tool_get(c, &target);
	if (cited == NULL)
		return;
	cited = json_object_get(json_array_get(cited, 0), "note");
	tool_cite(c, kind, record);
	cite_whole(c, record);
	c->result = json_own(c->req->arena,
	                     json_pack("{s:O,s:s}", "citation", cited, "url",
	                               tool_url(c, kind, record)));
	tool_say(c, "%.*s", STR_ARG(json_str(cited)));
}

/* ---- propose_assertion -------------------------------------------------- */

void mcp_propose_assertion(struct tool_call *c)
{
	json_t *body = json_own(c->req->arena, json_object()), *value;
	struct str ref = tool_text(c, "record");
	const char *name;

	json_object_foreach((json_t *)c->args, name, value)
	{
		if (strcmp(name, "kind") != 0 && strcmp(name, "record") != 0)
			json_object_set(body, name, value);
	}
	json_object_set_new(body, "subject",
	                    json_pack("{s:s,s:s}", "kind", kind_asked(c, ref),
	                              "id", ref.p));
	c->result = tool_post(c, "/v1/assertions", body);
	if (c->result == NULL)
		return;
	tool_cite(c, "assertions", c->result);
	tool_say(c, "Stored as %s; it stands beside what others say.",
	         tool_url(c, "assertions", c->result));
}
