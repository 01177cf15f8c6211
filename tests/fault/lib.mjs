/*
 * Servers behind the shim, each on a copy of one demo folder.
 *
 *   test('a full disk is said', async (k) => {
 *           const it = await k.serve();
 *           it.faults({ MATCH: DATABASE, BUDGET: 0 });
 *           ...
 *   });
 *
 * A server is a `k` of tests/api/lib.mjs, so its callers work. It must end with
 * 0 when the test is over, unless the test waited for `it.gone` itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync,
	readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export { admin, caller, customer, equal, ok, partner, pause, program, send,
	token, uuid, withRole } from '../api/lib.mjs';
import { equal, pause } from '../api/lib.mjs';
import { runEnds, until } from '../common.mjs';

export { until };

export const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/* Without sanitizers: it starts often, and only its own functions for memory can
 * be made to fail. With them, those of the disk run all the same. */
export const binary = process.env.KONTOR_PLAIN ?? join(root, 'build', 'kontor');
export const full = process.env.KONTOR_FULL === '1';
export const postgres = process.env.KONTOR_TEST_POSTGRES;

/* enum match of shim.c, and numbers of errno.h */
export const DATABASE = 1, LOG = 2, OTHERS = 4, STDERR = 8, TEMPORARY = 16,
	FILE = 32;
export const EIO = 5, EAGAIN = 11, ENOSPC = 28, EROFS = 30;
export const DISK = DATABASE | OTHERS | TEMPORARY;

/* enum control, in its order */
const names = ['ACTIVE', 'MATCH', 'WRITE_ERRNO', 'BUDGET', 'FSYNC_ERRNO',
	'FSYNC_DELAY_MS', 'SHORT', 'OPEN_ERRNO', 'CLOCK_STEP_S', 'THREAD_ERRNO',
	'MEMORY_FAILS', 'MEMORY_STICKS', 'MEMORY_COUNT', 'HITS', 'SYNCS',
	'WRITE_FAILS_AT', 'THREAD_AT'];

export class Control {
	constructor(path) {
		this.path = path;
		writeFileSync(path, Buffer.alloc(512), { mode: 0o666 });
		this.fd = openSync(path, 'r+');
		this.#put('BUDGET', -1);
	}

	#put(name, value) {
		const bytes = Buffer.alloc(8);
		const at = names.indexOf(name);

		if (at < 0)
			throw new Error(`no control ${name}`);
		bytes.writeBigInt64LE(BigInt(value));
		writeSync(this.fd, bytes, 0, 8, at * 8);
	}

	get(name) {
		const bytes = Buffer.alloc(8);

		readSync(this.fd, bytes, 0, 8, names.indexOf(name) * 8);
		return Number(bytes.readBigInt64LE());
	}

	/* These from now on, at once; ACTIVE comes last. */
	set(faults) {
		for (const [name, value] of Object.entries(faults))
			this.#put(name, value);
		this.#put('ACTIVE', 1);
	}

	/* All is well again. */
	clear() {
		this.#put('ACTIVE', 0);
		for (const name of names)
			if (!['HITS', 'SYNCS', 'MEMORY_COUNT'].includes(name))
				this.#put(name, name === 'BUDGET' ? -1 : 0);
	}
}

/* ---- the shim ---- */

let shim;

function tool(name, words) {
	const run = spawnSync(name, words, { encoding: 'utf8' });

	if (run.status !== 0)
		throw new Error(`${name} ${words.join(' ')}: ${run.error ??
			run.stderr}`);
	return run.stdout;
}

export function shimMake(dir) {
	shim = join(dir, 'shim.so');
	tool(process.env.CC ?? 'gcc', ['-std=gnu17', '-O1', '-g', '-Wall',
		'-Wextra', '-Werror', '-shared', '-fPIC', '-o', shim,
		join(root, 'tests/fault/shim.c'), '-ldl', '-lpthread']);
	return shim;
}

