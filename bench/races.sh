# shellcheck shell=bash disable=SC2034,SC2154
# One function a row of the table, or a few rows. Each is called once a round
# with the engines and ages that were chosen, and records both sides of a race
# one right behind the other.

# ---- reads, beside nginx with the same bytes ----

# Both answer what a file of requests asks for.
beside_nginx() { # WORK KONTOR-FILE NGINX-FILE CLIENTS...
	local c work_name=$1 ours=$2 theirs=$3
	shift 3
	for c in "$@"; do
		race "$kontor_pid" -c "$c" -d "$(length 1)" -l \
		    "127.0.0.1:$port" "$ours" >"$work/raced" ||
		    die "$work_name: $(cat "$work/answer")"
		[ "$(jq '.status_200 == .answers' "$work/raced")" = true ] ||
		    die "$work_name: $(cat "$work/raced")"
		record "$work_name" kontor <"$work/raced"
		race "$nginx_pid" -c "$c" -d "$(length 1)" -l \
		    "127.0.0.1:$nginx_port" "$theirs" |
		    record "$work_name" nginx
	done
}

# Never one that nginx holds open.
file_name() {
	basename "$(mktemp -u "$work/www/XXXXXXXX")"
}

# The same path again and again.
one_path() { # WORK PATH CLIENTS...
	local name=$1 path=$2 file
	shift 2
	start_nginx
	file=$(file_name)
	get "$path" >"$work/www/$file" || die "GET $path fails"
	echo "GET $path" >"$work/$name.kontor"
	echo "GET /$file" >"$work/$name.nginx"
	beside_nginx "$name" "$work/$name.kontor" "$work/$name.nginx" "$@"
}

race_livez() {
	house_use sqlite fresh
	one_path livez /livez 1 64
}

# One order of two lines, and a thousand of them in turn.
race_order() {
	local e a
	start_nginx
	for e in ${engines:?}; do
		for a in ${ages:?}; do
			house_use "$e" "$a"
			make_orders 1000
			jq -r '"/v1" + .orders[0].links.self.uri' \
			    "$work/placed" >"$work/paths"
			# shellcheck disable=SC2086 # words
			one_path order "$(head -n 1 "$work/paths")" \
			    $read_clients
			[ "$a" != fresh ] || continue
			many_files "$work/paths"
			beside_nginx orders "$work/orders.kontor" \
			    "$work/orders.nginx" 64
		done
	done
}

# What all these paths give, as files of nginx; and what asks for either.
many_files() { # PATHS
	local folder
	sed 's/^/GET /' "$1" >"$work/orders.kontor"
	load -c 1 -b "$work/bodies" "127.0.0.1:$port" "$work/orders.kontor" \
	    >"$work/answer" || die "orders: $(cat "$work/answer")"
	folder=$(file_name)
	mkdir "$work/www/$folder"
	awk -v to="$work/www/$folder/" '{ file = to NR
	    printf "%s", $0 >file; close(file) }' "$work/bodies"
	seq -f "GET /$folder/%.0f" "$(wc -l <"$1")" >"$work/orders.nginx"
}

# A hundred thousand customers are in the house of a million orders.
race_customers() {
	local e a
	for e in $engines; do
		for a in $ages; do
			[ "$a" != 10k ] || continue
			house_use "$e" "$a"
			# shellcheck disable=SC2086 # words
			one_path customers "/v1/customers?size=500" \
			    $read_clients
		done
	done
}

# Signed in as a person; the cookie is the header then.
person_header() {
	local door=http://127.0.0.1:$port/signin jar=$work/jar form
	rm -f "$jar"
	form=$(curl -s -c "$jar" -b "$jar" "$door" |
	    grep -o 'name="_form" value="[^"]*"' | head -n 1 | cut -d '"' -f 4)
	curl -s -o "$work/signed-in" -c "$jar" -b "$jar" "$door" \
	    --data-urlencode "_form=$form" \
	    --data-urlencode "email=$(demo .users[0].email)" \
	    --data-urlencode "password=$(demo .users[0].password)"
	awk '$6 == "kontor_session" { print "Cookie: kontor_session=" $7 }' \
	    "$jar"
}

