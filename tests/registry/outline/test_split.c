/*
 * test_split.c - laws that nobody passed become provisions
 */
#include "server/registry/outline/provision_names.h"
#include "tests/support/registry.h"

#include <stdlib.h>

#include "server/registry/ingest/provisions_report.h"
#include "server/registry/outline/split.h"

#define CORPUS "../shared/corpus/"

/* ---- outlines ------------------------------------------------------------ */

/* What has no children and is short is shown whole. */
#define SHOWN 48

struct law {
	const char *what, *profile, *text, *outline;
};

static struct split *split_of(struct arena *a, const char *profile,
                              struct str text, bool html)
{
	struct vocabulary *v = vocabulary_read(a);
	struct profile *p = arena_alloc(a, sizeof(*p));
	struct split *s = arena_alloc(a, sizeof(*s));
	struct err e;

	err_init(&e, a);
	if (profile_find(a, v, str_from(profile), p, &e) != ERR_OK)
		fail_msg("%s: %s", profile, e.detail);
	extract_read(a, text, html, &s->extract);
	split_extract(a, v, p, s);
	name_provisions(a, s, NULL, NULL);
	return s;
}

static void add_line(struct buf *out, const struct split *s, size_t i)
{
	const struct provision *p = s->items[i];
	bool leaf = i + 1 == s->n || s->items[i + 1]->parent != p;

	buf_str(out, p->path);
	if (p->heading.len > 0)
		buf_printf(out, " <%.*s>", STR_ARG(p->heading));
	if (leaf && p->end - p->at <= SHOWN) {
		buf_puts(out, " = ");
		for (size_t k = p->at; k < p->end; k++) {
			char c = s->extract.text.p[k];

			if (c != '\r')
				buf_add(out, c == '\n' ? "/" : &c, 1);
		}
	}
	buf_puts(out, "\n");
}

static const char *outline(struct arena *a, const struct split *s)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < s->n; i++)
		add_line(&out, s, i);
	return out.len > 0 ? out.data : "";
}

/* The code points of a text from `start` to `end`, as bytes. */
static struct str slice(struct str text, int64_t start, int64_t end)
{
	size_t from = 0, to;
	int64_t n = 0;

	for (; from < text.len && n < start; from++)
		n += from + 1 == text.len ||
		     ((unsigned char)text.p[from + 1] & 0xc0) != 0x80;
	for (to = from; to < text.len && n < end; to++)
		n += to + 1 == text.len ||
		     ((unsigned char)text.p[to + 1] & 0xc0) != 0x80;
	return (struct str){ text.p + from, to - from };
}

/* Children lie inside, siblings apart; what is put end to end with what is
 * between gives back the text, whatever the depth. */
static void assert_spans(struct arena *a, const struct split *s)
{
	struct buf whole;
	int64_t before = 0;

	buf_init(&whole, a);
	for (size_t i = 0; i < s->n; i++) {
		const struct provision *p = s->items[i];
		const struct provision *before_it =
			i > 0 ? s->items[i - 1] : NULL;

		assert_true(p->at < p->end && p->end <= s->extract.text.len);
		if (p->parent != NULL)
			assert_true(p->at >= p->parent->at &&
			            p->end <= p->parent->end);
		if (before_it != NULL)
			assert_true(before_it->at < p->at);
		if (before_it != NULL && !split_within(p, before_it))
			assert_true(before_it->end <= p->at);
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct provision *p = s->items[i];
		int64_t start = extract_code_point(&s->extract, p->at, false),
			end = extract_code_point(&s->extract, p->end, true);

		assert_true(start < end);
		if (p->parent != NULL)
			continue;
		buf_str(&whole, slice(s->extract.bytes, before, start));
		buf_str(&whole, slice(s->extract.bytes, start, end));
		before = end;
	}
	buf_str(&whole, slice(s->extract.bytes, before, INT64_MAX));
	assert_true(str_eq(buf_text(&whole), s->extract.bytes));
}

