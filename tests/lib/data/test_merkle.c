/*
 * test_merkle.c - roots and proofs, for every list up to some length
 */
#include "lib/data/merkle.h"

#include "tests/support/unit.h"

#define LEAVES 70

static void leaf(int64_t index, struct digest_raw *out)
{
	struct digest_raw data;

	digest_bytes(&index, sizeof(index), &data);
	merkle_leaf(&data, out);
}

static enum err_code node(void *arg, unsigned level, int64_t index,
                          struct digest_raw *out, struct err *e)
{
	struct digest_raw left, right;

	if (level == 0) {
		leaf(index, out);
		return ERR_OK;
	}
	assert_int_equal(node(arg, level - 1, 2 * index, &left, e), ERR_OK);
	assert_int_equal(node(arg, level - 1, 2 * index + 1, &right, e),
	                 ERR_OK);
	merkle_join(&left, &right, out);
	return ERR_OK;
}

static const struct merkle tree = { node, NULL };

static struct digest_raw root_of(int64_t size)
{
	struct digest_raw root;
	struct err e = { 0 };

	assert_int_equal(merkle_root(&tree, size, &root, &e), ERR_OK);
	return root;
}

static bool same(const struct digest_raw *a, const struct digest_raw *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

static void the_empty_tree_has_the_hash_of_nothing(void **state)
{
	struct digest_raw root = root_of(0);

	assert_str(digest_hex(*state, &root),
	           "e3b0c44298fc1c149afbf4c8996fb924"
	           "27ae41e4649b934ca495991b7852b855");
}

static void complete_subtrees_are_enough_to_go_on_from(void **state)
{
	struct merkle_peaks peaks = { .size = 0 };
	struct digest_raw data, root, want;

	(void)state;
	for (int64_t size = 0; size <= LEAVES; size++) {
		merkle_peaks_root(&peaks, &root);
		want = root_of(size);
		assert_true(same(&root, &want));
		assert_int_equal(peaks.n, merkle_peaks_count(size));
		digest_bytes(&size, sizeof(size), &data);
		merkle_push(&peaks, &data);
	}
}

/* ---- as somebody checks it who has the proof alone --------------------------- */

/* RFC 9162, 2.1.3.2 */
static bool is_included(int64_t index, int64_t size,
                        const struct merkle_path *path,
                        const struct digest_raw *root)
{
	struct digest_raw r;
	int64_t fn = index, sn = size - 1;

	leaf(index, &r);
	for (size_t i = 0; i < path->n; i++) {
		if (sn == 0)
			return false;
		if (fn % 2 == 1 || fn == sn) {
			merkle_join(&path->of[i], &r, &r);
			while (fn % 2 == 0 && fn != 0) {
				fn /= 2;
				sn /= 2;
			}
		} else {
			merkle_join(&r, &path->of[i], &r);
		}
		fn /= 2;
		sn /= 2;
	}
	return sn == 0 && same(&r, root);
}

static void each_leaf_is_proven_to_be_in_each_tree(void **state)
{
	(void)state;
	for (int64_t size = 1; size <= LEAVES; size++) {
		struct digest_raw root = root_of(size),
				  other = root_of(size + 1);

		for (int64_t index = 0; index < size; index++) {
			struct merkle_path path;
			struct err e = { 0 };

			assert_int_equal(
				merkle_inclusion(&tree, index, size, &path, &e),
				ERR_OK);
			assert_true(is_included(index, size, &path, &root));
			assert_false(is_included(index, size, &path, &other));
			if (size > 1)
				assert_false(is_included((index + 1) % size,
				                         size, &path, &root));
		}
	}
}

/* RFC 9162, 2.1.4.2 */
static bool is_consistent(int64_t from, int64_t to,
                          const struct merkle_path *path,
                          const struct digest_raw *first,
                          const struct digest_raw *second)
{
	bool is_whole = (from & (from - 1)) == 0;
	struct digest_raw fr = is_whole ? *first : path->of[0], sr = fr;
	int64_t fn = from - 1, sn = to - 1;

	for (; fn % 2 == 1; fn /= 2)
		sn /= 2;
	for (size_t i = is_whole ? 0 : 1; i < path->n; i++) {
		if (sn == 0)
			return false;
		if (fn % 2 == 1 || fn == sn) {
			merkle_join(&path->of[i], &fr, &fr);
			merkle_join(&path->of[i], &sr, &sr);
			for (; fn % 2 == 0 && fn != 0; fn /= 2)
				sn /= 2;
		} else {
			merkle_join(&sr, &path->of[i], &sr);
		}
		fn /= 2;
		sn /= 2;
	}
	return sn == 0 && same(&fr, first) && same(&sr, second);
}

static void each_tree_is_proven_to_begin_with_each_smaller_one(void **state)
{
	(void)state;
	for (int64_t to = 2; to <= LEAVES; to++) {
		struct digest_raw second = root_of(to);

		for (int64_t from = 1; from < to; from++) {
			struct digest_raw first = root_of(from);
			struct merkle_path path;
			struct err e = { 0 };

			assert_int_equal(
				merkle_consistency(&tree, from, to, &path, &e),
				ERR_OK);
			assert_true(is_consistent(from, to, &path, &first,
			                          &second));
			assert_false(is_consistent(from, to, &path, &second,
			                           &first));
		}
	}
}

static void a_tree_begins_with_itself_without_a_proof(void **state)
{
	struct merkle_path path;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(merkle_consistency(&tree, 13, 13, &path, &e), ERR_OK);
	assert_int_equal(path.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(the_empty_tree_has_the_hash_of_nothing),
		unit_case(complete_subtrees_are_enough_to_go_on_from),
		unit_case(each_leaf_is_proven_to_be_in_each_tree),
		unit_case(each_tree_is_proven_to_begin_with_each_smaller_one),
		unit_case(a_tree_begins_with_itself_without_a_proof),
	};

	digest_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
