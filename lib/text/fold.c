/*
 * fold.c - tables of what Unicode keeps apart and readers do not
 */
#include "lib/text/fold.h"

#include <utf8proc.h>

#include "lib/base/bisect.h"
#include "lib/base/log.h"

#define DOTTED_I  0x0130
#define DOTLESS_I 0x0131

struct row {
	uint32_t first, last;
	enum fold_class class;
	char kin; /* or 0 */
};

static const struct row rows[] = {
	{ 0x0009, 0x000d, FOLD_BLANK, ' ' },
	{ 0x0020, 0x0020, FOLD_BLANK, 0 },
	{ 0x0022, 0x0022, FOLD_QUOTE, 0 },
	{ 0x0027, 0x0027, FOLD_QUOTE, 0 },
	{ 0x002d, 0x002d, FOLD_DASH, 0 },
	{ 0x0060, 0x0060, FOLD_QUOTE, 0 },
	{ 0x0085, 0x0085, FOLD_BLANK, ' ' },
	{ 0x00a0, 0x00a0, FOLD_BLANK, ' ' },
	{ 0x00ab, 0x00ab, FOLD_QUOTE, '"' },
	{ 0x00ad, 0x00ad, FOLD_SOFT_HYPHEN, 0 },
	{ 0x00b4, 0x00b4, FOLD_QUOTE, 0 },
	{ 0x00bb, 0x00bb, FOLD_QUOTE, '"' },
	{ 0x02bb, 0x02bb, FOLD_QUOTE, 0 },
	{ 0x02bc, 0x02bc, FOLD_QUOTE, '\'' },
	{ 0x02bd, 0x02bd, FOLD_QUOTE, 0 },
	{ 0x034f, 0x034f, FOLD_UNSEEN, 0 },
	{ 0x058a, 0x058a, FOLD_DASH, '-' },
	{ 0x05be, 0x05be, FOLD_DASH, '-' },
	{ 0x061c, 0x061c, FOLD_UNSEEN, 0 },
	{ 0x0640, 0x0640, FOLD_UNSEEN, 0 },
	{ 0x115f, 0x1160, FOLD_UNSEEN, 0 },
	{ 0x1680, 0x1680, FOLD_BLANK, ' ' },
	{ 0x17b4, 0x17b5, FOLD_UNSEEN, 0 },
	{ 0x1806, 0x1806, FOLD_DASH, '-' },
	{ 0x180b, 0x180f, FOLD_UNSEEN, 0 },
	{ 0x2000, 0x200a, FOLD_BLANK, ' ' },
	{ 0x200b, 0x200f, FOLD_UNSEEN, 0 },
	{ 0x2010, 0x2015, FOLD_DASH, '-' },
	{ 0x2018, 0x201b, FOLD_QUOTE, '\'' },
	{ 0x201c, 0x201f, FOLD_QUOTE, '"' },
	{ 0x2028, 0x2029, FOLD_BLANK, ' ' },
	{ 0x202a, 0x202e, FOLD_UNSEEN, 0 },
	{ 0x202f, 0x202f, FOLD_BLANK, ' ' },
	{ 0x2032, 0x2033, FOLD_QUOTE, 0 },
	{ 0x2035, 0x2036, FOLD_QUOTE, 0 },
	{ 0x2039, 0x203a, FOLD_QUOTE, '\'' },
	{ 0x205f, 0x205f, FOLD_BLANK, ' ' },
	{ 0x2060, 0x206f, FOLD_UNSEEN, 0 },
	{ 0x2212, 0x2212, FOLD_DASH, '-' },
	{ 0x275b, 0x275e, FOLD_QUOTE, 0 },
	{ 0x2e17, 0x2e17, FOLD_DASH, '-' },
	{ 0x2e1a, 0x2e1a, FOLD_DASH, '-' },
	{ 0x2e3a, 0x2e3b, FOLD_DASH, '-' },
	{ 0x2e40, 0x2e40, FOLD_DASH, '-' },
	{ 0x2e42, 0x2e42, FOLD_QUOTE, '"' },
	{ 0x3000, 0x3000, FOLD_BLANK, ' ' },
	{ 0x300c, 0x300f, FOLD_QUOTE, '"' },
	{ 0x301d, 0x301f, FOLD_QUOTE, '"' },
	{ 0x3164, 0x3164, FOLD_UNSEEN, 0 },
	{ 0xfe00, 0xfe0f, FOLD_UNSEEN, 0 },
	{ 0xfe31, 0xfe32, FOLD_DASH, '-' },
	{ 0xfe41, 0xfe44, FOLD_QUOTE, 0 },
	{ 0xfe58, 0xfe58, FOLD_DASH, 0 },
	{ 0xfe63, 0xfe63, FOLD_DASH, 0 },
	{ 0xfeff, 0xfeff, FOLD_UNSEEN, 0 },
	{ 0xff02, 0xff02, FOLD_QUOTE, 0 },
	{ 0xff07, 0xff07, FOLD_QUOTE, 0 },
	{ 0xff0d, 0xff0d, FOLD_DASH, 0 },
	{ 0xff40, 0xff40, FOLD_QUOTE, 0 },
	{ 0xff62, 0xff63, FOLD_QUOTE, 0 },
	{ 0xffa0, 0xffa0, FOLD_UNSEEN, 0 },
	{ 0x1bca0, 0x1bca3, FOLD_UNSEEN, 0 },
	{ 0x1d173, 0x1d17a, FOLD_UNSEEN, 0 },
	{ 0xe0000, 0xe0fff, FOLD_UNSEEN, 0 },
};

