#!/bin/sh
# readme.sh - the commands of README.md, TEXTS.md and PARTNERS.md give what
# these say
#
# In their indented blocks a line "$ COMMAND" is run, in order, against a server
# with the catalogue; the lines under it are what must come. "..." stands for
# anything, also for lines. B is the build.
set -eu
B=${B:-build}
here=$(pwd)
work=$(mktemp -d)
server=

for tool in curl jq python3; do
	command -v $tool >/dev/null || {
		echo "skipped: $tool is not here"
		exit 0
	}
done

finish() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || :
		wait "$server" 2>/dev/null || :
	fi
	rm -rf "$work"
}
trap finish EXIT

export INSTRUMENTD_DB="$work/registry.db"
# whoever makes a key, or serves it, first gets the catalogue all the same
"$B/instrumentd" key create --role editor --name first >/dev/null 2>&1
serve() {
	: >"$work/url"
	"$B/instrumentd" serve --listen 127.0.0.1:0 >"$work/url" 2>"$work/log" &
	server=$!
	for _ in $(seq 100); do
		grep -q listening "$work/url" && break
		sleep 0.1
	done
}
serve
kill "$server"
wait "$server" || :
sh data/load.sh "$B/instrumentd" "$INSTRUMENTD_DB" >"$work/load" 2>&1
serve
address=$(sed -n 's/^listening on http:..//p' "$work/url")

# One file a command, NUMBER.sh, and what it must give, NUMBER.out.
awk -v folder="$work" '
	/^    \$ / {
		n++
		blank = 0
		name = sprintf("%s/%03d", folder, n)
		print substr($0, 7) >(name ".sh")
		continued = /\\$/
		printf "" >(name ".out")
		open = 1
		next
	}
	/^    / && open && continued {
		print substr($0, 5) >(name ".sh")
		continued = /\\$/
		next
	}
	/^    / && open {
		if (blank)
			print "" >(name ".out")
		blank = 0
		print substr($0, 5) >(name ".out")
		next
	}
	/^$/ && open && !blank { blank = 1; next }
	{ open = 0 }
' README.md TEXTS.md PARTNERS.md

# The script of PARTNERS.md.
awk '/^```python$/ { open = 1; next } /^```$/ { open = 0 } open' PARTNERS.md \
	>"$work/partner.py"

# The text as a pattern of the shell in which only "..." means more.
pattern() {
	sed -e 's/[][\\*?]/\\&/g' -e 's/\.\.\./*/g' "$1"
}

cd "$work"
bad=0 ran=0
for script in "$work"/[0-9]*.sh; do
	name=${script%.sh}
	sed -i -e "s/localhost:8080/$address/g" -e "s#build/instrumentd#$here/$B/instrumentd#g" "$script"
	# shellcheck disable=SC1090
	. "$script" >"$name.got" 2>&1 || :
	ran=$((ran + 1))
	want=$(pattern "$name.out")
	got=$(sed "s/$address/localhost:8080/g" "$name.got")
	case $got in
	$want) ;;
	*)
		bad=$((bad + 1))
		printf '!! %s\n-- says\n%s\n-- gives\n%s\n' \
			"$(cat "$script")" "$(cat "$name.out")" "$got"
		;;
	esac
done
echo "README.md, TEXTS.md, PARTNERS.md: $ran commands, $bad of them give something else"
[ "$bad" -eq 0 ] && [ "$ran" -gt 0 ]
