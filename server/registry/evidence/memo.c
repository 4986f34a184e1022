/*
 * memo.c - the evidence for a member, in sentences
 */
#include "server/registry/evidence/memo.h"

#include "lib/data/jsontext.h"
#include "server/registry/evidence/provenance.h"
#include "server/registry/model/json.h"
#include "server/registry/model/pointer.h"
#include "server/registry/model/show.h"

struct memo {
	const struct show_context *reading;
	const struct field *field;
	json_t *why;
	struct str own; /* id of the instrument that is asked about, or whose
	                   part is */
	struct buf *out;
	struct err *err;
	enum err_code failed; /* of a look-up */
	const char **cited;   /* ids of passages; a number is a place + 1 */
	size_t ncited;
};

/* How assertions are introduced, in the order they are told in. */
static const struct {
	const char *agreement, *words;
	bool with_value;
} voices[] = {
	{ "supports", "Stated by", false },
	{ "refines", "More precisely", true },
	{ "broader", "Less precisely", true },
	{ "conflicts", "Otherwise", true },
	{ "unresolved", "Not to be compared", true },
};

/* ---- values ------------------------------------------------------------ */

/* The name of what is referred to; its id where it is gone. */
static void tell_reference(struct memo *m, const struct field *f, struct str id)
{
	const struct kind *k =
		f->target != NULL ? kind_find(str_from(f->target)) : NULL;
	struct arena *a = m->reading->arena;
	enum err_code rc = ERR_NOT_FOUND;
	struct row row;

	if (k != NULL)
		rc = store_find(m->reading->tx, &k->entity, id, a, &row,
		                m->err);
	if (rc == ERR_OK)
		id = show_title(a, k, &row);
	else if (rc == ERR_NOT_FOUND)
		err_clear(m->err);
	else
		m->failed = rc;
	buf_str(m->out, id);
}

static void tell_value(struct memo *m, const struct field *f,
                       const json_t *value);

/* In the order of the table. */
static void tell_members(struct memo *m, const struct field *f,
                         const json_t *value)
{
	size_t n = 0;

	for (size_t i = 0; i < f->nfields; i++) {
		const struct field *member = &f->fields[i];
		const json_t *its = json_object_get(value, member->name);

		if (its == NULL)
			continue;
		buf_printf(m->out, "%s%s: ", n++ > 0 ? ", " : "", member->name);
		tell_value(m, member, its);
	}
}

static void tell_value(struct memo *m, const struct field *f,
                       const json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++) {
		buf_puts(m->out, i > 0 ? "; " : "");
		tell_value(m, f, json_array_get(value, i));
	}
	if (json_is_array(value))
		return;
	if (json_is_object(value) && f->type == FIELD_OBJECT)
		tell_members(m, f, value);
	else if (json_is_string(value) && f->type == FIELD_REFERENCE)
		tell_reference(m, f, json_str(value));
	else if (json_is_string(value))
		buf_str(m->out, json_str(value));
	else
		json_canonical(m->out, value);
}

/* ---- the paragraph ----------------------------------------------------- */

static size_t number_of(struct memo *m, const json_t *assertion)
{
	const char *id = json_string_value(
		json_object_get(json_object_get(assertion, "passage"), "id"));
	size_t i = 0;

	while (i < m->ncited && strcmp(m->cited[i], id) != 0)
		i++;
	if (i == m->ncited)
		m->cited[m->ncited++] = id;
	return i + 1;
}

/* Where our own notes were checked, and when. */
static void add_checked(const json_t *assertion, struct buf *marks)
{
	struct str at = json_text(assertion, "seen_at"),
		   on = json_text(assertion, "seen_on");
	bool ours = str_is(json_text(assertion, "grade"),
	                   grade_names[GRADE_EDITORIAL]);
	const char *between = marks->len > 0 ? "; " : "";

	if (at.len > 0)
		buf_printf(marks, "%schecked at %.*s%s%.*s", between,
		           STR_ARG(at), on.len > 0 ? " on " : "", STR_ARG(on));
	else if (ours)
		buf_printf(marks, "%sno page named", between);
}

