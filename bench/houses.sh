# shellcheck shell=bash disable=SC2034,SC2154
# The databases that races work on: fresh, behind ten thousand orders, behind a
# million, of either engine. Each is made once and kept, by schema and month, in
# a cache; a race gets a copy.

engine=
age=
cache=

# customers and orders of an age
declare -A house_customers=([fresh]=500 [10k]=1000 [1m]=100000)
declare -A house_orders=([fresh]=2 [10k]=10000 [1m]=1000000)

# What another month made is of no use: its open month is over.
cache_find() {
	local all=${KONTOR_BENCH_CACHE:-$root/build-bench}
	schema=$(cd "$root/src/db/migrations" && cat -- *.sql | sha256sum)
	stamp=${schema:0:8}
	cache=$all/$(date -u +%Y-%m)
	mkdir -p "$cache"
}

# ---- SQLite ----

# What a first start leaves, once for all houses.
demo_make() {
	[ ! -d "$cache/demo-$stamp" ] || return 0
	data=$cache/demo.new
	rm -rf "$data"
	database=
	start_kontor
	stop_kontor
	mv "$data" "$cache/demo-$stamp"
}

house_make() { # AGE
	local into=$cache/$1.new
	say "making ${house_orders[$1]} orders"
	demo_make
	rm -rf "$into"
	cp -a "$cache/demo-$stamp" "$into"
	"$build/bench/aged" "$into" "${house_customers[$1]}" \
	    "${house_orders[$1]}" >"$out/aged-$1.log" 2>&1 ||
	    die "aged: $(tail -n 3 "$out/aged-$1.log")"
	sqlite3 "$into/kontor.db" "PRAGMA wal_checkpoint(TRUNCATE);
	    SELECT customer_id FROM customer WHERE partner_id = 1
	    AND domain GLOB 'betrieb*' LIMIT 500" | tail -n +2 \
	    >"$into/customer-ids"
	echo "$schema" >"$into/schema"
	mv "$into" "$cache/$1"
}

# It is there, and by today's migrations; or is made anew.
house_ready() { # AGE
	local place=$cache/$1
	if [ -d "$place" ] && [ "$(cat "$place/schema")" != "$schema" ]; then
		say "migrating ${house_orders[$1]} orders"
		data=$place
		database=
		if kontor_starts; then
			echo "$schema" >"$place/schema"
		else
			rm -rf "$place"
		fi
		stop_kontor
	fi
	[ -d "$place" ] || house_make "$1"
	if [ "$engine" = postgres ] && ! { pg_exists "t_$1" && [ "$(cat \
	    "$place/loaded" 2>/dev/null)" = "$(cat "$place/schema")" ]; }; then
		house_load "$1"
		cp "$place/schema" "$place/loaded"
	fi
}

# ---- PostgreSQL ----