# A customer who bought 25 times two things.
race_page() {
	local e a id
	for e in $engines; do
		for a in $ages; do
			[ "$a" != fresh ] || continue
			house_use "$e" "$a"
			id=$(make_customer "page$RANDOM$RANDOM") || die "page"
			echo "$id" >"$work/page-id"
			make_orders 25 "$work/page-id"
			header=$(person_header)
			[ -n "$header" ] || die "no session"
			# shellcheck disable=SC2086 # words
			one_path page "/customers/$id/software" $read_clients
			header="Authorization: Bearer $token"
		done
	done
}

# ---- checkout, beside bare inserts ----

count_of() { # NAME
	curl -sf "http://127.0.0.1:$port/readyz?verbose" |
	    awk -v name="$1" '$1 == name { print $2 }'
}

# One thread or connection, the rows of that race, a commit every K orders, in
# a copy from just before it.
bare() { # K ORDERS
	if [ "$engine" = sqlite ]; then
		cp "$work/before.db" "$work/bare.db" || die "no room"
		"$build/bench/bare" -n "$2" "$work/bare.db" "$data/kontor.db" \
		    "$1" || die "bare fails"
		rm -f "$work"/bare.db*
	else
		pg_copy w_before w_bare
		"$build/bench/bare_pg" -n "$2" "$(pg_url w_bare)" \
		    "$(pg_url "w_$age")" "$since" "$1" || die "bare fails"
	fi
}

# Neither is made for a million orders: there the anchor is the race behind ten
# thousand.
before_make() {
	[ "$age" != 1m ] || return 0
	stop_kontor
	if [ "$engine" = sqlite ]; then
		cp "$data/kontor.db" "$work/before.db" || die "no room"
	else
		pg_copy "w_$age" w_before
	fi
	start_kontor
}

checkout() { # ENGINE AGE CLIENTS CARTS
	local commands commits k count=$4
	house_use "$1" "$2" new
	make_carts "$count"
	before_make
	# connections, caches and statements warm, as in the reads
	get "/v1/customers?size=10" >/dev/null
	sleep 1.1
	since=$(date +%s)
	commands=$(count_of writer_commands)
	commits=$(count_of writer_commits)
	race "$kontor_pid" -c "$3" -d "$(length 10)" "127.0.0.1:$port" \
	    "$work/checkouts" >"$work/raced" ||
	    die "checkout fails: $(cat "$work/answer")"
	[ "$(jq '.status_201 == .answers' "$work/raced")" = true ] ||
	    die "checkout: $(cat "$work/raced")"
	commands=$(($(count_of writer_commands) - commands))
	commits=$(($(count_of writer_commits) - commits))
	k=$(awk "BEGIN { print $commands / ($commits > 0 ? $commits : 1) }")
	jq -c ". + {k: $k}" "$work/raced" >"$work/checked"
	count=$(jq .answers "$work/checked")
	record checkout kontor <"$work/checked"
	peak[$1-$2]=$(jq .rate "$work/checked")
	if [ "$2" = 1m ]; then
		return
	fi
	stop_kontor
	bare "$k" "$count" >"$work/limit"
	jq -c ". + {clients: $3}" "$work/limit" | record checkout bare
	[ "$2" = 10k ] || return 0
	bare 1 300 >"$work/commit-$1"
	age=1m record checkout "itself at 10 k" <"$work/checked"
}

declare -A peak=()

race_checkout() {
	local e a
	for e in $engines; do
		for a in $ages; do
			checkout "$e" "$a" "${checkout_clients[$e]}" \
			    "${checkout_carts[$e]}"
		done
	done
}

# ---- the order path: a customer, its agreement, a cart, checkout ----

