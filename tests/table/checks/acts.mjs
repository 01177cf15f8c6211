/*
 * What a write does, and does once: dry run, replay, twins, a lost answer.
 * One act at a time: the whole database is compared.
 */
import http from 'node:http';
import net from 'node:net';

import { equal, ok, uuid } from '../../api/lib.mjs';
import { adminToken, ask, bytes, bytesOf, dry, pathOf, queryOf, shapeOf } from
	'../table.mjs';
import { census, changed, delta, digest } from '../rows.mjs';

const with_id = (example, id = uuid()) => ({ headers: { ...example.headers,
	'MS-RequestId': id, 'MS-CorrelationId': id } });

/* The effect of a call, as the census tells it. */
async function effect(w, fn) {
	const before = await census(w.rows);
	const result = await fn();

	return [delta(before, await census(w.rows)), result];
}

const activity = (effects) => effects['activity.rows'];

/* One effect like that of the first, single call. */
function once(act, effects) {
	if (act.twice)
		equal(activity(act.single), activity(effects), 'activity rows');
	else
		equal(act.single, effects);
}

/*
 * The dry run changes nothing, not even what is kept of requests; the real
 * call with the same id then works, and answers the same.
 */
async function dryRun(w, route, act) {
	const ex = await act.fresh();
	const id = with_id(ex);
	const before = await digest(w.rows, true);
	const tried = await ask(w.k, route, ex, { ...id, query: dry(ex) });

	equal([], changed(before, await digest(w.rows, true)), 'in the dry run');
	equal(route.status, tried.status, tried.text);
	const [effects, real] = await effect(w, () => ask(w.k, route, ex, id));

	act.ex = ex;
	act.id = id;
	act.real = real;
	act.single = effects;
	act.twice = ex.twice;
	equal(route.status, real.status, real.text);
	if (!ex.nothing)
		ok(Object.keys(effects).length > 0, 'the act left nothing');
	equal(shapeOf(real), shapeOf(tried));
	equal(real.headers.location === undefined,
		tried.headers.location === undefined, 'Location');
}

async function replay(w, route, act) {
	const before = await digest(w.rows);
	const again = await ask(w.k, route, act.ex, act.id);

	equal(bytes(act.real), bytes(again));
	equal(act.real.headers['ms-requestid'], again.headers['ms-requestid']);
	equal([], changed(before, await digest(w.rows)), 'in the replay');
}

const agents = [0, 1].map(() => new http.Agent({ keepAlive: true }));

async function twins(w, route, act) {
	const ex = await act.fresh();
	const id = with_id(ex);
	const [effects, answers] = await effect(w, () => Promise.all(agents.map(
		(agent) => ask(w.k, route, ex, { ...id, agent }))));

	equal(route.status, answers[0].status, answers[0].text);
	equal(bytes(answers[0]), bytes(answers[1]));
	once(act, effects);
}

/* Sent whole, and the line cut before the answer was read. */
async function sendAndLeave(w, route, ex, headers) {
	const body = ex.body === undefined ? '' : bytesOf(ex.body);
	const head = { Host: `${w.k.host}:${w.k.port}`,
		Authorization: `Bearer ${await adminToken(w.k, route.n)}`,
		...(ex.body !== undefined && { 'Content-Type':
			'application/json; charset=utf-8' }),
		'Content-Length': Buffer.byteLength(body), ...headers };

	await new Promise((resolve, reject) => {
		const socket = net.connect(w.k.port, w.k.host);

		socket.on('error', reject);
		socket.write(`${route.method} ${pathOf(route, ex.params)}${
			queryOf(ex.query)} HTTP/1.1\r\n${Object.entries(head)
			.map(([name, value]) => `${name}: ${value}\r\n`)
			.join('')}\r\n`);
		socket.write(body, () => {
			socket.destroySoon();
			socket.on('close', resolve);
			socket.resume();
			setTimeout(() => socket.destroy(), 0);
		});
	});
}

/* settled: the act is awaited before it is asked for again; else they race. */
const lost = (settled) => async (w, route, act) => {
	const ex = await act.fresh();
	const id = with_id(ex);
	const [effects, answer] = await effect(w, async () => {
		const before = JSON.stringify(await census(w.rows));

		await sendAndLeave(w, route, ex, id.headers);
		for (let i = 0; settled && i < 200; i++) {
			if (JSON.stringify(await census(w.rows)) !== before)
				break;
			await new Promise((r) => setTimeout(r, 10));
		}
		return ask(w.k, route, ex, id);
	});

	equal(route.status, answer.status, answer.text);
	equal(bytes(answer), bytes(await ask(w.k, route, ex, id)));
	once(act, effects);
};

/* Without an id each call stands for itself: no answer is given again. */
export async function acts(w, route, fresh) {
	const act = { fresh };
	const checks = { 'dry run': dryRun, 'replay': replay, 'twins': twins,
		'lost answer, asked again at once': lost(false),
		'lost answer, asked again when done': lost(true) };
	const results = [];

	for (const [name, check] of Object.entries(checks)) {
		try {
			ok(name === 'dry run' || act.real,
				'there was no first call');
			await check(w, route, act);
			results.push({ name });
		} catch (error) {
			results.push({ name, error });
		}
	}
	return { results, real: act.real, ex: act.ex };
}

export const doneWith = () => agents.forEach((agent) => agent.destroy());
