/*
 * provision_names.h - the path and the label of each provision
 *
 * Shapes  a path is names between slashes, of letters, digits, '_', '-' and
 *         '.'; no two provisions of a text have the same.
 * Units   bytes.
 * Errors  none; what cannot be named well gets a number.
 * Source  profile.h (path, label).
 */
#ifndef SERVER_REGISTRY_OUTLINE_PROVISION_NAMES_H
#define SERVER_REGISTRY_OUTLINE_PROVISION_NAMES_H

#include "server/registry/outline/split.h"

/* Parents come first. adopt(), when there is one, may give a provision a path
 * of its own. */
typedef void adopt_fn(void *arg, struct provision *p);
void name_provisions(struct arena *a, struct split *s, adopt_fn *adopt,
                     void *arg);

#endif
