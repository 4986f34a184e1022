# embed_text.awk - turn a text file into a C string called `name`
#
# usage: awk -v name=shapes_json -f embed_text.awk FILE

BEGIN { print "extern const char " name "[];\nconst char " name "[] =" }

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\""
}

END { print "\t\"\";" }
