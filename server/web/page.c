/*
 * page.c - a record as HTML, from what the API says of it
 */
#include "server/web/page.h"

#include <jansson.h>

#include "lib/data/media_types.h"
#include "lib/data/xml.h"
#include "server/mcp/call.h"
#include "server/registry/model/kind.h"
#include "server/web/asset.h"

#define DESCRIBED_MAX 300 /* bytes of a description */

static const struct str plain_title = { "instrumentd", 11 };
static const struct str plain_description = {
	"A registry of the texts that govern AI: what exists, who issued it, "
	"when, and how anyone knows.",
	95
};

/* The words of a text, none of them cut, and no half of a character. */
static struct str beginning(struct str s)
{
	if (s.len <= DESCRIBED_MAX)
		return s;
	s.len = DESCRIBED_MAX;
	while (s.len > 0 && s.p[s.len] != ' ' &&
	       ((unsigned char)s.p[s.len] & 0xC0) != 0xC0)
		s.len--;
	return s;
}

static struct str member(const json_t *record, const char *name)
{
	const char *text = json_string_value(json_object_get(record, name));

	return text != NULL ? str_from(text) : (struct str){ 0 };
}

static struct str first_of(const json_t *record, const char *const *names)
{
	struct str text = { 0 };

	for (; *names != NULL && text.len == 0; names++)
		text = member(record, *names);
	return text;
}

/* ---- facts --------------------------------------------------------------- */

/* What tells about the record as a record, or is shown elsewhere. */
static bool is_inner(const char *name)
{
	static const char *const inner[] = {
		"id",        "rev",          "created_at",  "updated_at",
		"edition",   "start",        "end",         "spans",
		"position",  "fingerprint",  "sha256",      "text",
		"utf16_end", "utf16_start",  "byte_start",  "byte_end",
		"refers_to", "has_conflict", "text_edition"
	};

	for (size_t i = 0; i < COUNT(inner); i++)
		if (strcmp(name, inner[i]) == 0)
			return true;
	return false;
}

static void add_text(struct buf *out, struct str text)
{
	bool is_link = str_starts(text, STR("https://")) ||
	               str_starts(text, STR("http://"));

	buf_puts(out, is_link ? "<a href=\"" : "");
	if (is_link) {
		xml_escape(out, text);
		buf_puts(out, "\">");
	}
	xml_escape(out, text);
	buf_puts(out, is_link ? "</a>" : "");
}

/* What a reference leads to is called. */
static const char *name_of(const json_t *record, const char *id)
{
	const json_t *all = json_object_get(record, "refers_to");
	const json_t *one;
	size_t i;

	json_array_foreach(all, i, one)
	{
		const char *own = json_string_value(json_object_get(one, "id"));

		if (own != NULL && strcmp(own, id) == 0)
			return json_string_value(json_object_get(one, "title"));
	}
	return id;
}

static void add_scalar(struct buf *out, const json_t *record, const json_t *v)
{
	if (json_is_string(v))
		add_text(out, str_from(name_of(record, json_string_value(v))));
	else if (json_is_integer(v))
		buf_printf(out, "%lld", (long long)json_integer_value(v));
	else
		buf_puts(out, json_is_true(v) ? "true" : "false");
}

static void add_item(struct buf *out, const json_t *record, json_t *item)
{
	const char *between = "", *name;
	json_t *value;

	if (!json_is_object(item)) {
		add_scalar(out, record, item);
		return;
	}
	json_object_foreach(item, name, value)
	{
		if (json_is_object(value) || json_is_array(value) ||
		    is_inner(name))
			continue;
		buf_puts(out, between);
		add_scalar(out, record, value);
		between = " · ";
	}
}

static void add_value(struct buf *out, const json_t *record, json_t *value)
{
	json_t *item;
	size_t i;

	if (!json_is_array(value)) {
		add_item(out, record, value);
		return;
	}
	buf_puts(out, "<ul>");
	json_array_foreach(value, i, item)
	{
		buf_puts(out, "<li>");
		add_item(out, record, item);
		buf_puts(out, "</li>");
	}
	buf_puts(out, "</ul>");
}

