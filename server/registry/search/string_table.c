/*
 * string_table.c - a hash table of the numbers of texts
 */
#include "server/registry/search/string_table.h"

#include <stdlib.h>

#include "lib/base/hash.h"
#include "lib/base/log.h"

/* The text's slot, or the free one where it would be. */
static _Atomic uint32_t *slot_of(const struct string_table *d,
                                 struct slots *slots, struct str text,
                                 uint32_t *number)
{
	uint32_t at = (uint32_t)hash_bytes(text, 0) & (slots->n - 1);

	while ((*number = slots->at[at]) != 0 &&
	       !str_is(text, d->texts[*number - 1]))
		at = (at + 1) & (slots->n - 1);
	return &slots->at[at];
}

static void make_slots(struct epochs *a, struct string_table *d)
{
	struct slots *old = d->slots;
	uint32_t n = old != NULL ? 2 * old->n : 64, free_slot;
	struct slots *new =
		or_die(calloc(1, sizeof(*new) + n * sizeof(new->at[0])));

	new->n = n;
	for (uint32_t i = 0; i < d->n; i++)
		*slot_of(d, new, str_from(d->texts[i]), &free_slot) = i + 1;
	d->slots = new;
	if (old != NULL)
		epochs_retire(a, free, old);
}

void string_table_init(struct epochs *a, struct string_table *d)
{
	make_slots(a, d);
}

uint32_t string_table_find(const struct string_table *d, struct str text)
{
	uint32_t number;

	slot_of(d, d->slots, text, &number);
	return number;
}

uint32_t string_table_add(struct epochs *a, struct string_table *d,
                          struct str text)
{
	_Atomic uint32_t *slot;
	uint32_t number;
	char *copy;

	if (d->n >= d->slots->n / 2)
		make_slots(a, d);
	slot = slot_of(d, d->slots, text, &number);
	if (number != 0)
		return number;
	if (d->n == d->room) {
		d->room = d->room > 0 ? 2 * d->room : 32;
		d->texts = epochs_grow(a, d->texts, d->n * sizeof(char *),
		                       d->room * sizeof(char *));
	}
	copy = or_die(malloc(text.len + 1));
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	d->texts[d->n] = copy;
	number = ++d->n;
	*slot = number;
	return number;
}

void string_table_free(struct string_table *d)
{
	for (uint32_t i = 0; i < d->n; i++)
		free(d->texts[i]);
	free(d->texts);
	free(d->slots);
	*d = (struct string_table){ .n = 0 };
}
