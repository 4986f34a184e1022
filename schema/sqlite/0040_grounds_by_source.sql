-- 0040_grounds_by_source: whose evidence follows from a source, a page at a time.

CREATE INDEX grounds_source ON grounds (kind, source, record);