static void try_law(const struct law *law, bool html)
{
	struct arena *a = arena_new();
	struct split *s = split_of(a, law->profile, str_from(law->text), html);
	const char *got = outline(a, s);

	if (strcmp(got, law->outline) != 0)
		print_error("%s:\n%s", law->what, got);
	assert_string_equal(got, law->outline);
	assert_spans(a, s);
	arena_free(a);
}

static void try_laws(const struct law *laws, size_t n, bool html)
{
	for (size_t i = 0; i < n; i++)
		try_law(&laws[i], html);
}

/* ---- families ------------------------------------------------------------ */

static const struct law union_acts[] = {
	{ "recitals, chapters, points, footnotes", "eu",
	  "REGULATION (EU) 2031/7\n\nHaving regard to (1) the "
	  "Treaty,\n\n"
	  "Whereas:\n\n(1) Bees matter.\n\n(2) So do moths.\n\n"
	  "HAVE ADOPTED THIS REGULATION:\n\nCHAPTER I\n\nBEES\n\n"
	  "Article 1\n\nScope\n\n1. It covers:\n\n(a) bees;\n\n"
	  "(b) moths.\n\nIt covers no wasps.\n\n2. It stands.\n\n"
	  "Article 2\n\nThis Article has no heading.\n\n"
	  "Done at Ghent, 1 May 2031.\n\n(1) OJ L 1.\n\n(2) OJ L 2.\n\n"
	  "ANNEX\n\nForms\n\n1. A form.\n\nELI: http://x\n",
	  "rec_1 = (1) Bees matter.\n"
	  "rec_2 = (2) So do moths.\n"
	  "chp_1 <BEES>\n"
	  "art_1 <Scope>\n"
	  "art_1/para_1\n"
	  "art_1/para_1/pnt_a = (a) bees;\n"
	  "art_1/para_1/pnt_b = (b) moths.\n"
	  "art_1/para_2 = 2. It stands.\n"
	  "art_2 = Article 2//This Article has no heading.\n"
	  "anx_1 <Forms>\n"
	  "anx_1/para_1 = 1. A form.\n" },
	{ "numbers with letters, one missing, CRLF", "eu",
	  "Article 1\r\n1. One.\r\n1a. Put in.\r\n2. Two.\r\n"
	  "4. Four.\r\nArticle 2a\r\nX.\r\nArticle 3\r\nY.\r\n",
	  "art_1\n"
	  "art_1/para_1 = 1. One.\n"
	  "art_1/para_1a = 1a. Put in.\n"
	  "art_1/para_2 = 2. Two.\n"
	  "art_1/para_4 = 4. Four.\n"
	  "art_2a = Article 2a/X.\n"
	  "art_3 = Article 3/Y.\n" },
	{ "a mention at the start of a wrapped line", "eu",
	  "Article 1\nSubject\n"
	  "1. This Regulation applies wherever a keeper is covered by\n"
	  "Article 2\n"
	  "of Directive 1 and by everything laid down in paragraph\n"
	  "3. of it, and in whatever else a keeper may have read in\n"
	  "its annexes. It applies in full.\n"
	  "2. It ends.\n\nArticle 2\nEnd\nIt enters into force.\n",
	  "art_1 <Subject>\n"
	  "art_1/para_1\n"
	  "art_1/para_2 = 2. It ends.\n"
	  "art_2 <End> = Article 2/End/It enters into force.\n" },
	{ "i after h, i before ii, two lists", "eu",
	  "Article 1\n\n1. These:\n\n(a) a;\n\n(b) either:\n\n(i) "
	  "x;\n\n"
	  "(ii) y;\n\n(c) c;\n\n(d) d;\n\n(e) e;\n\n(f) f;\n\n(g) "
	  "g;\n\n"
	  "(h) h;\n\n(i) i;\n\n(j) j.\n\nMoreover:\n\n(a) k;\n\n"
	  "(b) l.\n",
	  "art_1\n"
	  "art_1/para_1\n"
	  "art_1/para_1/pnt_a = (a) a;\n"
	  "art_1/para_1/pnt_b\n"
	  "art_1/para_1/pnt_b/pnt_i = (i) x;\n"
	  "art_1/para_1/pnt_b/pnt_ii = (ii) y;\n"
	  "art_1/para_1/pnt_c = (c) c;\n"
	  "art_1/para_1/pnt_d = (d) d;\n"
	  "art_1/para_1/pnt_e = (e) e;\n"
	  "art_1/para_1/pnt_f = (f) f;\n"
	  "art_1/para_1/pnt_g = (g) g;\n"
	  "art_1/para_1/pnt_h = (h) h;\n"
	  "art_1/para_1/pnt_i = (i) i;\n"
	  "art_1/para_1/pnt_j = (j) j.\n"
	  "art_1/para_1/pnt_a-2 = (a) k;\n"
	  "art_1/para_1/pnt_b-2 = (b) l.\n" },
	{ "a table of contents", "eu",
	  "CONTENTS\n\nCHAPTER I\nBees .... 1\nArticle 1\nScope .... "
	  "1\n"
	  "Article 2\nHives .... 2\nCHAPTER II\nMoths .... 3\n"
	  "Article 3\nLamps .... 3\n\nCHAPTER I\nBees\nArticle "
	  "1\nScope\n"
	  "It covers bees.\nArticle 2\nHives\nThey are warm.\n"
	  "CHAPTER II\nMoths\nArticle 3\nLamps\nThey are dim.\n",
	  "chp_1 <Bees>\n"
	  "art_1 <Scope> = Article 1/Scope/It covers bees.\n"
	  "art_2 <Hives> = Article 2/Hives/They are warm.\n"
	  "chp_2 <Moths>\n"
	  "art_3 <Lamps> = Article 3/Lamps/They are dim.\n" },
	{ "titles whose chapters begin again, sections", "eu",
	  "TITLE I\nA\nCHAPTER 1\nB\nSection 1\nC\nArticle 1\nX.\n"
	  "Section 2\nD\nArticle 2\nX.\nTITLE II\nE\nCHAPTER 1\nF\n"
	  "Article 3\nX.\nCHAPTER 2\nG\nArticle 4\nX.\n",
	  "ttl_1 <A>\n"
	  "ttl_1/chp_1 <B>\n"
	  "ttl_1/chp_1/sct_1 <C>\n"
	  "art_1 = Article 1/X.\n"
	  "ttl_1/chp_1/sct_2 <D>\n"
	  "art_2 = Article 2/X.\n"
	  "ttl_2 <E>\n"
	  "ttl_2/chp_1 <F>\n"
	  "art_3 = Article 3/X.\n"
	  "ttl_2/chp_2 <G>\n"
	  "art_4 = Article 4/X.\n" },
	{ "nothing but headings that begin again", "eu",
	  "TITLE I\nA\nCHAPTER I\nB\nSECTION 1\nC\nArticle 1\nX.\n"
	  "TITLE II\nD\nCHAPTER I\nE\nSECTION 1\nF\nArticle 2\nX.\n",
	  "ttl_1 <A>\n"
	  "ttl_1/chp_1 <B>\n"
	  "ttl_1/chp_1/sct_1 <C>\n"
	  "art_1 = Article 1/X.\n"
	  "ttl_2 <D>\n"
	  "ttl_2/chp_1 <E>\n"
	  "ttl_2/chp_1/sct_1 <F>\n"
	  "art_2 = Article 2/X.\n" },
	{ "parts of an annex; its own articles", "eu",
	  "Article 1\nX.\nANNEX I\nLists\nSection A. Bees\n1. One;\n"
	  "2. Two.\nSection B. Moths\n3. Three.\n3.1. Inner.\n"
	  "3.2. Outer.\nANNEX II\nStatutes\nArticle 1\nY.\nArticle 2\n"
	  "Z.\n",
	  "art_1 = Article 1/X.\n"
	  "anx_1 <Lists>\n"
	  "anx_1/sct_a <Bees>\n"
	  "anx_1/sct_a/para_1 = 1. One;\n"
	  "anx_1/sct_a/para_2 = 2. Two.\n"
	  "anx_1/sct_b <Moths>\n"
	  "anx_1/sct_b/para_3\n"
	  "anx_1/sct_b/para_3/para_1 = 3.1. Inner.\n"
	  "anx_1/sct_b/para_3/para_2 = 3.2. Outer.\n"
	  "anx_2 <Statutes>\n"
	  "anx_2/art_1 = Article 1/Y.\n"
	  "anx_2/art_2 = Article 2/Z.\n" },
	{ "more definitions than recitals", "eu",
	  "Whereas:\n(1) A.\n(2) B.\nArticle 1\n(1) a;\n(2) b;\n(3) "
	  "c.\n",
	  "rec_1 = (1) A.\n"
	  "rec_2 = (2) B.\n"
	  "art_1\n"
	  "art_1/pnt_1 = (1) a;\n"
	  "art_1/pnt_2 = (2) b;\n"
	  "art_1/pnt_3 = (3) c.\n" },
	{ "nothing of the kind", "eu", "Dear Sir,\n\nno law here.\n", "" },
	{ "nothing", "eu", "", "" },
};

