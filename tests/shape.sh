#!/bin/sh
# shape.sh - functions of at most 40 lines, nested at most three deep, and
# files of at most 700 lines; run by `make lint`
set -eu

# What is longer: no more of it, and none of it grows past this.
longer='
tests/lib/sqlite/test_search.c                 800
tests/lib/text/test_tokens.c                   710
tests/registry/changes/test_records.c          800
tests/registry/evidence/test_conflicts.c       820
tests/registry/search/test_find.c              730
tests/registry/sources/test_anchors.c          780
'
find lib server tests bench -name '*.[ch]' | sort | xargs awk \
	-v longer="$longer" '
function say(line, what) {
	printf "%s:%d: %s\n", FILENAME, line, what
	bad = 1
}
function end_file() {
	if (name != "" && lines > (name in most ? most[name] : 700)) {
		printf "%s: %d lines\n", name, lines
		bad = 1
	}
}
BEGIN {
	n = split(longer, words)
	for (i = 1; i < n; i += 2)
		most[words[i]] = words[i + 1] + 0
}
FNR == 1 { end_file(); name = FILENAME; begun = 0 }
{ lines = FNR }
/^\{/ { begun = FNR }
/^\}/ {
	if (begun && FNR - begun > 41)
		say(begun, "a function of " FNR - begun - 1 " lines")
	begun = 0
}
begun && /^\t\t\t\t+(if|for|while|switch|do)[ (]/ {
	say(FNR, "nested deeper than three")
}
END { end_file(); exit bad }
'
