// The machines of packaging/ha on loopback: each an address of its own with
// the files that are shipped, filled in. What runs on them is started here,
// killed by its number, and gone at the end, whatever happened.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { pause, until } from '../common.mjs';

export const root = process.env.KONTOR_ROOT ??
	path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.KONTOR_BIN ?? path.join(root, 'build', 'kontor');

export function tool(name, operands, options = {}) {
	const run = spawnSync(name, operands, { encoding: 'utf8',
		maxBuffer: 1 << 30, ...options });
	if (run.status !== 0)
		throw new Error(`${name} ${operands[0]}: ${run.error ??
			`${run.stdout}${run.stderr}`}`);
	return run.stdout;
}

// ---- places and settings ----

function free(port) {
	return new Promise((done) => {
		const server = net.createServer();
		server.on('error', () => done(false));
		server.listen(port, '0.0.0.0', () => server.close(() => done(true)));
	});
}

// Below the ports the system gives out by itself.
async function ports(names) {
	const taken = {};
	for (const name of names) {
		let port;
		do
			port = randomInt(12000, 32000);
		while (Object.values(taken).includes(port) || !await free(port));
		taken[name] = port;
	}
	return taken;
}

// PostgreSQL refuses root.
function owner() {
	if (process.getuid() !== 0)
		return {};
	const [, , uid, gid] = tool('getent', ['passwd', 'postgres']).split(':');
	return { uid: Number(uid), gid: Number(gid) };
}

function folder(where, who = {}) {
	fs.mkdirSync(where, { recursive: true, mode: 0o755 });
	if (who.uid)
		fs.chownSync(where, who.uid, who.gid);
	return where;
}

const DATABASES = ['db1', 'db2', 'db3'];
const APPLICATIONS = ['app1', 'app2'];

function wellKnown(members) {
	const timeline = members.find((m) => m.role === 'leader')?.timeline;
	return timeline && members.length === DATABASES.length &&
		members.some((m) => m.role === 'sync_standby') &&
		members.every((m) => m.timeline === timeline &&
			(m.state === 'running' || m.state === 'streaming'));
}

export class Cluster {
	constructor() {
		this.root = fs.mkdtempSync('/tmp/kontor-ha-');
		fs.chmodSync(this.root, 0o755);
		this.running = new Map(); // "db1 patroni" -> { child, gone }
		this.owner = owner();
		this.databases = DATABASES;
		this.applications = APPLICATIONS;
	}

	file(...names) {
		return path.join(this.root, ...names);
	}

	// Fills in what is shipped.
	async configure() {
		const net = `127.${randomInt(1, 250)}.${randomInt(1, 250)}`;
		const port = await ports(['POSTGRES', 'PATRONI', 'ETCD', 'ETCD_PEER',
			'KONTOR', 'HTTP', 'HTTPS', 'DATABASE']);
		this.port = port;
		this.address = {};
		[...DATABASES, ...APPLICATIONS].forEach((name, i) => {
			this.address[name] = `${net}.${11 + i}`;
			folder(this.file(name), this.owner);
		});
		const site = { NETWORK: '127.0.0.0/8',
			PUBLIC_URL: `https://${this.address.app1}:${port.HTTPS}`,
			POSTGRES_DATA: this.file('@', 'data'),
			POSTGRES_SOCKETS: this.file('@', 'run'),
			ETCD_DATA: this.file('@', 'etcd.data'),
			POSTGRES_BIN: '/usr/lib/postgresql/15/bin',
			CERTIFICATE: this.file('kontor.pem'),
			TTL: 10, LOOP: 1, RETRY: 4 };
		for (const [name, address] of Object.entries(this.address))
			site[name.toUpperCase()] = address;
		for (const name of APPLICATIONS)
			site[`${name.toUpperCase()}_DATABASE`] =
				`${this.address[name]}:${port.DATABASE}`;
		for (const [name, number] of Object.entries(port))
			if (name !== 'DATABASE')
				site[`${name}_PORT`] = number;
		for (const name of ['POSTGRES', 'REPLICATION', 'REWIND', 'KONTOR',
			'PATRONI'])
			site[`${name}_PASSWORD`] = `secret-of-${name}`.toLowerCase();
		this.site = site;
		this.#certificate();
		this.#fill();
	}

