/*
 * limit.c - whose bucket a request takes from
 */
#include "server/http/wire/limit.h"

#include "lib/base/clock.h"
#include "lib/base/hash.h"
#include "lib/data/digest.h"
#include "server/http/wire/address.h"

/* Who asks: where we trust the proxy, the address it has added to the list. */
struct address limit_address(const struct exchange *x)
{
	struct address a = *peer_address(x->link->peer);
	struct str list = x->req.headers[HEADER_X_FORWARDED_FOR], last = list;

	if (!x->http->config.trust_proxy)
		return a;
	for (size_t i = list.len; i > 0 && list.p[i - 1] != ','; i--)
		last = (struct str){ list.p + i - 1, list.len - i + 1 };
	while (last.len > 0 && *last.p == ' ')
		last = (struct str){ last.p + 1, last.len - 1 };
	return address_parse(&a, last) ? a : *peer_address(x->link->peer);
}

uint64_t limit_number(const struct exchange *x)
{
	struct address a = limit_address(x);
	struct str bytes = { (const char *)a.bytes, sizeof(a.bytes) };

	return hash_bytes(bytes, x->http->seed);
}

/* A key that works stands for its holder, wherever he is. */
static struct allowance take_one(const struct exchange *x,
                                 const struct address *a, int64_t rate)
{
	const struct request *req = &x->req;
	struct client_id who;
	char name[sizeof(who.bytes) + 1];

	if (req->who.p == NULL) {
		memcpy(who.bytes, a->bytes, sizeof(who.bytes));
		return rate_take(x->http->rates, RATE_ADDRESS, &who, rate,
		                 clock_ms());
	}
	digest_short(req->who, name);
	memcpy(who.bytes, name, sizeof(who.bytes));
	return rate_take(x->http->rates, RATE_KEY, &who, rate, clock_ms());
}

void limit_rate(struct exchange *x)
{
	struct request *req = &x->req;
	struct address a = limit_address(x);
	int64_t rate = address_is_local(&a) ? x->http->config.rate_local
	                                    : x->http->config.rate;
	const char *name = req->who.p != NULL ? "key" : "address";
	struct allowance allowed;

	if (rate == 0 || (req->route != NULL && req->route->open))
		return;
	allowed = take_one(x, &a, rate);
	req->rate.policy = arena_printf(req->arena, "\"%s\";q=%lld;w=%d", name,
	                                (long long)allowed.quota, RATE_WINDOW);
	req->rate.state = arena_printf(req->arena, "\"%s\";r=%lld;t=%lld", name,
	                               (long long)allowed.remaining,
	                               (long long)allowed.reset);
	req->rate.retry =
		arena_printf(req->arena, "%lld", (long long)allowed.retry);
	if (allowed.is_given)
		return;
	err_clear(&req->err);
	err_set(&req->err, ERR_TOO_OFTEN,
	        "one %s may send %lld requests in a row, and %lld a second",
	        name, (long long)allowed.quota, (long long)rate);
}