race_path() {
	local e a took count=${path_customers:?}
	for e in $engines; do
		for a in $ages; do
			[ "$a" = 10k ] || continue
			house_use "$e" "$a"
			took=0
			customers_file "$count" "path$RANDOM$RANDOM-" \
			    >"$work/path"
			path_step 201
			jq -r .id "$work/path.out" >"$work/path-ids"
			agreements_file "$work/path-ids" >"$work/path"
			path_step 201
			make_carts_file "$count"
			path_step 201
			jq -r '"POST /v1" + .links.self.uri + "/checkout"' \
			    "$work/path.out" >"$work/path"
			path_step 201
			awk -v took="$took" -v count="$count" 'BEGIN {
			    printf "{\"clients\":16,\"rate\":%f}", count / took
			    }' | record path kontor
			[ ! -s "$work/vendure" ] ||
			    record path Vendure <"$work/vendure"
		done
	done
}

path_step() { # STATUS; adds to took
	race "$kontor_pid" -c 16 -b "$work/path.out" "127.0.0.1:$port" \
	    "$work/path" >"$work/raced" || die "path: $(cat "$work/answer")"
	[ "$(jq ".status_$1 // 0" "$work/raced")" = "$count" ] ||
	    die "path: $(cat "$work/raced") $(head -c 300 "$work/path.out")"
	took=$(jq ".seconds + $took" "$work/raced")
}

make_carts_file() { # COUNT
	local first second
	first=$(catalog_item KS19WSSTD001)
	second=$(catalog_item KS19WSDC0001)
	awk -v first="$first" -v second="$second" '{
	    printf "POST /v1/customers/%s/carts {\"lineItems\":" \
	        "[{\"id\":0,\"catalogItemId\":\"%s\",\"quantity\":2}," \
	        "{\"id\":1,\"catalogItemId\":\"%s\",\"quantity\":1}]}\n",
	        $1, first, second }' "$work/path-ids" >"$work/path"
}

