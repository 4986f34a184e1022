/*
 * outline.c - what splitting a law costs as it grows: no text may make it more
 * than twice as dear by being twice as long
 *
 * usage: outline [BYTES]     begins at BYTES (250000) and doubles three times
 *
 * Texts are invented: a law, and what is made to be slow. Seconds of CPU; the
 * last column is how much the last doubling cost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "server/registry/outline/choose.h"
#include "server/registry/outline/provision_names.h"

#define STEPS 4

static const struct {
	const char *name, *media_type, *before, *unit, *behind;
} texts[] = {
	{ "a law", "text/plain", "CHAPTER I\nBEES\n",
	  "Article #\nHives\n1. They are warm, and stay so in winter.\n2. "
	  "They "
	  "are:\n(a) dry;\n(b) dark.\n",
	  "" },
	{ "one article", "text/plain", "", "Article 1\n", "" },
	{ "one letter", "text/plain", "Article 1\n", "(a) x\n", "" },
	{ "letters or Roman", "text/plain", "Article 1\n",
	  "(i) x\n(ii) y\n(I) z\n(A) w\n(1) v\n(a) u\n", "" },
	{ "nested", "text/plain", "SEC. 1. X.\n",
	  "(a) x\n(1) y\n(A) z\n(i) w\n(I) v\n", "" },
	{ "one line of openings", "text/plain", "SEC. 1. X.\n",
	  "(a)(1)(A)(i)(I)", "" },
	{ "one long line", "text/plain", "Article 1\n", "x ", "" },
	{ "short lines", "text/plain", "Article 1\n", "a\n", "" },
	{ "one paragraph", "text/plain", "Article 1\n",
	  "this line goes on without an end and never comes to one\n(1) and so "
	  "does this one, which is as long as the other is\n",
	  "" },
	{ "quotations", "text/plain", "Article 1\n", "‘Article 2\n“x\n", "" },
	{ "contents", "text/plain", "CONTENTS\n", "Article # Bees .... 1\n",
	  "Article 1\nBees fly.\n" },
	{ "pages", "text/plain", "", "Article #\nBees fly\n\n- 1 -\n\n", "" },
	{ "brackets", "text/plain", "Article 1\n", "([", "" },
	{ "Chinese", "text/plain", "", "第一章 x\n第一条 y\n（一）z\n1. w\n",
	  "" },
	{ "tags", "text/html", "", "<p>Article 1</p>", "" },
	{ "open tags", "text/html", "", "<div>", "" },
	{ "Formex", "application/xml", "<ACT>",
	  "<ARTICLE><TI.ART>Article 1</TI.ART></ARTICLE>", "</ACT>" },
};

/* A '#' stands for the number. */
static void add_unit(struct buf *out, const char *unit, int number)
{
	for (; *unit != '\0'; unit++)
		if (*unit == '#')
			buf_printf(out, "%d", number);
		else
			buf_add(out, unit, 1);
}

static struct str text_of(struct arena *a, size_t i, size_t bytes)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, texts[i].before);
	for (int k = 1; out.len < bytes; k++) {
		add_unit(&out, texts[i].unit, k % 90000 + 1);
	}
	buf_puts(&out, texts[i].behind);
	return buf_text(&out);
}

static double measure(size_t i, size_t bytes)
{
	struct arena *a = arena_new();
	struct profile_choice c = { .bytes = text_of(a, i, bytes),
		                    .media_type =
		                            str_from(texts[i].media_type) };
	clock_t from = clock();
	struct err e;

	err_init(&e, a);
	if (choose_profile(a, &c, &e) == ERR_OK)
		name_provisions(a, &c.split, NULL, NULL);
	arena_free(a);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

int main(int argc, char **argv)
{
	size_t bytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 250000;

	printf("%-22s", "bytes");
	for (size_t k = 0; k < STEPS; k++)
		printf("%10zu", bytes << k);
	printf("     times\n");
	for (size_t i = 0; i < COUNT(texts); i++) {
		double last = 0, before = 0;

		printf("%-22s", texts[i].name);
		for (size_t k = 0; k < STEPS; k++) {
			before = last;
			last = measure(i, bytes << k);
			printf("%10.3f", last);
			fflush(stdout);
		}
		printf("%10.2f\n", before > 0 ? last / before : 0);
	}
	return 0;
}