/* How editors and sources qualify what is said. */
static void tell_marks(struct memo *m, const json_t *assertion)
{
	struct str speaker = json_text(assertion, "speaker");
	struct buf marks;

	buf_init(&marks, m->reading->arena);
	buf_str(&marks, speaker);
	if (str_is(json_text(assertion, "rank"), "deprecated"))
		buf_puts(&marks, marks.len > 0 ? "; deprecated" : "deprecated");
	add_checked(assertion, &marks);
	if (marks.len > 0)
		buf_printf(m->out, " (%s)", marks.data);
}

static void tell_assertion(struct memo *m, const json_t *assertion,
                           bool with_value)
{
	size_t number = number_of(m, assertion);

	if (with_value) {
		tell_value(m, m->field, json_object_get(assertion, "value"));
		buf_puts(m->out, " ");
	}
	buf_printf(m->out, "[%zu]", number);
	tell_marks(m, assertion);
}

/* Of a list each passage gives but one item. */
static void tell_voice(struct memo *m, size_t voice)
{
	const json_t *all = json_object_get(m->why, "assertions");
	bool with_value =
		voices[voice].with_value || (m->field->flags & F_LIST) != 0;
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *one = json_array_get(all, i);

		if (!str_is(json_text(one, "agreement"),
		            voices[voice].agreement))
			continue;
		if (n++ == 0)
			buf_printf(m->out, " %s: ", voices[voice].words);
		else
			buf_puts(m->out, with_value ? "; " : ", ");
		tell_assertion(m, one, with_value);
	}
	buf_puts(m->out, n > 0 ? "." : "");
}

/* How strong that is. */
static void tell_grade(struct memo *m)
{
	static const struct {
		const char *grade, *words;
	} grades[] = {
		{ "official", " The strongest evidence is an official text." },
		{ "independent",
		  " The strongest evidence is a document by somebody else." },
		{ "editorial", " The only evidence is our own notes." },
	};

	for (size_t i = 0; i < COUNT(grades); i++)
		if (str_is(json_text(m->why, "grade"), grades[i].grade))
			buf_puts(m->out, grades[i].words);
}

static void tell_resolution(struct memo *m)
{
	const json_t *resolution = json_object_get(m->why, "resolution");
	struct str by = json_text(resolution, "by"),
		   on = json_text(resolution, "on");
	bool settled = str_is(json_text(resolution, "outcome"), "settled");

	if (!json_is_object(resolution))
		return;
	buf_puts(m->out, settled ? " Settled" : " Not settled");
	if (by.len > 0)
		buf_printf(m->out, " by %.*s", STR_ARG(by));
	if (on.len > 0)
		buf_printf(m->out, " on %.*s", STR_ARG(on));
	buf_printf(m->out, ": %.*s", STR_ARG(json_text(resolution, "reason")));
}

/* Where the page does not end what there is to tell. */
static void tell_rest(struct memo *m)
{
	const json_t *all = json_object_get(m->why, "assertions");

	if (!json_is_null(json_object_get(m->why, "next")))
		buf_printf(m->out,
		           " These are %zu of %lld statements; the rest "
		           "follows with cursor=%s.",
		           json_array_size(all),
		           (long long)json_integer_value(
				   json_object_get(m->why, "total")),
		           json_string_value(json_object_get(m->why, "next")));
}

static void tell_paragraph(struct memo *m, const struct kind *k,
                           const struct row *subject, struct str field)
{
	struct str title = show_title(m->reading->arena, k, subject);
	const json_t *value = json_object_get(m->why, "value");

	buf_printf(m->out, "%.*s (%s %.*s): %.*s is ", STR_ARG(title),
	           k->singular, STR_ARG(subject->values[COLUMN_KEY].text),
	           (int)field.len - 1, field.p + 1);
	if (json_is_null(value))
		buf_puts(m->out, "not recorded");
	else
		tell_value(m, m->field, value);
	buf_puts(m->out, ".");
	if (json_array_size(json_object_get(m->why, "assertions")) == 0)
		buf_puts(m->out, " No passage states it.");
	for (size_t i = 0; i < COUNT(voices); i++)
		tell_voice(m, i);
	tell_rest(m);
	tell_grade(m);
	if (json_array_size(json_object_get(m->why, "flags")) > 0)
		buf_puts(m->out, " Only proposals say so, and none shows that "
		                 "it became law.");
	tell_resolution(m);
	buf_puts(m->out, "\n");
}

