# shellcheck shell=bash
# What bench/run is made of: servers, preparations, races, the table. Every
# race appends one line of JSON to bench/out/answers.jsonl.

root=$(dirname "${here:?}")
build=$root/build-release
out=$here/out
work=$(mktemp -d "${TMPDIR:-/var/tmp}/kontor-bench.XXXXXX") || exit 73
data=$work/data
port=18080
nginx_port=18081
clients="1 16 64"
# prepared carts for a race at so many clients, on the fresh and on the aged
# shellcheck disable=SC2034 # read by name
declare -A carts_fresh=([1]=300 [16]=1000 [64]=2500)
# shellcheck disable=SC2034
declare -A carts_aged=([1]=1500 [16]=4000 [64]=10000)
age_orders=10000
customer_count=500

say() {
	echo "$*" >&2
}

die() {
	say "bench: $*"
	exit 70
}

build_release() {
	{ [ -f "$build/build.ninja" ] ||
	    meson setup "$build" "$root" --buildtype=release; } \
	    >"$out/build.log" 2>&1 &&
	    ninja -C "$build" kontor bench/load bench/bare \
	        >>"$out/build.log" 2>&1 && return
	tail -n 20 "$out/build.log" >&2
	return 1
}

# ---- servers ----

kontor_pid=
nginx_pid=

start_kontor() {
	# shellcheck disable=SC2086 # flags: one word each
	"$build/kontor" serve --data-dir "$data" --listen "127.0.0.1:$port" \
	    --throttle=false --log-level warn --cart-minutes 600 \
	    --token-seconds 86400 ${KONTOR_BENCH_FLAGS-} \
	    >"$out/kontor.log" 2>&1 &
	kontor_pid=$!
	for _ in $(seq 300); do
		curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && return
		sleep 0.1
	done
	die "kontor does not start: $(tail -n 3 "$out/kontor.log")"
}

stop_kontor() {
	[ -n "$kontor_pid" ] || return 0
	kill "$kontor_pid" 2>/dev/null
	wait "$kontor_pid" 2>/dev/null
	kontor_pid=
}

# As many workers as kontor has loops, nothing logged, files kept open.
start_nginx() {
	[ -z "$nginx_pid" ] || return 0
	mkdir -p "$work/www"
	cat >"$work/nginx.conf" <<END
worker_processes $(nproc);
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 1000000000;
	open_file_cache max=100 inactive=1h;
	default_type application/json;
	client_body_temp_path $work/nginx-body;
	proxy_temp_path $work/nginx-proxy;
	fastcgi_temp_path $work/nginx-fastcgi;
	uwsgi_temp_path $work/nginx-uwsgi;
	scgi_temp_path $work/nginx-scgi;
	server { listen 127.0.0.1:$nginx_port; root $work/www; }
}
END
	chmod 755 "$work" "$work/www"
	nginx -c "$work/nginx.conf" 2>>"$work/nginx.log" &
	nginx_pid=$!
	sleep 0.5
}

stop_nginx() {
	[ -n "$nginx_pid" ] || return 0
	kill "$nginx_pid" 2>/dev/null
	wait "$nginx_pid" 2>/dev/null
	nginx_pid=
}

# ---- asking ----

demo() {
	jq -r ".partners[0]$1" "$data/demo.json"
}

sign_in() {
	token=$(curl -sf "$(demo .token_url)" -d grant_type=client_credentials \
	    -d "client_id=$(demo .client_id)" \
	    --data-urlencode "client_secret=$(demo .client_secret)" \
	    -d resource=https://graph.windows.net | jq -r .access_token)
	[ -n "$token" ] || die "no token"
}

get() {
	curl -sf -H "Authorization: Bearer $token" "http://127.0.0.1:$port$1"
}

load() {
	"$build/bench/load" -H "Authorization: Bearer $token" "$@"
}

# Hundredths of a second of a process and its children so far.
cpu_of() { # PID
	local pid
	for pid in "$1" $(pgrep -P "$1"); do
		cat "/proc/$pid/stat"
	done 2>/dev/null | sed 's/.*) //' |
	    awk '{ ticks += $12 + $13 } END { print ticks + 0 }'
}

# As load, and says what an answer cost the server of that process.
race() { # PID, what load takes
	local pid=$1 before
	shift
	before=$(cpu_of "$pid")
	load "$@" >"$work/answer" || return
	jq -c ". + {server_us: (($(cpu_of "$pid") - $before) * 10000 /
	    .answers)}" "$work/answer"
}

