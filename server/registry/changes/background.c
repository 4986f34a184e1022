/*
 * background.c - one step after another
 */
#include "server/registry/changes/background.h"

#include "server/registry/changes/propagate.h"
#include "server/registry/model/change_tree.h"

enum err_code background_step(struct tx *tx, bool *more, struct err *e)
{
	enum err_code rc = propagate_rest(tx, more, e);

	return rc != ERR_OK || *more ? rc : change_tree_go_on(tx, more, e);
}
