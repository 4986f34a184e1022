/*
 * choices.h - closed lists of values, each under a name of its own
 *
 * Shapes  a list is named after the first member that has it:
 *         "InstrumentPartiesRole" for parties.role of instruments, without
 *         the kind when several kinds have it: "EvidenceState".
 * Errors  none: a list that no member has is a mistake of ours and ends the
 *         process.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_HTTP_OPENAPI_CHOICES_H
#define SERVER_HTTP_OPENAPI_CHOICES_H

#include <jansson.h>

/* A reference to the schema of a NULL-terminated list. */
json_t *choices_ref(const char *const *choices);

/* Add the schemas of all lists. */
void choices_add(json_t *schemas);

#endif
