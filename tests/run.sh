#!/bin/sh
# run.sh PROGRAM... - run each test program, go on after a failure, and sum up
set -u

SECONDS_EACH=900 # one that hangs fails
passed=0 failed=0
for t in "$@"; do
	echo "== $(basename "$t")"
	case $t in
	*.sh) run="sh $t" ;;
	*) run="timeout $SECONDS_EACH $t" ;;
	esac
	if $run; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "!! $(basename "$t") failed"
	fi
done
echo "test programs: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
