/*
 * Servers with settings of their own on copies of one demo folder, and what
 * tests of operations ask them.
 *
 *   test('it says it is ready', async (k) => {
 *           const server = await k.serve(['--metrics-listen', k.any]);
 *           ...
 *   });
 *
 * What a test started ends with it; that it ended well is part of the test.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { equal, ok, pause, startServer } from '../api/lib.mjs';
import { runEnds, until } from '../common.mjs';

export { until };

export { equal, ok, pause } from '../api/lib.mjs';

export const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/* Without sanitizers, which need memory of their own. */
export const plain = process.env.KONTOR_PLAIN ?? join(root, 'build', 'kontor');
export const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');
export const any = '127.0.0.1:0';
export const full = process.env.KONTOR_FULL === '1';

const tests = [];
export const test = (name, fn) => tests.push({ name, fn });

/* The lines of a log; each must be one JSON object with its first members. */
export function logLines(server) {
	return server.log.split('\n').filter((l) => l !== '').map((line) => {
		const event = JSON.parse(line);

		equal(['at', 'level', 'event'], Object.keys(event).slice(0, 3));
		return event;
	});
}

/* It is told after the address of people, a moment later. */
export function portSaid(server, event) {
	const line = new RegExp(`"event":"${event}","port":(\\d+)`);

	for (let i = 0; i < 100 && !line.test(server.log); i++)
		spawnSync('sleep', ['0.05']);
	return Number(line.exec(server.log)[1]);
}

/* One answer; never rejects an answer for its status. */
export function get(port, path, { headers = {}, method = 'GET', body,
	host = '127.0.0.1', agent = false } = {}) {
	return new Promise((resolve, reject) => {
		const request = http.request({ host, port, path, method, headers,
			agent }, (response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part));
			response.on('error', reject);
			response.on('end', () => resolve({
				status: response.statusCode,
				headers: response.headers,
				bytes: Buffer.concat(parts),
				text: Buffer.concat(parts).toString(),
			}));
		});
		request.on('error', reject);
		request.end(body);
	});
}

/* Bytes as they are; gives all that came until the other side closed. */
export function raw(port, bytes, { patience = 3000 } = {}) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, '127.0.0.1');
		let got = '';

		socket.setTimeout(patience, () => socket.destroy());
		socket.on('connect', () => socket.write(bytes));
		socket.on('data', (part) => { got += part.toString('latin1'); });
		socket.on('close', () => resolve(got));
		socket.on('error', (error) =>
			(got === '' ? reject(error) : resolve(got)));
	});
}

/* The program as a person types it; { status, out, err }. */
export function kontor(words, { env = {}, input, cwd = root } = {}) {
	const run = spawnSync(program, words, { cwd, input, encoding: 'utf8',
		env: { ...process.env, ...env }, maxBuffer: 1 << 28 });

	return { status: run.status, signal: run.signal, out: run.stdout,
		err: run.stderr };
}

export function command(name, words, options = {}) {
	const run = spawnSync(name, words, { encoding: 'utf8', ...options });

	if (run.error)
		throw run.error;
	return { status: run.status, out: run.stdout, err: run.stderr };
}

/* A PostgreSQL server with these databases: gives an address by its name. */
export function postgres(k, names) {
	const dir = mkdtempSync('/tmp/kontor-pg-');
	const tool = join(root, 'tools/postgres-for-tests');

	chmodSync(dir, 0o755);
	k.later(() => {
		command(tool, ['stop', join(dir, 'pg')]);
		rmSync(dir, { recursive: true, force: true });
	});
	const run = command(tool, ['start', join(dir, 'pg')]);
	equal(0, run.status, run.err);
	const address = run.out.trim();
	const of = (name) => address.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);

	for (const name of names)
		equal(0, command('psql', ['-q', '-c', `CREATE DATABASE ${name}`,
			address]).status);
	return of;
}

/* A port nobody listens on at the moment. */
export function freePort() {
	return new Promise((resolve, reject) => {
		const server = net.createServer();

		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

/* ---- what a test has ---- */

class Keeper {
	constructor(base) {
		this.base = base; /* a demo folder; do not write into it */
		this.any = any;
		this.ends = [];
	}

	/* Runs fn when the test is over, last first. */
	later(fn) {
		this.ends.unshift(fn);
	}

	folder() {
		const dir = mkdtempSync(join(tmpdir(), 'kontor-ops-'));
		this.later(() => rmSync(dir, { recursive: true, force: true }));
		return dir;
	}

	async serve(flags = [], like = this.base, file = program) {
		const server = await startServer(flags, like, file);

		this.later(() => server.stop());
		return server;
	}

	/* Another program that goes on until the end of the test. */
	start(name, words, options = {}) {
		const child = spawn(name, words,
			{ stdio: ['ignore', 'ignore', 'pipe'], ...options });
		const gone = new Promise((done) =>
			child.on('exit', (code, signal) => done({ code, signal })));
		let said = '';

		child.stderr?.on('data', (part) => { said += part; });
		this.later(async () => {
			if (child.exitCode === null && child.signalCode === null)
				child.kill('SIGTERM');
			await gone;
		});
		return { child, gone, get said() { return said; } };
	}

	async end() {
		await runEnds(this.ends);
	}
}

async function runOne(base, { name, fn }, number) {
	const keeper = new Keeper(base);
	let failed = null;

	try {
		await fn(keeper);
	} catch (error) {
		failed = error;
	}
	await keeper.end().catch((error) => { failed ??= error; });
	console.log(`${failed ? 'not ok' : 'ok'} ${number} - ${name}`);
	if (failed)
		console.log(String(failed.stack ?? failed).replace(/^/gm, '# '));
	return failed ? 1 : 0;
}

/* words: only tests whose names hold one of them. */
export async function runTests(words = []) {
	const chosen = tests.filter(({ name }) => words.length === 0 ||
		words.some((word) => name.includes(word)));
	const first = await startServer();
	let failed = 0;

	await first.stop({ keep: true });
	for (const [i, one] of chosen.entries())
		failed += await runOne(first.dir, one, i + 1);
	rmSync(first.dir, { recursive: true, force: true });
	console.log(`1..${chosen.length}`);
	return failed > 0 ? 1 : 0;
}

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
