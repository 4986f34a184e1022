# embed_texts.awk - turn text files into a table of names and C strings
#
# usage: awk -v type=profile_text -v table=profile_texts \
#            -v header=server/registry/outline/profile.h -f embed_texts.awk FILE...
#
# A name is the file's, without folder and ending. An empty row ends the table.

BEGIN {
	print "#include \"" header "\"\n"
	print "const struct " type " " table "[] = {"
}

FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.[^.]*$/, "", name)
	print "\t{ \"" name "\","
}

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t  \"" $0 "\\n\""
}

END { print "\t},\n\t{ 0 },\n};" }