static void acts_of_the_union_are_split(void **state)
{
	(void)state;
	try_laws(union_acts, COUNT(union_acts), false);
}

static void conventions_are_split(void **state)
{
	static const struct law laws[] = {
		{ "headings on the line, bare numbers, two on a line", "treaty",
		  "Preamble\n\nThe Parties,\n\nChapter I – Bees\n\n"
		  "Article 1 – Scope\n\n1\tIt "
		  "covers:\n\na\tbees;\n\nb\tmoths.\n\n"
		  "2\tThat is all.\n\nChapter II – Ends Article 2 – Entry\n\n"
		  "It enters into force.\n\nDone at Riga.\n",
		  "prmb = Preamble//The Parties,\n"
		  "chp_1 <Bees>\n"
		  "art_1 <Scope>\n"
		  "art_1/para_1\n"
		  "art_1/para_1/pnt_a = a\tbees;\n"
		  "art_1/para_1/pnt_b = b\tmoths.\n"
		  "art_1/para_2 = 2\tThat is all.\n"
		  "chp_2 <Ends>\n"
		  "art_2 <Entry> = Article 2 – Entry//It enters into "
		  "force.\n" },
	};

	(void)state;
	try_laws(laws, COUNT(laws), false);
}

static void rules_of_china_are_split(void **state)
{
	static const struct law laws[] = {
		{ "contents, chapters, paragraphs by line, items", "cn",
		  "蜜蜂管理办法\n\n目　录\n第一章　总则\n第二章　蜂箱\n第三章　"
		  "附则\n\n"
		  "第一章　总则\n\n第一条　为了蜜蜂，\n第二条规定的除外，制定本"
		  "办法。\n\n"
		  "第二条　应当：\n（一）爱；\n（二）护。\n\n第二章　蜂箱\n\n"
		  "第三条　蜂箱。\n另有规定的除外。\n\n第十条之一　错。\n\n"
		  "第三章　附则\n\n第四条　施行。\n",
		  "chp_1 <总则>\n"
		  "art_1\n"
		  "art_2\n"
		  "art_2/pnt_1 = （一）爱；\n"
		  "art_2/pnt_2 = （二）护。\n"
		  "chp_2 <蜂箱>\n"
		  "art_3\n"
		  "art_3/para_1 = 蜂箱。\n"
		  "art_3/para_2 = 另有规定的除外。\n"
		  "art_3/para_3 = 第十条之一　错。\n"
		  "chp_3 <附则>\n"
		  "art_4 = 第四条　施行。\n" },
		{ "larger numbers, what was put in, sections", "cn",
		  "第九章　甲\n第一节　乙\n第九十九条　丙。\n第一百条　丁。\n"
		  "第一百条之一　戊。\n第二节　己\n第一百零一条　庚。\n",
		  "chp_9 <甲>\n"
		  "chp_9/sct_1 <乙>\n"
		  "art_99 = 第九十九条　丙。\n"
		  "art_100 = 第一百条　丁。\n"
		  "art_100-1 = 第一百条之一　戊。\n"
		  "chp_9/sct_2 <己>\n"
		  "art_101 = 第一百零一条　庚。\n" },
	};

	(void)state;
	try_laws(laws, COUNT(laws), false);
}

