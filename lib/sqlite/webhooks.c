/*
 * webhooks.c - what is sent to others, and what became of it
 */
#include "lib/sqlite/sqlite.h"

#define WEBHOOK_COLUMNS                                                        \
	"name, url, seq, attempts, due_at, disabled_at, holder, held_until"
#define DELIVERY_COLUMNS "webhook, message, seq, at, attempt, status, ms, error"

enum err_code sqlite_webhook_put(struct tx *tx, const struct webhook *w,
                                 struct err *e)
{
	struct value params[] = {
		value_text(w->name),       value_text(w->url),
		value_integer(w->seq),     value_integer(w->attempts),
		value_optional(w->due_at), value_optional(w->disabled_at),
		value_optional(w->holder), value_optional(w->held_until)
	};

	return conn_run(conn_of(tx),
	                STR("INSERT INTO webhooks (" WEBHOOK_COLUMNS ") "
	                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
	                    "ON CONFLICT (name) DO UPDATE SET "
	                    "url = excluded.url, seq = excluded.seq, "
	                    "attempts = excluded.attempts, "
	                    "due_at = excluded.due_at, "
	                    "disabled_at = excluded.disabled_at, "
	                    "holder = excluded.holder, "
	                    "held_until = excluded.held_until"),
	                params, COUNT(params), NULL, NULL, e);
}

static struct webhook webhook_of(sqlite3_stmt *stmt)
{
	return (struct webhook){
		.name = stmt_text(stmt, 0),
		.url = stmt_text(stmt, 1),
		.seq = sqlite3_column_int64(stmt, 2),
		.attempts = sqlite3_column_int64(stmt, 3),
		.due_at = stmt_text(stmt, 4),
		.disabled_at = stmt_text(stmt, 5),
		.holder = stmt_text(stmt, 6),
		.held_until = stmt_text(stmt, 7),
	};
}

struct webhook_copy {
	struct arena *arena;
	struct webhook *out;
	bool found;
};

static enum err_code copy_webhook(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct webhook_copy *copy = arg;
	struct webhook w = webhook_of(stmt);
	struct str *texts[] = { &w.name,        &w.url,    &w.due_at,
		                &w.disabled_at, &w.holder, &w.held_until };

	(void)e;
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = text_kept(copy->arena, *texts[i]);
	*copy->out = w;
	copy->found = true;
	return ERR_OK;
}

enum err_code sqlite_webhook_find(struct tx *tx, struct str name,
                                  struct arena *a, struct webhook *out,
                                  struct err *e)
{
	struct webhook_copy copy = { .arena = a, .out = out };
	struct value params[] = { value_text(name) };
	enum err_code rc = conn_run(
		conn_of(tx),
		STR("SELECT " WEBHOOK_COLUMNS " FROM webhooks WHERE name = ?"),
		params, COUNT(params), copy_webhook, &copy, e);

	if (rc == ERR_OK && !copy.found)
		return err_set(e, ERR_NOT_FOUND, "no such webhook");
	return rc;
}

struct webhook_walk {
	webhook_fn *fn;
	void *arg;
};

static enum err_code pass_webhook(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct webhook_walk *walk = arg;
	struct webhook w = webhook_of(stmt);

	return walk->fn(walk->arg, &w, e);
}

enum err_code sqlite_webhooks(struct tx *tx, webhook_fn *fn, void *arg,
                              struct err *e)
{
	struct webhook_walk walk = { fn, arg };

	return conn_run(
		conn_of(tx),
		STR("SELECT " WEBHOOK_COLUMNS " FROM webhooks ORDER BY name"),
		NULL, 0, pass_webhook, &walk, e);
}

static enum err_code forget_older(struct tx *tx, struct str webhook,
                                  struct err *e)
{
	struct value params[] = { value_text(webhook), value_text(webhook),
		                  value_integer(DELIVERIES_KEPT) };

	return conn_run(conn_of(tx),
	                STR("DELETE FROM deliveries WHERE webhook = ? "
	                    "AND n <= (SELECT n FROM deliveries "
	                    "WHERE webhook = ? ORDER BY n DESC "
	                    "LIMIT 1 OFFSET ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

enum err_code sqlite_delivery_add(struct tx *tx, const struct delivery *d,
                                  struct err *e)
{
	struct value params[] = { value_text(d->webhook),
		                  value_text(d->message),
		                  value_integer(d->seq),
		                  value_text(d->at),
		                  value_integer(d->attempt),
		                  d->status > 0 ? value_integer(d->status)
		                                : (struct value){ 0 },
		                  value_integer(d->ms),
		                  value_optional(d->error) };
	enum err_code rc =
		conn_run(conn_of(tx),
	                 STR("INSERT INTO deliveries (" DELIVERY_COLUMNS ") "
	                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
	                 params, COUNT(params), NULL, NULL, e);

	return rc == ERR_OK ? forget_older(tx, d->webhook, e) : rc;
}

struct delivery_walk {
	delivery_fn *fn;
	void *arg;
};

static enum err_code pass_delivery(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct delivery_walk *walk = arg;
	struct delivery d = {
		.webhook = stmt_text(stmt, 0),
		.message = stmt_text(stmt, 1),
		.seq = sqlite3_column_int64(stmt, 2),
		.at = stmt_text(stmt, 3),
		.attempt = sqlite3_column_int64(stmt, 4),
		.status = sqlite3_column_int64(stmt, 5),
		.ms = sqlite3_column_int64(stmt, 6),
		.error = stmt_text(stmt, 7),
	};

	return walk->fn(walk->arg, &d, e);
}

enum err_code sqlite_deliveries(struct tx *tx, struct str webhook, size_t limit,
                                delivery_fn *fn, void *arg, struct err *e)
{
	struct delivery_walk walk = { fn, arg };
	struct value params[] = { value_text(webhook),
		                  value_integer((int64_t)limit) };

	return conn_run(conn_of(tx),
	                STR("SELECT " DELIVERY_COLUMNS
	                    " FROM deliveries WHERE webhook = ? "
	                    "ORDER BY n DESC LIMIT ?"),
	                params, COUNT(params), pass_delivery, &walk, e);
}

enum err_code sqlite_webhook_remove(struct tx *tx, struct str name,
                                    struct err *e)
{
	struct value params[] = { value_text(name) };
	enum err_code rc = conn_run(
		conn_of(tx), STR("DELETE FROM deliveries WHERE webhook = ?"),
		params, COUNT(params), NULL, NULL, e);

	return rc != ERR_OK
	               ? rc
	               : conn_run(conn_of(tx),
	                          STR("DELETE FROM webhooks WHERE name = ?"),
	                          params, COUNT(params), NULL, NULL, e);
}
