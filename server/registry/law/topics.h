/*
 * topics.h - two instruments side by side, topic by topic
 *
 * Shapes  a topic is a concept that one of them, or a part of it, is
 *         classified as. {"left","right","items":[{"topic","concept":{"id",
 *         "key"},"in","left":[PLACE],"right":[PLACE]}],"total","next"}; `in`
 *         is both, left or right, in that order, and then by the key of the
 *         concept. A PLACE is {"id","key"} of a provision with its path, label
 *         and heading, or of the instrument itself with its title.
 * Errors  the engine's.
 * Source  the kind "classifications".
 */
#ifndef SERVER_REGISTRY_LAW_TOPICS_H
#define SERVER_REGISTRY_LAW_TOPICS_H

#include "server/registry/model/kind.h"

MUST_CHECK enum err_code topics_compare(const struct show_context *r,
                                        const struct row *left,
                                        const struct row *right,
                                        struct buf *out, struct err *e);

#endif
