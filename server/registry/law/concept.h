/*
 * concept.h - rules for concepts, which form trees
 *
 * Shapes  the rule of the kind "concepts", see server/registry/model/kind.h.
 * Errors  concept_check(): `broader` is of another scheme, or leads back.
 * Source  SKOS: skos:broader, skos:inScheme.
 */
#ifndef SERVER_REGISTRY_LAW_CONCEPT_H
#define SERVER_REGISTRY_LAW_CONCEPT_H

#include "server/registry/model/kind.h"

void concept_check(struct draft *d);

#endif
