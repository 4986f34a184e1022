/*
 * test_markup.c - laws in XML, in the formats of those who publish them
 */
#include "server/registry/outline/provision_names.h"
#include "tests/support/unit.h"

#include "lib/base/arena.h"
#include "server/registry/outline/choose.h"
#include "server/registry/outline/markup.h"

struct sample {
	const char *format, *text, *outline;
};

static bool choose(struct arena *a, const char *text,
                   struct profile_choice *out)
{
	struct err e;

	err_init(&e, a);
	*out = (struct profile_choice){ .bytes = str_from(text),
		                        .media_type = STR("application/xml") };
	if (choose_profile(a, out, &e) != ERR_OK)
		return false;
	name_provisions(a, &out->split, NULL, NULL);
	return true;
}

static const char *outline_of(struct arena *a, const struct profile_choice *c)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < c->split.n; i++) {
		const struct provision *p = c->split.items[i];

		buf_printf(&out, "%.*s", STR_ARG(p->path));
		if (p->heading.len > 0)
			buf_printf(&out, " <%.*s>", STR_ARG(p->heading));
		buf_puts(&out, "\n");
	}
	return out.data;
}

/* Every span is an element: it begins and ends with a tag of the same name. */
static void assert_elements(const struct profile_choice *c)
{
	for (size_t i = 0; i < c->split.n; i++) {
		const struct provision *p = c->split.items[i];

		assert_true(p->at < p->end && p->end <= c->bytes.len);
		assert_int_equal(c->bytes.p[p->at], '<');
		assert_int_equal(c->bytes.p[p->end - 1], '>');
		if (p->parent != NULL)
			assert_true(p->at >= p->parent->at &&
			            p->end <= p->parent->end);
		if (i > 0)
			assert_true(c->split.items[i - 1]->at < p->at);
	}
}