static const struct law recommendations[] = {
	{ "a preamble with numbers of its own", "numbered",
	  "PREAMBLE\n\nThe Conference,\n\n1. Adopts this;\n\n"
	  "2. Recommends it.\n\nI. SCOPE\n\n1. It is about bees.\n\n"
	  "2. It is short.\n\nII. VALUES AND PRINCIPLES\n\nII.1 "
	  "VALUES\n\n"
	  "Warmth\n\n3. Hives are warm.\n\nCalm\n\n4. Bees are "
	  "calm.\n\n"
	  "II.2 PRINCIPLES\n\nDo no harm\n\n5. Do not poke.\n\n"
	  "III. ACTION\n\nPOLICY AREA 1: HIVES\n\n6. Build them.\n\n"
	  "POLICY AREA 2: MOTHS\n\n7. Let them in.\n",
	  "prmb\n"
	  "sct_1 <SCOPE>\n"
	  "para_1 = 1. It is about bees.\n"
	  "para_2 = 2. It is short.\n"
	  "sct_2 <VALUES AND PRINCIPLES>\n"
	  "sct_2/sub_1 <VALUES>\n"
	  "sct_2/sub_1/val_1 <Warmth>\n"
	  "para_3 = 3. Hives are warm.\n"
	  "sct_2/sub_1/val_2 <Calm>\n"
	  "para_4 = 4. Bees are calm.\n"
	  "sct_2/sub_2 <PRINCIPLES>\n"
	  "sct_2/sub_2/prc_1 <Do no harm>\n"
	  "para_5 = 5. Do not poke.\n"
	  "sct_3 <ACTION>\n"
	  "sct_3/pol_1 <HIVES>\n"
	  "para_6 = 6. Build them.\n"
	  "sct_3/pol_2 <MOTHS>\n"
	  "para_7 = 7. Let them in.\n" },
	{ "sections of principles between clauses", "numbered",
	  "THE COUNCIL,\n\nI. AGREES on this.\n\n"
	  "Section 1: Principles\n\nII. RECOMMENDS the following.\n\n"
	  "1.1. Warmth\n\na) Keep warm.\n\nb) Stay warm.\n\n1.2. "
	  "Calm\n\n"
	  "Be calm.\n\nSection 2: Policies\n\nIII. RECOMMENDS more.\n\n"
	  "2.1. Research\n\nDo it.\n\nIV. INVITES all.\n\n"
	  "V. INSTRUCTS the Committee to:\n\na) watch;\n\nb) report.\n",
	  "para_1 = I. AGREES on this.\n"
	  "sct_1 <Principles>\n"
	  "para_2 = II. RECOMMENDS the following.\n"
	  "sct_1/prc_1 <Warmth>\n"
	  "sct_1/prc_1/pnt_a = a) Keep warm.\n"
	  "sct_1/prc_1/pnt_b = b) Stay warm.\n"
	  "sct_1/prc_2 <Calm> = 1.2. Calm//Be calm.\n"
	  "sct_2 <Policies>\n"
	  "para_3 = III. RECOMMENDS more.\n"
	  "sct_2/prc_1 <Research> = 2.1. Research//Do it.\n"
	  "para_4 = IV. INVITES all.\n"
	  "para_5\n"
	  "para_5/pnt_a = a) watch;\n"
	  "para_5/pnt_b = b) report.\n" },
	{ "no headings at all", "numbered",
	  "The Assembly,\n\nRecalling things,\n\n1. Resolves;\n\n"
	  "2. Calls upon all:\n(a) To keep;\n(b) To calm;\n\n"
	  "3. Decides.\n",
	  "para_1 = 1. Resolves;\n"
	  "para_2\n"
	  "para_2/pnt_a = (a) To keep;\n"
	  "para_2/pnt_b = (b) To calm;\n"
	  "para_3 = 3. Decides.\n" },
};

