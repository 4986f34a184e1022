#!/bin/sh
# openapi.sh - the file openapi.yaml is what the tables say
set -eu

"${B:-build}/instrumentd" openapi | diff openapi.yaml - && exit 0
echo "openapi.yaml is not what the tables say: make openapi.yaml"
exit 1