/* The library of a sanitizer must come first; ours is next to be asked. */
export function environment(program, dir, control, more = {}) {
	const asan = /=> (\S*libasan\S*)/.exec(tool('ldd', [program]));

	return { ...process.env, FAULT_DIR: dir, FAULT_CONTROL: control.path,
		LD_PRELOAD: [asan?.[1], shim].filter(Boolean).join(':'), ...more };
}

/* ---- a server ---- */

const START_MS = 180000, STOP_MS = 60000;

/* Whatever ends this program ends those it started. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGTERM', 'SIGINT'])
	process.on(signal, () => process.exit(1));

class Server {
	constructor(dir, flags, { env = {}, program = binary, faults = null,
		stderr = 'file', port = 0 } = {}) {
		this.dir = dir;
		this.control = new Control(`${dir}.control`);
		if (faults)
			this.control.set(faults);
		this.tokens = new Map();
		this.host = '127.0.0.1';
		this.agent = new http.Agent({ keepAlive: true });
		const log = openSync(`${dir}.log`, 'a');
		this.child = spawn(program, ['serve', '--data-dir', dir, '--listen',
			`127.0.0.1:${port}`, '--throttle=false', '--metrics-listen',
			'127.0.0.1:0', '--access-log=false', ...flags], { cwd: root,
			stdio: ['ignore', 'pipe', stderr === 'file' ? log : 'pipe'],
			env: environment(program, dir, this.control, env) });
		closeSync(log);
		running.add(this.child);
		this.child.on('exit', () => running.delete(this.child));
		this.gone = new Promise((done) => this.child.on('exit',
			(code, signal) => done({ code, signal })));
	}

	get log() {
		return readFileSync(`${this.dir}.log`, 'utf8');
	}

	/* The lines that are JSON, as objects. */
	events() {
		return this.log.split('\n').flatMap((line) => {
			try {
				return [JSON.parse(line)];
			} catch {
				return [];
			}
		});
	}

	/* Until it says where it serves; an Error when it ends before. */
	started() {
		let said = '';

		return new Promise((done, fail) => {
			const late = setTimeout(() => fail(new Error(
				`it does not start:\n${this.log}`)), START_MS);
			this.child.on('exit', (code, signal) => {
				clearTimeout(late);
				fail(new Error(`it ended with ${code ?? signal}:\n` +
					this.log.slice(-4000)));
			});
			this.child.stdout.on('data', (bytes) => {
				said += bytes;
				const at = /serves at http:\/\/[^:]*:(\d+)/.exec(said);
				if (!at || !said.includes('demo.json'))
					return;
				clearTimeout(late);
				this.port = Number(at[1]);
				this.demo = JSON.parse(readFileSync(
					join(this.dir, 'demo.json')));
				done(this);
			});
		});
	}

	faults(which) {
		this.control.set(which);
	}

	mend() {
		this.control.clear();
	}

	kill(signal) {
		this.child.kill(signal);
	}

	get running() {
		return this.child.exitCode === null &&
			this.child.signalCode === null;
	}

	/* { code, signal } of its end, asked for or not. */
	async ended() {
		const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
		const end = await this.gone;

		clearTimeout(late);
		this.waited = true;
		this.agent.destroy();
		return end;
	}

	async stop() {
		this.mend();
		this.kill('SIGTERM');
		return this.ended();
	}
}

/* ---- answers ---- */

export function get(port, path, { headers = {}, method = 'GET', body,
	agent = false } = {}) {
	return new Promise((resolve, reject) => {
		const request = http.request({ host: '127.0.0.1', port, path, method,
			headers, agent }, (response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part));
			response.on('error', reject);
			response.on('end', () => resolve({
				status: response.statusCode,
				headers: response.headers,
				text: Buffer.concat(parts).toString() }));
		});
		request.on('error', reject);
		request.end(body);
	});
}

