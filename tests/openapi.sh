#!/bin/sh
# openapi.sh - the file openapi.yaml is what the tables say
set -eu

drawn=$(mktemp)
trap 'rm -f "$drawn"' EXIT
"${B:-build}/instrumentd" openapi >"$drawn"
diff openapi.yaml "$drawn" && exit 0
echo "openapi.yaml is not what the tables say: make openapi.yaml"
exit 1
