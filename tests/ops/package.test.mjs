/* The Debian package and the manual pages in it. */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { command, equal, kontor, ok, program, root, test } from './lib.mjs';

let built = null;

/* Of the program that is tested, once for all tests. */
function build(k) {
	if (built === null) {
		const to = k.folder();
		const run = command(join(root, 'packaging/debian/build'), [to],
			{ env: { ...process.env, KONTOR_DEB_BUILD: dirname(program) } });
		equal(0, run.status, run.err);
		const path = run.out.trim();
		built = readFileSync(path);
		return path;
	}
	const path = join(k.folder(), 'kontor_0.1.0_' +
		`${command('dpkg', ['--print-architecture']).out.trim()}.deb`);
	writeFileSync(path, built);
	return path;
}

const unpack = (k, path) => {
	const to = join(k.folder(), 'root');

	equal(0, command('dpkg-deb', ['-x', path, to]).status);
	return to;
};

test('lintian has nothing to say about the package', (k) => {
	const run = command('lintian', ['--no-tag-display-limit', '--fail-on',
		'error,warning', '--allow-root', build(k)]);

	equal('', run.out);
	equal(0, run.status, run.err);
});

test('the package holds program, units, manual and documents, all root\'s',
	(k) => {
		const path = build(k);
		const list = command('dpkg-deb', ['-c', path]).out.trim().split('\n')
			.map((line) => line.split(/\s+/));
		const names = list.map((words) => words[5]);

		for (const name of ['./usr/bin/kontor', './etc/kontor/kontor.conf',
			'./usr/lib/systemd/system/kontor.service',
			'./usr/lib/systemd/system/kontor.socket',
			'./usr/share/man/man8/kontor.8.gz',
			'./usr/share/man/man5/kontor.conf.5.gz',
			'./usr/share/doc/kontor/operating.md',
			'./usr/share/doc/kontor/examples/nginx.conf'])
			ok(names.includes(name), name);
		for (const [mode, owner, , , , name] of list) {
			equal('root/root', owner, name);
			ok(!/^.{5}w|^.{8}w|s/.test(mode), `${mode} ${name}`);
		}
		equal('-rw-------', list.find((words) =>
			words[5] === './etc/kontor/kontor.conf')[0]);
		/* nothing of /var: the service makes its folder, for itself alone */
		equal([], names.filter((name) => name.startsWith('./var')));
	});

test('the program runs from the unpacked package', (k) => {
	const to = unpack(k, build(k));
	const run = command(join(to, 'usr/bin/kontor'), ['version'], { cwd: to });

	equal(['kontor 0.1.0\n', 0], [run.out, run.status]);
	/* from an empty folder: everything is compiled in */
	const routes = command(join(to, 'usr/bin/kontor'), ['routes'], { cwd: to });
	equal(0, routes.status);
	ok(routes.out.includes('/v1/customers'));
});

test('the package names the libraries that the program needs', (k) => {
	const depends = command('dpkg-deb', ['-f', build(k), 'Depends']).out;

	for (const name of ['libsqlite3-0', 'libpq5', 'libmicrohttpd12',
		'libsystemd0', 'libssl3', 'libc6'])
		ok(new RegExp(`\\b${name}\\b`).test(depends), `${name}: ${depends}`);
});

test('mandoc has nothing to say about the manual pages', (k) => {
	const to = unpack(k, build(k));

	for (const page of ['man8/kontor.8.gz', 'man5/kontor.conf.5.gz']) {
		const text = command('zcat', [join(to, 'usr/share/man', page)]).out;
		const run = command('mandoc', ['-T', 'lint', '-W', 'warning'],
			{ input: text });
		equal('', run.out + run.err, page);
	}
});

test('the manual names every verb and every setting of --help', (k) => {
	const to = unpack(k, build(k));
	const page = (name) => command('mandoc', ['-T', 'ascii', '-O', 'width=200',
		join(to, 'usr/share/man', name)]).out.replace(/.\x08/g, '')
		.replace(/\s+/g, ' ');
	const program_page = page('man8/kontor.8.gz');
	const settings_page = page('man5/kontor.conf.5.gz');
	const help = kontor(['help']).out;
	const flags = [...help.matchAll(/^ {2}--(\S+) /mg)].map((m) => m[1]);

	ok(flags.length > 40);
	for (const flag of flags) {
		ok(program_page.includes(`--${flag} `), flag);
		ok(flag === 'config' ||
			settings_page.includes(` ${flag.replaceAll('-', '_')} `), flag);
	}
	const verbs = help.split('\nsettings:')[0].split('verbs:\n')[1]
		.split('\n').filter((line) => /^ {2}\S/.test(line))
		.map((line) => line.trim().split(/ {2,}/)[0].split(/ [[A-Z]/)[0]);
	ok(verbs.includes('backup'), verbs.join());
	for (const verb of verbs)
		ok(program_page.includes(` ${verb} `), verb);
});

test('the scripts of the package do nothing where there is no systemd', (k) => {
	const to = k.folder();

	equal(0, command('dpkg-deb', ['-e', build(k), to]).status);
	for (const name of readdirSync(to).filter((n) => /^p/.test(n))) {
		ok(statSync(join(to, name)).mode & 0o100, name);
		equal(0, command('sh', ['-n', join(to, name)]).status);
	}
});