static const struct sample format_samples[] = {
	{ "akn",
	  "<?xml version='1.0'?><akomaNtoso "
	  "xmlns='urn:a'><act><meta>x</meta>"
	  "<body><chapter eId='chp_1'><num>Chapter 1</num><heading>Bees"
	  "</heading><article eId='art_1'><num>Art. "
	  "1</num><heading>Scope"
	  "</heading><paragraph "
	  "eId='art_1__para_1'><num>1</num><content><p>It "
	  "covers bees.</p></content></paragraph><paragraph "
	  "eId='art_1__para_2'><num>2</num><list><point "
	  "eId='art_1__para_2__point_a'><num>(a)</num></point></list>"
	  "</paragraph></article></chapter><article "
	  "eId='art_2'><num>Art. "
	  "2</num><content><quotedStructure><article "
	  "eId='q1'><num>Art. 9"
	  "</num></article></quotedStructure></content></article></"
	  "body></act>"
	  "</akomaNtoso>",
	  "chp_1 <Bees>\nart_1 <Scope>\nart_1/para_1\nart_1/para_2\n"
	  "art_1/para_2/point_a\nart_2\n" },
	{ "formex",
	  "<ACT><PREAMBLE><GR.CONSID><CONSID><NP><NO.P>(1)</"
	  "NO.P><TXT>Bees "
	  "matter.</TXT></NP></CONSID></GR.CONSID></"
	  "PREAMBLE><ENACTING.TERMS>"
	  "<DIVISION><TITLE><TI><P>CHAPTER "
	  "I</P></TI><STI><P><HT>BEES</HT></P>"
	  "</STI></TITLE><ARTICLE IDENTIFIER='001'><TI.ART>Article "
	  "1</TI.ART>"
	  "<STI.ART>Scope</STI.ART><PARAG "
	  "IDENTIFIER='001.001'><NO.PARAG>1."
	  "</NO.PARAG><ALINEA><P>It "
	  "covers:</P><LIST><ITEM><NP><NO.P>(a)</NO.P>"
	  "<TXT>bees;</TXT></NP></ITEM><ITEM><NP><NO.P>(b)</"
	  "NO.P><TXT>moths."
	  "</TXT></NP></ITEM></LIST></ALINEA></PARAG></ARTICLE></"
	  "DIVISION>"
	  "<ARTICLE IDENTIFIER='002'><TI.ART>Article "
	  "2</TI.ART><ALINEA>It is "
	  "amended:<QUOT.S><ARTICLE><TI.ART>Article "
	  "9</TI.ART></ARTICLE>"
	  "</QUOT.S></ALINEA></ARTICLE></ENACTING.TERMS></ACT>",
	  "rec_1\nchp_1 <BEES>\nart_1 <Scope>\nart_1/para_1\n"
	  "art_1/para_1/pnt_a\nart_1/para_1/pnt_b\nart_2\n" },
	{ "uslm",
	  "<bill "
	  "xmlns='http://schemas.gpo.gov/xml/uslm'><main><section><num "
	  "value='1'>SECTION 1.</num><heading>Short "
	  "title</heading><content>Bee "
	  "Act.</content></section><title><num value='I'>TITLE "
	  "I—</num><heading>"
	  "Bees</heading><section><num>SEC. "
	  "101.</num><heading>Hives</heading>"
	  "<subsection><num>\u2001\u2001(a) </num><paragraph><num>(1)</num></"
	  "paragraph>"
	  "<paragraph><num>(2)</num><subparagraph><num>(A)</"
	  "num><clause><num>(i)"
	  "</num></clause></subparagraph></paragraph></subsection></"
	  "section>"
	  "</title><section><num>SEC. "
	  "102.</num><quotedContent><section><num>"
	  "SEC. "
	  "9.</num></section></quotedContent></section></main></bill>",
	  "sct_1 <Short title>\nttl_1 <Bees>\nsct_101 "
	  "<Hives>\nsct_101/sub_a\n"
	  "sct_101/sub_a/para_1\nsct_101/sub_a/para_2\n"
	  "sct_101/sub_a/para_2/pnt_A\nsct_101/sub_a/para_2/pnt_A/"
	  "cls_i\n"
	  "sct_102\n" },
	{ "clml",
	  "<Legislation><Primary><Body><Part><Number>Part "
	  "1</Number><Title>Bees"
	  "</Title><P1group><Title>Duty</Title><P1 "
	  "id='section-1'><Pnumber>1"
	  "</Pnumber><P1para><P2><Pnumber>1</"
	  "Pnumber><P2para><Text>Keep calm."
	  "</Text></P2para></P2><P2><Pnumber>2</"
	  "Pnumber><P2para><P3><Pnumber>a"
	  "</Pnumber></P3></P2para></P2></P1para></P1></P1group></"
	  "Part></Body>"
	  "<Schedules><Schedule><Number>SCHEDULE "
	  "1</Number><TitleBlock><Title>"
	  "Forms</Title></TitleBlock><ScheduleBody><P1><Pnumber>1</"
	  "Pnumber></P1>"
	  "</ScheduleBody></Schedule></Schedules></Primary></"
	  "Legislation>",
	  "prt_1 <Bees>\nsct_1 <Duty>\nsct_1/sub_1\nsct_1/sub_2\n"
	  "sct_1/sub_2/pnt_a\nsch_1 <Forms>\nsch_1/para_1\n" },
	{ "gii",
	  "<dokumente><norm><metadaten><jurabk>BienG</jurabk></"
	  "metadaten></norm>"
	  "<norm><metadaten><gliederungseinheit><gliederungsbez>"
	  "Abschnitt 1"
	  "</gliederungsbez><gliederungstitel>Allgemeines</"
	  "gliederungstitel>"
	  "</gliederungseinheit></metadaten></"
	  "norm><norm><metadaten><enbez>§ 1"
	  "</enbez><titel>Zweck</titel></"
	  "metadaten><textdaten><text><Content><P>"
	  "(1) Das Gesetz "
	  "schützt:<DL><DT>1.</DT><DD><LA>Bienen,</LA></DD><DT>2."
	  "</DT><DD><LA>Falter.</LA></DD></DL></P><P>(2) Mehr "
	  "nicht.</P>"
	  "</Content></text></textdaten></"
	  "norm><norm><metadaten><enbez>§§ 2 bis 4"
	  "</enbez><titel>(weggefallen)</titel></metadaten></norm></"
	  "dokumente>",
	  "sct_1 <Allgemeines>\nart_1 <Zweck>\nart_1/para_1\n"
	  "art_1/para_1/pnt_1\nart_1/para_1/pnt_2\nart_1/para_2\n"
	  "art_2_to_4 <weggefallen>\n" },
	{ "egov",
	  "<Law><LawBody><TOC><TOCChapter><ChapterTitle>第一章　総則</"
	  "ChapterTitle>"
	  "</TOCChapter></TOC><MainProvision><Chapter "
	  "Num='1'><ChapterTitle>"
	  "第一章　総則</ChapterTitle><Article "
	  "Num='1'><ArticleCaption>（目的）"
	  "</ArticleCaption><ArticleTitle>第一条</"
	  "ArticleTitle><Paragraph Num='1'>"
	  "<ParagraphNum/></Paragraph><Paragraph Num='2'><Item "
	  "Num='1'><ItemTitle>"
	  "一</ItemTitle></Item></Paragraph></Article><Article "
	  "Num='1_2'>"
	  "<ArticleTitle>第一条の二</ArticleTitle></Article></Chapter>"
	  "</MainProvision><SupplProvision><SupplProvisionLabel>附　則"
	  "</SupplProvisionLabel><Article Num='1'><ArticleTitle>第一条"
	  "</ArticleTitle></Article></SupplProvision></LawBody></Law>",
	  "chp_1 <総則>\nart_1 <目的>\nart_1/para_1\nart_1/para_2\n"
	  "art_1/para_2/pnt_1\nart_1-2\nspl_1\nspl_1/art_1\n" },
	{ "eurlex",
	  "<!DOCTYPE html><html><head><meta "
	  "charset='utf-8'></head><body><nav>x"
	  "</nav><div class=\"eli-container\"><div "
	  "id='rct_1'><p>(1)</p></div><div "
	  "id='cpt_I'><p>CHAPTER I</p><div class='eli-title' "
	  "id='cpt_I.tit_1'><p "
	  "class='oj-ti-section-2'>BEES</p></div><div "
	  "id='art_1'><p>Article 1</p>"
	  "<div class='eli-title' id='art_1.tit_1'><p "
	  "class='oj-sti-art'>Scope</p>"
	  "</div><div id='001.001'><p>1.&nbsp;&nbsp;It "
	  "covers:</p><table><tr><td>"
	  "<p>(a)</p></td><td><p>bees;</p></td></tr><tr><td><p>(b)</"
	  "p></td><td><p>"
	  "moths.</p></td></tr></table></div></div></div></div><div "
	  "class="
	  "\"eli-container\" id='anx_I'><p class='oj-doc-ti'>ANNEX "
	  "I</p><p "
	  "class='oj-doc-ti'>Forms</p><p class='oj-ti-grseq-1'>Section A. "
	  "Bees</p><table><tr><td><p>1.</p></td><td><p>Queens:</p><table>"
	  "<tr><td><p>(a)</p></td><td><p>old.</p></td></tr></table></td>"
	  "</tr></table><p class='oj-ti-grseq-1'>Section B. Moths</p><table>"
	  "<tr><td><p>1.</p></td><td><p>Lamps.</p></td></tr></table></div>"
	  "<div class=\"eli-container\" id='anx_II'><p class='oj-doc-ti'>"
	  "ANNEX II</p><table><tr><td><p>1.</p></td><td><p>More.</p></td>"
	  "</tr></table></div></body></html>",
	  "rec_1\nchp_1 <BEES>\nart_1 <Scope>\nart_1/para_1\n"
	  "art_1/para_1/pnt_a\nart_1/para_1/pnt_b\nanx_1 <Forms>\n"
	  "anx_1/sct_a <Bees>\nanx_1/sct_a/para_1\n"
	  "anx_1/sct_a/para_1/pnt_a\nanx_1/sct_b <Moths>\n"
	  "anx_1/sct_b/para_1\nanx_2\nanx_2/para_1\n" },
};

