# shellcheck shell=bash disable=SC2034,SC2154
# What the races share: the release, servers, asking, records, the table. Every
# race appends one line of JSON to bench/out/answers.jsonl.

root=$(dirname "${here:?}")
build=${KONTOR_BENCH_BUILD:-$root/build-release}
out=$here/out
work=$(mktemp -d "${TMPDIR:-/var/tmp}/kontor-bench.XXXXXX") || exit 73

# Three ports that nobody listens on, for kontor, nginx and Vendure; another
# run takes others.
ports_find() {
	local lock
	for ((port = 18080; port < 28080; port += 3)); do
		nginx_port=$((port + 1))
		shop_port=$((port + 2))
		exec {lock}>"${work%/*}/kontor-bench-$port.lock"
		flock -n "$lock" || continue
		listens "$port" || listens "$nginx_port" ||
		    listens "$shop_port" || return 0
	done
}

listens() { # PORT
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

say() {
	printf '%4d s  %s\n' "$SECONDS" "$*" >&2
}

die() {
	say "bench: $*"
	exit 70
}

build_release() {
	say "building"
	{ [ -f "$build/build.ninja" ] ||
	    meson setup "$build" "$root" --buildtype=release; } \
	    >"$out/build.log" 2>&1 &&
	    ninja -C "$build" kontor bench/load bench/bare bench/bare_pg \
	        bench/aged bench/crowd bench/ready >>"$out/build.log" 2>&1 &&
	    return
	tail -n 20 "$out/build.log" >&2
	return 1
}

# ---- kontor ----

kontor_pid=
data=
database=

# The flags of every server that is raced, one a line.
kontor_flags() {
	printf '%s\n' --data-dir "$data" --database "$database" \
	    --listen "127.0.0.1:$port" --throttle=false --log-level warn \
	    --cart-minutes 600 --token-seconds 86400 --max-connections 16384
	# shellcheck disable=SC2086 # flags: one word each
	[ -z "${KONTOR_BENCH_FLAGS-}" ] || printf '%s\n' $KONTOR_BENCH_FLAGS
}

kontor_starts() { # FLAG...
	local flags
	mapfile -t flags < <(kontor_flags)
	"$build/kontor" serve "${flags[@]}" "$@" >"$out/kontor.log" 2>&1 &
	kontor_pid=$!
	wait_for "http://127.0.0.1:$port/readyz" "$kontor_pid"
}

start_kontor() { # FLAG...
	kontor_starts "$@" ||
	    die "kontor does not start: $(tail -n 3 "$out/kontor.log")"
}

wait_for() { # URL PID
	local _
	for _ in $(seq 1800); do
		curl -sf -o /dev/null "$1" && return
		kill -0 "$2" 2>/dev/null || return
		sleep 0.1
	done
	return 1
}

stop_process() { # PID
	[ -n "$1" ] || return 0
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	return 0
}

stop_kontor() {
	stop_process "$kontor_pid"
	kontor_pid=
}

# ---- nginx ----

nginx_pid=

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
	open_file_cache max=10000 inactive=1h;
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
	touch "$work/www/up"
	nginx -c "$work/nginx.conf" 2>>"$work/nginx.log" &
	nginx_pid=$!
	wait_for "http://127.0.0.1:$nginx_port/up" "$nginx_pid" ||
	    die "nginx does not start: $(tail -n 3 "$work/nginx.log")"
}

# ---- PostgreSQL ----

pg_pid=
pg_data=

# It refuses to run as root.
as_owner() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && exec runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

pg_bin() {
	local bin
	for bin in /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
		[ -x "$bin/initdb" ] && break
	done
	echo "$bin"
}

# One server for kontor, bare and Vendure, as safe as it comes; memory and log
# as for a machine of its own.
start_postgres() {
	local bin memory
	bin=$(pg_bin)
	[ -z "$pg_pid" ] || return 0
	pg_data=${cache:?}/postgres
	memory=$(awk '/^MemTotal/ { m = int($2 / 1024 / 8)
	    if (m < 128) m = 128; if (m > 4096) m = 4096; print m }' /proc/meminfo)
	chmod 755 "$work"
	mkdir -p "$work/pg"
	[ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"
	if [ ! -f "$pg_data/PG_VERSION" ]; then
		rm -rf "$pg_data"
		mkdir -p "$pg_data"
		[ "$(id -u)" -ne 0 ] || chown postgres "$pg_data"
		as_owner "$bin/initdb" -D "$pg_data" -U kontor -A trust \
		    -E UTF8 --locale=C.UTF-8 --no-sync >"$out/postgres.log" ||
		    die "no PostgreSQL: $(tail -n 3 "$out/postgres.log")"
	fi
	# one that a run left which was killed
	as_owner "$bin/pg_ctl" -D "$pg_data" -m fast -w stop >/dev/null 2>&1
	as_owner "$bin/pg_ctl" -D "$pg_data" -l "$work/pg/log" -w -t 300 -o "$(
	    printf -- '-c %s ' listen_addresses= \
	        "unix_socket_directories=$work/pg" fsync=on \
	        synchronous_commit=on full_page_writes=on \
	        "shared_buffers=${memory}MB" max_wal_size=8GB \
	        checkpoint_timeout=15min wal_buffers=16MB \
	        random_page_cost=1.1 max_connections=200 jit=off \
	        autovacuum_naptime=20s)" start >>"$out/postgres.log" 2>&1 ||
	    die "no PostgreSQL: $(tail -n 3 "$work/pg/log")"
	pg_pid=$(head -n 1 "$pg_data/postmaster.pid")
	export PGHOST=$work/pg PGUSER=kontor PGDATABASE=postgres
}

