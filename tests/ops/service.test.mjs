/* Under the service manager: notifications, watchdog, sockets that stay, and
 * a unit that lets it do no more than it needs. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { command, equal, full, get, kontor, ok, pause, program, readJson, root,
	test, until } from './lib.mjs';

/* manager.py with the program; its lines in .said. */
function managed(k, names, flags = [], watchdog = []) {
	const dir = k.folder();
	cpSync(k.base, dir, { recursive: true });
	const child = spawn('python3', [join(root, 'tests/ops/manager.py'),
		...watchdog, names, program, 'serve', '--data-dir', dir,
		'--throttle=false', ...flags],
	{ cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
	const it = { child, dir, said: '', log: '' };

	child.stdout.on('data', (part) => { it.said += part; });
	child.stderr.on('data', (part) => { it.log += part; });
	it.tell = (word) => child.stdin.write(`${word}\n`);
	it.count = (what) => it.said.split('\n')
		.filter((line) => line.startsWith(what)).length;
	it.gone = new Promise((done) => child.on('exit', done));
	it.ready = (times) => until(() => it.count('notify READY=1') >= times,
		`ready ${times} times:\n${it.said}${it.log}`, 60000);
	it.port = (name) => Number(
		new RegExp(`^port ${name} (\\d+)$`, 'm').exec(it.said)[1]);
	k.later(async () => {
		it.tell('stop');
		await it.gone;
	});
	return it;
}

test('it tells the service manager when it is ready and when it stops',
	async (k) => {
		const it = managed(k, 'http');

		await it.ready(1);
		ok(/^notify STATUS=Opening the database$/m.test(it.said), it.said);
		/* the second line of the same message */
		await until(() => /^notify STATUS=Serving on 127\.0\.0\.1:\d+$/m
			.test(it.said), 'it says where it serves');
		equal(0, it.count('notify STOPPING=1'));
		equal(200, (await get(it.port('http'), '/readyz')).status);
		it.tell('restart');
		await it.ready(2);
		equal(1, it.count('notify STOPPING=1'));
		equal(1, it.count('exit 0'));
	});

test('links name the port of a socket that was handed over', async (k) => {
	const it = managed(k, 'http');

	await it.ready(1);
	const want = `http://127.0.0.1:${it.port('http')}`;
	await until(() => readJson(join(it.dir, 'demo.json')).base_url === want,
		'demo.json names the port');
	const { text } = await get(it.port('http'), '/openapi.json');
	ok(text.includes(`"${want}`), text.slice(0, 300));
});

test('with port 0 no link and no issuer carries port 0', async (k) => {
	const server = await k.serve();
	const { text } = await get(server.port, '/openapi.json');

	ok(text.includes(`"http://127.0.0.1:${server.port}`));
	ok(!text.includes('127.0.0.1:0'));
	equal(`http://127.0.0.1:${server.port}`, server.demo.base_url);
	/* mail and webhooks are made from the same setting */
	for (const line of server.log.split('\n'))
		ok(!line.includes('127.0.0.1:0"'), line);
});

test('a socket named metrics is that of the metrics', async (k) => {
	const it = managed(k, 'metrics,http');

	await it.ready(1);
	ok((await get(it.port('metrics'), '/metrics')).text
		.includes('kontor_build_info'));
	equal(200, (await get(it.port('http'), '/signin')).status);
	ok(!(await get(it.port('http'), '/metrics')).text
		.includes('kontor_build_info'));
});

/* New connections, one after the other, as fast as they are answered. */
async function ask(port, until_when, told) {
	while (!until_when.over) {
		try {
			const a = await get(port, '/livez');
			if (a.status === 200)
				told.answered++;
			else
				told.wrong.push(a.status);
		} catch (error) {
			told.wrong.push(error.code ?? error.message);
		}
	}
}

test('it is started again under load and no connection is refused or reset',
	async (k) => {
		const it = managed(k, 'http');
		const when = { over: false };
		const told = { answered: 0, wrong: [] };

		await it.ready(1);
		const port = it.port('http');
		const asking = Array.from({ length: 16 },
			() => ask(port, when, told));
		for (let i = 1; i <= (full ? 20 : 4); i++) {
			await pause(300);
			it.tell('restart');
			await it.ready(i + 1);
		}
		await pause(300);
		when.over = true;
		await Promise.all(asking);
		equal([], told.wrong);
		ok(told.answered > 100, String(told.answered));
	});

test('the watchdog is fed while the writer and a loop answer, and not after',
	async (k) => {
		const it = managed(k, 'http', [], ['--watchdog', '4']);

		await it.ready(1);
		await until(() => it.count('notify WATCHDOG=1') >= 3,
			`fed: ${it.said}`, 20000);
		/* somebody else has the file: a write waits, and is answered */
		const before = it.count('notify WATCHDOG=1');
		await until(() => it.count('notify WATCHDOG=1') > before,
			'fed again', 20000);
		it.tell('hang');
		await pause(200);
		const hung = it.count('notify WATCHDOG=1');
		await pause(5000);
		equal(hung, it.count('notify WATCHDOG=1'));
		it.tell('go');
		await until(() => it.count('notify WATCHDOG=1') > hung,
			'fed when it goes on', 20000);
	});

test('a socket that is none of the internet is refused with its reason', (k) => {
	const run = command('python3', ['-c', `
import os, socket, sys
s = socket.socket(socket.AF_UNIX); s.bind("\\0kontor-ops-%d" % os.getpid())
s.listen(1); os.dup2(os.dup(s.fileno()), 50); os.dup2(50, 3, inheritable=True)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[1], [sys.argv[1], "serve", "--data-dir", sys.argv[2]])
`, program, join(k.folder(), 'data')], { timeout: 60000 });

	equal(69, run.status);
	ok(run.err.includes('hand over an internet socket'), run.err);
});

/* ---- the unit ---- */

const unit = (name) => join(root, 'packaging/systemd', name);

test('systemd-analyze gives the unit at most 1.5', () => {
	const run = command('systemd-analyze', ['security', '--offline=true',
		'--no-pager', '--threshold=15', unit('kontor.service')]);

	equal(0, run.status, run.out + run.err);
	const level = /exposure level for kontor\.service: ([\d.]+)/.exec(run.out);
	ok(Number(level[1]) <= 1.5, level[1]);
});

test('systemd-analyze verify finds nothing wrong with the units', (k) => {
	const dir = k.folder();
	const names = ['kontor.service', 'kontor.socket',
		'kontor-metrics.socket'];

	mkdirSync(join(dir, 'man/man8'), { recursive: true });
	for (const name of names)
		writeFileSync(join(dir, name), readFileSync(unit(name), 'utf8')
			.replaceAll('/usr/bin/kontor', program)
			/* pages are tests/ops/package's */
			.replace(/^Documentation=.*\n/m, ''));
	const run = command('systemd-analyze', ['verify', '--no-pager',
		...names.map((name) => join(dir, name))]);
	equal('', run.out + run.err);
	equal(0, run.status);
});

test('the additions of the cluster to the units are understood', (k) => {
	const dir = k.folder();
	const to = (name, text) => {
		mkdirSync(join(dir, `${name}.d`));
		writeFileSync(join(dir, name), readFileSync(unit(name), 'utf8')
			.replace(/^Documentation=.*\n/m, '')
			.replaceAll('/usr/bin/kontor', program));
		writeFileSync(join(dir, `${name}.d`, 'ha.conf'),
			text.replaceAll('/usr/bin/kontor', program)
				.replace('@ADDRESS@:@KONTOR_PORT@', '10.0.0.21:8080'));
	};
	for (const name of ['kontor.service', 'kontor.socket'])
		to(name, readFileSync(join(root, 'packaging/ha',
			`${name}.conf`), 'utf8'));
	const run = command('systemd-analyze', ['verify', '--no-pager',
		join(dir, 'kontor.service'), join(dir, 'kontor.socket')]);
	equal('', run.out + run.err);
	equal(0, run.status);
});

test('what the unit starts is what the program understands', () => {
	const line = /^ExecStart=\/usr\/bin\/kontor (.*)$/m
		.exec(readFileSync(unit('kontor.service'), 'utf8'))[1];
	const settings = join(root, 'packaging/systemd/kontor.conf');

	equal('serve --config %d/kontor.conf ' +
		'--data-dir /var/lib/kontor', line);
	/* the settings it comes with are read without complaint */
	equal(0, kontor(['version', '--config', settings]).status);
	const run = kontor(['routes', '--config', settings]);
	equal(0, run.status, run.err);
});

test('it makes no call that the unit forbids', async (k) => {
	const list = (set) => new Set(command('systemd-analyze',
		['--no-pager', 'syscall-filter', set]).out.split('\n')
		.map((l) => l.trim()).filter((l) => /^[-@a-z_0-9]+$/.test(l)));
	const names = (set) => [...list(set)].flatMap((name) =>
		(name.startsWith('@') && name !== set ? names(name) : [name]));
	const filters = [...readFileSync(unit('kontor.service'), 'utf8')
		.matchAll(/^SystemCallFilter=(~?)(.*)$/mg)];
	const allowed = new Set(names('@system-service'));
	const dir = k.folder();

	equal(['', '@system-service'], filters[0].slice(1));
	for (const set of filters[1][2].split(' '))
		names(set).forEach((name) => allowed.delete(name));
	cpSync(k.base, join(dir, 'data'), { recursive: true });
	const it = k.start('strace', ['-f', '-c', '-o', join(dir, 'calls'),
		'-U', 'name', program, 'serve', '--data-dir', join(dir, 'data'),
		'--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0'],
	{ env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' } });
	const port = await until(() => Number(
		/"serving","port":(\d+)/.exec(it.said)?.[1]), it.said, 90000);
	for (const path of ['/signin', '/', '/livez', '/readyz', '/help'])
		await get(port, path);
	const metrics = Number(/"metrics","port":(\d+)/.exec(it.said)[1]);
	equal(200, (await get(metrics, '/metrics')).status);
	command('pkill', ['-TERM', '-P', String(it.child.pid)]);
	await it.gone;
	const calls = readFileSync(join(dir, 'calls'), 'utf8').split('\n')
		.map((l) => l.trim()).filter((l) => /^[a-z_0-9]+$/.test(l) &&
			!['syscall', 'total'].includes(l));
	ok(calls.length > 30, calls.join(' '));
	/* run by root, SQLite gives its log to the owner of the database */
	const as_root = process.getuid() === 0 ? ['fchown'] : [];
	equal([], calls.filter((name) => !allowed.has(name) &&
		!as_root.includes(name)));
});
