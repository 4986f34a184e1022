# subtags.awk - one table of all subtags, each behind the letter of its type
#
# LC_ALL=C awk -f subtags.awk subtags.txt >subtags.c

/^#/ { next }

{
	for (i = 2; i <= NF; i++)
		all[n++] = substr($1, 1, 1) $i
}

END {
	print "#include \"lib/data/language.h\"\n"
	print "const char language_subtags[][LANGUAGE_SUBTAG] = {"
	for (i = 0; i < n; i++)
		print all[i] | "sort | sed 's/.*/\t\"&\",/'"
	close("sort | sed 's/.*/\t\"&\",/'")
	print "};"
	print "const size_t language_subtags_count = " n ";"
}
