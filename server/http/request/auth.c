/*
 * auth.c - from a bearer token to a role
 */
#include "server/http/request/auth.h"

#include <strings.h>

#include "lib/data/digest.h"
#include "lib/store/keys.h"
#include "server/http/request/router.h"

#define SECRET_MAX 256

const char *const role_names[ROLE__COUNT] = {
	[ROLE_ANYONE] = "anyone",
	[ROLE_READER] = "reader",
	[ROLE_EDITOR] = "editor",
	[ROLE_ADMIN] = "admin",
};

enum role auth_role(struct str name)
{
	for (int r = ROLE_READER; r < ROLE__COUNT; r++)
		if (str_is(name, role_names[r]))
			return (enum role)r;
	return ROLE_ANYONE;
}

/* It must be one that works. */
static enum err_code read_key(struct tx *tx, struct request *req,
                              struct api_key *out, struct err *e)
{
	enum err_code rc =
		store_key_find(tx, req->key_digest, req->arena, out, e);

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || out->revoked_at.p != NULL)
		return err_set(e, ERR_UNAUTHORIZED, "this key does not work");
	req->role = auth_role(out->role);
	return ERR_OK;
}

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct api_key key;
	enum err_code rc = read_key(tx, req, &key, e);

	if (rc == ERR_OK)
		req->who = key.name;
	return rc;
}

static enum err_code suffices(const struct request *req, enum role need,
                              struct err *e)
{
	if (req->role < need)
		return err_set(e, ERR_FORBIDDEN,
		               "this needs a key with the role %s",
		               role_names[need]);
	return ERR_OK;
}

/* The secret of "Bearer SECRET", or absent. */
static struct str secret_of(struct str header)
{
	const struct str scheme = STR("Bearer ");
	struct str s = header;

	if (s.len <= scheme.len || strncasecmp(s.p, scheme.p, scheme.len) != 0)
		return (struct str){ 0 };
	s.p += scheme.len;
	s.len -= scheme.len;
	while (s.len > 0 && *s.p == ' ') {
		s.p++;
		s.len--;
	}
	if (s.len > SECRET_MAX)
		return (struct str){ 0 };
	return s;
}

static enum err_code identify(struct request *req, struct str secret)
{
	if (secret.len == 0)
		return err_set(&req->err, ERR_UNAUTHORIZED,
		               "Authorization must be \"Bearer KEY\"");
	req->key_digest = digest_of(req->arena, secret);
	return store_run(req->service->store, TX_READ, find, req, &req->err);
}

enum err_code auth_check(struct request *req)
{
	enum role need = req->route->role;
	struct str header = req->headers[HEADER_AUTHORIZATION];
	enum err_code rc;

	if (req->route->open)
		return ERR_OK;
	if (req->service->closed && need < ROLE_READER)
		need = ROLE_READER;
	if (header.p == NULL)
		return need == ROLE_ANYONE
		               ? ERR_OK
		               : err_set(&req->err, ERR_UNAUTHORIZED,
		                         "this needs a key: send "
		                         "\"Authorization: Bearer KEY\"");
	rc = identify(req, secret_of(header));
	return rc == ERR_OK ? suffices(req, need, &req->err) : rc;
}

/* Who it is stays known from before: the next piece of a long write has memory
 * that goes before the write does. */
enum err_code auth_check_again(struct tx *tx, struct request *req,
                               struct err *e)
{
	struct api_key key;
	enum err_code rc;

	if (req->key_digest.len == 0)
		return ERR_OK;
	rc = read_key(tx, req, &key, e);
	return rc == ERR_OK ? suffices(req, req->route->role, e) : rc;
}