# Sends a file once; every answer must have the status. Bodies go to a file.
send_all() { # STATUS FILE BODIES
	local answer count
	answer=$(load -c 8 -b "$3" "127.0.0.1:$port" "$2") ||
	    die "cannot send $2"
	count=$(wc -l <"$2")
	[ "$(jq ".status_$1 // 0" <<<"$answer")" = "$count" ] ||
	    die "$2: $answer $(head -c 500 "$3")"
}

record() { # WORK PHASE WHO, JSON on standard input
	jq -c --arg work "$1" --arg phase "$2" --arg who "$3" \
	    '. + {work: $work, phase: $phase, who: $who}' |
	    tee -a "$out/answers.jsonl" |
	    jq -r '"  \(.work) \(.phase) \(.who) \(.clients): " +
	        "\(.rate | round)/s p50 \(.p50_us // 0) p99 \(.p99_us // 0) " +
	        "us, driver \(.driver_cpu_percent // 100) %"' >&2
}

# ---- preparations ----

fresh_database() {
	rm -rf "$data"
	start_kontor
	sign_in
	make_customers
}

make_customers() {
	local n
	for n in $(seq "$customer_count"); do
		echo "POST /v1/customers {\"companyProfile\":{\"domain\":\"bench$n.example\"},\"billingProfile\":{\"email\":\"orders@bench$n.example\",\"culture\":\"de-DE\",\"language\":\"de\",\"companyName\":\"Bench $n GmbH\",\"defaultAddress\":{\"firstName\":\"Ada\",\"lastName\":\"Beispiel\",\"addressLine1\":\"Hafenstr. $n\",\"city\":\"Kiel\",\"postalCode\":\"24103\",\"country\":\"DE\"}}}"
	done >"$work/customers"
	send_all 201 "$work/customers" "$work/customers.out"
	jq -r .id "$work/customers.out" >"$work/customer-ids"
	make_agreements
}

# Nothing is sold to who has not agreed.
make_agreements() {
	local template
	template=$(get "/v1/agreements?agreementType=MicrosoftCustomerAgreement" |
	    jq -r '.items[0].templateId')
	awk -v template="$template" '{
	    printf "POST /v1/customers/%s/agreements {\"primaryContact\":" \
	        "{\"firstName\":\"Ada\",\"lastName\":\"Beispiel\",\"email\":" \
	        "\"orders@bench.example\"},\"templateId\":\"%s\",\"type\":" \
	        "\"MicrosoftCustomerAgreement\",\"dateAgreed\":" \
	        "\"2021-06-18T00:00:00Z\"}\n", $1, template }' \
	    "$work/customer-ids" >"$work/agreements"
	send_all 201 "$work/agreements" "$work/agreements.out"
}

catalog_item() { # PRODUCT
	get "/v1/products/$1/skus/0001/availabilities?country=DE" |
	    jq -r '.items[0].catalogItemId'
}

# Carts of two lines, and the file that checks them out.
make_carts() { # COUNT
	local first second
	first=$(catalog_item KS19WSSTD001)
	second=$(catalog_item KS19WSDC0001)
	awk -v count="$1" -v first="$first" -v second="$second" '
	    { id[NR - 1] = $1 }
	    END { for (i = 0; i < count; i++)
	        printf "POST /v1/customers/%s/carts {\"lineItems\":" \
	            "[{\"id\":0,\"catalogItemId\":\"%s\",\"quantity\":2}," \
	            "{\"id\":1,\"catalogItemId\":\"%s\",\"quantity\":1}]}\n",
	            id[i % NR], first, second }' "$work/customer-ids" \
	    >"$work/carts"
	send_all 201 "$work/carts" "$work/carts.out"
	jq -r '"POST /v1" + .links.self.uri + "/checkout"' "$work/carts.out" \
	    >"$work/checkouts"
}

# ---- races ----

