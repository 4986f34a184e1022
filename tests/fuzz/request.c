/*
 * request.c - URI, query string and headers
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/ground.h"

/* The wire hands on no line and no target with NUL in it. */
static bool has_nul(struct str s)
{
	return s.len > 0 && memchr(s.p, '\0', s.len) != NULL;
}

/* Up to the first empty line. */
static struct str head_of(struct str *input)
{
	struct str head = { input->p, 0 };

	while (input->len > 0 && *input->p != '\n') {
		fuzz_part(input, '\n');
		head.len = (size_t)(input->p - head.p);
	}
	fuzz_part(input, '\n');
	return head;
}

void fuzz_request(struct str input)
{
	struct str method = fuzz_part(&input, ' ');
	struct str target = fuzz_part(&input, '\n');
	struct str headers = head_of(&input);

	if (has_nul(method) || has_nul(target) || has_nul(headers))
		return;
	if (input.len == 0)
		input = (struct str){ 0 };
	ground_ask(method, target, headers, input);
}
