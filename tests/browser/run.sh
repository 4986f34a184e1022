#!/bin/sh
# run.sh PROGRAM [FOLDER] - what PROGRAM shows in a browser, used as people use
# it; with FOLDER nothing is tried, but README.md's pictures are made there
#
# SOURCES=DIR also loads the source texts in DIR.
# TOOLS=DIR keeps what is installed for the next time, KEEP=DIR the pictures of
# all pages. ONLY=, a regular expression, picks visits by name ("check, zh, 320"),
# WIDTHS= other widths. CHROMIUM= names another browser.
set -eu

[ $# -eq 1 ] || [ $# -eq 2 ] || { echo "usage: run.sh PROGRAM [FOLDER]" >&2; exit 2; }
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tools=${TOOLS:-$tmp/tools}

mkdir -p "$tools"
cp "$here"/package.json "$here"/.npmrc "$here"/*.mjs "$tools"
for words in words_table choices_chinese help_chinese; do
	cp "$top/server/web/$words.js" "$tools/$words.mjs"
done
if ! cmp -s "$here/package-lock.json" "$tools/installed.json"; then
	cp "$here/package-lock.json" "$tools"
	(cd "$tools" && npm ci --loglevel=error)
	cp "$here/package-lock.json" "$tools/installed.json"
fi

# shellcheck disable=SC2086 # none, or a folder
sh "$top/data/load.sh" "$program" "$tmp/browser.db" ${SOURCES:-} >"$tmp/load.log" 2>&1 || {
	cat "$tmp/load.log"
	exit 1
}
INSTRUMENTD_KEY=$("$program" key create --db "$tmp/browser.db" --role editor --name browser)
INSTRUMENTD_PROGRAM=$program
INSTRUMENTD_DB=$tmp/browser.db
export INSTRUMENTD_KEY INSTRUMENTD_PROGRAM INSTRUMENTD_DB
folder=${2:+$(realpath "$2")}
cd "$tools"
if [ -n "$folder" ]; then
	node pictures.mjs "$folder"
else
	node browse.mjs
fi
