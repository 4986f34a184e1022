#!/bin/sh
# run.sh - what the registry costs over bare libmicrohttpd, in one run
#
#   bench/run.sh INSTRUMENTD BARE
#
# Loads data/ into a fresh database, serves it, gives BARE the very bytes the
# daemon answers, and asks both in turns. The ratio is the median over the
# rounds of daemon : bare in one round, so that what else the machine does
# falls on both; CPU is user and system time of the server's process for one
# request. Last come POSTs, each answered when it is on disk.
#
# ROUNDS, SECONDS_EACH, CONNECTIONS and WORKERS may be set.
set -eu

daemon=${1:?usage: bench/run.sh INSTRUMENTD BARE}
bare=${2:?usage: bench/run.sh INSTRUMENTD BARE}
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-3}
connections=${CONNECTIONS:-64}
cores=$(getconf _NPROCESSORS_ONLN)
workers=${WORKERS:-$((cores > 2 ? cores : 2))}
here=$(dirname "$0")
ticks=$(getconf CLK_TCK)
pids=

for tool in wrk curl; do
	command -v $tool >/dev/null || {
		echo "bench: $tool is missing: apt-get install $tool" >&2
		exit 1
	}
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")

clean()
{
	for pid in $pids; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT PIPE TERM

fail()
{
	echo "bench: $*" >&2
	exit 1
}

# ---- the two servers --------------------------------------------------------

# start NAME COMMAND...: sets $pid and $url.
start()
{
	name=$1
	shift
	"$@" >"$dir/$name.out" 2>/dev/null &
	pid=$!
	pids="$pids $pid"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		url=$(sed -n 's/^listening on //p' "$dir/$name.out")
		[ -z "$url" ] || return 0
		sleep 0.5
	done
	fail "$name does not start"
}

# The record of middling length among those of a list.
middle_id()
{
	curl -fsS "$1/v1/instruments?limit=200" |
		awk '/^{"/ && match($0, /"id":"[0-9a-f-]+"/) {
			print length($0), substr($0, RSTART + 6, RLENGTH - 7)
		}' | sort -n | awk '{ id[NR] = $2 }
			END { print id[int((NR + 1) / 2)] }'
}

fetch() # URL FILE
{
	curl -fsS -D "$2.head" -o "$2.body" "$1"
}

"$daemon" import --db "$dir/db" "$here/../data" >/dev/null 2>&1 ||
	fail "the catalogue cannot be loaded"
key=$("$daemon" key create --db "$dir/db" --name bench --role editor \
	2>/dev/null)

start daemon "$daemon" serve --db "$dir/db" --listen 127.0.0.1:0 \
	--workers "$workers"
daemon_pid=$pid daemon_url=$url

one=/v1/instruments/$(middle_id "$daemon_url")
page="/v1/instruments?limit=50"
fetch "$daemon_url$one" "$dir/one"
fetch "$daemon_url$page" "$dir/page"

start bare "$bare" "$workers" "$one" "$dir/one.head" "$dir/one.body" \
	"$page" "$dir/page.head" "$dir/page.body"
bare_pid=$pid bare_url=$url

# Same length of head, same body?
for what in one page; do
	eval target=\$$what
	fetch "$bare_url$target" "$dir/bare"
	cmp -s "$dir/$what.body" "$dir/bare.body" &&
		[ "$(wc -c <"$dir/$what.head")" -eq \
		  "$(wc -c <"$dir/bare.head")" ] ||
		fail "bare does not answer $target as the daemon does"
done

# ---- measuring --------------------------------------------------------------