static void formats_say_what_their_provisions_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(format_samples); i++) {
		struct arena *a = arena_new();
		struct profile_choice c;

		assert_true(choose(a, format_samples[i].text, &c));
		assert_true(str_is(c.split.profile->name,
		                   format_samples[i].format));
		assert_string_equal(outline_of(a, &c),
		                    format_samples[i].outline);
		assert_elements(&c);
		arena_free(a);
	}
}

static void flat_norms_lie_in_what_stands_before_them(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	assert_true(choose(
		a,
		"<dokumente><norm><metadaten><gliederungseinheit><"
		"gliederungsbez>"
		"Abschnitt "
		"1</gliederungsbez></gliederungseinheit></metadaten></norm>"
		"<norm><metadaten><enbez>§ "
		"1</enbez></metadaten></norm><norm><metadaten>"
		"<gliederungseinheit><gliederungsbez>Abschnitt "
		"2</gliederungsbez>"
		"</gliederungseinheit></metadaten></"
		"norm><norm><metadaten><enbez>§ 2"
		"</enbez></metadaten></norm></dokumente>",
		&c));
	assert_int_equal(c.split.n, 4);
	assert_ptr_equal(c.split.items[1]->parent, c.split.items[0]);
	assert_ptr_equal(c.split.items[3]->parent, c.split.items[2]);
	assert_true(c.split.items[0]->end >= c.split.items[1]->end);
	assert_true(c.split.items[0]->end <= c.split.items[2]->at);
	arena_free(a);
}

