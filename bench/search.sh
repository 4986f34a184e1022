#!/bin/sh
# search.sh - how fast search answers beside bare FTS5, in one run
#
#   bench/search.sh BUILD [TEXT...]
#
# For each number of passages in SIZES fills a registry (fill.c), serves it
# and asks it (search.c). With KEEP=DIR what was filled stays in DIR/NUMBER
# and is not made again; else it is in a folder of its own and goes with it.
# A million passages need about 4 GB.
#
# WORKERS and what search.c names may be set.
set -eu

build=${1:?usage: bench/search.sh BUILD [TEXT...]}
shift
sizes=${SIZES:-10000 100000 1000000}
cores=$(getconf _NPROCESSORS_ONLN)
workers=${WORKERS:-$((cores > 2 ? cores : 2))}
keep=${KEEP:-}
pid=

dir=$keep
[ -n "$keep" ] || dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")

stop()
{
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || :
	[ -z "$pid" ] || wait "$pid" 2>/dev/null || :
	pid=
}

clean()
{
	stop
	[ -n "$keep" ] || rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT PIPE TERM

# fill SIZE TEXT...: what was told then is told again
fill()
{
	at=$dir/$1
	if [ ! -e "$at/told" ]; then
		rm -rf "$at"
		mkdir -p "$at"
		"$build/fill" "$at" "$@" >"$at/telling"
		mv "$at/telling" "$at/told"
	fi
	cat "$at/told"
	du -k "$at/registry" "$at/bare" | awk '{ printf "%s: %.0f MB\n",
		$2 ~ /bare$/ ? "bare index" : "registry", $1 / 1024 }'
}

# serve SIZE: sets $pid and $url
serve()
{
	"$build/instrumentd" serve --db "$dir/$1/registry" --log error \
		--listen 127.0.0.1:0 --workers "$workers" >"$dir/$1/out" &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		url=$(sed -n 's/^listening on //p' "$dir/$1/out")
		[ -z "$url" ] || return 0
		sleep 0.5
	done
	echo "bench: the daemon does not start" >&2
	exit 1
}

for size in $sizes; do
	echo "== $size passages; $cores cores, $workers workers"
	fill "$size" "$@"
	serve "$size"
	"$build/search" "$dir/$size" "$url" "$size" "$@"
	awk '/^VmHWM/ { printf "peak memory of the daemon: %.0f MiB\n",
		$2 / 1024 }' "/proc/$pid/status"
	stop
	[ -n "$keep" ] || rm -rf "${dir:?}/$size"
done
