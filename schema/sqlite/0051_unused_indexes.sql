-- 0051_unused_indexes: no statement begins with these. Choices within items of
-- lists, and the grade of evidence, are answered from sets (lib/sql/sets.h);
-- asked with what has none they are compared along an index of that. And about
-- half of all intervals are of those in force: an index of that saves nothing.

DROP INDEX instruments_titles_type;
DROP INDEX instruments_parties_role;
DROP INDEX instruments_urls_rel;
DROP INDEX instruments_statuses_in_force;
DROP INDEX events_counts_comparator;
DROP INDEX concepts_labels_type;
DROP INDEX evidence_grade;