/* What would grow without end is not read as XML at all. */
static void bombs_do_not_go_off(void **state)
{
	struct arena *a = arena_new();
	struct vocabulary *v = vocabulary_read(a);
	struct split s;
	struct buf deep;

	(void)state;
	assert_false(markup_split(
		a, v,
		STR("<!DOCTYPE ACT [<!ENTITY a 'aaaa'><!ENTITY b "
	            "'&a;&a;'>]><ACT>"
	            "<ARTICLE><TI.ART>Article 1&b;</TI.ART></ARTICLE></ACT>"),
		(struct str){ 0 }, &s));
	buf_init(&deep, a);
	buf_puts(&deep, "<ACT>");
	for (int i = 0; i < 2 * MARKUP_DEPTH; i++)
		buf_puts(&deep, "<ARTICLE>");
	assert_false(
		markup_split(a, v, buf_text(&deep), (struct str){ 0 }, &s));
	assert_false(markup_split(a, v, STR("<ACT><ARTICLE></ACT>"),
	                          (struct str){ 0 }, &s));
	assert_false(markup_split(a, v, STR(""), (struct str){ 0 }, &s));
	arena_free(a);
}

static void every_format_can_be_read(void **state)
{
	struct arena *a = arena_new();
	struct vocabulary *v = vocabulary_read(a);
	struct err e;

	(void)state;
	err_init(&e, a);
	for (size_t i = 0; format_texts[i].name != NULL; i++) {
		struct profile *p = arena_alloc(a, sizeof(*p));

		if (profile_read(a, v, str_from(format_texts[i].text), p, &e) !=
		    ERR_OK)
			fail_msg("%s: %s", format_texts[i].name, e.detail);
		assert_true(p->nroots > 0);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_can_be_read),
		cmocka_unit_test(formats_say_what_their_provisions_are),
		cmocka_unit_test(flat_norms_lie_in_what_stands_before_them),
		cmocka_unit_test(bombs_do_not_go_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