	// A machine's folders are its own: one run of the tool for each.
	#fill() {
		for (const name of [...DATABASES, ...APPLICATIONS]) {
			const text = Object.entries(this.site).map(([hole, value]) =>
				`${hole}=${String(value).replace('/@/', `/${name}/`)}\n`)
				.join('');
			const place = this.file(`site.${name}`);
			fs.writeFileSync(place, text);
			tool(path.join(root, 'packaging/ha/fill'),
				[place, this.file(name, 'files')]);
			folder(this.file(name, 'run'), this.owner);
			for (const file of fs.readdirSync(
				this.file(name, 'files', name)))
				this.#copy(name, file);
		}
		folder(this.file('srv'));
	}

	#copy(name, file) {
		const to = this.file(name, file);
		fs.copyFileSync(this.file(name, 'files', name, file), to);
		fs.chmodSync(to, 0o600);
		if (this.owner.uid)
			fs.chownSync(to, this.owner.uid, this.owner.gid);
	}

	#certificate() {
		const [key, chain] = [this.file('key.pem'), this.file('chain.pem')];
		tool('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes',
			'-days', '2', '-subj', '/CN=kontor.test', '-keyout', key,
			'-out', chain]);
		fs.writeFileSync(this.file('kontor.pem'),
			fs.readFileSync(chain, 'utf8') + fs.readFileSync(key, 'utf8'));
	}

	// ---- programs ----

	log(name) {
		return this.file(`${name.replace(' ', '.')}.log`);
	}

	#start(name, command, operands, options = {}) {
		const log = fs.openSync(this.log(name), 'a');
		const child = spawn(command, operands,
			{ cwd: this.root, stdio: ['ignore', log, log], ...options });
		fs.closeSync(log);
		const it = { child, gone: new Promise((done) => {
			child.on('exit', (code, signal) => done({ code, signal }));
			child.on('error', (error) => done({ error }));
		}) };
		this.running.set(name, it);
		it.gone.then(() => {
			if (this.running.get(name) === it)
				this.running.delete(name);
		});
		return it;
	}

	// As the unit does: the settings are the environment.
	etcd(node) {
		const env = { PATH: process.env.PATH, HOME: this.root };
		for (const line of fs.readFileSync(this.file(node, 'etcd'), 'utf8')
			.split('\n').filter((l) => /^[A-Z0-9_]+=/.test(l)))
			env[line.slice(0, line.indexOf('='))] =
				line.slice(line.indexOf('=') + 1);
		return this.#start(`${node} etcd`, 'etcd', [],
			{ env, ...this.owner });
	}

	patroni(node) {
		return this.#start(`${node} patroni`, 'patroni',
			[this.file(node, 'patroni.yml')],
			{ ...this.owner, env: { PATH: process.env.PATH,
				HOME: this.root, LC_ALL: 'C.UTF-8' } });
	}

	haproxy(node) {
		return this.#start(`${node} haproxy`, 'haproxy',
			['-f', this.file(node, 'haproxy.cfg')]);
	}

	kontor(node) {
		return this.#start(`${node} kontor`, program, ['serve', '--config',
			this.file(node, 'kontor.conf'), '--data-dir', this.file('srv'),
			'--throttle=false']);
	}

	// "etcd", "patroni", "haproxy" or "kontor" of a machine.
	start(node, what) {
		const known = { etcd: () => this.etcd(node),
			patroni: () => this.patroni(node),
			haproxy: () => this.haproxy(node),
			kontor: () => this.kontor(node) };
		return known[what]();
	}

	// ---- what they say ----

	// { status, text } of an address inside; status 0 when nobody answers.
	ask(node, port, where, limit = 3000) {
		return new Promise((done) => {
			const request = http.get({ host: this.address[node], port,
				path: where, agent: false, timeout: limit }, (response) => {
				let text = '';
				response.on('data', (part) => { text += part; });
				response.on('error', () => done({ status: 0, text: '' }));
				response.on('end', () =>
					done({ status: response.statusCode, text }));
			});
			request.on('timeout', () => request.destroy());
			request.on('error', () => done({ status: 0, text: '' }));
		});
	}

	// What a node's Patroni knows of all; null when it does not answer.
	async members(node) {
		const { status, text } = await this.ask(node, this.port.PATRONI,
			'/cluster');
		return status === 200 ? JSON.parse(text).members : null;
	}

	// Not asked: one that is known to be lost.
	async leader(lost) {
		for (const node of DATABASES.filter((name) => name !== lost))
			if ((await this.ask(node, this.port.PATRONI, '/primary'))
				.status === 200)
				return node;
		return null;
	}

	// All nodes say the same: one leader, one that has every commit, and
	// everybody on the leader's timeline.
	async whole() {
		const seen = await Promise.all(DATABASES.map((node) =>
			this.members(node)));
		if (!seen.every((members) => members && wellKnown(members)))
			return false;
		const leaders = new Set(seen.map((members) =>
			members.find((m) => m.role === 'leader').name));
		const primaries = await Promise.all(DATABASES.map((node) =>
			this.ask(node, this.port.PATRONI, '/primary')));
		return leaders.size === 1 && primaries.every(({ status }, i) =>
			(status === 200) === leaders.has(DATABASES[i]));
	}

	async ready(node) {
		return (await this.ask(node, this.port.KONTOR, '/readyz'))
			.status === 200;
	}

	// The primary as HAProxy of the first application finds it.
	url(user = 'kontor', name = 'kontor') {
		return `postgresql://${user}:secret-of-${user}@` +
			`${this.site.APP1_DATABASE}/${name}?connect_timeout=5&` +
			'target_session_attrs=primary';
	}

	// ---- beginning and end ----

	async startDatabases() {
		for (const node of DATABASES)
			this.etcd(node);
		await until(async () => {
			for (const node of DATABASES)
				if ((await this.ask(node, this.port.ETCD, '/health'))
					.status !== 200)
					return false;
			return true;
		}, 'etcd is healthy');
		// the first to come makes the cluster; the others copy it
		for (const node of DATABASES)
			this.patroni(node);
		await until(() => this.leader(), 'a primary', 240000);
	}

	allThere() {
		return until(() => this.whole(), 'three databases, one of them ' +
			'synchronous', 240000);
	}

	// makeDatabase: what is typed before the first Kontor starts.
	async startApplications(makeDatabase) {
		for (const node of APPLICATIONS)
			this.haproxy(node);
		// one after the other, until it asked all of them what they are
		for (let good = 0; good < 6; good++)
			await until(() => spawnSync('psql', ['-qAt', '-c', 'SELECT 1',
				this.url('kontor', 'postgres')]).status === 0 ||
				(good = 0), 'HAProxy leads to the primary');
		await makeDatabase();
		// the first fills the folder
		for (const node of APPLICATIONS) {
			const it = this.kontor(node);
			const early = it.gone.then((end) => {
				throw new Error(`Kontor ended: ${JSON.stringify(end)}\n` +
					this.tail(`${node} kontor`));
			});
			await Promise.race([early, until(() => this.ready(node),
				`Kontor of ${node} is ready`, 240000)]);
			early.catch(() => undefined);
		}
		for (const node of APPLICATIONS)
			await until(async () => await this.#front(node) === 200,
				`HAProxy of ${node} leads to Kontor`);
	}

	#front(node) {
		return new Promise((done) => {
			const request = https.get({ host: this.address[node],
				port: this.port.HTTPS, path: '/signin', agent: false,
				rejectUnauthorized: false }, (response) => {
				response.resume();
				done(response.statusCode);
			});
			request.on('error', () => done(0));
		});
	}

	tail(name, lines = 30) {
		try {
			return fs.readFileSync(this.log(name), 'utf8').split('\n')
				.slice(-lines).join('\n');
		} catch {
			return '';
		}
	}

	// Pids of a node's PostgreSQL: the postmaster and what it made.
	postgres(node) {
		let first;
		try {
			first = Number(fs.readFileSync(this.file(node, 'data',
				'postmaster.pid'), 'utf8').split('\n')[0]);
		} catch {
			return [];
		}
		return [first, ...children(first)];
	}

	// The machine's power is cut: nothing of the database says good-bye.
	async cut(node) {
		const it = this.running.get(`${node} patroni`);
		it?.child.kill('SIGKILL');
		for (const pid of this.postgres(node))
			kill(pid);
		await it?.gone;
	}

	// PostgreSQL alone dies; Patroni stays.
	crash(node) {
		kill(this.postgres(node)[0]);
	}

	// The machine stands still, and goes on as if nothing had been.
	#signal(node, signal) {
		const pids = this.postgres(node);
		for (const name of ['patroni', 'etcd']) {
			const it = this.running.get(`${node} ${name}`);
			if (it)
				pids.unshift(it.child.pid);
		}
		for (const pid of pids)
			kill(pid, signal);
	}

	freeze(node) {
		this.#signal(node, 'SIGSTOP');
	}

	thaw(node) {
		this.#signal(node, 'SIGCONT');
	}

	async stop(name, signal = 'SIGTERM') {
		const it = this.running.get(name);
		it?.child.kill(signal);
		return it?.gone;
	}

	// At once, also out of a signal handler.
	endNow() {
		for (const [, { child }] of this.running)
			child.kill('SIGKILL');
		// PostgreSQL is nobody's child; its words name our folder
		for (let i = 0; i < 3; i++)
			for (const pid of ofFolder(this.root))
				kill(pid);
	}

	async end() {
		const gone = [...this.running.values()].map((it) => it.gone);
		this.endNow();
		await Promise.race([Promise.all(gone), pause(5000)]);
		this.remove();
	}

	remove() {
		if (process.env.KONTOR_HA_KEEP)
			console.log(`# kept: ${this.root}`);
		else
			fs.rmSync(this.root, { recursive: true, force: true,
				maxRetries: 20, retryDelay: 100 });
	}
}

// ---- processes ----

function kill(pid, signal = 'SIGKILL') {
	try {
		process.kill(pid, signal);
	} catch { /* it is gone */ }
}

function numbers() {
	return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))
		.map(Number);
}

function children(parent) {
	return numbers().filter((pid) => {
		try {
			const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
			return Number(stat.slice(stat.lastIndexOf(')') + 2)
				.split(' ')[1]) === parent;
		} catch {
			return false;
		}
	});
}

function ofFolder(where) {
	const found = numbers().filter((pid) => {
		try {
			return pid !== process.pid &&
				fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
					.includes(`${where}/`);
		} catch {
			return false;
		}
	});
	return [...found, ...found.flatMap(children)];
}
