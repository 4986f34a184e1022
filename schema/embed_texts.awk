# embed_texts.awk - turn text files into a table of names and C strings
#
# usage: awk -v type=profile_text -v table=profile_texts [-v whole=1] \
#            -v header=server/registry/outline/profile.h -f embed_texts.awk FILE...
#
# A name is the file's, without folder and, unless whole, ending. An empty row
# ends the table.

BEGIN {
	print "#include \"" header "\"\n"
	print "const struct " type " " table "[] = {"
}

FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	if (!whole)
		sub(/\.[^.]*$/, "", name)
	print "\t{ \"" name "\","
}

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	gsub(/\?\?/, "?\\?") # no trigraphs
	print "\t  \"" $0 "\\n\""
}

END { print "\t},\n\t{ 0 },\n};" }
