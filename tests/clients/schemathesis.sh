#!/bin/sh
# schemathesis.sh SCHEMATHESIS DIR - thousands of requests made from the
# contract, right and wrong ones, and all checks on the answers
#
# Needs INSTRUMENTD_URL and INSTRUMENTD_KEY. DIR takes what it writes.
set -u

here=$(cd "$(dirname "$0")" && pwd)
program=$1 dir=$2
least=5000

CLIENTS_HOOKS=$here/hooks.py
export CLIENTS_HOOKS PYTHONDONTWRITEBYTECODE=1
cd "$dir" || exit 1
timeout "${SECONDS_MAX:-1200}" "$program" --config-file "$here/schemathesis.toml" \
	run "$INSTRUMENTD_URL/openapi.json" --workers 1 --no-color >schemathesis.out 2>&1
rc=$?
cat schemathesis.out
cases=$(sed -n 's/^ *\([0-9][0-9]*\) generated.*/\1/p' schemathesis.out)

if [ "$rc" -eq 124 ]; then
	echo "it takes more than ${SECONDS_MAX:-1200} seconds"
	exit 1
fi
[ "$rc" -eq 0 ] || exit 1
if [ "${cases:-0}" -lt "$least" ]; then
	echo "only ${cases:-no} cases, fewer than $least"
	exit 1
fi
echo "$cases cases, all checks, no failure"