/* Most letters, and most of Chinese: in no row. */
static bool is_common(uint32_t c)
{
	return (c >= 0x30 && c < 0x60) || (c > 0x60 && c < 0x85) ||
	       (c >= 0x3400 && c < 0xfe00);
}

static const struct row *find_row(uint32_t c)
{
	size_t at;

	if (is_common(c))
		return NULL;
	BISECT(at, COUNT(rows), i, rows[i].last < c);
	return at < COUNT(rows) && rows[at].first <= c ? &rows[at] : NULL;
}

enum fold_class fold_class(uint32_t c)
{
	const struct row *row = find_row(c);

	return row != NULL ? row->class : FOLD_PLAIN;
}

int32_t fold_kin(int32_t c)
{
	const struct row *row = find_row((uint32_t)c);

	return row != NULL && row->kin != 0 ? row->kin : c;
}

bool fold_is_break(uint32_t c)
{
	return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 ||
	       c == 0x2029;
}

/* Those of the supplement that Unicode does not decompose. */
uint32_t fold_unified(uint32_t c)
{
	static const struct {
		uint16_t radical, character;
	} radicals[] = {
		{ 0x2e81, 0x5382 }, { 0x2e85, 0x4ebb }, { 0x2e86, 0x5182 },
		{ 0x2e87, 0x51e0 }, { 0x2e8c, 0x5c0f }, { 0x2e92, 0x5df3 },
		{ 0x2e93, 0x5e7a }, { 0x2e96, 0x5fc4 }, { 0x2e98, 0x624c },
		{ 0x2e99, 0x6535 }, { 0x2e9b, 0x65e1 }, { 0x2e9e, 0x6b7a },
		{ 0x2ea0, 0x6c11 }, { 0x2ea1, 0x6c35 }, { 0x2ea2, 0x6c3a },
		{ 0x2ea3, 0x706c }, { 0x2ea6, 0x4e2c }, { 0x2ea8, 0x72ad },
		{ 0x2ea9, 0x738b }, { 0x2eaa, 0x758b }, { 0x2eac, 0x793a },
		{ 0x2ead, 0x793b }, { 0x2eaf, 0x7cf9 }, { 0x2eb0, 0x7e9f },
		{ 0x2eb1, 0x7f53 }, { 0x2eb6, 0x7f8a }, { 0x2eb9, 0x8002 },
		{ 0x2eba, 0x8080 }, { 0x2ebe, 0x8279 }, { 0x2ec1, 0x864e },
		{ 0x2ec2, 0x8864 }, { 0x2ec3, 0x8980 }, { 0x2ec4, 0x897f },
		{ 0x2ec5, 0x89c1 }, { 0x2ec6, 0x89d2 }, { 0x2ec7, 0x89d2 },
		{ 0x2ec8, 0x8ba0 }, { 0x2ec9, 0x8d1d }, { 0x2eca, 0x8db3 },
		{ 0x2ecb, 0x8f66 }, { 0x2ecd, 0x8fb6 }, { 0x2ecf, 0x961d },
		{ 0x2ed0, 0x9485 }, { 0x2ed1, 0x9577 }, { 0x2ed3, 0x957f },
		{ 0x2ed4, 0x95e8 }, { 0x2ed6, 0x961d }, { 0x2ed7, 0x96e8 },
		{ 0x2ed8, 0x9752 }, { 0x2ed9, 0x97e6 }, { 0x2eda, 0x9875 },
		{ 0x2edb, 0x98ce }, { 0x2edc, 0x98de }, { 0x2edd, 0x98df },
		{ 0x2edf, 0x98e0 }, { 0x2ee0, 0x9963 }, { 0x2ee2, 0x9a6c },
		{ 0x2ee3, 0x9aa8 }, { 0x2ee4, 0x9b3c }, { 0x2ee5, 0x9c7c },
		{ 0x2ee6, 0x9e1f }, { 0x2ee7, 0x5364 }, { 0x2ee8, 0x9ea6 },
		{ 0x2ee9, 0x9ec4 }, { 0x2eea, 0x9efe }, { 0x2eeb, 0x6589 },
		{ 0x2eec, 0x9f50 }, { 0x2eed, 0x6b6f }, { 0x2eee, 0x9f7f },
		{ 0x2eef, 0x7adc }, { 0x2ef0, 0x9f99 }, { 0x2ef1, 0x9f9c },
		{ 0x2ef2, 0x4e80 },
	};

	if (c < 0x2e80 || c > 0x2ef2)
		return c;
	for (size_t i = 0; i < COUNT(radicals); i++)
		if (radicals[i].radical == c)
			return radicals[i].character;
	return c;
}

