/*
 * test_layouts.c - laws as the countries of the world lay them out: which
 * profile is chosen, and what it makes of them
 */
#include "tests/support/outlines.h"
#include "tests/support/unit.h"

static const struct layout union_layouts[] = {
	{ "German: paragraphs in brackets", "de",
	  "in Erwägung nachstehender Gründe:\n(1) Bienen sind "
	  "wichtig.\n"
	  "(2) Falter auch.\nKAPITEL I\nALLGEMEINES\nArtikel "
	  "1\nGegenstand\n"
	  "(1) Es geht um Bienen.\n(2) Ferner um:\na) Falter;\nb) "
	  "Wespen.\n"
	  "Artikel 2\nEnde\nSchluss.\nGeschehen zu Gent am 1. Mai "
	  "2031.\n"
	  "ANHANG I\nFormulare\n",
	  "eu_de: rec_1 rec_2 chp_1 art_1 art_1/para_1 art_1/para_2 "
	  "art_1/para_2/pnt_a art_1/para_2/pnt_b art_2 anx_1" },
	{ "French", "fr",
	  "considérant ce qui suit:\n(1) Les abeilles comptent.\n(2) "
	  "Les "
	  "papillons aussi.\nCHAPITRE I\nGénéralités\nArticle "
	  "premier\nObjet\n"
	  "1. Les abeilles.\n2. Les ruches.\nArticle 2\nFin\nIl entre "
	  "en "
	  "vigueur.\nFait à Gand, le 1er mai 2031.\nANNEXE "
	  "I\nFormulaires\n",
	  "eu: rec_1 rec_2 chp_1 art_1 art_1/para_1 art_1/para_2 art_2 "
	  "anx_1" },
	{ "Hungarian: the number first", "hu",
	  "I. FEJEZET\nÁltalános rendelkezések\n1. cikk\nTárgy\n(1) A "
	  "méhek.\n"
	  "(2) A lepkék.\n2. cikk\nHatály\nEz a rendelet hatályba "
	  "lép.\n"
	  "I. MELLÉKLET\nŰrlapok\n",
	  "eu_de: chp_1 art_1 art_1/para_1 art_1/para_2 art_2 anx_1" },
	{ "Finnish", "fi",
	  "I LUKU\nYLEISET SÄÄNNÖKSET\n1 artikla\nKohde\n1. "
	  "Mehiläiset.\n"
	  "2. Perhoset.\n2 artikla\nLoppu\nSe tulee voimaan.\nLIITE I\n"
	  "Lomakkeet\n",
	  "eu: chp_1 art_1 art_1/para_1 art_1/para_2 art_2 anx_1" },
	{ "Greek capitals bear no accents", "el",
	  "ΚΕΦΑΛΑΙΟ I\nΓΕΝΙΚΑ\nΆρθρο 1\nΑντικείμενο\n1. Οι μέλισσες.\n"
	  "2. Οι πεταλούδες.\nΆρθρο 2\nΈναρξη ισχύος\nΑρχίζει να "
	  "ισχύει.\n"
	  "ΠΑΡΑΡΤΗΜΑ I\nΈντυπα\n",
	  "eu: chp_1 art_1 art_1/para_1 art_1/para_2 art_2 anx_1" },
	{ "Polish", "pl",
	  "ROZDZIAŁ I\nPrzepisy ogólne\nArtykuł 1\nPrzedmiot\n1. "
	  "Pszczoły.\n"
	  "2. Motyle.\nArtykuł 2\nKoniec\nWchodzi w życie.\nZAŁĄCZNIK "
	  "I\n"
	  "Formularze\n",
	  "eu: chp_1 art_1 art_1/para_1 art_1/para_2 art_2 anx_1" },
	{ "Bulgarian", "bg",
	  "ГЛАВА I\nОБЩИ РАЗПОРЕДБИ\nЧлен 1\nПредмет\n1. Пчелите.\n"
	  "2. Пеперудите.\nЧлен 2\nКрай\nВлиза в сила.\nПРИЛОЖЕНИЕ I\n"
	  "Формуляри\n",
	  "eu: chp_1 art_1 art_1/para_1 art_1/para_2 art_2 anx_1" },
	{ "Croatian: a full stop behind the number", "hr",
	  "POGLAVLJE I.\nOPĆE ODREDBE\nČlanak 1.\nPredmet\n1. Pčele.\n"
	  "2. Leptiri.\nČlanak 2.\nKraj\nStupa na snagu.\nPRILOG "
	  "I.\nObrasci\n",
	  "eu: chp_1 art_1 art_1/para_1 art_1/para_2 art_2 anx_1" },
};