# Once a run, before the rounds: installed, filled, warmed, raced.
shop_pid=
vendure_race() {
	local shop=$work/vendure-shop
	command -v npm >/dev/null || { say "no npm: no Vendure"; return; }
	house_use sqlite fresh
	stop_kontor
	start_postgres
	say "installing Vendure"
	mkdir -p "$cache/vendure"
	cp "$here"/vendure/* "$cache/vendure/"
	(cd "$cache/vendure" && { [ -f .installed ] ||
	    npm ci --no-audit --no-fund && touch .installed; }) \
	    >"$out/vendure.log" 2>&1 || {
		say "Vendure cannot be installed: $out/vendure.log"
		return
	}
	psql -qX -c "DROP DATABASE IF EXISTS vendure" \
	    -c "CREATE DATABASE vendure" 2>/dev/null
	(cd "$cache/vendure" && PGDATABASE=vendure node shop.js fill) \
	    >>"$out/vendure.log" 2>&1 || {
		say "Vendure cannot be filled: $out/vendure.log"
		return
	}
	say "racing Vendure"
	(cd "$cache/vendure" && PGDATABASE=vendure exec node shop.js \
	    "$shop_port") >>"$out/vendure.log" 2>&1 &
	shop_pid=$!
	wait_for "http://127.0.0.1:$shop_port/health" "$shop_pid" || {
		say "Vendure does not start: $out/vendure.log"
		return
	}
	node "$here/vendure/order.mjs" "$shop_port" 16 "$(length 5)" \
	    >"$shop" 2>>"$out/vendure.log" || {
		say "Vendure takes no orders: $out/vendure.log"
		rm -f "$shop"
	}
	stop_process "$shop_pid"
	shop_pid=
	[ ! -s "$shop" ] || mv "$shop" "$work/vendure"
}

# ---- open loop at half the peak, whoever waits ----

record_tail() { # WORK: the raced beside a bare commit
	jq -c '. + {value: .p99_us, unit: "us"}' "$work/raced" |
	    record "$1" kontor
	jq -c "{clients: 64, value: .commit_p50_us, unit: \"us\"}" \
	    "$work/commit-$engine" | record "$1" "bare commit"
}

open_loop() { # RATE FILE
	race "$kontor_pid" -c 64 -r "$1" "127.0.0.1:$port" "$2" >"$work/raced" ||
	    die "open loop: $(cat "$work/answer")"
}

cancels_file() {
	jq -r '.orders[0] | "PATCH /v1\(.links.self.uri) " +
	    ({id: .id, status: "cancelled"} | tojson)' "$work/placed" \
	    >"$work/cancels"
}

race_tail() {
	local e rate
	for e in $engines; do
		[ -s "$work/commit-$e" ] || continue
		house_use "$e" 10k
		rate=$(awk "BEGIN { print int(${peak[$e-10k]} / 2) + 1 }")
		make_carts $((rate * ms * 2 / 1000 + 1))
		open_loop "$rate" "$work/checkouts"
		[ "$(jq '.status_201 == .answers' "$work/raced")" = true ] ||
		    die "open loop: $(cat "$work/raced")"
		record_tail "checkout p99"
		tail_of_cancel
	done
}

# First how fast it is at best.
tail_of_cancel() {
	local rate count=${cancel_count:?}
	make_orders "$count"
	cancels_file
	race "$kontor_pid" -c "${checkout_clients[$engine]}" \
	    "127.0.0.1:$port" "$work/cancels" >"$work/raced" ||
	    die "cancel: $(cat "$work/answer")"
	[ "$(jq '.status_200 == .answers' "$work/raced")" = true ] ||
	    die "cancel: $(cat "$work/raced")"
	record cancel kontor <"$work/raced"
	rate=$(jq '.rate / 2 | floor | . + 1' "$work/raced")
	make_orders $((rate * ms * 2 / 1000 + 1))
	cancels_file
	open_loop "$rate" "$work/cancels"
	record_tail "cancel p99"
}

# ---- reads while others are busy ----

# A steady stream of small reads, alone and beside something.
small_reads() { # WORK WHO
	race "$kontor_pid" -c 16 -r "${small_rate:?}" -d "$(length 2)" -l \
	    "127.0.0.1:$port" "$work/order.small" |
	    jq -c '. + {value: .p99_us, unit: "us"}' | record "$1" "$2"
}

race_mixed() {
	local e busy
	for e in $engines; do
		house_use "$e" 10k
		make_orders 1
		jq -r '"GET /v1" + .orders[0].links.self.uri' "$work/placed" \
		    >"$work/order.small"
		make_carts $((${checkout_carts[$e]} * 4))
		small_reads "order beside checkouts" alone
		load -c "${checkout_clients[$e]}" -d "$(length 3)" \
		    "127.0.0.1:$port" "$work/checkouts" >"$work/busy" &
		busy=$!
		sleep 0.5
		small_reads "order beside checkouts" kontor
		wait "$busy"
		echo "GET /v1/customers?size=500" >"$work/big"
		small_reads "order beside lists" alone
		load -c 8 -d "$(length 3)" -l "127.0.0.1:$port" \
		    "$work/big" >"$work/busy" &
		busy=$!
		sleep 0.5
		small_reads "order beside lists" kontor
		wait "$busy"
		race_slow
	done
}

# ---- connections that do little ----

threads_of() { # PID
	awk '/^Threads/ { print $2 }' "/proc/$1/status"
}

rss_kb() { # PID
	awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

# Slabs, socket buffers and page tables, of everybody; alone with the server.
kernel_kb() {
	awk '/^(SUnreclaim|PageTables|KernelStack):/ { sum += $2 }
	    END { print sum }' /proc/meminfo
}

crowd_begin() { # what crowd takes
	coproc crowd { exec "$build/bench/crowd" "$@"; }
	# shellcheck disable=SC2154 # coproc makes it
	read -r _ <&"${crowd[0]}" || die "no crowd"
}

crowd_end() {
	local pid=$crowd_PID
	eval "exec ${crowd[1]}>&-"
	cat <&"${crowd[0]}" >/dev/null
	wait "$pid" 2>/dev/null
}

# Three hundred ask for lists and read a kilobyte a second.
race_slow() {
	small_reads "order beside slow readers" alone
	crowd_begin "$port" 300 "/v1/customers?size=500" "$header"
	small_reads "order beside slow readers" kontor
	crowd_end
}

race_idle() {
	local rss kernel count=${idle_count:?}
	house_use sqlite fresh
	stop_kontor
	(ulimit -n "$(ulimit -Hn)" 2>/dev/null; true)
	start_kontor --idle-seconds 600
	get /livez >/dev/null
	rss=$(rss_kb "$kontor_pid")
	kernel=$(kernel_kb)
	crowd_begin "$port" "$count"
	sleep 0.5
	rss=$(($(rss_kb "$kontor_pid") - rss))
	kernel=$(($(kernel_kb) - kernel))
	crowd_end
	echo "{\"value\":$(((rss + kernel) / 1024)),\"unit\":\"MiB\",\"clients\":$count}" |
	    record "idle connections" kontor
	say "        of it $((rss / 1024)) MiB its own, $((kernel / 1024)) MiB in the kernel, both ends"
	stop_kontor
}

# ---- memory and start ----

memory_record() { # WORK FIELD
	awk -v field="$2:" '$1 == field {
	    printf "{\"value\":%.1f,\"unit\":\"MiB\"}", $2 / 1024 }' \
	    "/proc/$kontor_pid/status" | record "$1" kontor
}

race_memory() {
	local e a flags n
	for e in $engines; do
		for a in $ages; do
			[ "$a" != 10k ] || continue
			house_use "$e" "$a"
			make_carts "${checkout_carts[$e]}"
			stop_kontor
			mapfile -t flags < <(kontor_flags)
			for n in 1 2 3; do
				"$build/bench/ready" "$port" /readyz \
				    "$build/kontor" serve "${flags[@]}" \
				    2>>"$out/kontor.log"
			done | sort -n | sed -n 2p |
			    jq -c '{value: (. / 1000), unit: "s"}' |
			    record "start to ready" kontor
			start_kontor
			sleep 2
			memory_record "memory idle" VmRSS
			load -c 64 "127.0.0.1:$port" "$work/checkouts" \
			    >"$work/busy"
			echo "GET /v1/customers?size=500" >"$work/big"
			load -c 64 -d "$(length 1)" -l "127.0.0.1:$port" \
			    "$work/big" >"$work/busy"
			memory_record "memory loaded" VmHWM
		done
	done
}

# ---- a file of 1 GiB ----

race_download() {
	local id entitlement file url person size=${download_bytes:?}
	house_use sqlite 10k
	start_nginx
	if [ ! -s "$work/www/big.iso" ]; then
		head -c "$size" /dev/urandom >"$work/www/big.iso"
		printf 'ProductId,SkuId,Path,Version,Language,OS,FileType,Bits,Name\nKS19WSSTD001,,big.iso,1,sv-SE,Windows,iso,64,big.iso\n' \
		    >"$work/www/files.csv"
	fi
	"$build/kontor" import files "$work/www/files.csv" --data-dir "$data" \
	    >"$out/import.log" 2>&1 || die "$(tail -n 3 "$out/import.log")"
	make_orders 1
	id=$(jq -r '.orders[0].referenceCustomerId' "$work/placed")
	entitlement=$(jq -r '.orders[0].id' "$work/placed")-0
	file=$(get "/v1/customers/$id/software/$entitlement/files" |
	    jq -r '.items[] | select(.name == "big.iso") | .fileId')
	person=$(token_of password "username=$(demo .users[0].email)" \
	    "password=$(demo .users[0].password)")
	header="Authorization: Bearer $person"
	url=$(post "/v1/customers/$id/software/$entitlement/links" \
	    "{\"fileId\":\"$file\"}" | jq -r .url)
	header="Authorization: Bearer $token"
	[ -n "$url" ] || die "no link"
	echo "GET ${url#*"127.0.0.1:$port"}" >"$work/big.kontor"
	echo "GET /big.iso" >"$work/big.nginx"
	download_one "$nginx_pid" "$nginx_port" big.nginx nginx silent
	download_one "$kontor_pid" "$port" big.kontor kontor
	download_one "$nginx_pid" "$nginx_port" big.nginx nginx
}

download_one() { # PID PORT FILE WHO silent?
	race "$1" -c 1 -n 2 -l "127.0.0.1:$2" "$work/$3" >"$work/raced" ||
	    die "download: $(cat "$work/answer")"
	[ "$(jq ".bytes >= 2 * $download_bytes" "$work/raced")" = true ] ||
	    die "download: $(cat "$work/raced")"
	[ -n "${5-}" ] || jq -c '. + {value: (.bytes / .seconds / 1048576),
	    unit: "MiB/s"} | del(.rate)' "$work/raced" | record download "$4"
}

# ---- a month of a million charges ----

seconds_of() { # COMMAND...: what it prints goes away
	local began=$EPOCHREALTIME
	"$@" >"$work/said" 2>&1 || die "$1: $(tail -n 3 "$work/said")"
	awk "BEGIN { print $EPOCHREALTIME - $began }"
}

took_record() { # WORK WHO SECONDS
	echo "{\"value\":$3,\"unit\":\"s\"}" | record "$1" "$2"
}

big_age() {
	case " $ages " in
	*" 1m "*) echo 1m ;;
	*) echo 10k ;;
	esac
}

race_invoice() {
	local e sum month number
	local -a flags
	number=$(($(date -u +%Y) * 12 + 10#$(date -u +%m) - 1))
	month=$(date -u +%Y-%m)
	sum="SELECT currency, count(*), sum(net_minor), sum(tax_minor),
	    sum(gross_minor) FROM charge WHERE partner_id = 1
	    AND month = $number GROUP BY currency"
	for e in $engines; do
		house_use "$e" "$(big_age)"
		stop_kontor
		house_sql "DELETE FROM invoice WHERE month = $number;
		    DELETE FROM invoice_prepared;
		    DELETE FROM invoice_run" >/dev/null
		flags=(--data-dir "$data" --database "$database" --log-level warn)
		seconds_of house_sql "$sum" >/dev/null # both find it in memory
		took_record "invoice run" kontor "$(seconds_of \
		    "$build/kontor" invoice run "$month" now "${flags[@]}")"
		took_record "invoice run" "one SQL sum" \
		    "$(seconds_of house_sql "$sum")"
		house_use "$e" "$age"
		reconcile "$number"
	done
}

# The month that was just billed, as a file.
reconcile() { # MONTH
	local invoice rows
	invoice=$(get "/v1/invoices?size=100" | jq -r \
	    "[.items[]] | max_by(.totalCharges) | .id")
	[ -n "$invoice" ] || die "no invoice"
	took_record csv kontor "$(seconds_of curl -sf -H "$header" \
	    -o "$work/lines.csv" \
	    "http://127.0.0.1:$port/v1/invoices/$invoice/reconciliation/csv")"
	rows=$(wc -l <"$work/lines.csv")
	say "        $rows lines, $(($(wc -c <"$work/lines.csv") / 1048576)) MiB"
	took_record csv "$([ "$engine" = sqlite ] && echo "sqlite3 -csv" ||
	    echo "psql --csv")" "$(seconds_of lines_of "$1")"
	rm -f "$work/lines.csv" "$work/theirs.csv"
}

# Every column that the file has and a row holds.
lines_of() { # MONTH
	local sql="SELECT p.tenant_id, h.customer_id, c.name, c.domain,
	    c.country, h.order_id, h.line_number, l.product_id, l.sku_id,
	    l.availability_id, l.title, l.publisher, l.subscription_id,
	    h.kind, o.ordered_at, l.term_start_day, l.term_end_day, l.term,
	    o.billing_cycle, l.unit_minor, h.quantity, h.net_minor,
	    h.tax_minor, h.gross_minor, h.currency, h.at, h.edition_id, l.kind
	    FROM charge h
	    JOIN order_line l ON l.partner_id = h.partner_id
	    AND l.order_id = h.order_id AND l.line_number = h.line_number
	    JOIN orders o ON o.partner_id = h.partner_id
	    AND o.order_id = h.order_id
	    JOIN customer c ON c.partner_id = h.partner_id
	    AND c.customer_id = h.customer_id
	    JOIN partner p ON p.partner_id = h.partner_id
	    WHERE h.partner_id = 1 AND h.month = $1
	    ORDER BY h.at, h.order_id, h.line_number"
	if [ "$engine" = sqlite ]; then
		sqlite3 -csv "$data/kontor.db" "$sql" >"$work/theirs.csv"
	else
		psql -qX --csv -d "w_$age" -c "$sql" >"$work/theirs.csv"
	fi
}
