/*
 * prompts.c - what a person may start with
 */
#include "server/mcp/prompts.h"

#include "server/registry/model/json.h"

/* {ARGUMENT} in a text stands for what was given. */
static const struct prompt {
	const char *name, *title, *description, *argument, *meaning, *text;
} prompts[] = {
	{ "cited_brief", "Brief with citations",
	  "A brief on a question in which every sentence is cited and every "
	  "quote checked",
	  "question", "What the brief is about",
	  "Write a brief that answers: {}\n\nUse the tools of this server. "
	  "Find the instruments with search_instruments, read what matters "
	  "with get_instrument and get_provision, and ask why for each date, "
	  "status and force that you state. Put a citation (cite) after each "
	  "sentence, with the grade of its evidence. Check every quote with "
	  "verify_quotes and leave out what is not exact or normalised. Where "
	  "find_conflicts shows that sources disagree, say so and give both "
	  "sides. Say as of when the registry was read." },
	{ "citation_check", "Check citations",
	  "Checks each quote and citation in a text", "text",
	  "The text to check",
	  "Check every quote and every citation in the text below. For each "
	  "quote, find the instrument (search_instruments), then ask "
	  "verify_quotes; for each cited provision, ask get_provision; for "
	  "each date or status, ask why. Answer with a table: the words, the "
	  "result, the address of the record, and what stands there instead "
	  "when they are wrong. What the registry holds no text of is \"not "
	  "checkable\", not wrong.\n\n{}" },
};

bool prompts_list(struct exchange *x)
{
	json_t *list = json_array();

	for (size_t i = 0; i < COUNT(prompts); i++)
		json_array_append_new(
			list,
			json_pack("{s:s,s:s,s:s,s:[{s:s,s:s,s:b}]}", "name",
		                  prompts[i].name, "title", prompts[i].title,
		                  "description", prompts[i].description,
		                  "arguments", "name", prompts[i].argument,
		                  "description", prompts[i].meaning, "required",
		                  1));
	x->result = json_pack("{s:o}", "prompts", list);
	return true;
}

static struct str filled(struct arena *a, const char *text, struct str with)
{
	const char *at = strstr(text, "{}");

	return str_from(arena_printf(a, "%.*s%.*s%s", (int)(at - text), text,
	                             STR_ARG(with), at + 2));
}

bool prompts_get(struct exchange *x)
{
	struct str name = json_text(x->params, "name"), given;
	const json_t *args = json_object_get(x->params, "arguments");

	for (size_t i = 0; i < COUNT(prompts); i++) {
		const struct prompt *p = &prompts[i];

		if (!str_is(name, p->name))
			continue;
		given = json_text(args, p->argument);
		if (given.p == NULL)
			return protocol_fail(x, RPC_INVALID_PARAMS,
			                     "an argument is missing");
		x->result = json_pack(
			"{s:s,s:[{s:s,s:{s:s,s:o}}]}", "description",
			p->description, "messages", "role", "user", "content",
			"type", "text", "text",
			json_from(filled(x->req->arena, p->text, given)));
		return true;
	}
	return protocol_fail(x, RPC_INVALID_PARAMS, "Unknown prompt");
}