static void acts_of_the_union_are_split_in_other_languages(void **state)
{
	(void)state;
	assert_layouts(union_layouts, COUNT(union_layouts));
}

static const struct layout european_layouts[] = {
	{ "Germany", "de",
	  "Abschnitt 1\nAllgemeine Vorschriften\n§ 1 Zweck\n(1) Das "
	  "Gesetz "
	  "schützt Bienen.\n(2) Es gilt für\n1. Imker,\n2. Händler, "
	  "die\na) "
	  "Honig oder\nb) Wachs verkaufen.\n§§ 2 bis 4 "
	  "(weggefallen)\n§ 5 "
	  "Ausnahmen\nKeine.\n§ 5a Weitere "
	  "Ausnahmen\nKeine.\nAbschnitt 2\n"
	  "Schluss\n§ 6 Inkrafttreten\nMorgen.\nAnlage 1\nFormulare\n",
	  "de: sct_1 art_1 art_1/para_1 art_1/para_2 "
	  "art_1/para_2/pnt_1 "
	  "art_1/para_2/pnt_2 art_1/para_2/pnt_2/pnt_a "
	  "art_1/para_2/pnt_2/pnt_b art_2_to_4 art_5 art_5a sct_2 "
	  "art_6 "
	  "anx_1" },
	{ "the Netherlands", "nl",
	  "Hoofdstuk 1. Algemene bepalingen\nArtikel 1. "
	  "Begripsbepalingen\n"
	  "In deze wet wordt verstaan onder:\na. bij: een insect;\nb. "
	  "korf: "
	  "haar huis.\nArtikel 2. Reikwijdte\n1. Deze wet geldt voor "
	  "bijen.\n"
	  "2. Zij geldt niet voor wespen.\nHoofdstuk 2. Slot\nArtikel "
	  "3. "
	  "Inwerkingtreding\nDeze wet treedt morgen in werking.\n",
	  "nl: chp_1 art_1 art_1/pnt_a art_1/pnt_b art_2 art_2/para_1 "
	  "art_2/para_2 chp_2 art_3" },
	{ "a law of France", "fr",
	  "TITRE IER\nDES ABEILLES\nChapitre Ier\nDispositions "
	  "générales\n"
	  "Article 1er\nI. – Les abeilles sont protégées.\nII. – Elles "
	  "le sont "
	  "contre :\n1° Les guêpes ;\n2° Les frelons.\nArticle 2\nLa "
	  "présente "
	  "loi s'applique aux ruches.\nArticle 2 bis\nElle est "
	  "publiée.\n",
	  "fr: ttl_1 ttl_1/chp_1 art_1 art_1/para_1 art_1/para_2 "
	  "art_1/para_2/pnt_1 art_1/para_2/pnt_2 art_2 art_2bis" },
	{ "a code of France", "fr",
	  "Livre Ier : Des abeilles\nTitre Ier : Des ruches\nArticle "
	  "L. 111-1\n"
	  "Les abeilles sont protégées par le présent code.\nArticle "
	  "L. 111-2\n"
	  "Les ruches sont closes.\nArticle L. 112-1\nLes frelons sont "
	  "interdits.\n",
	  "fr_code: bk_1 bk_1/ttl_1 art_l111-1 art_l111-2 art_l112-1" },
	{ "Spain", "es",
	  "TÍTULO I\nDisposiciones generales\nArtículo 1. "
	  "Objeto.\nEsta ley "
	  "protege las abejas.\nArtículo 2. Definiciones.\n1. Abeja: "
	  "un "
	  "insecto.\n2. Colmena: su casa, que puede ser:\na) de "
	  "madera;\nb) de "
	  "paja.\nArtículo 2 bis. Otras.\nNinguna.\nDisposición "
	  "adicional "
	  "primera. Plazos.\nUn mes.\nDisposición final única. Entrada "
	  "en "
	  "vigor.\nMañana.\n",
	  "es: ttl_1 art_1 art_2 art_2/para_1 art_2/para_2 "
	  "art_2/para_2/pnt_a art_2/para_2/pnt_b art_2bis da_1 df_1" },
	{ "Italy", "it",
	  "Capo I\nDisposizioni generali\nArt. 1\n(Oggetto)\n1. La "
	  "legge "
	  "tutela le api.\n2. Non tutela:\na) le vespe;\nb) i "
	  "calabroni.\nArt. "
	  "2\n(Entrata in vigore)\n1. Domani.\n",
	  "it: chp_1 art_1 art_1/para_1 art_1/para_2 "
	  "art_1/para_2/pnt_a "
	  "art_1/para_2/pnt_b art_2 art_2/para_1" },
	{ "Switzerland, in French", "fr",
	  "Art. 1 But\n\n1 La présente loi protège les abeilles.\n\n2 "
	  "Elle ne "
	  "protège pas:\n\na. les guêpes;\n\nb. les frelons.\n\nArt. 2 "
	  "Entrée "
	  "en vigueur\n\nDemain.\n",
	  "ch: art_1 art_1/para_1 art_1/para_2 art_1/para_2/pnt_a "
	  "art_1/para_2/pnt_b art_2" },
	{ "Sweden", "sv",
	  "1 kap. Inledande bestämmelser\n1 § Lagen skyddar bin.\n2 § "
	  "Den "
	  "gäller inte för\n1. getingar, och\n2. bålgetingar.\n2 kap. "
	  "Slut\n"
	  "1 § Lagen träder i kraft i morgon.\n",
	  "nordic_chapters: chp_1 chp_1/art_1 chp_1/art_2 chp_1/art_2/pnt_1 "
	  "chp_1/art_2/pnt_2 chp_2 chp_2/art_1" },
};

