/*
 * schema.h - the SQL of schema/ as compiled into this program
 *
 * Shapes  migrations in rising order of version, 1, 2, 3, ... with no gap.
 * Errors  none; schema/embed.awk stops the build on a gap or a bad name.
 * Source  schema/sqlite/NNNN_name.sql, turned into C by schema/embed.awk
 *         with -v table=schema_sqlite.
 */
#ifndef LIB_STORE_SCHEMA_H
#define LIB_STORE_SCHEMA_H

#include "lib/base/base.h"

struct migration {
	int version;
	const char *name;
	const char *sql;
};

extern const struct migration schema_sqlite[];
extern const size_t schema_sqlite_count;

#endif
