#!/bin/sh
# run.sh BUILD SECONDS TARGET... - fuzz each target in turn, BUILD/fuzz_TARGET
#
# New inputs gather in BUILD/corpus/TARGET; what breaks is left in
# BUILD/found-TARGET-*, to become a file of tests/fuzz/corpus/TARGET.
set -eu
build=$1 seconds=$2
shift 2
folder=$(dirname "$0")
bad=0

for t in "$@"; do
	kept=$build/corpus/$t words=$folder/$t.dict
	mkdir -p "$kept"
	echo "== fuzz $t for $seconds seconds"
	nice "$build/fuzz_$t" -max_total_time="$seconds" -rss_limit_mb=2048 \
		-timeout=20 -max_len=16384 -print_final_stats=1 -dict="$words" \
		-artifact_prefix="$build/found-$t-" \
		"$kept" "$folder/corpus/$t" >"$build/fuzz-$t.log" 2>&1 || {
		bad=1
		echo "!! $t broke: see $build/fuzz-$t.log"
		grep -E 'ERROR|runtime error|tests/fuzz/.*: |Test unit' \
			"$build/fuzz-$t.log" || tail -5 "$build/fuzz-$t.log"
	}
	grep -E 'DONE|new_units_added|executed_units|peak_rss' \
		"$build/fuzz-$t.log" || true
done
exit $bad