static void laws_of_european_countries_are_split(void **state)
{
	(void)state;
	assert_layouts(european_layouts, COUNT(european_layouts));
}

static const struct layout american_layouts[] = {
	{ "Colombia: articles that run in", "es",
	  "CAPÍTULO I\nDISPOSICIONES GENERALES\nARTÍCULO 1. Objeto. El "
	  "decreto "
	  "protege las abejas.\nARTÍCULO 2°. Definiciones. Son las "
	  "siguientes:\n1. Abeja.\n2. Colmena.\nPARÁGRAFO. No hay "
	  "más.\n",
	  "es: chp_1 art_1 art_2 art_2/para_1 art_2/para_2 art_2/par" },
	{ "Mexico: counted in words", "es",
	  "ARTÍCULO PRIMERO. Se expide la ley de las abejas.\nARTÍCULO "
	  "SEGUNDO. "
	  "Se deroga la ley de las avispas.\nARTÍCULO TERCERO. Entra "
	  "en vigor "
	  "mañana.\n",
	  "es: art_1 art_2 art_3" },
	{ "Brazil", "pt",
	  "CAPÍTULO I\nDISPOSIÇÕES GERAIS\nArt. 1º Esta Lei protege as "
	  "abelhas.\nArt. 2º São princípios:\nI – o cuidado;\nII – a "
	  "calma, que "
	  "requer:\na) paz;\nb) sombra.\n§ 1º Não há outros.\n§ 2º Nem "
	  "haverá.\n"
	  "Art. 2º-A. Aplica-se às colmeias.\nParágrafo único. E aos "
	  "favos.\n"
	  "Art. 10. Entra em vigor amanhã.\nArt. 11. Revogam-se as "
	  "demais.\n",
	  "pt: chp_1 art_1 art_2 art_2/pnt_1 art_2/pnt_2 "
	  "art_2/pnt_2/pnt_a "
	  "art_2/pnt_2/pnt_b art_2/para_1 art_2/para_2 art_2a "
	  "art_2a/para_1 "
	  "art_10 art_11" },
	{ "an act that amends another", "en",
	  "SECTION 1. SHORT TITLE.\n    This Act may be cited as the "
	  "\"Bee "
	  "Act\".\nSEC. 2. HIVES OF THE WEST AND \nOF THE EAST.\n    "
	  "(a) In "
	  "General.--The Moth Act is amended by adding the following:\n"
	  "    \"SEC. 99. LAMPS.\n    \"(a) Lamps.--They are dim.\n    "
	  "\"(b) "
	  "Candles.--So are they.\".\n    (b) Effect.--None.\n\n\n"
	  "                    Speaker of the House of "
	  "Representatives.\n",
	  "us: sct_1 sct_2 sct_2/sub_a sct_2/sub_b" },
	{ "a code in parts, (1) above (a)", "en",
	  "Section 7-2-101\nShort title\n\nThis part may be cited as "
	  "the Bee "
	  "Act.\n\nSection 7-2-102\nDefinitions\n\n(1) \"Bee\" "
	  "means:\n\n(a) a "
	  "worker; or\n\n(b) a queen.\n\n(2) \"Hive\" means a "
	  "house.\n\nSection "
	  "7-2-103\nEffect\n\nIt takes effect.\n",
	  "us_state: sct_7-2-101 sct_7-2-102 sct_7-2-102/sub_1 "
	  "sct_7-2-102/sub_1/para_a sct_7-2-102/sub_1/para_b "
	  "sct_7-2-102/sub_2 sct_7-2-103" },
	{ "rules of a house", "en",
	  "RULE I\nTHE KEEPER\n\nOf the hive\n1. The Keeper shall open "
	  "it.\n\n"
	  "2. The Keeper shall close it.\n\nRULE II\nTHE BEES\n\n1. "
	  "There shall "
	  "be bees.\n\n2. There shall be a queen.\n",
	  "rules: rule_1 rule_1/cl_1 rule_1/cl_2 rule_2 rule_2/cl_1 "
	  "rule_2/cl_2" },
};