cpu() # PID, in ticks
{
	sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

peak() # PID, in MiB
{
	awk '/^VmHWM/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"
}

# load SECONDS PID URL [KEY]: req/s, p50, p99, CPU microseconds, errors
load()
{
	before=$(cpu "$2")
	timeout $(($1 + 20)) wrk -t2 -c"$connections" -d"$1s" \
		-s "$here/wrk.lua" "$3" ${4:+-- "$4"} >"$dir/wrk.out" 2>&1 ||
		fail "wrk failed: $(cat "$dir/wrk.out")"
	after=$(cpu "$2")
	awk -v used=$((after - before)) -v hz="$ticks" '/^figures / {
		print $3, $4, $5, used / hz * 1e6 / $2, $6
		seen = 1
	} END { exit !seen }' "$dir/wrk.out" || fail "wrk said nothing"
}

# rounds_of NAME TARGET: daemon and bare in turns, one line each round
rounds_of()
{
	load 1 "$daemon_pid" "$daemon_url$2" >/dev/null
	load 1 "$bare_pid" "$bare_url$2" >/dev/null
	i=0
	while [ $i -lt "$rounds" ]; do
		ours=$(load "$seconds" "$daemon_pid" "$daemon_url$2")
		theirs=$(load "$seconds" "$bare_pid" "$bare_url$2")
		echo "$ours $theirs"
		i=$((i + 1))
	done >"$dir/$1.rounds"
}

# ---- telling ----------------------------------------------------------------

# median FILE EXPRESSION, of awk's fields
median()
{
	awk "{ print $2 }" "$1" | sort -g |
		awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# row LABEL UNIT FILE FIELD FORMAT: the daemon's FIELD, bare's, and the ratio
row()
{
	printf "%-14s %-6s %12$5 %12$5 %10.2f\n" "$1" "$2" \
		"$(median "$3" "\$$4")" "$(median "$3" "\$($4 + 5)")" \
		"$(median "$3" "\$$4 / \$($4 + 5)")"
}

# table LABEL FILE
table()
{
	row "$1" req/s "$2" 1 .0f
	row "" "p50 ms" "$2" 2 .2f
	row "" "p99 ms" "$2" 3 .2f
	row "" "CPU us" "$2" 4 .1f
}

# told LABEL VALUE AWK-CONDITION-ON-v
told()
{
	awk -v v="$2" -v label="$1" "BEGIN {
		printf \"%s: %s, %s\\n\", label, v, ($3) ? \"met\" : \"MISSED\"
	}"
}

rounds_of one "$one"
rounds_of page "$page"
reading=$(peak "$daemon_pid")
bare_peak=$(peak "$bare_pid")
write=$(load "$seconds" "$daemon_pid" "$daemon_url/v1/organizations" "$key")
writing=$(peak "$daemon_pid")

errors=$(cat "$dir"/*.rounds | awk '{ n += $5 + $10 } END { print n + 0 }')
errors=$((errors + $(echo "$write" | awk '{ print $5 }')))
[ "$errors" -eq 0 ] || fail "$errors requests failed"

echo "$connections connections, $workers workers, $cores cores shared with" \
	"wrk -t2; $rounds rounds of $seconds s; medians"
printf "%-14s %-6s %12s %12s %10s\n" "" "" instrumentd bare ratio
table "GET by id" "$dir/one.rounds"
table "page of 50" "$dir/page.rounds"
echo "$write" | awk '{ printf "%-14s %-6s %12.0f\n%-14s %-6s %12.2f\n" \
	"%-14s %-6s %12.1f\n", "durable POST", "req/s", $1, "", "p99 ms", $3,
	"", "CPU us", $4 }'
printf "%-14s %-6s %12s %12s\n" "peak memory" MiB "$reading" "$bare_peak"
printf "%-14s %-6s %12s\n" "  with POSTs" MiB "$writing"
echo "bytes of a body: $(wc -c <"$dir/one.body") by id," \
	"$(wc -c <"$dir/page.body") a page;" \
	"database on $(df -P "$dir" | awk 'NR == 2 { print $1 }')"
told "target: GET by id at 0.5 of bare or better" \
	"$(median "$dir/one.rounds" "\$1 / \$6")" "v >= 0.5"
told "target: peak memory below 64 MiB" "$writing" "v < 64"
