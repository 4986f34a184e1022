#!/bin/sh
# layers.sh - who may include whom, and what a header must say; run by `make lint`
set -eu
bad=0

say() {
	echo "$1"
	bad=1
}

# A room may include itself and the rooms named beside it.
rooms='
lib/base
lib/text                  lib/base
lib/data                  lib/base lib/text
lib/store                 lib/base
lib/sql                   lib/base lib/store
lib/match                 lib/base lib/text lib/data
lib/sqlite                lib/base lib/text lib/data lib/store lib/sql

server/registry/model     lib/base lib/text lib/data lib/store server/kinds
server/registry/outline   LIB MODEL
server/registry/sources   LIB MODEL lib/match server/registry/outline
server/registry/evidence  LIB MODEL server/registry/sources
server/registry/law       LIB MODEL server/registry/sources server/registry/evidence
server/registry/search    LIB MODEL server/registry/law server/registry/outline
server/registry/formats   LIB MODEL
server/registry/changes   LIB MODEL RULES
server/registry/ndjson    LIB MODEL RULES server/registry/changes
server/registry/checks    LIB MODEL RULES server/registry/changes
server/registry/ingest    LIB MODEL RULES server/registry/changes
server/registry/table_import LIB MODEL RULES server/registry/changes
server/kinds              LIB MODEL RULES

server/http/request       LIB REGISTRY
server/http/wire          LIB server/http/request
server/http/query         LIB REGISTRY server/http/request
server/http/openapi       LIB REGISTRY server/http/request server/http/query
server/http/handlers      LIB REGISTRY server/http/request server/http/query server/http/openapi server/mcp server/oai server/web server/fetch
server/web                LIB REGISTRY server/http/request server/mcp
server/mcp                LIB REGISTRY server/http/request
server/oai                LIB REGISTRY server/http/request server/http/query
server/fetch              LIB REGISTRY
server/webhooks           LIB REGISTRY server/fetch
server/commands           LIB REGISTRY server/fetch server/webhooks server/http/request server/http/wire server/http/handlers server/http/openapi
'

LIB='lib/base lib/text lib/data lib/store'
MODEL='server/registry/model'
RULES='server/registry/outline server/registry/sources server/registry/evidence
	server/registry/law server/registry/search server/registry/formats'
REGISTRY="$MODEL $RULES server/registry/changes server/registry/ndjson
	server/registry/checks server/registry/ingest server/registry/table_import"

expand() {
	for word; do
		case $word in
		LIB) echo $LIB ;;
		MODEL) echo $MODEL ;;
		RULES) echo $RULES ;;
		REGISTRY) echo $REGISTRY ;;
		*) echo "$word" ;;
		esac
	done
}

check_room() {
	room=$1
	shift
	allowed=" $room $(expand "$@" | tr '\n' ' ')"
	for line in $(grep -oE '^#include "(lib|server)/[^"]+/' "$room"/*.[ch] |
		sed 's/:#include "/=/; s/\/$//' | sort -u); do
		case $allowed in
		*" ${line#*=} "*) ;;
		*) say "${line%%=*} must not include anything of ${line#*=}" ;;
		esac
	done
}

while read -r room uses; do
	[ -z "$room" ] || check_room "$room" $uses
done <<END
$rooms
END

# Every folder with code is a room of the table.
for d in $(find lib server -name '*.c' -exec dirname {} \; | sort -u); do
	echo "$rooms" | grep -qE "^$d( |\$)" || [ "$d" = server ] ||
		say "$d is not in the table of rooms"
done

# Every room is in the map of CONTRIBUTING.md.
for room in $(echo "$rooms" | awk '{ print $1 }'); do
	grep -qF "  ${room#*/}/ " CONTRIBUTING.md ||
		say "CONTRIBUTING.md does not say what $room is"
done

# Every header is the manual of its file.
for part in Shapes Errors Source; do
	for h in $(find lib server -name '*.h' | xargs grep -L "^ \* $part "); do
		say "$h has no $part"
	done
done

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

only microhttpd.h server/http/wire/exchange.h server/http/wire/listen.c
only sqlite3.h    lib/sqlite/sqlite.h
only uuid/uuid.h  lib/data/id.c
only sodium.h     lib/data/digest.c lib/data/base64.c lib/data/signature.c
only expat.h         server/registry/outline/markup_reading.h
only curl/curl.h  server/fetch/curl_handle.h server/fetch/reach.c
only xxhash.h     lib/base/hash.c
only zlib.h       lib/data/compress.c
only zstd.h       lib/data/compress.c
only brotli/encode.h lib/data/compress.c
only utf8proc.h   lib/text/utf8.c lib/text/words.c lib/text/fold.c
only lib/store/store_ops.h lib/store/store.c lib/store/change.c lib/store/proofs.c lib/store/origins.c lib/store/webhooks.c lib/store/watch.c lib/store/writer.c \
	lib/store/writer.h lib/sqlite/sqlite.h

if grep -rn 'include <jansson' lib; then
	say "lib/ must not know JSON values"
fi

# Nobody writes SQL above the seam.
if grep -rnE '"(SELECT|INSERT|UPDATE|DELETE) ' server --include='*.c'; then
	say "server/ has SQL in it"
fi

# Every source begins with its own header, after its comment.
for f in $(find lib server -name '*.c'); do
	own=${f%.c}.h
	[ -e "$own" ] || continue
	first=$(grep -m 1 '^#include' "$f")
	[ "$first" = "#include \"$own\"" ] || say "$f must include $own first"
done
exit $bad
