-- 0029_languages: tags are compared without regard to case.

DROP INDEX organizations_names_lang;
CREATE INDEX organizations_names_lang
	ON organizations_names (lang COLLATE NOCASE, owner);
DROP INDEX instruments_titles_lang;
CREATE INDEX instruments_titles_lang
	ON instruments_titles (lang COLLATE NOCASE, owner);
DROP INDEX instruments_urls_lang;
CREATE INDEX instruments_urls_lang
	ON instruments_urls (lang COLLATE NOCASE, owner);
DROP INDEX instruments_languages_value;
CREATE INDEX instruments_languages_value
	ON instruments_languages (value COLLATE NOCASE, owner);
DROP INDEX sources_languages_value;
CREATE INDEX sources_languages_value
	ON sources_languages (value COLLATE NOCASE, owner);
DROP INDEX sources_editions_lang;
CREATE INDEX sources_editions_lang
	ON sources_editions (lang COLLATE NOCASE, owner);
DROP INDEX concepts_labels_lang;
CREATE INDEX concepts_labels_lang
	ON concepts_labels (lang COLLATE NOCASE, owner);
DROP INDEX provisions_spans_lang;
CREATE INDEX provisions_spans_lang
	ON provisions_spans (lang COLLATE NOCASE, owner);

-- The other gives the order.
CREATE INDEX provisions_lang_any_case
	ON provisions (lang COLLATE NOCASE, key);