stop_postgres() {
	[ -n "$pg_pid" ] || return 0
	as_owner "$(pg_bin)/pg_ctl" -D "$pg_data" -m fast -w -t 300 stop \
	    >>"$out/postgres.log" 2>&1
	pg_pid=
}

pg_url() { # DATABASE
	echo "postgresql:///$1?host=$work/pg&user=kontor"
}

pg_exists() { # DATABASE
	[ "$(psql -qtAXc "SELECT 1 FROM pg_database WHERE datname = '$1'")" \
	    = 1 ]
}

pg_copy() { # FROM TO: TO goes first
	psql -qX -v ON_ERROR_STOP=1 -c "DROP DATABASE IF EXISTS $2" \
	    -c "CREATE DATABASE $2 TEMPLATE $1 STRATEGY file_copy" 2>&1 |
	    grep -v NOTICE
	pg_exists "$2" || die "no copy of $1"
}

stop_all() {
	stop_kontor
	stop_process "$nginx_pid"
	nginx_pid=
	stop_process "${shop_pid-}"
	shop_pid=
	stop_postgres
}

# ---- asking ----

demo() {
	jq -r ".partners[0]$1" "$data/demo.json"
}

# The application's, or with two more arguments a person's.
token_of() { # GRANT [NAME=VALUE...]
	local grant=$1 word
	local -a more=()
	shift
	for word in "$@"; do
		more+=(--data-urlencode "$word")
	done
	curl -sf "http://127.0.0.1:$port/$(demo .tenant_id)/oauth2/token" \
	    -d "grant_type=$grant" -d "client_id=$(demo .client_id)" \
	    --data-urlencode "client_secret=$(demo .client_secret)" \
	    -d resource=https://graph.windows.net "${more[@]}" |
	    jq -r .access_token
}

sign_in() {
	token=$(token_of client_credentials)
	[ -n "$token" ] || die "no token"
	header="Authorization: Bearer $token"
}

get() {
	curl -sf -H "$header" "http://127.0.0.1:$port$1"
}

post() { # PATH JSON
	curl -sf -H "$header" -H "Content-Type: application/json" \
	    "http://127.0.0.1:$port$1" -d "$2"
}

load() {
	"$build/bench/load" -H "$header" "$@"
}

# Hundredths of a second of a process and its children so far; of a server of
# PostgreSQL what else ran for it, too.
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
	    ([.answers, 1] | max))}" "$work/answer"
}

length() { # TIMES: seconds of so many races
	awk "BEGIN { print $1 * ${ms:?} / 1000 }"
}

# Sends a file once; every answer must have the status. Bodies go to a file.
send_all() { # STATUS FILE BODIES
	local answer count
	answer=$(load -c 16 -b "$3" "127.0.0.1:$port" "$2") ||
	    die "cannot send $2: ${answer-}"
	count=$(wc -l <"$2")
	[ "$(jq ".status_$1 // 0" <<<"$answer")" = "$count" ] ||
	    die "$2: $answer $(head -c 500 "$3")"
}

# One line of the answers. VALUE, ANCHOR: what the ratio is made of.
record() { # WORK WHO, JSON on standard input
	jq -c --arg work "$1" --arg who "$2" --arg engine "$engine" \
	    --arg age "$age" \
	    '{work: $work, engine: $engine, age: $age, clients: 0} + . +
	        {who: $who}' |
	    tee -a "$out/answers.jsonl" |
	    jq -r '"        \(.work) \(.engine) \(.age) \(.who)" +
	        (if .clients > 0 then " \(.clients)" else "" end) + ": " +
	        ([if .rate then "\(.rate * 10 | round / 10)/s" else empty end,
	          if .p50_us then "p50 \(.p50_us) p99 \(.p99_us) us"
	          else empty end,
	          if .value then "\(.value)" else empty end,
	          if .driver_cpu_percent then
	              "driver \(.driver_cpu_percent) %" else empty end]
	         | join(", "))' >&2
}

# ---- the table ----

table() {
	jq -r -s -f "$here/table.jq" "$out/answers.jsonl" |
	    column -t -s '|'
}
