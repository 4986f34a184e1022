#!/bin/sh
# run.sh PROGRAM - clients nobody here wrote talk to the daemon PROGRAM
#
# One line for each. TOOLS=DIR keeps what is installed for the next time. What
# needs a tool that is not there is skipped, but not where CI=true. KEEP=DIR
# keeps the words of each client and of the daemon.
set -u

[ $# -eq 1 ] || { echo "usage: run.sh PROGRAM" >&2; exit 2; }
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d)
tools=${TOOLS:-$tmp/tools}
words=${KEEP:-$tmp}
daemon='' failed=0

clean() {
	if [ -n "$daemon" ]; then
		kill "$daemon" 2>/dev/null
		wait "$daemon" 2>/dev/null
	fi
	rm -rf "$tmp"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() {
	echo "run.sh: $*" >&2
	exit 1
}

mkdir -p "$tools" "$words" || die "no place for the tools"
tools=$(cd "$tools" && pwd)
words=$(cd "$words" && pwd)

# ---- the daemon --------------------------------------------------------------

db=$tmp/clients.db
sh "$top/data/load.sh" "$program" "$db" >"$words/load.log" 2>&1 ||
	die "the catalogue does not load: $(tail -1 "$words/load.log")"
INSTRUMENTD_KEY=$("$program" key create --db "$db" --role editor --name clients) ||
	die "no key"

"$program" serve --db "$db" --listen 127.0.0.1:0 \
	>"$tmp/url" 2>"$words/daemon.log" &
daemon=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s "$tmp/url" ] && break
	kill -0 "$daemon" 2>/dev/null || die "the daemon died: $(tail -1 "$words/daemon.log")"
	sleep 0.25
done
INSTRUMENTD_URL=$(sed -n '1s/^listening on //p' "$tmp/url")
[ -n "$INSTRUMENTD_URL" ] || die "the daemon does not say where it listens"
export INSTRUMENTD_URL INSTRUMENTD_KEY
export INSTRUMENTD_PROGRAM="$program" INSTRUMENTD_DB="$db"

# ---- one line for each -------------------------------------------------------

# try NAME COMMAND...: its last line says how it went
try() {
	name=$1
	shift
	log=$words/$name.log
	if "$@" >"$log" 2>&1; then
		said=$(tail -n 1 "$log")
		case $said in
		skipped:*) printf '%-20s %s\n' "$name" "$said" ;;
		*) printf '%-20s ok: %s\n' "$name" "$said" ;;
		esac
		return
	fi
	failed=$((failed + 1))
	printf '%-20s FAILED\n' "$name"
	sed 's/^/    /' "$log" | cut -c 1-600 | tail -n 200
}

skip() { # REASON NAME...
	reason=$1
	shift
	for name; do
		printf '%-20s skipped: %s\n' "$name" "$reason"
		[ "${CI:-}" != true ] || failed=$((failed + 1))
	done
}

# ---- node --------------------------------------------------------------------

install_node() {
	cp "$here"/package.json "$here"/.npmrc "$here"/*.ts "$here"/*.mjs \
		"$here"/tsconfig.json "$tools" || return 1
	cmp -s "$here/package-lock.json" "$tools/installed.json" && return
	cp "$here/package-lock.json" "$tools" &&
		(cd "$tools" && npm ci --loglevel=error) &&
		cp "$here/package-lock.json" "$tools/installed.json"
}

typed() {
	cd "$tools" || return 1
	rm -rf contract.d.ts out
	PATH=$tools/node_modules/.bin:$PATH
	openapi-typescript "$INSTRUMENTD_URL/openapi.json" -o contract.d.ts &&
		tsc --noEmit && tsc && node out/typed.js
}

in_tools() {
	cd "$tools" && "$@"
}

# The command line of the inspector asks for a tool.
inspected() {
	cd "$tools" &&
		node_modules/.bin/mcp-inspector --cli "$INSTRUMENTD_URL/mcp" \
			--transport http --method tools/call --tool-name cite \
			--tool-arg record=eu-ai-act >inspected.json &&
		grep -q '"citation": ".*Artificial Intelligence Act' inspected.json &&
		echo "a tool is called"
}

node_clients="openapi-fetch json-merge-patch fast-json-patch diffs simple-rest naughty-strings mcp-typescript mcp-inspector formats-in-node"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	skip "no node" $node_clients
elif ! install_node >"$words/npm.log" 2>&1; then
	failed=$((failed + 1))
	echo "npm ci FAILED: $(tail -1 "$words/npm.log")"
else
	try openapi-fetch typed
	try json-merge-patch in_tools node merge_patch.mjs
	try fast-json-patch in_tools node json_patch.mjs
	try diffs in_tools node diffs.mjs
	try simple-rest in_tools node lists.mjs
	try naughty-strings in_tools node naughty.mjs
	try mcp-typescript in_tools node mcp.mjs
	try mcp-inspector inspected
	try formats-in-node in_tools node formats.mjs
fi

# ---- perl --------------------------------------------------------------------

if ! perl -MHTTP::OAI -e 1 2>/dev/null; then
	skip "no HTTP::OAI (libhttp-oai-perl)" HTTP::OAI
else
	try HTTP::OAI perl "$here/harvest.pl"
fi

# ---- python ------------------------------------------------------------------

install_python() {
	cmp -s "$here/requirements.txt" "$tools/venv/installed.txt" && return
	rm -rf "$tools/venv"
	python3 -m venv "$tools/venv" &&
		"$tools/venv/bin/pip" install --quiet --disable-pip-version-check \
			-r "$here/requirements.txt" &&
		cp "$here/requirements.txt" "$tools/venv/installed.txt"
}

python_clients="schemathesis mcp-python formats-in-python jsonpatch desktop harvesters standardwebhooks"
if ! command -v python3 >/dev/null; then
	skip "no python3" $python_clients
elif ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
	skip "no python3 with venv" $python_clients
elif ! install_python >"$words/pip.log" 2>&1; then
	failed=$((failed + 1))
	echo "pip install FAILED: $(tail -1 "$words/pip.log")"
else
	try formats-in-python "$tools/venv/bin/python" "$here/formats.py"
	try jsonpatch "$tools/venv/bin/python" "$here/diffs.py"
	try mcp-python "$tools/venv/bin/python" "$here/assistant.py"
	try desktop "$tools/venv/bin/python" "$here/desktop.py"
	try harvesters "$tools/venv/bin/python" "$here/harvest.py"
	try standardwebhooks "$tools/venv/bin/python" "$here/webhooks.py"
	if [ "${WITHOUT:-}" = schemathesis ]; then
		echo "schemathesis         left out, as WITHOUT says"
	else
		try schemathesis sh "$here/schemathesis.sh" "$tools/venv/bin/schemathesis" "$tmp"
	fi
fi

kill -0 "$daemon" 2>/dev/null || { echo "the daemon died"; failed=$((failed + 1)); }
[ "$failed" -eq 0 ]
