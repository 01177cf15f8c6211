/*
 * A power cut at any moment: kill -9 leaves what was written, a power cut only
 * what was synced. The program runs under load while its changes are recorded;
 * then it is started on folders as a cut at some moment would have left them,
 * and everything acknowledged before that moment must be there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { dice } from '../crash/story.mjs';
import { person } from '../web/lib.mjs';
import { binary, equal, full, ok, root, sound, test } from './lib.mjs';
import { Disk, recordRead, sizeOf } from './power.mjs';
import { Shop } from './shop.mjs';

const CUTS = full ? 200 : 8;
const seed = Number(process.env.KONTOR_FAULT_SEED ??
	(full ? Date.now() % 4294967296 : 20210618));

/* A program beside the running one, not recorded. */
function verb(words) {
	return new Promise((done) => {
		let said = '';
		const child = spawn(binary, words, { cwd: root });
		child.stdout.on('data', (piece) => { said += piece; });
		child.stderr.on('data', (piece) => { said += piece; });
		child.on('exit', (code) => done({ code, said }));
	});
}

/* A file for downloads, brought in by the command line; number: from 1. */
async function fileTaken(it, dir, number) {
	writeFileSync(join(dir, 'tool.bin'), `tool ${number} `.repeat(3000));
	writeFileSync(join(dir, 'files.csv'), 'ProductId,SkuId,Path,Version,' +
		'Language,OS,FileType,Bits,Name\n' +
		`KS19WSSTD001,0001,tool.bin,${number},en,windows,zip,64,t${number}.zip\n`);
	const { code, said } = await verb(['import', 'files',
		join(dir, 'files.csv'), '--data-dir', it.dir]);
	equal(0, code, said);
}

/* A problem with a file, from the dashboard. */
async function problemReported(who, number) {
	const answer = await who.send('/support/new', { topic: '1004',
		impact: 'minimal', title: `Problem ${number}`,
		description: 'See the file.', name: 'Anneke Brandt',
		email: 'anneke@nordlicht.example', phone: '+49 451 555 0134' },
	[{ field: 'files', name: 'seen.txt', bytes: `seen ${number}\n`.repeat(2000) }]);

	equal(303, answer.status, answer.text);
}

const counted = { files: 'SELECT COUNT(*) FROM file WHERE name LIKE \'t%.zip\'',
	problems: 'SELECT COUNT(*) FROM service_request_file' };

/* The program under load; what was acknowledged, and when in the record. */
async function recorded(k, dir) {
	const record = `${dir}.record`;
	const it = await k.serve(['--checkpoint-pages', '64'],
		{ dir, env: { FAULT_RECORD: record } });
	const moment = () => sizeOf(record);
	const shops = await Promise.all([0, 0, 1].map((n) => Shop.open(it, n)));
	const who = await person(it, 'anneke');
	const place = k.folder();
	const taken = [];
	let over = false;

	for (const shop of shops)
		shop.moment = moment;
	const all = shops.map((shop) => shop.buyUntil(() => over));
	for (let number = 1; number <= (full ? 20 : 4); number++) {
		await fileTaken(it, place, number);
		taken.push({ what: 'files', at: moment() });
		await problemReported(who, number);
		taken.push({ what: 'problems', at: moment() });
	}
	over = true;
	await Promise.all(all);
	equal({ code: 0, signal: null }, await it.stop());
	return { it, shops, taken, entries: recordRead(record) };
}

function rows(dir, sql) {
	const run = spawnSync('sqlite3', ['-readonly', join(dir, 'kontor.db'), sql],
		{ encoding: 'utf8' });

	equal(0, run.status, run.stderr);
	return Number(run.stdout);
}

/* What was acknowledged by then is there. */
async function holds(k, dir, { it, shops, taken }, end, way) {
	const why = `seed ${seed}, byte ${end} of the record, ${way}`;
	const next = await k.serve([], { dir, port: it.port });

	try {
		for (const shop of shops) {
			const told = [...shop.told].filter(([, { at }]) => at <= end);
			await shop.at(next).kept(told.slice(-15));
		}
		for (const what of Object.keys(counted))
			ok(rows(dir, counted[what]) >= taken.filter((one) =>
				one.what === what && one.at <= end).length, what);
	} catch (error) {
		error.message = `${why}: ${error.message}`;
		throw error;
	}
	equal({ code: 0, signal: null }, await next.stop(), why);
	sound(dir);
}

/* Moments of the record, in order: some right behind a sync, where most was
 * just acknowledged. */
function moments(entries, random, count) {
	const syncs = entries.flatMap(({ kind }, i) => (kind === 's' ? [i] : []));

	return Array.from({ length: count }, (_, i) => (i % 2 ?
		random.pick(syncs) + random.below(3) : random.below(entries.length)))
		.map((at) => Math.min(at, entries.length - 1)).sort((a, b) => a - b);
}

/* Calls fn with a folder for each of some cuts. */
async function cuts(k, base, entries, count, fn) {
	const random = dice(seed);
	const disk = new Disk(base);
	let next = 0;

	for (const at of moments(entries, random, count)) {
		for (; next <= at; next++)
			disk.apply(entries[next]);
		const dir = k.folder();
		const way = disk.leave(dir, random);
		await fn(dir, entries[at].end, way);
		rmSync(dir, { recursive: true });
	}
}

test('a power cut at any moment loses nothing that was acknowledged: no order, ' +
	'no file, no attachment', async (k) => {
	const dir = k.copy();
	const run = await recorded(k, dir);

	ok(run.entries.filter(({ kind }) => kind === 's').length > 20, 'syncs');
	await cuts(k, k.base, run.entries, CUTS, (left, end, way) =>
		holds(k, left, run, end, way));
});

test('a power cut during the first start leaves what the next one can start on',
	async (k) => {
		const dir = k.folder();
		const base = k.folder();

		const it = await k.serve([],
			{ dir, env: { FAULT_RECORD: `${dir}.record` } });
		equal({ code: 0, signal: null }, await it.stop());
		await cuts(k, base, recordRead(`${dir}.record`),
			Math.ceil(CUTS / 4), async (left) => {
				const next = await k.serve([], { dir: left });
				equal({ code: 0, signal: null }, await next.stop());
				sound(left);
			});
	});