static void laws_of_the_americas_are_split(void **state)
{
	(void)state;
	assert_layouts(american_layouts, COUNT(american_layouts));
}

static const struct layout commonwealth_layouts[] = {
	{ "United Kingdom", "en",
	  "PART 1\nBees\n\n1 Duty to keep calm\n\n(1) A keeper must "
	  "keep calm.\n\n"
	  "(2) Subsection (1) does not apply to—\n\n(a) a moth, "
	  "or\n\n(b) a "
	  "wasp.\n\n2 Offences\n\nA person who pokes a hive commits "
	  "one.\n\n"
	  "PART 2\nFinal\n\n3 Short title\n\nThis Act may be cited as "
	  "the Bee "
	  "Act.\n",
	  "uk: prt_1 sct_1 sct_1/sub_1 sct_1/sub_2 sct_1/sub_2/pnt_a "
	  "sct_1/sub_2/pnt_b sct_2 prt_2 sct_3" },
	{ "India: headings that run in", "en",
	  "CHAPTER I\nPRELIMINARY\n1. Short title and "
	  "commencement.—(1) "
	  "This Act may be called the Bee Act.\n(2) It shall come into "
	  "force "
	  "tomorrow.\n2. Definitions.—In this Act,—\n(a) \"bee\" means "
	  "an "
	  "insect;\n(b) \"hive\" means a house.\nCHAPTER "
	  "II\nDUTIES\n3. Duty "
	  "of keepers.—Every keeper shall keep calm.\n",
	  "sections: chp_1 sct_1 sct_1/sub_1 sct_1/sub_2 sct_2 "
	  "sct_2/pnt_a "
	  "sct_2/pnt_b chp_2 sct_3" },
	{ "Singapore: headings above", "en",
	  "Short title\n1.  This Act is the Bee Act "
	  "2031.\nInterpretation\n"
	  "2.—(1)  In this Act, bees are bees.\n(2)  Moths are "
	  "not.\nDuty\n"
	  "3.  A keeper must keep calm.\n",
	  "sections: sct_1 sct_2 sct_2/sub_1 sct_2/sub_2 sct_3" },
	{ "Australia", "en",
	  "Part 1—Preliminary\n\nDivision 1—Introduction\n\n1  Short "
	  "title\n\n"
	  "This Act is the Bee Act.\n\n2  Commencement\n\n(1) It "
	  "commences.\n\n"
	  "(2) It ends.\n\nDivision 2—Bees\n\n3  Definitions\n\nIn "
	  "this Act:\n\n"
	  "(a) bees are bees;\n\n(b) moths are moths.\n",
	  "au: prt_1 prt_1/div_1 sct_1 sct_2 sct_2/sub_1 sct_2/sub_2 "
	  "prt_1/div_2 sct_3 sct_3/pnt_a sct_3/pnt_b" },
};

