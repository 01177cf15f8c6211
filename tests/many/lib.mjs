/*
 * Processes that share a database and a data folder. A test gets the house:
 *
 *   test('what one does the other sees', async (house) => {
 *           const [a, b] = house.pair;
 *           ...
 *   });
 *
 * a and b are servers as tests/api and tests/web know them; tokens of one are
 * used at the other, as through a proxy that gives each call to anybody.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync,
	rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';

import { equal, ok, pause } from '../api/lib.mjs';
import { program, root } from '../ops/lib.mjs';

export { equal, ok, pause } from '../api/lib.mjs';
export { kontor, root, until } from '../ops/lib.mjs';

const tests = [];
export const test = (name, fn) => tests.push({ name, fn });
/* For tests/requirements: what the files imported so far hold. */
export const testNames = () => tests.map(({ name }) => name);

/*
 * Takes mail, and keeps the Message-ID of each. While silent it takes them and
 * never says so: they are under way. slow: milliseconds that each takes.
 */
async function mailServer() {
	const mail = { got: [], silent: false, slow: 0 };
	const sockets = new Set();
	const server = net.createServer((socket) => {
		let waiting = '', data = null;
		const say = (line) => socket.write(`${line}\r\n`);

		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => {});
		socket.on('data', (bytes) => {
			waiting += bytes.toString('latin1');
			for (let end; (end = waiting.indexOf('\r\n')) >= 0;) {
				const line = waiting.slice(0, end);

				waiting = waiting.slice(end + 2);
				if (data === null && line === 'DATA') {
					data = '';
					say('354 go on');
				} else if (data !== null && line === '.') {
					mail.got.push({ id: /^message-id: *(\S+)/im
						.exec(data)[1], data });
					data = null;
					if (!mail.silent)
						setTimeout(() => say('250 ok'), mail.slow);
				} else if (data !== null) {
					data += `${line}\r\n`;
				} else {
					say('250 ok');
				}
			}
		});
		say('220 test');
	});

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	mail.url = `smtp://127.0.0.1:${server.address().port}`;
	mail.close = () => {
		for (const socket of sockets)
			socket.destroy();
		server.close();
	};
	return mail;
}

class House {
	constructor() {
		this.dir = mkdtempSync('/tmp/kontor-many-');
		this.data = join(this.dir, 'data');
		chmodSync(this.dir, 0o755);
		const run = spawnSync(join(root, 'tools/postgres-for-tests'),
			['start', join(this.dir, 'pg')], { encoding: 'utf8' });
		equal(0, run.status, run.stderr);
		this.database = run.stdout.trim();
		this.all = [];
		this.tokens = new Map();
		this.ends = [];
	}

	/* Runs fn when the test is over, last first. */
	later(fn) {
		this.ends.unshift(fn);
	}