static void numbered_recommendations_are_split(void **state)
{
	(void)state;
	try_laws(recommendations, COUNT(recommendations), false);
}

static void american_acts_are_split(void **state)
{
	static const struct law laws[] = {
		{ "contents, several levels on a line", "us",
		  "SEC. 1. SHORT TITLE; TABLE OF CONTENTS.\n\n"
		  "(a) Short Title.—This Act may be cited as the Bee Act.\n\n"
		  "(b) Contents.—The table is as follows:\n\n"
		  "TITLE I—BEES\nSec. 101. Hives.\nSec. 102. Moths.\n"
		  "TITLE II—ENDS\nSec. 201. Dates.\n\n"
		  "TITLE I—BEES\n\nSEC. 101. HIVES.\n\n"
		  "(a)(1) The Secretary shall keep—\n\n(A) bees;\n\n"
		  "(B) moths, whether—\n\n(i) white; or\n\n(ii) grey.\n\n"
		  "(2) That is all.\n\n(b) Report.—None.\n\n"
		  "SEC. 102. MOTHS.\n\nThey fly.\n\nTITLE II—ENDS\n\n"
		  "SEC. 201. DATES.\n\nSoon.\n",
		  "sct_1 <SHORT TITLE; TABLE OF CONTENTS>\n"
		  "sct_1/sub_a <Short Title>\n"
		  "sct_1/sub_b <Contents> = "
		  "(b) Contents.—The table is as follows:\n"
		  "ttl_1 <BEES>\n"
		  "sct_101 <HIVES>\n"
		  "sct_101/sub_a\n"
		  "sct_101/sub_a/para_1\n"
		  "sct_101/sub_a/para_1/pnt_A = (A) bees;\n"
		  "sct_101/sub_a/para_1/pnt_B\n"
		  "sct_101/sub_a/para_1/pnt_B/cls_i = (i) white; or\n"
		  "sct_101/sub_a/para_1/pnt_B/cls_ii = (ii) grey.\n"
		  "sct_101/sub_a/para_2 = (2) That is all.\n"
		  "sct_101/sub_b <Report> = (b) Report.—None.\n"
		  "sct_102 <MOTHS> = SEC. 102. MOTHS.//They fly.\n"
		  "ttl_2 <ENDS>\n"
		  "sct_201 <DATES> = SEC. 201. DATES.//Soon.\n" },
	};

	(void)state;
	try_laws(laws, COUNT(laws), false);
}

