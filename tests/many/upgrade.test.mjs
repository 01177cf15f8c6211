/* A newer program migrates the database while an older one serves. */
import { get } from '../ops/lib.mjs';
import { admin } from '../api/lib.mjs';
import { equal, kontor, ok, test, until } from './lib.mjs';

test('a process whose database a newer program has migrated says so, and is ' +
	'not ready', async (house) => {
	const ready = (server) => get(server.port, '/readyz');

	for (const server of house.pair)
		equal(200, (await ready(server)).status);
	house.sql('INSERT INTO migration (number, name, sha256, at) ' +
		`VALUES (9999, '9999_of_tomorrow.sql', '', 0)`);
	try {
		for (const server of house.pair) {
			await until(async () => (await ready(server)).status === 503,
				'it is not ready');
			equal('not ready: the database is newer than this program\n',
				(await ready(server)).text);
			ok(/"level":"error","event":"the database is newer than this program","migration":9999/
				.test(server.log), server.log.slice(-2000));
			/* what still comes is answered */
			equal(200, (await admin(server).get('/customers?size=1'))
				.status);
		}
		const other = house.begin();
		const how = await other.gone;
		ok(how.code !== 0, 'an older one does not start');
		ok(other.log.includes('the database is newer than this program'));
	} finally {
		house.sql('DELETE FROM migration WHERE number = 9999');
	}
	for (const server of house.pair)
		await until(async () => (await ready(server)).status === 200,
			'it is ready again');
});

test('verbs write to the database beside the processes that serve', (house) => {
	const run = (...words) => kontor([...words, '--data-dir', house.data,
		'--database', house.database]);
	const added = run('operator', 'add', 'many@kontor.example', 'Many');

	equal(0, added.status, added.err);
	equal('1', house.sql("SELECT COUNT(*) FROM operator_user WHERE email = " +
		"'many@kontor.example'"));
	const proved = run('verify');
	equal(0, proved.status, proved.err + proved.out);
});
