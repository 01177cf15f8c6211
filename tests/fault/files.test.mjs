/* Disks that are full: files of people, what is exported, backups, the log. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { catalogue } from '../api/catalogues.mjs';
import { person } from '../web/lib.mjs';
import { Control, DISK, OTHERS, STDERR, TEMPORARY, EROFS, binary,
	environment, equal, get, kontor, metric, ok, ready, sound, test }
	from './lib.mjs';
import { Shop } from './shop.mjs';

const BUSY = 'The service is busy. Try again in a moment; nothing was changed.';
const problem = { topic: '1004', impact: 'minimal', title: 'With a file',
	description: 'See the file.', name: 'Anneke Brandt',
	email: 'anneke@nordlicht.example', phone: '+49 451 555 0134' };
const file = [{ field: 'files', name: 'seen.txt', bytes: 'seen\n'.repeat(20000) }];

const count = (dir) => (existsSync(dir) ? readdirSync(dir).length : 0);

for (const [name, faults] of [
	['a full disk', { MATCH: OTHERS, BUDGET: 0 }],
	['a disk that fills up on the way', { MATCH: OTHERS, BUDGET: 60000 }],
	['a read-only disk', { MATCH: OTHERS, OPEN_ERRNO: EROFS,
		WRITE_ERRNO: EROFS }]])
	test(`a file that is sent to ${name} is refused with 503 in the reader's ` +
		'language, and is taken when there is room', async (k) => {
		const it = await k.serve();
		const who = await person(it, 'anneke');
		const stored = join(it.dir, 'requests');

		equal(303, (await who.post('/language',
			{ to: 'sv-SE', back: '/' })).status);
		it.faults(faults);
		const before = count(stored);
		const answer = await who.send('/support/new', problem, file);
		equal(503, answer.status);
		const said = catalogue('sv-SE').get(BUSY)?.forms[0];
		ok(said && answer.text.includes(said), `${said} is said`);
		equal(before, count(stored), 'nothing half is left');
		it.mend();
		equal(303, (await who.send('/support/new', problem, file)).status);
		equal({ code: 0, signal: null }, await it.stop());
		sound(it.dir);
	});

test('a file of the catalogue that does not fit is refused, named, and leaves ' +
	'nothing', async (k) => {
	const it = await k.serve();
	const dir = k.folder();
	const left = () => readdirSync(join(it.dir, 'files'))
		.filter((name) => name.startsWith('.'));

	writeFileSync(join(dir, 'big.bin'), 'x'.repeat(2000000));
	writeFileSync(join(dir, 'files.csv'), 'ProductId,SkuId,Path,Version,' +
		'Language,OS,FileType,Bits,Name\n' +
		'KS19WSSTD001,0001,big.bin,9,en,windows,zip,64,big.zip\n');
	const words = ['import', 'files', join(dir, 'files.csv'), '--data-dir',
		it.dir];
	it.faults({ MATCH: OTHERS, BUDGET: 1000000 });
	const { status, err } = kontor(words);
	ok(status !== 0 && err.includes('big.bin'), `${status} ${err}`);
	ok(/No space left on device/.test(err + it.log), err + it.log.slice(-2000));
	equal([], left());
	it.mend();
	equal(0, kontor(words).status);
	equal({ code: 0, signal: null }, await it.stop());
	sound(it.dir);
});

test('what is exported is answered whole or not at all when there is no room',
	async (k) => {
		const it = await k.serve();
		const who = await person(it, 'anneke');
		const shop = await Shop.open(it);
		const { id } = (await shop.who.get('/invoices')).json.items[0];

		it.faults({ MATCH: DISK | TEMPORARY, BUDGET: 0, OPEN_ERRNO: 28 });
		for (const path of [`/billing/statements/${id}`, '/activity/export',
			'/pricing/export', `/billing/invoices/${id}`]) {
			const answer = await who.get(path);
			ok([200, 404, 500, 503].includes(answer.status),
				`${path} ${answer.status}`);
			if (answer.headers['content-type'] === 'application/pdf')
				ok(answer.text.trimEnd().endsWith('%%EOF'), path);
		}
		it.mend();
		equal(200, (await who.get(`/billing/statements/${id}`)).status);
	});

test('a backup to a full disk ends with the reason and is no backup', async (k) => {
	const it = await k.serve();
	const dir = k.folder();
	const control = new Control(`${dir}.control`);
	const env = environment(binary, dir, control);

	control.set({ MATCH: OTHERS | TEMPORARY, BUDGET: 300000 });
	const { status, signal, err } = kontor(
		['backup', join(dir, 'monday'), '--data-dir', it.dir], { env });
	equal(null, signal);
	ok(status !== 0 && err !== '', `${status} ${err}`);
	ok(kontor(['verify', join(dir, 'monday')]).status !== 0, 'not taken for one');
	control.clear();
	equal(0, kontor(['backup', join(dir, 'tuesday'), '--data-dir', it.dir],
		{ env }).status);
	equal(0, kontor(['verify', join(dir, 'tuesday')]).status);
});

test('a restore to a full disk ends with the reason, and nothing is there',
	async (k) => {
		const dir = k.folder();
		const from = join(dir, 'monday');
		const to = k.folder();
		const control = new Control(`${dir}.control`);

		equal(0, kontor(['backup', from, '--data-dir', k.base]).status);
		control.set({ MATCH: TEMPORARY | OTHERS, BUDGET: 300000 });
		const { status, signal, err } = kontor(['restore', from, '--data-dir',
			join(to, 'data')], { env: environment(binary, to, control) });
		equal(null, signal);
		ok(status !== 0 && err !== '', `${status} ${err}`);
		ok(!existsSync(join(to, 'data')), 'nothing is there');
		ok(err.includes(`${to}/data.restoring`), err);
		rmSync(join(to, 'data.restoring'), { recursive: true });
		control.clear();
		equal(0, kontor(['restore', from, '--data-dir', join(to, 'data')]).status);
		sound(join(to, 'data'));
	});

test('a log that is full stops nobody; what was cut off is counted, and later ' +
	'lines can be read', async (k) => {
	const it = await k.serve(['--access-log=true']);

	it.faults({ MATCH: STDERR, BUDGET: 40 });
	for (let i = 0; i < 5; i++)
		equal(200, (await get(it.port, '/signin')).status);
	ok(await metric(it, 'kontor_log_lost_total') >= 5);
	it.mend();
	const before = it.events().length;
	equal(200, (await get(it.port, '/signin')).status);
	const lines = it.log.split('\n').filter((line) => line !== '');
	ok(it.events().length > before, lines.slice(-3).join('\n'));
	JSON.parse(lines.at(-1));
});

test('a log that nobody reads any more stops nobody', async (k) => {
	const it = await k.serve(['--access-log=true'], { stderr: 'pipe' });

	it.child.stderr.destroy();
	for (let i = 0; i < 20; i++)
		equal(200, (await get(it.port, '/signin')).status);
	equal(201, (await (await Shop.open(it)).buy()).status);
	await ready(it);
});
