# han.awk - turn OpenCC's dictionaries of characters into the table of han.h
#
# usage: LC_ALL=C awk -f han.awk JPShinjitaiCharacters.txt TSCharacters.txt \
#            TWVariants.txt HKVariants.txt JPVariants.txt
#
# A line is a character, a tab, and what it may become, by blanks. Characters
# that become one another, on whatever way, are one: the first of them by code
# point. Bytes are read, not letters, as every awk can.

function fail(why) {
	print FILENAME ": " why > "/dev/stderr"
	failed = 1
	exit 1
}

function root(c) {
	while (c in form)
		c = form[c]
	return c
}

function join(a, b) {
	a = root(a)
	b = root(b)
	if (a < b)
		form[b] = a
	else if (b < a)
		form[a] = b
}

# Of several simplified characters the first that is another than itself.
function other(c, among,    i, n, all) {
	n = split(among, all, " ")
	for (i = 1; i < n && all[i] == c; i++)
		;
	return all[i]
}

function point(c) {
	return (byte[substr(c, 1, 1)] - 224) * 4096 + \
		(byte[substr(c, 2, 1)] - 128) * 64 + byte[substr(c, 3, 1)] - 128
}

BEGIN {
	FS = "\t"
	for (i = 128; i < 256; i++)
		byte[sprintf("%c", i)] = i
	own["\344\272\210"] = 1 # U+4E88 is a Chinese word besides
}

FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
}

length($1) < 3 || NF != 2 {
	fail("line " FNR " is not of a character and others")
}

# Japanese forms that stand for several characters, or are others elsewhere.
name ~ /^JPShinjitai/ {
	own[$1] = 1
	next
}

name ~ /^TSCharacters/ {
	to = other($1, $2)
	n = split($2, all, " ")
	own[$1] = 1
	for (i = 1; i <= n; i++)
		own[all[i]] = 1
}

name !~ /^TSCharacters/ {
	to = $2
	sub(/ .*/, "", to)
}

name ~ /^JPVariants/ && (to in own) {
	next
}

length($1) == 3 && length(to) == 3 {
	join($1, to)
}

END {
	if (failed)
		exit 1
	print "#include \"lib/text/han.h\"\n"
	print "const uint16_t han_forms[HAN_LAST - HAN_FIRST + 1] = {"
	for (c in form) {
		from = point(c)
		to = point(root(c))
		printf "\t[0x%04x - HAN_FIRST] = 0x%04x,\n", from, to
		sum = (sum + from * to) % 2147483647
		count++
	}
	if (count < 3000)
		fail("only " count " characters have another form")
	print "};\n"
	printf "const char han_version[] = \"%x\";\n", sum
}
