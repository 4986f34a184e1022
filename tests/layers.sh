#!/bin/sh
# layers.sh - who may include whom; run by `make lint`
#
#   lib/              knows neither HTTP nor JSON
#   server/kinds/     data, and rules over registry/
#   server/registry/  knows JSON and the seam, not HTTP
#   server/http/      knows requests; only http.c and listen.c know the wire
#   server/commands/  puts it together
set -eu
bad=0

say() {
	echo "$1"
	bad=1
}

# only HEADER FILE...: HEADER may be included by these files and no others.
only() {
	header=$1
	shift
	for f in $(grep -rlE "include [<\"]$header[>\"]" lib server); do
		case " $* " in
		*" $f "*) ;;
		*) say "$f must not include $header" ;;
		esac
	done
}

# never FOLDER PATTERN: no file of FOLDER includes a header like PATTERN.
never() {
	if grep -rnE "include [<\"]$2" "$1"; then
		say "$1 must not include $2"
	fi
}

engine="lib/store_sqlite.c $(echo lib/sqlite_*.c)"

only microhttpd.h    server/http/http.c server/http/listen.c
only sqlite3.h       lib/sqlite.h
only lib/sqlite.h    $engine
only uuid/uuid.h     lib/id.c
only sodium.h        lib/digest.c lib/base64.c
only xxhash.h       lib/digest.c
only utf8proc.h      lib/utf8.c lib/words.c
only lib/schema.h    lib/sqlite_open.c
only lib/sql_text.h  lib/sqlite.h lib/sql_text.c
only lib/store_ops.h lib/store.c lib/writer.c lib/writer.h lib/sqlite.h

never lib 'server/'
never lib 'jansson'
never server/registry 'server/(http|commands)/'
never server/kinds 'server/(http|commands)/'
never server/http 'server/commands/'
never server 'lib/(sqlite|sql_text|schema|store_ops|writer)'

# Nobody writes SQL above the seam.
if grep -nE '"(SELECT|INSERT|UPDATE|DELETE) ' server/*.c server/*/*.c; then
	say "server/ has SQL in it"
fi

# Every source begins with its own header, after its comment.
for f in lib/*.c server/http/*.c server/registry/*.c; do
	own=${f%.c}.h
	[ -e "$own" ] || continue
	first=$(grep -m 1 '^#include' "$f")
	[ "$first" = "#include \"$own\"" ] || say "$f must include $own first"
done
exit $bad
