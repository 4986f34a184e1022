/*
 * record_match.h - the record that a row of a table speaks of
 *
 * Shapes  by the key that a record made of the row has; a relation by its ends
 *         and type, a provision by instrument and path; else by the ways the
 *         map lists: an identifier (identity.h), or else one that is parted in
 *         another way, and an address (url_plain()), of several that have it
 *         the one of that title; where none of these finds any, by title after
 *         folding, within a jurisdiction and without dates that contradict
 *         (half a year or less is no contradiction but a conflict).
 * Errors  the engine's.
 * Source  data/maps/map.schema.json.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_RECORD_MATCH_H
#define SERVER_REGISTRY_TABLE_IMPORT_RECORD_MATCH_H

#include "lib/store/store.h"
#include "server/registry/table_import/table_map.h"

#define MATCHES_MAX 4

struct match {
	struct tx *tx;
	struct arena *arena;
	const struct table_map *map;
	const json_t *members; /* that the row gives */
	struct str key;        /* a new record would have */
	bool is_place_unknown; /* the row names one, but nobody knows it */
	/* the result */
	struct row rows[MATCHES_MAX];
	size_t n;
	const char *by; /* how they were found, for people to read */
	/* the key of one that is called so, and why it may be another */
	struct str apart;
	const char *why_apart;
};

MUST_CHECK enum err_code match_record(struct match *m, struct err *e);

#endif
