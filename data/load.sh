#!/bin/sh
# load.sh PROGRAM DB [DIR] - a registry with the catalogue, unless DB has records;
# then the editorial notes, and the texts in DIR whose hash a source names. With
# FETCH set, a new registry gets the texts that can be fetched, too.
set -eu

program=$1 db=$2 texts=${3-} is_new=
data=$(dirname "$0")

if [ ! -e "$db" ]; then
	# made beside it and moved, so that a load that was cut off leaves none
	new=$db.loading
	rm -f "$new" "$new"-* "$new".*
	"$program" import --log warn --db "$new" "$data"
	mv "$new" "$db"
	rm -f "$new"-* "$new".*
	is_new=1
elif [ -z "$("$program" export --log warn --db "$db" | head -c 1)" ]; then
	# a key was made, or it was served, before it had anything in it
	"$program" import --log warn --db "$db" "$data"
	is_new=1
fi
"$program" ingest --log warn --db "$db" "$data/sources/editorial-notes.md"
[ -z "$texts" ] || "$program" ingest --log warn --db "$db" "$texts"
if [ -n "${FETCH-}" ] && [ -n "$is_new" ]; then
	"$program" fetch --log warn --db "$db" ||
		echo "some texts did not come; $program fetch tries again" >&2
fi
