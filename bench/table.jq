# One line for each race: medians of the rounds, the ratio, the aim.
def median: sort | if length == 0 then null else .[length / 2 | floor] end;
def aims: { "checkout fresh 64": 0.4, "checkout aged 64": 0.4,
	"order  1": 0.5, "order  16": 0.5, "order  64": 0.5,
	"customers  1": 0.3, "customers  16": 0.3, "customers  64": 0.3 };
def of($list; $name): [$list[] | .[$name] // empty] | median;
def show: if . == null then "-" else . end;
def rounded: if . == null then "-" else . * 100 | round / 100 end;
def ratios($ours; $theirs):
	[range([($ours | length), ($theirs | length)] | min)
	    | $ours[.].rate / $theirs[.].rate];

["work", "clients", "kontor/s", "anchor", "anchor/s", "ratio", "range", "aim",
	"K", "cpu us", "anchor cpu us", "p50 us", "p99 us", "p99.9 us", "driver %"],
(group_by([.work, .phase, .clients])[]
	| .[0] as $first
	| map(select(.who == "kontor")) as $ours
	| map(select(.who != "kontor")) as $theirs
	| ratios($ours; $theirs) as $ratios
	| ["\($first.work) \($first.phase)", $first.clients,
		(of($ours; "rate") | round),
		($theirs[0].who | show),
		(of($theirs; "rate") | if . == null then "-" else round end),
		($ratios | median | rounded),
		(if ($ratios | length) == 0 then "-" else
			"\($ratios | min | rounded)-\($ratios | max | rounded)"
			end),
		(aims["\($first.work) \($first.phase) \($first.clients)"]
			| show),
		(of($ours; "k") | rounded),
		(of($ours; "server_us") | rounded),
		(of($theirs; "server_us") | rounded),
		of($ours; "p50_us"), of($ours; "p99_us"),
		of($ours; "p999_us"), of($ours; "driver_cpu_percent")])
| map(tostring) | join("|")
