# One line for each race: medians of the rounds, the ratio, the aim.
# Of a race there are lines of kontor's and of its anchor's, in turn.
def median: sort | if length == 0 then null else .[length / 2 | floor] end;
def least($n): { least: $n };
def most($n): { most: $n };
def aim:
	if .work == "checkout" and .age == "1m" then least(0.8)
	elif .work == "checkout" and .engine == "sqlite" then least(0.5)
	elif .work == "checkout" then least(0.3)
	elif .work == "order" or .work == "orders" then least(0.5)
	elif .work == "customers" then least(0.3)
	elif .work == "page" then least(0.25)
	elif .work == "checkout p99" or .work == "cancel p99" then most(20)
	elif .work == "download" then least(0.9)
	elif .work == "invoice run" then most(5)
	elif .work == "csv" then most(2)
	elif .work == "path" then least(200)
	elif .work == "memory idle" then most(32) + { plain: true }
	elif .work == "memory loaded" then most(128) + { plain: true }
	elif .work == "start to ready" then most(0.1) + { plain: true }
	elif .work == "idle connections" then most(200) + { plain: true }
	else {} end;
def of($list; $name): [$list[] | .[$name] // empty] | median;
def show: if . == null then "-" else . end;
def short:
	if . == null then "-"
	elif . >= 100 then round
	elif . >= 1 then . * 10 | round / 10
	else . * 1000 | round / 1000 end;
def ratio: if . == null then "-" elif . >= 20 then round
	else . * 100 | round / 100 end;
def value: .value // .rate;
def ratios($ours; $theirs):
	[range([($ours | length), ($theirs | length)] | min)
	    | ($ours[.] | value) / ($theirs[.] | value)];
def aim_text: if .least then ">= \(.least)" elif .most then "<= \(.most)"
	else "-" end;
# on the median; a tie is met
def met($x): if $x == null or (.least == null and .most == null) then "-"
	elif (.least and $x >= .least) or (.most and $x <= .most) then "met"
	else "MISSED" end;
def order: ["checkout", "checkout p99", "cancel", "cancel p99", "order",
	"orders", "customers", "page", "download", "invoice run", "csv", "path",
	"memory idle", "memory loaded", "start to ready", "idle connections"];
def place: (.work as $w | order | index($w)) // 99;

["work", "engine", "orders", "clients", "kontor", "anchor", "unit", "anchor is",
	"ratio", "range", "aim", "", "K", "cpu us", "anchor's", "p50 us",
	"p99 us", "p99.9 us", "driver %"],
(group_by([place, .work, (.engine != "sqlite"),
	({ fresh: 0, "10k": 1 }[.age] // 2), .clients])[]
	| .[0] as $first
	| map(select(.who == "kontor")) as $ours
	| map(select(.who != "kontor")) as $theirs
	| ratios($ours; $theirs) as $ratios
	| ($first | aim) as $aim
	| (if $aim.plain then [$ours[] | value] | median
	   else $ratios | median end) as $judged
	| [$first.work, $first.engine, $first.age,
		(if $first.clients > 0 then $first.clients else "-" end),
		([$ours[] | value] | median | short),
		([$theirs[] | value] | median | short),
		($first.unit // "/s"),
		($theirs[0].who // "-"),
		($ratios | median | ratio),
		(if ($ratios | length) == 0 then "-" else
			"\($ratios | min | ratio)-\($ratios | max | ratio)"
			end),
		($aim | aim_text), ($aim | met($judged)),
		(of($ours; "k") | ratio),
		(of($ours; "server_us") | ratio),
		(of($theirs; "server_us") | ratio),
		(of($ours; "p50_us") | show), (of($ours; "p99_us") | show),
		(of($ours; "p999_us") | show),
		(of($ours; "driver_cpu_percent") | show)])
| map(tostring | if . == "" then " " else . end) | join("|")
