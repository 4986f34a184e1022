-- What is counted of an instrument is stored when it is indexed, so that a
-- program that starts reads it instead of all records. Those that are there
-- are indexed again when the registry is opened.
ALTER TABLE search_docs ADD COLUMN facets TEXT;

INSERT INTO settings (name, value) VALUES ('stale_facets', 'all');
