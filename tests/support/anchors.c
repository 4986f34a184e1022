/*
 * anchors.c - a law, an amended text of it, and passages of the first
 */
#include "tests/support/anchors.h"

void put_text(struct app *app, const char *target, struct str text)
{
	call_bytes(app, "PUT", target, PLAIN_TEXT, text);
	if (app->reply.status != 201)
		fail_msg("%s", reply_text(app));
}

void make_source(struct app *app, struct str text)
{
	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"T\",\"role\":\"primary_text\"}");
	put_text(app, "/v1/sources/s/text?lang=en", text);
}

void make_passage(struct app *app, const char *key, const char *words)
{
	make(app, "passages",
	     say(app, "{\"key\":\"%s\",\"source\":\"s\",\"exact\":\"%s\"}", key,
	         words));
}

void assert_state(struct app *app, const char *key, const char *want)
{
	get(app, say(app, "/v1/passages/%s", key));
	assert_member(app, "state", want);
}

void make_amendable(struct app *app)
{
	make_source(app, STR(OLD_LAW));
	make_passage(app, "first", "Article 1");
	make_passage(
		app, "log",
		"Providers shall keep a log of every request for six months.");
	make_passage(app, "told",
	             "Users shall be told that they talk to a machine.");
	make_passage(app, "acts",
	             "The Commission may adopt delegated acts on quantum "
	             "telescopes.");
}
