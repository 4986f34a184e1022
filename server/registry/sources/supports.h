/*
 * supports.h - the records that cite a passage
 *
 * Shapes  ,"supports":[{"kind","member","total","href","items":[{"id","key",
 *         "subject":{...},"field"}]}], one for each sort of record that names
 *         the passage as its evidence, if any does. `href` is the list of all
 *         of them; items are the first of it. `subject` and `field` are those
 *         of records that have them.
 * Errors  the engine's.
 * Source  referrers.h; references that are about the passage itself (a
 *         classification of it) have no evidence in it.
 */
#ifndef SERVER_REGISTRY_SOURCES_SUPPORTS_H
#define SERVER_REGISTRY_SOURCES_SUPPORTS_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define SUPPORTS_SHOWN 20

MUST_CHECK enum err_code supports_write(const struct show_context *r,
                                        const struct row *passage,
                                        struct buf *out, struct err *e);

#endif
