#!/bin/sh
# lint.sh - nothing is odd about the catalogue but what data/lint.txt lists
set -eu
B=${B:-build}
db=$(mktemp -d)
trap 'rm -rf "$db"' EXIT

"$B/instrumentd" import --log warn --db "$db/r.db" data >/dev/null
"$B/instrumentd" lint --log warn --db "$db/r.db" --known data/lint.txt