static void laws_of_japan_and_korea_are_split(void **state)
{
	static const struct law laws[] = {
		{ "headings above, the first paragraph without a number", "jp",
		  "第一章　総則\n（目的）\n第一条　蜂を守る。\n（定義）\n"
		  "第二条　蜂とは次をいう。\n一　働き蜂\n二　女王蜂\n"
		  "２　蛾を除く。\n第二条の二　追加。\n第三条　終わり。\n"
		  "附　則\n第一条　施行する。\n",
		  "chp_1 <総則>\n"
		  "art_1 <目的> = （目的）/第一条　蜂を守る。\n"
		  "art_2 <定義>\n"
		  "art_2/para_1\n"
		  "art_2/para_1/pnt_1 = 一　働き蜂\n"
		  "art_2/para_1/pnt_2 = 二　女王蜂\n"
		  "art_2/para_2 = ２　蛾を除く。\n"
		  "art_2-2 = 第二条の二　追加。\n"
		  "art_3 = 第三条　終わり。\n"
		  "spl_1\n"
		  "spl_1/art_1 = 第一条　施行する。\n" },
		{ "paragraphs on the line of the article", "kr",
		  "제1장 총칙\n제1조(목적) 이 법은 벌을 지킨다.\n"
		  "제2조(정의) ① 벌이란 다음을 말한다.\n1. 일벌\n2. 여왕벌\n"
		  "② 나방은 제외한다.\n제2조의2(추가) 끝.\n제3조(끝) 끝.\n"
		  "부칙\n제1조(시행일) 시행한다.\n",
		  "chp_1 <총칙>\n"
		  "art_1 <목적> = 제1조(목적) 이 법은 벌을 지킨다.\n"
		  "art_2 <정의>\n"
		  "art_2/para_1\n"
		  "art_2/para_1/pnt_1 = 1. 일벌\n"
		  "art_2/para_1/pnt_2 = 2. 여왕벌\n"
		  "art_2/para_2 = ② 나방은 제외한다.\n"
		  "art_2-2 <추가> = 제2조의2(추가) 끝.\n"
		  "art_3 <끝> = 제3조(끝) 끝.\n"
		  "spl_1\n"
		  "spl_1/art_1 <시행일> = 제1조(시행일) 시행한다.\n" },
	};

	(void)state;
	try_laws(laws, COUNT(laws), false);
}