static void add_facts(struct buf *out, json_t *record)
{
	const char *name;
	json_t *value;

	buf_puts(out, "<dl class=\"facts\">");
	json_object_foreach(record, name, value)
	{
		if (is_inner(name))
			continue;
		buf_puts(out, "<dt>");
		for (const char *c = name; *c != '\0'; c++)
			buf_add(out, *c == '_' ? " " : c, 1);
		buf_puts(out, "</dt><dd>");
		add_value(out, record, value);
		buf_puts(out, "</dd>");
	}
	buf_puts(out, "</dl>");
}

/* ---- pages --------------------------------------------------------------- */

void page_plain(struct request *req, struct page *out)
{
	*out = (struct page){ .status = 200,
		              .title = plain_title,
		              .description = plain_description };
	buf_init(&out->head, req->arena);
	buf_init(&out->main, req->arena);
	buf_puts(&out->main,
	         "<noscript><p>Lists and search need JavaScript here; "
	         "<a href=\"/v1\">the same as data</a> does not. Pages of "
	         "records can be read without.</p></noscript>");
}

static void add_linked(struct request *req, struct buf target, struct buf *out)
{
	struct api_answer answer;

	api_param(&target, "format", STR("jsonld"));
	api_get_text(req, &target, &answer);
	if (answer.status != 200)
		return;
	arena_work(req->arena, answer.text.len);
	buf_puts(out, "<script type=\"" TYPE_LINKED "\">");
	for (size_t i = 0; i < answer.text.len; i++) {
		if (answer.text.p[i] == '<')
			buf_puts(out, "\\u003c");
		else
			buf_add(out, answer.text.p + i, 1);
	}
	buf_puts(out, "</script>");
}

static void fill(struct request *req, json_t *record, struct page *out)
{
	static const char *const titles[] = { "title", "name",  "heading",
		                              "label", "exact", "key",
		                              NULL };
	static const char *const texts[] = { "summary",     "text",      "note",
		                             "description", "rationale", NULL };
	struct str text = first_of(record, texts);
	struct buf *html = &out->main;

	out->title = first_of(record, titles);
	if (text.len > 0)
		out->description = beginning(text);
	html->len = 0;
	buf_puts(html, "<h1 dir=\"auto\">");
	xml_escape(html, out->title);
	buf_puts(html, "</h1>");
	add_facts(html, record);
	if (member(record, "text").p != NULL) {
		buf_puts(html, "<div class=\"words\" dir=\"auto\">");
		xml_escape(html, member(record, "text"));
		buf_puts(html, "</div>");
	}
	buf_printf(html, "<p><a href=\"/v1/%s/", req->kind->entity.name);
	xml_escape(html, member(record, "key"));
	buf_puts(html, "\">JSON</a></p>");
}

static void refuse(const struct api_answer *answer, struct page *out)
{
	struct buf *html = &out->main;

	out->status = answer->status;
	html->len = 0;
	buf_puts(html, "<h1>");
	xml_escape(html, member(answer->json, "title"));
	buf_puts(html, "</h1><p>");
	xml_escape(html, member(answer->json, "detail"));
	buf_puts(html, "</p>");
}

void page_record(struct request *req, struct page *out)
{
	const char *ref = arena_str(req->arena, req->ref).p;
	struct buf target =
		api_target(req->arena, req->kind->entity.name, ref, NULL);
	struct api_answer answer;

	page_plain(req, out);
	api_get(req, &target, &answer);
	if (answer.status != 200) {
		refuse(&answer, out);
		return;
	}
	arena_work(req->arena, answer.text.len);
	fill(req, answer.json, out);
	add_linked(req, target, &out->head);
}

void page_write(const struct page *p, struct buf *out)
{
	const char *at = asset_find(STR("shell.html"))->text, *mark;

	while ((mark = strstr(at, "{{")) != NULL) {
		const char *end = strstr(mark, "}}");
		struct str name = { mark + 2, (size_t)(end - mark) - 2 };

		buf_add(out, at, (size_t)(mark - at));
		if (str_is(name, "title"))
			xml_escape(out, p->title);
		else if (str_is(name, "description"))
			xml_escape(out, p->description);
		else if (str_is(name, "head"))
			buf_str(out, buf_text(&p->head));
		else if (str_is(name, "main"))
			buf_str(out, buf_text(&p->main));
		else
			buf_puts(out, assets_version());
		at = end + 2;
	}
	buf_puts(out, at);
}
