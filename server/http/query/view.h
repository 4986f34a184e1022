/*
 * view.h - how records are to be shown: `fields`, `include`, `on`, `law_as_of`,
 *         `lang`, `align`
 *
 * Shapes  as strings of names with commas; days as 2021-11-23.
 * Units   none.
 * Errors  each wrong parameter is noted; an unknown one makes err.more list
 *         the known ones.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_HTTP_QUERY_VIEW_H
#define SERVER_HTTP_QUERY_VIEW_H

#include "lib/base/date.h"
#include "server/http/request/request.h"
#include "server/registry/model/show.h"

#define INCLUDES_MAX 8

/* How records are to be shown, and as on which day of the law. */
struct view {
	char on[DAY_LEN + 1], law_as_of[DAY_LEN + 1];
	struct str lang, aligned[LANGS_MAX]; /* of kinds that are worded */
	size_t naligned;
	struct choice choice;
	const struct kind *include[INCLUDES_MAX];
	size_t nincludes;
};

/* `fields`, `include`, for kinds whose records change with the day `on` and
 * `law_as_of`, and for those with words `lang` and `align`; for one record
 * nothing else is known. */
MUST_CHECK enum err_code query_view(struct request *req, struct view *out);

/* `on` or `law_as_of`; false when it is neither. */
bool query_day_param(struct request *req, const struct param *p,
                     struct view *out);

/* One parameter of those; false when it is none of them. In a list, `lang` is
 * a filter, and so it is apart. */
bool query_view_param(struct request *req, const struct param *p,
                      struct view *out);
bool query_lang_param(struct request *req, const struct param *p,
                      struct view *out);

/* Everything, as the law stands today. */
void query_today(struct view *out);

struct show_context query_show_context(const struct view *v, struct tx *tx,
                                       struct arena *a);

#endif
