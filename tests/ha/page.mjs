// The blocks of docs/operating.md that need a cluster, as they are written. A
// block is marked "sh" and the machine it is typed on, and "slow" when only the
// long form has time for it. There systemctl is one of the test's, which starts
// and stops the same programs.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { need } from './harm.mjs';
import { until } from '../common.mjs';
import { root } from './cluster.mjs';

function blocks() {
	const page = fs.readFileSync(path.join(root, 'docs/operating.md'), 'utf8');
	const found = /^```sh (db|app|first)( slow)?\n([\s\S]*?)^```$/mg;
	return [...page.matchAll(found)]
		.map(([, machine, slow, text]) => ({ machine, slow, text }));
}

// Answers when it is done, as systemctl does.
async function serve(cluster, url) {
	const [, node, verb, what] = url.split('/');
	const stop = async () => {
		if (cluster.running.has(`${node} ${what}`))
			await cluster.stop(`${node} ${what}`);
	};
	if (verb === 'stop' || verb === 'restart')
		await stop();
	if (verb === 'start' || verb === 'restart')
		cluster.start(node, what);
	if (what === 'kontor' && verb !== 'stop')
		await until(() => cluster.ready(node), `${node} is ready`);
}

function manager(cluster) {
	return new Promise((done) => {
		const server = http.createServer((request, response) => {
			serve(cluster, request.url).then(() => response.end(),
				(error) => {
					response.statusCode = 500;
					response.end(`${error.message}\n`);
				});
		});
		server.listen(0, '127.0.0.1', () => done(server));
	});
}

function program(folder, name, text) {
	fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`,
		{ mode: 0o755 });
}

function type(script, env) {
	return new Promise((done) => {
		const child = spawn('bash', ['-c', script], { cwd: root, env,
			stdio: ['ignore', 'pipe', 'pipe'] });
		let said = '';
		child.stdout.on('data', (part) => { said += part; });
		child.stderr.on('data', (part) => { said += part; });
		child.on('close', (code) => done({ code, said }));
	});
}

function surroundings(cluster, port) {
	const bin = cluster.file('bin');
	fs.rmSync(bin, { recursive: true, force: true });
	fs.mkdirSync(bin);
	fs.symlinkSync(process.env.KONTOR_BIN ??
		path.join(root, 'build/kontor'), path.join(bin, 'kontor'));
	program(bin, 'sudo', '[ "$1" != -u ] || shift 2\nexec "$@"');
	program(bin, 'systemctl', `exec curl -fsS --max-time 300 ` +
		`"http://127.0.0.1:${port}/$MACHINE/$1/$2"`);
	return (machine) => ({ PATH: `${bin}:${process.env.PATH}`,
		HOME: cluster.root, LC_ALL: 'C.UTF-8', TZ: 'UTC',
		...Object.fromEntries(['ASAN_OPTIONS', 'LSAN_OPTIONS',
			'UBSAN_OPTIONS'].filter((name) => process.env[name])
			.map((name) => [name, process.env[name]])),
		MACHINE: machine, SITE: cluster.file('site.db1'),
		OUT: cluster.file('out'),
		PATRONI: cluster.file('db1', 'patroni.yml'),
		ETCD: `${cluster.address.db1}:${cluster.port.ETCD}`,
		CONFIG: cluster.file(machine, 'kontor.conf'),
		DATA: cluster.file('srv'), BACKUPS: cluster.file('backups'),
		APP: `${cluster.address[machine]}:${cluster.port.KONTOR}` });
}

// Those of a kind, in order, each machine in a shell of its own; what one sets
// by ":=" the next has from here.
async function follow(cluster, wanted, patient) {
	const server = await manager(cluster);
	const env = surroundings(cluster, server.address().port);
	const all = blocks().filter(({ machine, slow }) =>
		wanted.includes(machine) && (patient || !slow));
	need(all.length > 0, `no block for ${wanted}`);
	try {
		for (const { machine, text } of all) {
			const node = machine === 'db' ? 'db1' : 'app1';
			const { code, said } = await type(
				`set -eu -o pipefail\n${text}`, env(node));
			need(code === 0, `${text}\nended with ${code}:\n${said}`);
		}
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

// What makes the database, before the first Kontor starts.
export const followFirst = (cluster) => follow(cluster, ['first']);

export async function followPage(cluster, patient) {
	fs.mkdirSync(cluster.file('backups'));
	await follow(cluster, ['db', 'app'], patient);
	await until(() => cluster.whole(), 'the cluster is whole');
}
