/*
 * lint.h - a catalogue is checked for what is unusual, though allowed
 *
 * Shapes  findings are reported one by one: the rule, the record's kind and
 *         key, a message for the user. The rules:
 *           dates_disordered   a date before one it should follow
 *           undated_law        a binding text that exists, without any date
 *           no_issuer          nobody issued, proposed, adopted or signed it
 *           address_twice      an address that another instrument has, too
 *           title_twice        a title that is another's after folding
 *           no_successor       superseded, and nobody knows by what
 *           never_ended        superseded or repealed by another text, and
 *                              shown as if it still held: no date ends it
 *           borrowed_words     a member in our own words (summary, note, label,
 *                              rationale, reason and the like) that shares
 *                              LINT_WORDS words in a row with a loaded text
 *                              that is not our own notes; words of titles and
 *                              names do not count
 *           foreign_title      an official title in a language that the text
 *                              is not in
 *           unknown_language   a tag that is not registered
 *           orphan             an organization that nothing refers to
 * Errors  the engine's.
 * Source  data/README.md.
 */
#ifndef SERVER_REGISTRY_CHECKS_LINT_H
#define SERVER_REGISTRY_CHECKS_LINT_H

#include "lib/store/store.h"

#define LINT_WORDS 8

/* The rule that finds something only where texts are held. */
#define LINT_OF_TEXTS "borrowed_words"

struct finding {
	const char *rule;
	const char *kind;
	struct str key;
	const char *words;
};

typedef void finding_fn(void *arg, const struct finding *f);

MUST_CHECK enum err_code lint_run(struct store *s, finding_fn *fn, void *arg,
                                  struct err *e);

#endif
