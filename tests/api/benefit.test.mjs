/* Azure Hybrid Benefit over REST (R-008 to R-012, domain.md 8). */
import { admin, equal, expectError, ok, program, test, withRole } from
	'./lib.mjs';

/* E-79's licence and machine; tests change what they are about. */
const question = { edition: 'windows_server_datacenter', cores: '16',
	coverageFrom: '2021-01-01', coverageTo: '2021-12-31', day: '2021-06-10',
	machineCores: '8', machines: '1', hours: '730', windowsRate: '0.192',
	baseRate: '0.116' };
const path = (change = {}) => {
	const all = { ...question, ...change };

	for (const name of Object.keys(all))
		if (all[name] === undefined)
			delete all[name];
	return `/hybridbenefit?${new URLSearchParams(all)}`;
};
const ask = async (k, change) => {
	const a = await admin(k).get(path(change));

	equal(200, a.status, a.text);
	return a.json;
};

test('E-79, R-008, R-012: Datacenter with coverage saves 55.48 of 140.16',
	async (k) => {
		const a = await admin(k).get(path());
		const { json } = a;

		equal([true, 'reuse', 'EUR', 1, 8], [json.isEligible, json.mode,
			json.currency, json.coveredMachines, json.coveredCores]);
		for (const text of ['"costWithout":140.16', '"costWith":84.68',
			'"saving":55.48', '"savingBasisPoints":3958'])
			ok(a.text.includes(text), a.text);
		equal([false, undefined, undefined], [json.isAbovePublished,
			json.note, json.reasonCode]);
	});

test('E-80, R-009: 40 % is plain, 45 % carries the note', async (k) => {
	const plain = await ask(k, { windowsRate: '0.200', baseRate: '0.120' });
	const above = await ask(k, { windowsRate: '0.200', baseRate: '0.110' });

	equal([4000, false, undefined], [plain.savingBasisPoints,
		plain.isAbovePublished, plain.note]);
	equal([4500, true], [above.savingBasisPoints, above.isAbovePublished]);
	ok(/\b40(\.00)?\s?%/.test(above.note), above.note);
});

test('E-81, R-010: Standard without Software Assurance and Essentials have ' +
	'none, and why is named', async (k) => {
	const none = await ask(k, { edition: 'windows_server_standard',
		coverageFrom: undefined, coverageTo: undefined });
	const other = await ask(k, { edition: 'windows_server_essentials' });

	equal([false, 'none', 'coverage', 140.16, 140.16, 0], [none.isEligible,
		none.mode, none.reasonCode, none.costWithout, none.costWith,
		none.saving]);
	ok(none.reasonDescription.includes('Software Assurance'));
	equal([false, 'edition', 0], [other.isEligible, other.reasonCode,
		other.savingBasisPoints]);
	for (const [change, why] of [[{ day: '2022-01-01' }, 'coverage'],
		[{ day: '2020-12-31' }, 'coverage'],
		[{ edition: 'sql_server' }, 'edition'],
		[{ system: 'linux' }, 'system'], [{ cores: '4' }, 'cores']])
		equal(why, (await ask(k, change)).reasonCode);
	equal(true, (await ask(k, { day: '2021-12-31' })).isEligible);
});

test('R-011: Datacenter is re-used, Standard converted', async (k) => {
	equal('reuse', (await ask(k)).mode);
	equal('convert', (await ask(k, { edition: 'windows_server_standard' }))
		.mode);
});

test('the address in self gives the same answer, day and currency included',
	async (k) => {
		const first = await ask(k, { day: undefined, currency: 'jpy' });
		const again = await admin(k).get(first.links.self.uri);

		equal('JPY', first.currency);
		equal(first, again.json);
		ok(/[&?]day=\d{4}-\d\d-\d\d/.test(first.links.self.uri));
		/* the second partner has another currency of its own */
		equal(first, (await admin(k, 1).get(first.links.self.uri)).json);
	});

test('what is wrong with a question is named', async (k) => {
	for (const [change, field] of [[{ cores: undefined }, 'cores'],
		[{ cores: '0' }, 'cores'], [{ hours: '8785' }, 'hours'],
		[{ windowsRate: '0.12345' }, 'windowsRate'],
		[{ baseRate: '-1' }, 'baseRate'],
		[{ windowsRate: '1000.01' }, 'windowsRate'],
		[{ currency: 'XYZ' }, 'currency'],
		[{ currency: 'CLF' }, 'currency'],
		[{ coverageTo: undefined }, 'coverageTo'],
		[{ coverageFrom: undefined }, 'coverageFrom'],
		[{ day: '2021-02-30' }, 'day']]) {
		const a = await expectError(admin(k).get(path(change)), 400, 3000);

		ok(a.json.description.startsWith(`${field}: `), a.text);
	}
	await expectError(admin(k).get(path({ edition: 'windows_7' })), 400,
		900126);
});

test('Admin agent, Global admin and Sales agent may ask, others not',
	async (k) => {
		for (const role of ['admin_agent', 'global_admin', 'sales_agent'])
			equal(200, (await withRole(k, role).get(path())).status);
		equal(200, (await program(k).get(path())).status);
		await expectError(withRole(k, 'helpdesk_agent').get(path()), 403,
			900150);
	});
