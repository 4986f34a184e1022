/*
 * merkle.c - the recursive definitions of RFC 9162, in their words
 */
#include "lib/data/merkle.h"

#include <string.h>

void merkle_leaf(const struct digest_raw *data, struct digest_raw *out)
{
	unsigned char bytes[1 + DIGEST_BYTES] = { 0x00 };

	memcpy(bytes + 1, data->bytes, DIGEST_BYTES);
	digest_bytes(bytes, sizeof(bytes), out);
}

void merkle_join(const struct digest_raw *left, const struct digest_raw *right,
                 struct digest_raw *out)
{
	unsigned char bytes[1 + 2 * DIGEST_BYTES] = { 0x01 };

	memcpy(bytes + 1, left->bytes, DIGEST_BYTES);
	memcpy(bytes + 1 + DIGEST_BYTES, right->bytes, DIGEST_BYTES);
	digest_bytes(bytes, sizeof(bytes), out);
}

/* The largest power of two that is less than n, which is 2 or more; and the
 * level of a subtree of so many leaves. */
static int64_t split_of(int64_t n)
{
	int64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

static unsigned level_of(int64_t leaves)
{
	unsigned level = 0;

	while (INT64_C(1) << level < leaves)
		level++;
	return level;
}

static bool is_complete(int64_t n)
{
	return (n & (n - 1)) == 0;
}

/* The hash of the n leaves from start on. */
static enum err_code hash_range(const struct merkle *t, int64_t start,
                                int64_t n, struct digest_raw *out,
                                struct err *e)
{
	struct digest_raw left, right;
	int64_t k;
	enum err_code rc;

	if (is_complete(n))
		return t->node(t->arg, level_of(n), start / n, out, e);
	k = split_of(n);
	rc = hash_range(t, start, k, &left, e);
	if (rc == ERR_OK)
		rc = hash_range(t, start + k, n - k, &right, e);
	if (rc == ERR_OK)
		merkle_join(&left, &right, out);
	return rc;
}

static enum err_code add_range(const struct merkle *t, int64_t start, int64_t n,
                               struct merkle_path *path, struct err *e)
{
	enum err_code rc = hash_range(t, start, n, &path->of[path->n], e);

	path->n++;
	return rc;
}

enum err_code merkle_root(const struct merkle *t, int64_t size,
                          struct digest_raw *out, struct err *e)
{
	if (size > 0)
		return hash_range(t, 0, size, out, e);
	digest_bytes("", 0, out);
	return ERR_OK;
}

/* PATH(index, D[start:start + n]) */
static enum err_code include(const struct merkle *t, int64_t index,
                             int64_t start, int64_t n, struct merkle_path *path,
                             struct err *e)
{
	int64_t k;
	enum err_code rc;

	if (n == 1)
		return ERR_OK;
	k = split_of(n);
	if (index < k) {
		rc = include(t, index, start, k, path, e);
		return rc != ERR_OK ? rc
		                    : add_range(t, start + k, n - k, path, e);
	}
	rc = include(t, index - k, start + k, n - k, path, e);
	return rc != ERR_OK ? rc : add_range(t, start, k, path, e);
}

enum err_code merkle_inclusion(const struct merkle *t, int64_t index,
                               int64_t size, struct merkle_path *out,
                               struct err *e)
{
	out->n = 0;
	return include(t, index, 0, size, out, e);
}

/* SUBPROOF(m, D[start:start + n], is_known) */
static enum err_code prove(const struct merkle *t, int64_t m, int64_t start,
                           int64_t n, bool is_known, struct merkle_path *path,
                           struct err *e)
{
	int64_t k;
	enum err_code rc;

	if (m == n)
		return is_known ? ERR_OK : add_range(t, start, n, path, e);
	k = split_of(n);
	if (m <= k) {
		rc = prove(t, m, start, k, is_known, path, e);
		return rc != ERR_OK ? rc
		                    : add_range(t, start + k, n - k, path, e);
	}
	rc = prove(t, m - k, start + k, n - k, false, path, e);
	return rc != ERR_OK ? rc : add_range(t, start, k, path, e);
}

enum err_code merkle_consistency(const struct merkle *t, int64_t from,
                                 int64_t to, struct merkle_path *out,
                                 struct err *e)
{
	out->n = 0;
	return prove(t, from, 0, to, true, out, e);
}

size_t merkle_peaks_count(int64_t size)
{
	size_t n = 0;

	for (; size > 0; size >>= 1)
		n += (size & 1) != 0;
	return n;
}

void merkle_push(struct merkle_peaks *p, const struct digest_raw *data)
{
	struct digest_raw joined;

	merkle_leaf(data, &p->of[p->n++]);
	for (int64_t size = p->size++; size & 1; size >>= 1) {
		merkle_join(&p->of[p->n - 2], &p->of[p->n - 1], &joined);
		p->of[--p->n - 1] = joined;
	}
}

void merkle_peaks_root(const struct merkle_peaks *p, struct digest_raw *out)
{
	struct digest_raw joined;

	digest_bytes("", 0, out);
	if (p->n > 0)
		*out = p->of[p->n - 1];
	for (size_t i = p->n; i > 1; i--) {
		merkle_join(&p->of[i - 2], out, &joined);
		*out = joined;
	}
}