static void laws_of_the_commonwealth_are_split(void **state)
{
	(void)state;
	assert_layouts(commonwealth_layouts, COUNT(commonwealth_layouts));
}

static const struct layout asian_layouts[] = {
	{ "Taiwan: blanks in the opening", "zh-TW",
	  "第 1 條\n為保護蜜蜂，特制定本法。\n第 2 "
	  "條\n政府應推動：\n一、研究。\n"
	  "二、教育。\n第 2-1 條\n主管機關為蜂房部。\n第 3 "
	  "條\n本法自公布日施行。\n",
	  "tw: art_1 art_2 art_2/pnt_1 art_2/pnt_2 art_2-1 art_3" },
	{ "China: nothing behind the number", "zh",
	  "第一条为了保护蜜蜂，制定本办法。\n第二条本办法适用于蜂箱。\n"
	  "第三条：违反"
	  "第二条规定的，予以警告。\n第四条本办法自发布之日起施行。\n",
	  "cn: art_1 art_2 art_3 art_4" },
	{ "China: marks of Markdown, a chapter", "zh",
	  "## 第一章 总则\n\n**第一条** 蜜蜂是益虫。\n\n**第二条** "
	  "应当保护。\n\n"
	  "## 第二章 附则\n\n**第三条** 施行。\n",
	  "cn: chp_1 art_1 art_2 chp_2 art_3" },
	{ "China: a sentence over two pages is one paragraph", "zh",
	  "第一条 蜜蜂是益虫。\n蜜蜂应当受到\n\n- 1 "
	  "-\n\n保护。\n第二条 施行。\n",
	  "cn: art_1 art_1/para_1 art_1/para_2 art_2" },
	{ "Japan: found by its letters", "",
	  "（目的）\n第一条　この法律は、蜂を守ることを目的とする。\n２"
	  "　蛾は除く。\n\n"
	  "（定義）\n第二条　この法律において「蜂」とは、虫をいう。\n第"
	  "三条から第五条まで"
	  "　削除\n第六条　この法律は、明日から施行する。\n",
	  "jp: art_1 art_1/para_1 art_1/para_2 art_2 art_3_to_5 art_6" },
	{ "Korea: a range that was deleted", "ko",
	  "# 벌 보호법\n\n## 제1장 총칙\n\n##### 제1조 (목적)\n\n이 "
	  "법은 벌을 보호한다.\n\n"
	  "##### 제2조부터 제4조까지 삭제 <2020. 6. 9.>\n\n##### 제5조 "
	  "(책무)\n\n"
	  "① 국가는 보호한다.\n② 양봉가는 협력한다.\n",
	  "kr: chp_1 art_1 art_2_to_4 art_5 art_5/para_1 "
	  "art_5/para_2" },
	{ "Korea in English", "en",
	  "CHAPTER I GENERAL PROVISIONS\n\nArticle 1 (Purpose) The "
	  "purpose of "
	  "this Act is bees.\n\nArticle 2 (Definitions) The terms "
	  "are:\n\n1. "
	  "\"Bee\" means an insect.\n\n2. \"Hive\" means a "
	  "house.\n\nArticle 2-2 "
	  "(Duties) (1) Keepers keep.\n\n(2) Bees "
	  "fly.\n\nADDENDA\n\nArticle 1 "
	  "(Enforcement Date) Tomorrow.\n",
	  "asia_en: chp_1 art_1 art_2 art_2/pnt_1 art_2/pnt_2 art_2-2 "
	  "art_2-2/para_1 art_2-2/para_2 spl_1 spl_1/art_1" },
};

