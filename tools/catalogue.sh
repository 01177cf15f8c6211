#!/bin/sh
# Collects every message of C, error.def and templates into a .pot, and makes
# the pseudo-locale of it. Outputs change only when a message does.
#
# catalogue.sh SOURCE_ROOT MESSAGES PSEUDO POT MO DEPFILE
set -eu
root=$1 messages=$(realpath "$2") pseudo=$(realpath "$3")
pot=$(realpath -m "$4") mo=$(realpath -m "$5") depfile=$(realpath -m "$6")
export LC_ALL=C
work=$(mktemp -d "$pot.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Folders are named too: their time changes when a file comes or goes.
{
	printf '%s:' "$4"
	find "$root/src" \( -type d -o -name '*.[ch]' -o -name '*.def' \
		-o -name '*.mustache' \) -printf ' %p'
	echo
} > "$depfile"

cd "$root"
find src -name '*.mustache' | sort | xargs -r "$messages" > "$work/templates.c"
find src \( -name '*.[ch]' -o -name '*.def' \) ! -name '*_test.c' | sort \
	> "$work/files"
echo "$work/templates.c" >> "$work/files"
xgettext --files-from="$work/files" --output="$work/pot" --language=C \
	--from-code=UTF-8 --no-wrap --add-location=file --add-comments=T: \
	--package-name=Kontor --keyword --keyword=_ --keyword=N_ \
	--keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=message:2 --keyword=message_with:2 \
	--keyword=message_plural:2,3 --keyword=NP_:2,3
# No message is a format of printf: "100 % of" is not one either.
sed -i -e '/^"POT-Creation-Date:/d' -e '/^#, c-format$/d' -e 's/, c-format//' \
	"$work/pot"
"$pseudo" < "$work/pot" > "$work/po"
msgfmt --output-file="$work/mo" "$work/po"
cmp -s "$work/pot" "$pot" || mv "$work/pot" "$pot"
cmp -s "$work/mo" "$mo" || mv "$work/mo" "$mo"