static void parts_of_a_page_are_found_in_its_markup(void **state)
{
	static const struct law laws[] = {
		{ "markers in cells, references, scripts", "eu",
		  "<!DOCTYPE html><html><head><title>Article 9</title></head>"
		  "<body><script>if (a < b) x = '<p>Article 8</p>'</script>"
		  "<!-- <p>Article 7</p> --><p class='a>b'>Article&nbsp;1</p>"
		  "<p>Bees &amp; moths</p><p>1.&#160;&#160; They are:</p>"
		  "<table><tr><td><p>(a)</p></td><td><p>small;</p></td></tr>"
		  "<tr><td><p>(b)</p></td><td>\n<p>fast.</p></td></tr></table>"
		  "<P>2. They&#x20;<b>fl</b>y.</P></body></html>",
		  "art_1 <Bees & moths>\n"
		  "art_1/para_1\n"
		  "art_1/para_1/pnt_a = (a) small;\n"
		  "art_1/para_1/pnt_b = (b) fast.\n"
		  "art_1/para_2 = 2. They fly.\n" },
		{ "cut short", "eu", "<p>Article 1</p><p>1. X &am<td",
		  "art_1\n"
		  "art_1/para_1 = 1. X &am\n" },
	};

	(void)state;
	try_laws(laws, COUNT(laws), true);
}

/* Where the extract says a word stands, there it stands in the page. */
static void places_lead_back_to_the_page(void **state)
{
	struct arena *a = arena_new();
	struct str page = STR("<p>caf\xc3\xa9</p>\n<p>&eacute;t&#233; ok</p>");
	struct extract f;
	struct str got;

	(void)state;
	extract_read(a, page, true, &f);
	assert_int_equal(f.nlines, 2);
	got = slice(page, extract_code_point(&f, f.lines[0].start, false),
	            extract_code_point(&f, f.lines[0].end, true));
	assert_true(str_is(got, "caf\xc3\xa9"));
	got = slice(page, extract_code_point(&f, f.lines[1].start, false),
	            extract_code_point(&f, f.lines[1].end, true));
	assert_true(str_is(got, "&eacute;t&#233; ok"));
	got = slice(page, extract_code_point(&f, f.lines[1].start, false),
	            extract_code_point(&f, f.lines[1].start + 5, true));
	assert_true(str_is(got, "&eacute;t&#233;"));
	arena_free(a);
}

/* Whatever is sent, spans hold. */
static void noise_does_no_harm(void **state)
{
	static const char *const words[] = {
		"Article 1\n", "Article 2\n", "ANNEX\n",    "(a) ",
		"(i) ",        "(1) ",        "1. ",        "2.\n",
		"\n\n",        "\r",          "x.\n",       "(",
		"第一条　",    "（一）",      "제1조(",     "①",
		"SEC. 1. ",    "(a)(1)(A) ",  "I. X\n",     "I.1 VALUES\n",
		"Foo\n",       "CHAPTER I",   "<p>",        "<td>",
		"&amp;",       "—",           "Whereas:\n", ":",
	};
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct arena *a = arena_new();
		struct buf text;

		buf_init(&text, a);
		for (int i = 0; i < 60; i++) {
			seed = seed * 1103515245u + 12345u;
			buf_puts(&text, words[(seed >> 16) % COUNT(words)]);
		}
		for (size_t i = 0; profile_texts[i].name != NULL; i++)
			assert_spans(a,
			             split_of(a, profile_texts[i].name,
			                      buf_text(&text), round % 2 == 1));
		arena_free(a);
	}
}

