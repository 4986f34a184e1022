/*
 * undo.h - SQL that takes migrations back, to have files as they were
 *
 * Shapes  each takes back the migration it is named for, or those after one;
 *         the version is left to the caller.
 * Source  schema/sqlite/.
 */
#ifndef TESTS_SUPPORT_UNDO_H
#define TESTS_SUPPORT_UNDO_H

#define UNDO_EVIDENCE                                                          \
	"DROP TABLE evidence; DROP TABLE grounds;"                             \
	"DROP TABLE coverage; DROP TABLE yields;"                              \
	"DROP TRIGGER passages_added; DROP TRIGGER passages_gone;"             \
	"DROP TRIGGER passages_moved;"                                         \
	"DROP INDEX organizations_has_conflict;"                               \
	"ALTER TABLE organizations DROP COLUMN has_conflict;"                  \
	"DROP INDEX instruments_has_conflict;"                                 \
	"ALTER TABLE instruments DROP COLUMN has_conflict;"                    \
	"DROP INDEX provisions_has_conflict;"                                  \
	"ALTER TABLE provisions DROP COLUMN has_conflict;"                     \
	"DROP INDEX events_has_conflict;"                                      \
	"ALTER TABLE events DROP COLUMN has_conflict;"                         \
	"DROP INDEX sources_has_conflict;"                                     \
	"ALTER TABLE sources DROP COLUMN has_conflict;"                        \
	"DROP INDEX passages_has_conflict;"                                    \
	"ALTER TABLE passages DROP COLUMN has_conflict;"                       \
	"DROP INDEX schemes_has_conflict;"                                     \
	"ALTER TABLE schemes DROP COLUMN has_conflict;"                        \
	"DROP INDEX concepts_has_conflict;"                                    \
	"ALTER TABLE concepts DROP COLUMN has_conflict;"                       \
	"DROP INDEX relations_has_conflict;"                                   \
	"ALTER TABLE relations DROP COLUMN has_conflict;"                      \
	"DROP INDEX classifications_has_conflict;"                             \
	"ALTER TABLE classifications DROP COLUMN has_conflict;"                \
	"DROP INDEX assertions_has_conflict;"                                  \
	"ALTER TABLE assertions DROP COLUMN has_conflict;"                     \
	"DROP INDEX resolutions_has_conflict;"                                 \
	"ALTER TABLE resolutions DROP COLUMN has_conflict;"

#define UNDO_PURPOSE                                                           \
	"DROP INDEX schemes_purpose; ALTER TABLE schemes DROP COLUMN purpose;"

#define UNDO_NATURE                                                            \
	"DROP INDEX instruments_nature;"                                       \
	"ALTER TABLE instruments DROP COLUMN nature;"                          \
	"DROP INDEX instruments_lapsed_on;"                                    \
	"ALTER TABLE instruments DROP COLUMN lapsed_on;"                       \
	"DROP INDEX instruments_vetoed_on;"                                    \
	"ALTER TABLE instruments DROP COLUMN vetoed_on;"                       \
	"DROP INDEX instruments_statuses_in_force;"                            \
	"ALTER TABLE instruments_statuses DROP COLUMN in_force;"

#define UNDO_FETCHES "DROP TABLE fetches;"

/* Back to version 15. */
#define UNDO_LATER                                                             \
	UNDO_FETCHES UNDO_NATURE UNDO_EVIDENCE UNDO_PURPOSE                    \
		"DROP TABLE records_gone; DROP TABLE search_docs;"             \
		"DROP TABLE name_words;"                                       \
		"DROP TABLE words; DROP TABLE names; DROP TABLE anchors;"

#endif