static void laws_of_east_asia_are_split(void **state)
{
	(void)state;
	assert_layouts(asian_layouts, COUNT(asian_layouts));
}

static void resolutions_standards_and_other_laws_are_split(void **state)
{
	static const struct layout layouts[] = {
		{ "a resolution: what it recalls and what it decides", "en",
		  "The General Assembly,\n\nRecalling its resolution on "
		  "hives,\n\n"
		  "Noting with concern the moths,\n\n1. Welcomes the "
		  "bees;\n\n2. Calls "
		  "upon all States:\n\n(a) To keep calm;\n\n(b) To plant "
		  "flowers;\n\n3. "
		  "Decides to remain seized of the matter.\n",
		  "un: prmb_1 prmb_2 para_1 para_2 para_2/pnt_a para_2/pnt_b "
		  "para_3" },
		{ "a standard in clauses", "en",
		  "1 Scope\n\nThis document is about hives.\n\n2 Terms and "
		  "definitions\n\n"
		  "2.1 Bees\n\nInsects.\n\n2.2 Hives\n\nHouses.\n\n3 "
		  "Requirements\n\n3.1 "
		  "General\n\nHives shall be warm.\n\n3.1.1 "
		  "Walls\n\nThick.\n\n3.1.2 "
		  "Roofs\n\nFlat.\n\nAnnex A\nForms\n\nA.1 First "
		  "form\n\nEmpty.\n\nA.2 "
		  "Second form\n\nEmpty, too.\n",
		  "clauses: sct_1 sct_2 sct_2/sct_1 sct_2/sct_2 sct_3 "
		  "sct_3/sct_1 "
		  "sct_3/sct_1/sct_1 sct_3/sct_1/sct_2 anx_a anx_a/sct_1 "
		  "anx_a/sct_2" },
		{ "Russia", "ru",
		  "Глава 1. Общие положения\n\nСтатья 1. Предмет\n\n1. Закон о "
		  "пчёлах.\n\n"
		  "2. И о бабочках.\n\nСтатья 2. Вступление в "
		  "силу\n\nЗавтра.\n",
		  "treaty: chp_1 art_1 art_1/para_1 art_1/para_2 art_2" },
	};

	(void)state;
	assert_layouts(layouts, COUNT(layouts));
}

/* ---- what is in no provision
 * -------------------------------------------------- */

