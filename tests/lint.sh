#!/bin/sh
# lint.sh - nothing is odd about the catalogue but what data/lint.txt lists, and
# all that it lists is
set -eu
B=${B:-build}
db=$(mktemp -d)
trap 'rm -rf "$db"' EXIT

"$B/instrumentd" import --log warn --db "$db/r.db" data >/dev/null
"$B/instrumentd" lint --log warn --db "$db/r.db" --known data/lint.txt >"$db/found" ||
	{ cat "$db/found"; exit 1; }
! grep 'listed and not found' "$db/found"