/* ---- the corpus, where it is
 * --------------------------------------------------- */

static size_t count(const struct split *s, const char *level)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += str_is(s->items[i]->row->level, level);
	return n;
}

static struct str corpus(struct app *app, const char *name)
{
	struct str text = read_text(app, say(app, CORPUS "%s", name));

	if (text.p == NULL)
		skip();
	return text;
}

/* Top-level numbers of a level go 1, 2, 3 in the order of the text. */
static void assert_in_order(const struct split *s, const char *level)
{
	int last = 0;

	for (size_t i = 0; i < s->n; i++)
		if (str_is(s->items[i]->row->level, level))
			assert_int_equal(s->items[i]->number.base, ++last);
}

static void the_ai_act_has_all_its_parts_in_order(void **state)
{
	static const struct {
		const char *file;
		bool html;
	} files[] = { { "eu-ai-act.en.txt", false },
		      { "eu-ai-act.en.oj.html", true } };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(files); i++) {
		struct split *s =
			split_of(app->keys_arena, "eu",
		                 corpus(app, files[i].file), files[i].html);

		assert_int_equal(count(s, "recital"), 180);
		assert_int_equal(count(s, "article"), 113);
		assert_int_equal(count(s, "annex"), 13);
		assert_int_equal(count(s, "chapter"), 13);
		assert_int_equal(count(s, "paragraph"), 614);
		assert_int_equal(count(s, "point"), 554);
		assert_in_order(s, "recital");
		assert_in_order(s, "article");
		assert_in_order(s, "annex");
		assert_spans(app->keys_arena, s);
	}
}

static void other_texts_have_all_their_parts(void **state)
{
	static const struct {
		const char *file, *profile, *level;
		size_t n;
	} texts[] = {
		{ "cn-interim-measures.zh.txt", "cn", "article", 24 },
		{ "unesco-ai-ethics.en.txt", "numbered", "paragraph", 141 },
		{ "unesco-ai-ethics.en.txt", "numbered", "policy_area", 11 },
		{ "oecd-legal-0449.2024.en.txt", "numbered", "principle", 10 },
		{ "oecd-legal-0449.2024.en.txt", "numbered", "section", 2 },
		{ "oecd-legal-0449.2019.en.txt", "numbered", "paragraph", 8 },
		{ "coe-cets-225.en.txt", "treaty", "article", 36 },
		{ "coe-cets-225.en.txt", "treaty", "chapter", 8 },
		{ "un-ga-res-78-265.en.txt", "numbered", "paragraph", 13 },
		{ "cn-interim-measures.en.casi.txt", "eu", "article", 24 },
		{ "eu-ai-act.amended-2026-07-27.en.txt", "eu", "article", 119 },
		{ "eu-ai-act.amended-2026-07-27.en.txt", "eu", "annex", 14 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct split *s = split_of(app->keys_arena, texts[i].profile,
		                           corpus(app, texts[i].file), false);

		assert_int_equal(count(s, texts[i].level), texts[i].n);
		assert_spans(app->keys_arena, s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acts_of_the_union_are_split),
		cmocka_unit_test(conventions_are_split),
		cmocka_unit_test(rules_of_china_are_split),
		cmocka_unit_test(numbered_recommendations_are_split),
		cmocka_unit_test(american_acts_are_split),
		cmocka_unit_test(laws_of_japan_and_korea_are_split),
		cmocka_unit_test(parts_of_a_page_are_found_in_its_markup),
		cmocka_unit_test(places_lead_back_to_the_page),
		cmocka_unit_test(noise_does_no_harm),
		registry_test(the_ai_act_has_all_its_parts_in_order),
		registry_test(other_texts_have_all_their_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