static void pages_leave_nothing_behind(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	outline_choose(
		a, "en",
		"Article 1\nScope\nIt covers bees and\n\n- 1 -\n\nThe Bee "
		"Act\n\nmoths.\n\n- 2 -\n\nThe Bee Act\n\nArticle 2\nEntry\nIt "
		"enters "
		"into force.\n\n(1) OJ L 1, 2.3.2031, p. 4.\n\n- 3 -\n\nThe "
		"Bee "
		"Act\n\nArticle 3\nEnd\nIt ends.\n",
		&c);
	assert_string_equal(outline_of(a, &c), "eu: art_1 art_2 art_3");
	assert_words(&c, "art_2", "Article 2\nEntry\nIt enters into force.");
	assert_words(&c, "art_3", "Article 3\nEnd\nIt ends.");
	outline_choose(
		a, "en",
		"SEC. 1. <<NOTE: 1 USC 2.>>  HIVES.\n\n    (a) Warmth.--They "
		"are--\n            (1) warm;\n\n[[Page 12 STAT. 34]]\n\n"
		"            (2) dry.\n    (b) Calm.--They are calm.\n\nSEC. "
		"2. "
		"MOTHS.\n\n    They fly.\n",
		&c);
	assert_words(&c, "sct_1/sub_a/para_1", "(1) warm;");
	assert_true(str_is(outline_find(&c, "sct_1")->heading, "HIVES"));
	arena_free(a);
}

static void signatures_are_in_no_provision(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	outline_choose(a, "zh",
	               "第一条 蜜蜂是益虫。\n\n第二条 "
	               "本办法自2031年5月1日起施行。\n\n国家蜜蜂办公室\n"
	               "2031年4月1日\n",
	               &c);
	assert_words(&c, "art_2", "第二条 本办法自2031年5月1日起施行。");
	outline_choose(
		a, "en",
		"Article 1\nScope\nIt covers bees.\nArticle "
		"2\nAddressees\nThis "
		"Directive is addressed to the keepers.\nDone at Ghent, 1 May "
		"2031.\nFor the Council\nThe President\n",
		&c);
	assert_words(
		&c, "art_2",
		"Article 2\nAddressees\nThis Directive is addressed to the "
		"keepers.");
	arena_free(a);
}

static void what_is_quoted_is_no_provision(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	outline_choose(
		a, "en",
		"Article 1\nAmendments\nThe Moth Act is amended as "
		"follows:\n(1) the "
		"following Article is inserted:\n‘Article 4a\nLamps\n1. They "
		"are "
		"dim.\n2. They are few.’;\n(2) Article 5 is deleted.\nArticle "
		"2\nEntry\nIt enters into force.\n",
		&c);
	assert_string_equal(outline_of(a, &c),
	                    "eu: art_1 art_1/pnt_1 art_1/pnt_2 art_2");
	outline_choose(
		a, "en",
		"Article 1\nAmendment\nThe following is added:\n‘It is never "
		"closed.\nArticle 2\nAmendment\nThe following is added:\n‘Nor "
		"is "
		"this.\nArticle 3\nEntry\nIt enters into force.\n",
		&c);
	assert_string_equal(outline_of(a, &c), "eu: art_1 art_2 art_3");
	arena_free(a);
}

/* ---- how sure it is
 * ------------------------------------------------------------ */

static void a_gap_is_kept_and_told(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	outline_choose(
		a, "en",
		"Article 1\nScope\nIt covers bees.\nArticle 12\nHives\nThey "
		"are "
		"warm.\nArticle 13\nMoths\nThey fly.\nArticle 14\nEnd\nIt "
		"ends.\n",
		&c);
	assert_string_equal(outline_of(a, &c),
	                    "eu: art_1 art_12 art_13 art_14");
	assert_int_equal(c.explanation.ngaps, 1);
	assert_int_equal(c.explanation.gaps[0].from, 2);
	assert_int_equal(c.explanation.gaps[0].to, 11);
	assert_true(c.explanation.confidence < 1000);
	arena_free(a);
}

