/*
 * change_row.c - a change as its columns say it
 */
#include "lib/sqlite/sqlite.h"

struct change sqlite_change_of(sqlite3_stmt *stmt)
{
	return (struct change){
		.seq = sqlite3_column_int64(stmt, 0),
		.at = stmt_text(stmt, 1),
		.by = stmt_text(stmt, 2),
		.kind = stmt_text(stmt, 3),
		.op = stmt_text(stmt, 4),
		.id = stmt_text(stmt, 5),
		.key = stmt_text(stmt, 6),
		.rev = sqlite3_column_int64(stmt, 7),
		.record = stmt_text(stmt, 8),
		.prev = stmt_text(stmt, 9),
		.hash = stmt_text(stmt, 10),
		.from = stmt_text(stmt, 11),
		.arrived = stmt_text(stmt, 12),
	};
}
