#!/bin/sh
# run.sh BUILD SECONDS TRIAL... - run each trial, BUILD/hard_TRIAL, so long
set -u
build=$1 bad=0
export HARD_SECONDS="$2"
shift 2

for t in "$@"; do
	"$build/hard_$t" >"$build/hard_$t.log" 2>&1 || {
		bad=1
		echo "!! $t failed: see $build/hard_$t.log"
		tail -20 "$build/hard_$t.log"
	}
	grep "^$t: " "$build/hard_$t.log"
done
exit $bad
