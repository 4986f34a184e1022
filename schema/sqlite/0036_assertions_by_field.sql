-- 0036_assertions_by_field: what is said of one member of a record, a page at a time.

CREATE INDEX assertions_said ON assertions (subject_kind, subject_id, field, key);