/* Is the ordinary form of the character its compatible one? */
static bool is_compatible(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} forms[] = {
		{ 0x00b5, 0x00b5 }, /* micro sign               */
		{ 0x0132, 0x0133 }, /* ij                       */
		{ 0x01c4, 0x01cc }, /* Croatian digraphs        */
		{ 0x01f1, 0x01f3 },
		{ 0x2160, 0x217f }, /* Roman numbers            */
		{ 0x2e80, 0x2fd5 }, /* radicals                 */
		{ 0xfb00, 0xfb06 }, /* Latin ligatures          */
		{ 0xfb13, 0xfb17 }, /* Armenian                 */
		{ 0xfb50, 0xfdfb }, /* Arabic, as it is joined  */
		{ 0xfe70, 0xfefc },
	};
	const utf8proc_property_t *p = utf8proc_get_property((int32_t)c);

	if (p->decomp_type == UTF8PROC_DECOMP_TYPE_WIDE ||
	    p->decomp_type == UTF8PROC_DECOMP_TYPE_NARROW)
		return true;
	for (size_t i = 0; i < COUNT(forms) && forms[i].first <= c; i++)
		if (c <= forms[i].last)
			return true;
	return false;
}

size_t fold_parts(uint32_t c, bool in_one_case, int32_t out[FOLD_PARTS_MAX])
{
	int how = UTF8PROC_DECOMPOSE;
	ptrdiff_t n;

	if (in_one_case && (c == DOTTED_I || c == DOTLESS_I)) {
		out[0] = 'i';
		return 1;
	}
	c = fold_unified(c);
	if (is_compatible(c))
		how |= UTF8PROC_COMPAT;
	if (in_one_case)
		how |= UTF8PROC_CASEFOLD;
	n = utf8proc_decompose_char((int32_t)c, out, FOLD_PARTS_MAX,
	                            (utf8proc_option_t)how, NULL);
	if (n < 0 || n > FOLD_PARTS_MAX)
		die("a character too long to decompose");
	return (size_t)n;
}