alternate() { # WORK PHASE PATH: kontor, then nginx with the same bytes
	local c
	start_nginx
	echo "GET $3" >"$work/$1.kontor"
	get "$3" >"$work/www/$1" || die "GET $3 fails"
	echo "GET /$1" >"$work/$1.nginx"
	for c in $clients; do
		race "$kontor_pid" -c "$c" -d "${seconds:?}" -l \
		    "127.0.0.1:$port" "$work/$1.kontor" |
		    record "$1" "$2" kontor
		race "$nginx_pid" -c "$c" -d "$seconds" -l \
		    "127.0.0.1:$nginx_port" "$work/$1.nginx" |
		    record "$1" "$2" nginx
	done
}

race_livez() {
	alternate livez "" /livez
}

# The lines of one customer are few here; an order has two lines.
race_order() {
	local path
	make_carts 1
	send_all 201 "$work/checkouts" "$work/placed"
	path=$(jq -r '.orders[0].links.self.uri' "$work/placed")
	alternate order "" "/v1$path"
}

race_customers() {
	alternate customers "" "/v1/customers?size=500"
}

count_of() { # NAME
	curl -sf "http://127.0.0.1:$port/readyz?verbose" |
	    awk -v name="$1" '$1 == name { print $2 }'
}

# One thread, the rows of that race, a commit every K orders.
race_bare() { # PHASE CLIENTS K ORDERS
	cp "$work/before.db" "$work/bare.db"
	"$build/bench/bare" -n "$4" "$work/bare.db" "$data/kontor.db" "$3" |
	    jq -c ". + {clients: $2}" | record checkout "$1" bare
	rm -f "$work"/bare.db*
}

# shellcheck disable=SC2004 # the index is a word: counts is no list
checkouts() { # PHASE, counts by clients in carts_PHASE
	local -n counts=carts_$1
	local c commands commits first=0 total=0
	local -A k=()
	for c in $clients; do
		total=$((total + counts[$c]))
	done
	make_carts "$total"
	stop_kontor
	cp "$data/kontor.db" "$work/before.db"
	start_kontor
	# connections, caches and statements warm, as in the reads
	get "/v1/customers?size=10" >/dev/null
	for c in $clients; do
		commands=$(count_of writer_commands)
		commits=$(count_of writer_commits)
		race "$kontor_pid" -c "$c" -s "$first" -n "${counts[$c]}" \
		    "127.0.0.1:$port" "$work/checkouts" >"$work/raced" ||
		    die "checkout fails: $(cat "$work/answer")"
		[ "$(jq .status_201 "$work/raced")" = "${counts[$c]}" ] ||
		    die "checkout: $(cat "$work/raced")"
		commands=$(($(count_of writer_commands) - commands))
		commits=$(($(count_of writer_commits) - commits))
		k[$c]=$(awk "BEGIN { print $commands / $commits }")
		jq -c ". + {k: ${k[$c]}}" "$work/raced" |
		    record checkout "$1" kontor
		first=$((first + counts[$c]))
	done
	stop_kontor
	for c in $clients; do
		race_bare "$1" "$c" "${k[$c]}" "${counts[$c]}"
	done
	start_kontor
}

race_checkout() {
	checkouts fresh
	make_carts "$age_orders"
	send_all 201 "$work/checkouts" "$work/placed"
	checkouts aged
}

# Half of what the closed loop reached, whoever waits.
race_open() {
	local rate
	rate=$(jq -s '[.[] | select(.work == "checkout" and .who == "kontor"
	    and .clients == 64)] | last.rate / 2 | floor' \
	    "$out/answers.jsonl")
	[ "$rate" -gt 0 ] || rate=1000
	make_carts $((rate * seconds))
	race "$kontor_pid" -c 64 -r "$rate" "127.0.0.1:$port" "$work/checkouts" |
	    record checkout open kontor
	race "$kontor_pid" -c 64 -r 5000 -d "$seconds" -l "127.0.0.1:$port" \
	    "$work/order.kontor" | record order open kontor
}

# ---- the table ----

table() {
	jq -r -s -f "$here/table.jq" "$out/answers.jsonl" |
	    column -t -s '|'
}