export async function metric(it, name) {
	const port = it.events().find((e) => e.event === 'serving metrics' ||
		(/metrics/.test(e.event) && e.port))?.port;
	const { text } = await get(port, '/metrics');

	return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

export const ready = (it) => until(async () =>
	(await get(it.port, '/readyz')).status === 200, '/readyz says yes');
export const unready = (it) => until(async () => {
	const answer = await get(it.port, '/readyz');
	return answer.status === 503 && answer;
}, '/readyz says no');

/* The program as a person types it, behind the shim or not. */
export function kontor(words, { env = process.env, program = binary } = {}) {
	const run = spawnSync(program, words, { cwd: root, encoding: 'utf8', env,
		maxBuffer: 1 << 28 });

	return { status: run.status, signal: run.signal, out: run.stdout,
		err: run.stderr };
}

/* The data folder is sound: rows, secrets, files, invoices. */
export function sound(dir, more = []) {
	const { status, signal, out, err } = kontor(
		['verify', '--data-dir', dir, ...more]);

	equal([0, null], [status, signal], out + err);
}

/* ---- tests ---- */

const tests = [];
export const test = (name, fn) => tests.push({ name, fn });
/* For one that mostly waits: it runs while the others do. */
test.beside = (name, fn) => tests.push({ name, fn, beside: true });

class Keeper {
	constructor(base) {
		this.base = base;
		this.ends = [];
		this.servers = [];
	}

	later(fn) {
		this.ends.unshift(fn);
	}

	folder() {
		const dir = mkdtempSync(join(tmpdir(), 'kontor-fault-'));
		this.later(() => {
			for (const end of ['', '.log', '.control', '.record'])
				rmSync(dir + end, { recursive: true, force: true });
		});
		return dir;
	}

	copy(from = this.base) {
		const dir = this.folder();
		cpSync(from, dir, { recursive: true });
		return dir;
	}

	/* Does not wait for it to say where it serves. */
	launch(flags = [], { dir = this.copy(), ...how } = {}) {
		const it = new Server(dir, flags, how);
		this.servers.push(it);

		this.later(async () => {
			if (it.waited)
				return;
			const end = await it.stop();
			equal({ code: 0, signal: null }, end, it.log.slice(-4000));
		});
		return it;
	}

	async serve(flags = [], how = {}) {
		return this.launch(flags, how).started();
	}

	async end() {
		await runEnds(this.ends);
	}
}

async function failureOf(base, one) {
	const keeper = new Keeper(base);
	let failed = null;

	try {
		await one.fn(keeper);
	} catch (error) {
		failed = error;
		one.log = keeper.servers.map((it) => it.log.slice(-3000)).join('');
	}
	await keeper.end().catch((error) => { failed ??= error; });
	return failed;
}

async function runOne(base, one, number) {
	const { name } = one;
	const begun = Date.now();
	const failed = await (one.running ?? failureOf(base, one));

	console.log(`${failed ? 'not ok' : 'ok'} ${number} - ${name}`);
	if (failed)
		console.log(`${failed.stack ?? failed}\n${one.log ?? ''}`
			.replace(/^/gm, '# '));
	else
		console.log(`# ${((Date.now() - begun) / 1000).toFixed(1)} s`);
	return failed ? 1 : 0;
}

export async function runTests() {
	const place = mkdtempSync(join(tmpdir(), 'kontor-fault-'));
	const base = join(place, 'base');
	let failed = 0;

	try {
		shimMake(place);
		const first = await new Server(base, []).started();
		equal({ code: 0, signal: null }, await first.stop());
		for (const one of tests.filter(({ beside }) => beside))
			one.running = failureOf(base, one);
		for (const [i, one] of tests.entries())
			failed += await runOne(base, one, i + 1);
		console.log(`1..${tests.length}`);
	} finally {
		rmSync(place, { recursive: true, force: true });
	}
	return failed > 0 ? 1 : 0;
}
