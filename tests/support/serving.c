/*
 * serving.c - a registry that serves as a process of its own
 */
#include "tests/support/serving.h"

#include <signal.h>

#include "tests/support/database.h"

const char *serving_key(struct place *p, const char *db)
{
	assert_run(p, 0, "key", "create", "--log=warn", "--db", db, "--role",
	           "editor", "--name", "someone");
	return format(p, "%.*s", (int)strcspn(p->out, "\n"), p->out);
}

void serving_start(struct place *p, struct serving *s, const char *db,
                   unsigned port, const char *forwards)
{
	const char *line;

	start(p, &s->c, &(struct way){ 0 }, "serve", "--db", db, "--log=warn",
	      format(p, "--listen=127.0.0.1:%u", port), "--workers=2",
	      format(p, "--forward=%s", forwards));
	line = next_line(p, &s->c);
	if (sscanf(line, "listening on http://127.0.0.1:%u", &s->port) != 1)
		fail_msg("%s", line);
	s->url = format(p, "http://127.0.0.1:%u/", s->port);
}

void serving_begin(struct place *p, struct serving *s, const char *db)
{
	s->key = serving_key(p, db);
	serving_start(p, s, db, 0, "no");
}

void serving_stop(struct place *p, struct serving *s)
{
	assert_ended(p, end_by(p, &s->c, SIGTERM), 0);
}

void serving_post(struct place *p, const struct serving *s, const char *key)
{
	assert_int_equal(web_post(p->arena, s->port, s->key, key), 201);
}

const char *serving_ask(struct place *p, const struct serving *s,
                        const char *what, const char *key, const char *body)
{
	return web_ask(p->arena, s->port, what, key, body);
}

void serving_falsify(struct place *p, const char *db)
{
	do_sql(path_in(p, db),
	       "UPDATE tree SET hash = (CASE WHEN hash LIKE 'e%' THEN 'd' "
	       "ELSE 'e' END) || substr(hash, 2)");
}

const char *serving_export(struct place *p, const char *db)
{
	assert_run(p, 0, "export", "--db", db);
	return format(p, "%s", p->out);
}
