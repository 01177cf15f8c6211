# Compares a .po with the template of all messages, both as msgcat --no-wrap
# writes them: messages that only one has, holes, blanks at the edges, the
# number of plural forms.
#
#   awk -v file=NAME -f translations.awk NAME.po ALL.pot

function quoted(line) {
	sub(/^[^"]*"/, "", line)
	sub(/"$/, "", line)
	return line
}

# " {min} {max}": the holes of a text, each as often as it stands there, sorted
function holes(text,    n, i, j, found, keep, out) {
	n = 0
	while (match(text, /\{[A-Za-z_][A-Za-z0-9_.]*\}|%[ds]/)) {
		found[++n] = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
	}
	for (i = 2; i <= n; i++) {
		keep = found[i]
		for (j = i - 1; j > 0 && found[j] > keep; j--)
			found[j + 1] = found[j]
		found[j + 1] = keep
	}
	out = ""
	for (i = 1; i <= n; i++)
		out = out " " found[i]
	return out
}

# The blanks (and line ends) a text begins and ends with.
function edges(text,    head, tail) {
	head = text
	sub(/[^ \\].*$/, "", head)
	if (text !~ /^(\\n| )/)
		head = ""
	tail = ""
	while (text ~ /(\\n| )$/) {
		tail = (text ~ / $/ ? " " : "\\n") tail
		text = substr(text, 1, length(text) - (text ~ / $/ ? 1 : 2))
	}
	return head "|" tail
}

function said(what) {
	print file ": " what ": \"" one "\""
}

# One text against its English. other: a second English that will do, or "".
function compare(text, english, other) {
	if (text == "")
		return
	if (holes(text) != holes(english) &&
	    (other == "" || holes(text) != holes(other)))
		said("holes" holes(text) " in place of" holes(english))
	if (edges(text) != edges(english))
		said("blanks at an edge differ")
}

function done(    key, i) {
	if (one == "" && many == "" && !count) {
		return
	}
	if (one == "") {
		if (first && match(forms[0], /nplurals=[0-9]+/))
			plurals = substr(forms[0], RSTART + 9, RLENGTH - 9) + 0
		# the first form is for 1 alone, or for 21 and 0 as well
		if (first)
			only_one = forms[0] ~ /plural=\(?n != 1\)?;/
	} else {
		key = context "\004" one
		if (first && !fuzzy) {
			here[key] = 1
			for (i = 0; i < count; i++)
				compare(forms[i], many == "" ? one : many,
				    i == 0 && only_one ? one : "")
			if (many != "" && count != plurals)
				said("plural forms: " count " in place of " plurals)
		} else if (!first && !(key in here)) {
			said("missing")
		}
		if (!first)
			all[key] = one
	}
	context = one = many = field = ""
	count = fuzzy = 0
	split("", forms)
}

FNR == 1 { done(); files++; first = files == 1 }
/^#~/ { next }
/^#,.*fuzzy/ { fuzzy = first; next }
/^#/ { next }
/^$/ { done(); next }
/^msgctxt / { field = "context"; context = quoted($0); next }
/^msgid / { field = "one"; one = quoted($0); next }
/^msgid_plural / { field = "many"; many = quoted($0); next }
/^msgstr/ { field = "form"; forms[count++] = quoted($0); next }
/^"/ {
	if (field == "one")
		one = one quoted($0)
	else if (field == "many")
		many = many quoted($0)
	else if (field == "form")
		forms[count - 1] = forms[count - 1] quoted($0)
}
END {
	done()
	for (key in here)
		if (!(key in all)) {
			one = key
			sub(/^[^\004]*\004/, "", one)
			said("no longer a message")
		}
}
