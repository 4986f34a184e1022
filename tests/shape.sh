#!/bin/sh
# shape.sh - functions of at most 40 lines, nested at most three deep, and
# files of at most 700 lines; run by `make lint`
set -eu
find lib server tests bench -name '*.[ch]' | sort | xargs awk '
function say(line, what) {
	printf "%s:%d: %s\n", FILENAME, line, what
	bad = 1
}
function end_file() {
	if (lines > 700) {
		printf "%s: %d lines\n", name, lines
		bad = 1
	}
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
# In scripts a function ends with a brace as far to the right as it began.
find server/web tests -name '*.js' -o -name '*.mjs' | sort | xargs awk '
FNR == 1 { split("", begun) }
{ right = match($0, /[^ \t]/) }
/^[ \t]*(export |default |async )*(function[ *(]|"[^"]*"\(|const [a-z_A-Z]+ = .*=> \{$|[a-z_A-Z]+\([^()]*\) \{$)/ && /\{$/ { begun[right] = FNR }
/^[ \t]*\}/ && begun[right] {
	if (FNR - begun[right] > 41) {
		printf "%s:%d: a function of %d lines\n", FILENAME, begun[right], FNR - begun[right] - 1
		bad = 1
	}
	delete begun[right]
}
END { exit bad }
'
