#!/bin/sh
# proofs.sh - what a registry says of its chain is checked by proofs.py, which
# has nothing of ours; B is the build
set -eu
B=${B:-build}
work=$(mktemp -d)
server=

command -v python3 >/dev/null || {
	echo "skipped: python3 is not here"
	exit 0
}

finish() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || :
		wait "$server" 2>/dev/null || :
	fi
	rm -rf "$work"
}
trap finish EXIT

export INSTRUMENTD_DB="$work/registry.db" INSTRUMENTD_LOG=warn

# some FROM TO: as many records
some() {
	for i in $(seq "$1" "$2"); do
		echo "{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{\"key\":\"o-$i\",\"name\":\"Ö «$i»\",\"type\":\"other\"}}"
	done | "$B/instrumentd" import -
}

some 1 300
"$B/instrumentd" serve --listen 127.0.0.1:0 >"$work/url" &
server=$!
for _ in $(seq 100); do
	grep -q listening "$work/url" && break
	sleep 0.1
done
address=$(sed -n 's/^listening on //p' "$work/url")
python3 tests/proofs.py "$address"
first=$(python3 -c 'import json, sys, urllib.request
print(json.load(urllib.request.urlopen(sys.argv[1] + "/v1/changes/head"))["tree"]["key"])' "$address")

# more changes, beside the server, and another key
some 301 337
"$B/instrumentd" key rotate >"$work/key"
python3 tests/proofs.py "$address" "$first"
! python3 tests/proofs.py "$address" "$(tr 0-9 9 <"$work/key")" 2>"$work/refused"
grep -q "does not follow the one known" "$work/refused"
"$B/instrumentd" verify
