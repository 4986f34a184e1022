#!/bin/sh
# run.sh PROGRAM... - run each test program, as many at once as there are
# processors, go on after a failure, and sum up
#
# What a program says comes in one piece when it has ended. Their files are in
# TMPDIR; where that is not set, in memory if there is room.
set -u

SECONDS_EACH=900 # one that hangs fails
ROOM=2000000     # KiB

# run_one FOLDER PROGRAM: what it says goes through FOLDER to the output
run_one() {
	folder=$1 name=$(basename "$2") begun=$(date +%s)
	case $2 in
	*.sh) run="sh $2" ;;
	*) run="timeout $SECONDS_EACH $2" ;;
	esac
	if $run >"$folder/$name.log" 2>&1; then
		result=passed
	else
		result=failed
	fi
	touch "$folder/$name.$result"
	echo "== $name: $result, $(($(date +%s) - begun)) s" >>"$folder/$name.log"
	flock "$folder" cat "$folder/$name.log"
}

if [ "$1" = --one ]; then
	run_one "$2" "$3"
	exit
fi
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
if [ -z "${TMPDIR:-}" ] && [ "${room:-0}" -gt "$ROOM" ]; then
	export TMPDIR=/dev/shm
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '%s\n' "$@" | xargs -n 1 -P "$(nproc)" sh "$0" --one "$folder"
passed=$(find "$folder" -name '*.passed' | wc -l)
echo "test programs: $passed passed, $(($# - passed)) failed"
find "$folder" -name '*.failed' -exec basename {} .failed \;
[ "$passed" -eq $# ]
