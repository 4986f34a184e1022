/*
 * read_file.c - a file as text
 */
#include "tests/support/read_file.h"

#include <stdio.h>

struct str read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf text;
	char part[8192];
	size_t n;

	if (f == NULL)
		return (struct str){ 0 };
	buf_init(&text, a);
	buf_puts(&text, "");
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&text, part, n);
	fclose(f);
	return buf_text(&text);
}