static void what_is_not_understood_is_not_trusted(void **state)
{
	static const char *const texts[] = {
		/* a word that nobody knows, and numbers that mislead */
		"Whereas:\n(1) one;\n(2) two;\nPlank 1\nBees.\nPlank "
		"2\nMoths.\n"
		"Plank 3\nWasps.\nPlank 4\nHives.\n",
		/* a table of contents of what is not there */
		"CONTENTS\nArticle 1 Bees ........ 1\nArticle 2 Moths ........ "
		"2\n"
		"Article 3 Wasps ........ 3\nArticle 4 Hives ........ "
		"4\n\nArticle "
		"1\nBees\nThey fly.\n",
	};
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		outline_choose(a, "en", texts[i], &c);
		if (c.explanation.confidence >= CONFIDENT)
			fail_msg("%s: %d", outline_of(a, &c),
			         c.explanation.confidence);
		assert_true(c.explanation.unexplained > 0 ||
		            c.explanation.nlost > 0);
	}
	arena_free(a);
}

static void letters_go_on_behind_z(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;
	struct buf text;

	(void)state;
	buf_init(&text, a);
	buf_puts(&text, "Article 1\nList\n");
	for (char x = 'a'; x <= 'z'; x++)
		buf_printf(&text, "(%c) item;\n", x);
	buf_puts(&text,
	         "(aa) item;\n(bb) item;\n(cc) item.\nArticle 2\nEnd.\n");
	outline_choose(a, "en", text.data, &c);
	outline_find(&c, "art_1/pnt_z");
	outline_find(&c, "art_1/pnt_aa");
	outline_find(&c, "art_1/pnt_cc");
	arena_free(a);
}

/* A page saved as text: what opens a point stands alone on its line, and comes
 * again and again between two halves of a sentence. */
static void numbers_on_lines_of_their_own_are_no_running_heads(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;
	struct buf text;

	(void)state;
	buf_init(&text, a);
	for (int i = 1; i <= 9; i++) {
		buf_printf(&text,
		           "Article %d\n\nDuties\n\n1.   Keepers shall "
		           "tell\n\n",
		           i);
		for (char x = 'a'; x <= 'd'; x++)
			buf_printf(&text,
			           "(%c)\n\nwhere they keep the hives,\n\n", x);
	}
	outline_choose(a, "en", text.data, &c);
	outline_find(&c, "art_1/para_1/pnt_d");
	outline_find(&c, "art_9/para_1/pnt_a");
	outline_find(&c, "art_9/para_1/pnt_d");
	arena_free(a);
}

/* Longer than what profiles are tried on. */
static void a_long_law_of_units_of_six_lines_is_known(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;
	struct buf text;

	(void)state;
	buf_init(&text, a);
	buf_puts(&text, "CHAPTER I\nBEES\n");
	for (int i = 1; i <= 3500; i++)
		buf_printf(&text,
		           "Article %d\nHives\n1. They are warm.\n2. They "
		           "are:\n(a) dry;\n(b) dark.\n",
		           i);
	outline_choose(a, "en", buf_text(&text).p, &c);
	outline_find(&c, "art_3500/para_2/pnt_b");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			acts_of_the_union_are_split_in_other_languages),
		cmocka_unit_test(laws_of_european_countries_are_split),
		cmocka_unit_test(laws_of_the_americas_are_split),
		cmocka_unit_test(laws_of_the_commonwealth_are_split),
		cmocka_unit_test(laws_of_east_asia_are_split),
		cmocka_unit_test(
			resolutions_standards_and_other_laws_are_split),
		cmocka_unit_test(pages_leave_nothing_behind),
		cmocka_unit_test(signatures_are_in_no_provision),
		cmocka_unit_test(what_is_quoted_is_no_provision),
		cmocka_unit_test(a_gap_is_kept_and_told),
		cmocka_unit_test(what_is_not_understood_is_not_trusted),
		cmocka_unit_test(letters_go_on_behind_z),
		cmocka_unit_test(
			numbers_on_lines_of_their_own_are_no_running_heads),
		cmocka_unit_test(a_long_law_of_units_of_six_lines_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