# Rows of a table of SQLite as COPY takes them: NULL is nothing, '' is "".
table_load() { # FILE DATABASE TABLE
	local columns values
	columns=$(sqlite3 "$1" "SELECT group_concat(name) FROM
	    pragma_table_info('$3')")
	values=$(sqlite3 "$1" "SELECT group_concat(CASE type WHEN 'BYTEA'
	    THEN '''\x'' || hex(' || name || ')' ELSE name END)
	    FROM pragma_table_info('$3')")
	sqlite3 -csv -newline $'\n' "$1" "SELECT $values FROM $3" |
	    psql -qX -v ON_ERROR_STOP=1 -d "$2" \
	        -c "SET session_replication_role = replica" \
	        -c "SET synchronous_commit = off" \
	        -c "COPY $3 ($columns) FROM STDIN (FORMAT csv)"
}

# The schema is the product's own, from a first start.
empty_make() {
	local tables
	! pg_exists "empty_$stamp" || return 0
	psql -qX -c "CREATE DATABASE empty_new"
	data=$work/load
	mkdir -p "$data"
	database=$(pg_url empty_new)
	start_kontor
	stop_kontor
	rm -rf "$data"
	tables=$(psql -qtAX -d empty_new -c "SELECT tablename FROM pg_tables
	    WHERE schemaname = 'public' AND tablename <> 'migration'")
	psql -qX -d empty_new -c "SET client_min_messages = error" \
	    -c "TRUNCATE ${tables//$'\n'/, } CASCADE"
	psql -qX -c "ALTER DATABASE empty_new RENAME TO empty_$stamp"
}

house_load() { # AGE
	local name=l_$1 tables
	# nobody writes it meanwhile, so no locks
	local from="file:$cache/$1/kontor.db?immutable=1"
	say "loading ${house_orders[$1]} orders into PostgreSQL"
	empty_make
	pg_copy "empty_$stamp" "$name"
	tables=$(psql -qtAX -d "$name" -c "SELECT tablename FROM pg_tables
	    WHERE schemaname = 'public' AND tablename <> 'migration'")
	export -f table_load
	# shellcheck disable=SC2016 # the inner shell's
	xargs -P 2 -I {} bash -c 'set -o pipefail
	    table_load "$1" "$2" "$3" || exit 255' _ "$from" "$name" {} \
	    <<<"$tables" 2>"$out/load.log" ||
	    die "load: $(tail -n 3 "$out/load.log")"
	psql -qX -d "$name" -c "VACUUM ANALYZE"
	psql -qX -c "DROP DATABASE IF EXISTS t_$1" 2>/dev/null
	psql -qX -c "ALTER DATABASE $name RENAME TO t_$1"
}

# ---- a copy to work on ----

# With "new" an earlier copy is thrown away; one of a million is kept.
house_copy() { # new?
	local place=$work/$engine-$age
	data=$place
	database=
	[ "$engine" = sqlite ] || database=$(pg_url "w_$age")
	if [ -d "$place" ] && { [ -z "${1-}" ] || [ "$age" = 1m ]; }; then
		return
	fi
	rm -rf "$place"
	mkdir "$place"
	if [ "$engine" = sqlite ]; then
		cp -a "$cache/$age/." "$place"
		sync "$place/kontor.db"
	else
		tar -C "$cache/$age" --exclude='kontor.db*' -cf - . |
		    tar -C "$place" -xf -
		pg_copy "t_$age" "w_$age"
	fi
}

# Serves that house, which is the current one from then on.
house_use() { # ENGINE AGE new?
	if [ -n "$kontor_pid" ] && [ "$engine-$age" = "$1-$2" ] &&
	    [ -z "${3-}" ]; then
		return
	fi
	stop_kontor
	engine=$1
	age=$2
	if [ "$engine" = postgres ]; then
		start_postgres
	fi
	house_ready "$age"
	house_copy "${3-}"
	start_kontor
	sign_in
}

# SQL of a house that nobody serves.
house_sql() { # SQL
	if [ "$engine" = sqlite ]; then
		sqlite3 "$data/kontor.db" "$1"
	else
		psql -qtAX -d "w_$age" -c "$1"
	fi
}

# ---- what is prepared in it ----

catalog_item() { # PRODUCT
	get "/v1/products/$1/skus/0001/availabilities?country=DE" |
	    jq -r '.items[0].catalogItemId'
}

# Carts of two lines of these customers, and the file that checks them out.
make_carts() { # COUNT IDS
	local first second
	first=$(catalog_item KS19WSSTD001)
	second=$(catalog_item KS19WSDC0001)
	awk -v count="$1" -v first="$first" -v second="$second" '
	    { id[NR - 1] = $1 }
	    END { for (i = 0; i < count; i++)
	        printf "POST /v1/customers/%s/carts {\"lineItems\":" \
	            "[{\"id\":0,\"catalogItemId\":\"%s\",\"quantity\":2}," \
	            "{\"id\":1,\"catalogItemId\":\"%s\",\"quantity\":1}]}\n",
	            id[i % NR], first, second }' "${2:-$data/customer-ids}" \
	    >"$work/carts"
	send_all 201 "$work/carts" "$work/carts.out"
	jq -r '"POST /v1" + .links.self.uri + "/checkout"' "$work/carts.out" \
	    >"$work/checkouts"
}

# Orders, and what of them is asked for later.
make_orders() { # COUNT IDS
	make_carts "$@"
	send_all 201 "$work/checkouts" "$work/placed"
}

customers_file() { # COUNT WORD
	local n
	for n in $(seq "$1"); do
		echo "POST /v1/customers {\"companyProfile\":{\"domain\":\"$2$n.example\"},\"billingProfile\":{\"email\":\"orders@$2$n.example\",\"culture\":\"de-DE\",\"language\":\"de\",\"companyName\":\"Bench $n GmbH\",\"defaultAddress\":{\"firstName\":\"Ada\",\"lastName\":\"Beispiel\",\"addressLine1\":\"Hafenstr. $n\",\"city\":\"Kiel\",\"postalCode\":\"24103\",\"country\":\"DE\"}}}"
	done
}

# Nothing is sold to who has not agreed.
agreements_file() { # IDS
	local template
	template=$(get "/v1/agreements?agreementType=MicrosoftCustomerAgreement" |
	    jq -r '.items[0].templateId')
	awk -v template="$template" '{
	    printf "POST /v1/customers/%s/agreements {\"primaryContact\":" \
	        "{\"firstName\":\"Ada\",\"lastName\":\"Beispiel\",\"email\":" \
	        "\"orders@bench.example\"},\"templateId\":\"%s\",\"type\":" \
	        "\"MicrosoftCustomerAgreement\",\"dateAgreed\":" \
	        "\"2021-06-18T00:00:00Z\"}\n", $1, template }' "$1"
}

# One customer more; its id.
make_customer() { # WORD
	customers_file 1 "$1" >"$work/one"
	send_all 201 "$work/one" "$work/one.out"
	jq -r .id "$work/one.out" >"$work/one-id"
	agreements_file "$work/one-id" >"$work/one"
	send_all 201 "$work/one" "$work/one.out"
	cat "$work/one-id"
}