	/* One statement; its first column, a row a line. */
	sql(statement) {
		const run = spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c',
			statement, this.database], { encoding: 'utf8' });

		equal(0, run.status, run.stderr);
		return run.stdout.trim();
	}

	/* Starts at once; ready() waits until it serves. */
	begin(flags = [], { data = this.data, database = this.database } = {}) {
		const at = join(this.dir, `log-${this.all.length}`);
		const log = openSync(at, 'w');
		const child = spawn(program, ['serve', '--data-dir', data,
			'--database', database, '--listen', '127.0.0.1:0',
			'--public-url', 'http://partners.example',
			'--throttle=false', ...flags],
		{ cwd: root, stdio: ['ignore', 'pipe', log] });
		const server = { child, dir: data, host: '127.0.0.1',
			tokens: this.tokens,
			agent: new http.Agent({ keepAlive: true }),
			gone: new Promise((done) => child.on('exit',
				(code, signal) => done({ code, signal }))),
			get log() { return readFileSync(at, 'utf8'); } };

		closeSync(log);
		child.stdout.resume();
		this.all.push(server);
		return server;
	}

	async ready(server) {
		const line = /"event":"serving","port":(\d+)/;
		let over = null;

		server.gone.then((how) => { over = how; });
		for (let i = 0; !line.test(server.log); i++) {
			if (over || i > 3600)
				throw new Error('it did not start: ' +
					`${JSON.stringify(over)}\n${server.log}`);
			await pause(50);
		}
		server.port = Number(line.exec(server.log)[1]);
		server.demo = JSON.parse(readFileSync(join(server.dir, 'demo.json')));
		return server;
	}

	/* One more, gone at the end of the test. */
	async more(flags = []) {
		const server = await this.ready(this.begin(flags));

		this.later(() => this.stop(server));
		return server;
	}

	async stop(server) {
		server.agent.destroy();
		server.child.kill('SIGTERM');
		equal({ code: 0, signal: null }, await server.gone, server.log);
	}

	/* As a power cut: it cannot say good-bye. */
	async kill(server) {
		server.agent.destroy();
		server.child.kill('SIGKILL');
		await server.gone;
	}

	/* All at once, and as many new ones. */
	async anew(how) {
		for (const server of this.pair)
			await how(server);
		this.pair = this.pair.map(() => this.begin(this.flags));
		for (const server of this.pair)
			await this.ready(server);
	}

	async close() {
		for (const server of this.all) {
			server.agent.destroy();
			server.child.kill('SIGKILL');
			await server.gone;
		}
		spawnSync(join(root, 'tools/postgres-for-tests'),
			['stop', join(this.dir, 'pg')]);
		rmSync(this.dir, { recursive: true, force: true });
	}
}

async function runOne(house, { name, fn }, number) {
	let failed = null;

	try {
		await fn(house);
	} catch (error) {
		failed = error;
	}
	for (const end of house.ends.splice(0))
		try {
			await end();
		} catch (error) {
			failed ??= error;
		}
	console.log(`${failed ? 'not ok' : 'ok'} ${number} - ${name}`);
	if (failed)
		console.log(String(failed.stack ?? failed).replace(/^/gm, '# '));
	return failed ? 1 : 0;
}

const first = { name: 'two processes that start at the same moment in an empty ' +
	'folder and database make one of everything',
fn: async (house) => {
	house.pair = [house.begin(house.flags), house.begin(house.flags)];
	for (const server of house.pair)
		await house.ready(server);
	const logs = house.pair.map((server) => server.log);
	const count = (word) => logs.map((log) => log.split(word).length - 1);

	/* one migrated and filled, the other waited and found it done */
	equal([0, 1], count('"making demo data"').sort(), logs.join('\n'));
	equal([0, 1], count('"name":"0001_init.sql"').sort());
	equal([0, 1], count('another process makes ready').sort());
	equal('1', house.sql(
		'SELECT COUNT(DISTINCT name) FROM webhook_signer'));
	equal([0, 0], logs.map((log) => /"level":"error"/.test(log) ? 1 : 0),
		logs.join('\n'));
	ok(!existsSync(join(house.data, 'kontor.sock')));
	equal(2, house.pair[0].demo.partners.length);
} };

const last = { name: 'both stop when told to, without a complaint',
	fn: async (house) => {
		for (const server of house.pair)
			await house.stop(server);
	} };

/* What all of them are started with; receivers of tests are on loopback. */
const standard = (mail) => ['--webhook-private-receivers',
	'--webhook-pause-seconds=1', '--smtp-url', mail];

export async function runTests() {
	const house = new House();
	let failed = 0;

	house.mail = await mailServer();
	house.flags = standard(house.mail.url);
	try {
		for (const [i, one] of [first, ...tests, last].entries())
			failed += await runOne(house, one, i + 1);
	} finally {
		await house.close();
		house.mail.close();
	}
	console.log(`1..${tests.length + 2}`);
	return failed > 0 ? 1 : 0;
}