/* ---- the list ---------------------------------------------------------- */

static const json_t *passage_of(const struct memo *m, const char *id)
{
	const json_t *all = json_object_get(m->why, "assertions");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *passage =
			json_object_get(json_array_get(all, i), "passage");

		if (str_is(json_text(passage, "id"), id))
			return passage;
	}
	return NULL;
}

/* On one line. */
static void tell_words(struct memo *m, struct str words)
{
	bool blank = false;

	buf_puts(m->out, ": “");
	for (size_t i = 0; i < words.len; i++) {
		bool was_blank = blank;

		blank = strchr(" \t\r\n", words.p[i]) != NULL;
		if (!blank)
			buf_add(m->out, &words.p[i], 1);
		else if (!was_blank)
			buf_puts(m->out, " ");
	}
	buf_puts(m->out, "”");
}

/* Whose text it is, when it is another's than what is asked about. */
static void tell_whose(struct memo *m, const json_t *source)
{
	const json_t *whose = json_object_get(source, "instrument");

	if (whose != NULL && !str_eq(json_text(whose, "id"), m->own) &&
	    !str_eq(json_text(whose, "title"), json_text(source, "title")))
		buf_printf(m->out, ", the text of %.*s",
		           STR_ARG(json_text(whose, "title")));
}

static void tell_passage(struct memo *m, size_t number, const json_t *passage)
{
	const json_t *source = json_object_get(passage, "source");
	struct str locator = json_text(passage, "locator"),
		   exact = json_text(passage, "exact"),
		   handling = json_text(source, "handling");

	buf_printf(m->out, "[%zu] %.*s", number,
	           STR_ARG(json_text(source, "title")));
	tell_whose(m, source);
	if (locator.len > 0)
		buf_printf(m->out, ", %.*s", STR_ARG(locator));
	if (exact.len > 0)
		tell_words(m, exact);
	buf_printf(m->out, " (/v1/passages/%.*s)",
	           STR_ARG(json_text(passage, "key")));
	if (handling.len > 0)
		buf_printf(m->out, " Restricted: %.*s", STR_ARG(handling));
	buf_puts(m->out, "\n");
}

static struct str instrument_of(struct arena *a, const struct kind *k,
                                const struct row *subject)
{
	struct str part_of = json_member(subject->record, "instrument");

	return k == &instruments_kind ? subject->values[COLUMN_ID].text
	                              : json_unquote(a, part_of);
}

enum err_code memo_write(const struct show_context *r, const struct kind *k,
                         const struct row *subject, struct str field,
                         struct said_page *page, struct buf *out, struct err *e)
{
	struct memo m = { .reading = r, .out = out, .err = e };
	struct buf why;
	enum err_code rc;

	buf_init(&why, r->arena);
	rc = provenance_why(r, k, subject, field, page, &why, e);
	if (rc == ERR_OK)
		rc = json_read(r->arena, buf_text(&why), &m.why, e);
	if (rc == ERR_SYNTAX) /* it is made of what is stored */
		rc = store_unsound(e, k->entity.name,
		                   subject->values[COLUMN_ID].text,
		                   "a claim about it is not JSON");
	if (rc != ERR_OK)
		return rc;
	m.field = pointer_field(&k->entity, field);
	m.own = instrument_of(r->arena, k, subject);
	m.cited = arena_alloc(
		r->arena,
		sizeof(*m.cited) *
			(json_array_size(json_object_get(m.why, "assertions")) +
	                 1));
	tell_paragraph(&m, k, subject, field);
	buf_puts(out, m.ncited > 0 ? "\n" : "");
	for (size_t i = 0; i < m.ncited; i++)
		tell_passage(&m, i + 1, passage_of(&m, m.cited[i]));
	return m.failed;
}
