# entities.awk - the table of all named character references
#
# awk -f entities.awk entities.txt >entity_names.c

BEGIN {
	print "#include \"server/registry/outline/entities.h\"\n"
	print "const struct entity_name entity_names[] = {"
}

/^#/ { next }

{
	printf "\t{ \"%s\", { 0x%s, 0x%s } },\n", $1, $2, (NF > 2 ? $3 : 0)
	n++
}

END {
	print "};"
	print "const size_t entity_names_count = " n + 0 ";"
}
