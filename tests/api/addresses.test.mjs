/* Rules of countries, and addresses judged by them (api.md 2.14). */
import { admin, equal, expectError, ok, program, test } from './lib.mjs';

const rules = async (k, code) => (await program(k).get(
	`/countryvalidationrules/${code}`)).json;
const judge = async (k, address, headers) => (await program(k).post(
	'/validations/address', address, headers)).json;
const redmond = { addressLine1: '1 Microsoft Way', city: 'Redmond',
	state: 'WA', postalCode: '98052', country: 'US' };

test('rules have the flat form that was recorded', async (k) => {
	const us = await rules(k, 'us');

	equal(['US', 'en-US', true, true, true, 'CountryValidationRules'],
		[us.iso2Code, us.defaultCulture, us.isStateRequired,
			us.isPostalCodeRequired, us.isCityRequired,
			us.attributes.objectType]);
	for (const list of ['supportedStatesList', 'supportedLanguagesList',
		'supportedCulturesList', 'countryCallingCodesList'])
		ok(us[list].length > 0 && us[list].every((t) =>
			typeof t === 'string'), list);
	equal(['1'], us.countryCallingCodesList);
	ok(us.supportedStatesList.includes('WA'));
	ok(new RegExp(us.postalCodeRegex).test('98052-1234'));
	ok(!new RegExp(us.postalCodeRegex).test('9805'));
	ok(new RegExp(us.phoneNumberRegex).test('+1 425 555 0101'));
});

test('states are asked for in four countries, and listed there', async (k) => {
	for (const code of ['US', 'CA', 'CN', 'MX', 'DE', 'SG', 'XK', 'XJ', 'AE']) {
		const r = await rules(k, code);
		const checked = ['US', 'CA', 'CN', 'MX'].includes(code);

		equal([code, checked, checked], [r.iso2Code, r.isStateRequired,
			r.supportedStatesList.length > 0]);
		ok(r.supportedStatesList.every((s) => /^[A-Z]{2}$/.test(s)), code);
	}
	equal([true, true], [(await rules(k, 'DE')).isVatIdSupported,
		new RegExp((await rules(k, 'DE')).vatIdRegex).test('DE123456789')]);
	await expectError(program(k).get('/countryvalidationrules/ZZ'), 400, 3000);
	await expectError(program(k).get('/countryvalidationrules/x'), 400, 3000);
});

test('an address that holds is shippable, and repeated as it was', async (k) => {
	const a = await judge(k, redmond);

	equal(['VerifiedShippable', redmond, [], undefined], [a.status,
		a.originalAddress, a.suggestedAddresses, a.validationMessage]);
	equal('Verified', (await judge(k, { addressLine1: 'Tower 4',
		city: 'Dubai', country: 'AE' })).status);
});

test('what is written otherwise there is suggested', async (k) => {
	for (const [change, key, value] of [
		[{ state: 'washington' }, 'state', 'WA'],
		[{ state: 'wa' }, 'state', 'WA'],
		[{ postalCode: '980521234' }, 'postalCode', '98052-1234'],
		[{ country: 'CA', state: 'ON', postalCode: 'k7l1a1' }, 'postalCode',
			'K7L 1A1'],
		[{ country: 'CN', state: '上海市', postalCode: '200120' }, 'state',
			'SH'],
		[{ country: 'PL', state: '', postalCode: '80001' }, 'postalCode',
			'80-001'],
		[{ country: 'GB', state: '', postalCode: 'hu12aa' }, 'postalCode',
			'HU1 2AA']]) {
		const a = await judge(k, { ...redmond, ...change });

		equal(['InteractionRequired', 1], [a.status,
			a.suggestedAddresses.length], JSON.stringify(change));
		equal(value, a.suggestedAddresses[0][key]);
		ok(a.validationMessage);
	}
});

test('what is missing or wrong is told by its status', async (k) => {
	for (const [change, status] of [
		[{ addressLine1: 'Microsoft Way' }, 'StreetPartial'],
		[{ addressLine2: 'Suite' }, 'PremisesPartial'],
		[{ state: 'XX' }, 'None'], [{ state: '' }, 'None'],
		[{ postalCode: '1' }, 'None'], [{ postalCode: '' }, 'None'],
		[{ country: 'ZZ' }, 'NotValidated']])
		equal([status, []], await judge(k, { ...redmond, ...change })
			.then((a) => [a.status, a.suggestedAddresses]), status);
	ok((await judge(k, { ...redmond, postalCode: '1' })).validationMessage
		.startsWith('postalCode:'));
	await expectError(program(k).post('/validations/address',
		{ city: 'Redmond', country: 'US' }), 400, 3000);
});

test('older clients get a bare boolean', async (k) => {
	const old = { 'MS-SdkVersion': '1.15.4' };

	for (const [change, will] of [[{}, true], [{ state: 'Oregon' }, true],
		[{ postalCode: '1' }, false],
		[{ addressLine1: 'Microsoft Way' }, false]])
		equal(will, await judge(k, { ...redmond, ...change }, old));
	equal('object', typeof await judge(k, redmond,
		{ 'MS-SdkVersion': '2.0.1' }));
});

test('a new customer is held to the same rules', async (k) => {
	const of = (change) => admin(k).post('/customers?validateOnly=true', {
		companyProfile: { domain: 'same-rules.example' },
		billingProfile: { culture: 'en-US', language: 'en',
			email: 'a@b.example', companyName: 'Same rules',
			defaultAddress: { firstName: 'A', lastName: 'B',
				...redmond, ...change } } });

	equal(201, (await of({})).status);
	equal('OR', (await of({ state: 'Oregon' })).json.billingProfile
		.defaultAddress.state);
	await expectError(of({ postalCode: '1' }), 400, 3000);
	await expectError(of({ state: 'XX' }), 400, 3000);
});
