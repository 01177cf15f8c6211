/* The profiles of the own organisation: who reads, who changes, and that
 * nothing typed is lost. */
import { ask, equal, ok, person, test, value, words } from './lib.mjs';

const list = '/account/organisation';
const billing = `${list}/billing`;
const typed = { companyName: 'Nordlicht <Süd> GmbH', taxId: 'DE 811 111 111',
	billingCurrency: 'EUR', 'address.addressLine1': 'Am Markt 1',
	'address.city': 'Kiel', 'address.country': 'DE',
	'primaryContact.email': 'rechnung@nordlicht.example' };
const version = async (who, path = billing) =>
	value(await who.get(path), 'version');
const save = async (who, path, form) => who.post(path,
	{ version: await version(who, path), ...form });
const input = (answer, id) =>
	new RegExp(`<(?:input|select) id="${id.replace('.', '\\.')}"[^>]*>`)
		.exec(answer.text)?.[0] ?? '';
const panel = (answer, id) => words(new RegExp(
	`<section[^>]*aria-labelledby="${id}">[\\s\\S]*?</section>`)
	.exec(answer.text)?.[0] ?? '');

test('a global admin changes a profile, and it is shown', async (k) => {
	const who = await person(k, 'greta');
	const answer = await save(who, billing, typed);

	equal(303, answer.status, words(answer.text));
	equal(`${list}?saved=billing`, answer.headers.location);
	const page = await who.get(answer.headers.location);
	ok(words(page.text).includes('Saved: Billing'));
	for (const text of ['Nordlicht <Süd> GmbH', 'DE 811 111 111', 'Kiel',
		'Germany', 'rechnung@nordlicht.example'])
		ok(panel(page, 'billing').includes(text), text);
	ok(!panel(page, 'legalbusiness').includes('Am Markt 1'));
	const form = await who.get(billing);
	ok(input(form, 'address.city').includes('value="Kiel"'));
	ok(/<option value="DE" selected>/.test(form.text));
});

test('each of the four has a form that saves', async (k) => {
	const who = await person(k, 'greta');
	const forms = {
		organization: { companyName: 'Nordlicht Handel',
			language: 'de', culture: 'de-DE', email: 'a@nordlicht.example',
			'defaultAddress.city': 'Husum', 'defaultAddress.country': 'DE' },
		legalbusiness: { companyName: 'Nordlicht Recht',
			'address.city': 'Husum', 'address.country': 'DE',
			companyApproverEmail: 'b@nordlicht.example',
			'companyApproverAddress.city': 'Husum' },
		support: { email: 'c@nordlicht.example', telephone: '+49 431 1',
			website: 'https://nordlicht.example/hilfe' },
	};

	for (const [id, form] of Object.entries(forms)) {
		const answer = await save(who, `${list}/${id}`, form);
		equal(303, answer.status, `${id}: ${words(answer.text)}`);
		const seen = panel(await who.get(list), id);
		for (const [name, text] of Object.entries(form))
			ok(name.endsWith('ountry') || seen.includes(text),
				`${id} ${name}: ${seen}`);
	}
});

test('a change leaves one row in the activity log', async (k) => {
	const who = await person(k, 'greta');
	const rows = async () => (await who.get('/activity.csv?tab=customer'))
		.text.split('\n').length;
	const before = await rows();

	equal(303, (await save(who, billing, typed)).status);
	equal(before + 1, await rows());
	equal(422, (await save(who, billing, { ...typed, companyName: '' })).status);
	equal(before + 1, await rows(), 'what is refused leaves none');
});

test('what is wrong is named by field, and what was typed stays', async (k) => {
	const who = await person(k, 'greta');
	const answer = await save(who, billing, { ...typed, companyName: ' ',
		'address.city': 'Kept <here>', 'address.country': 'QQ',
		'primaryContact.email': 'nobody' });

	equal(422, answer.status);
	for (const id of ['companyName', 'address.country',
		'primaryContact.email']) {
		ok(input(answer, id).includes('aria-invalid="true"'), id);
		ok(answer.text.includes(`href="#${id}"`), `${id} is linked`);
	}
	ok(!input(answer, 'address.city').includes('aria-invalid'));
	ok(input(answer, 'address.city').includes('value="Kept &lt;here&gt;"'));
	ok(input(answer, 'primaryContact.email').includes('value="nobody"'));
	for (const [, ids] of answer.text.matchAll(/aria-describedby="([^"]*)"/g))
		for (const id of ids.split(' '))
			ok(answer.text.includes(`id="${id}"`), `${id} is there`);
});

test('a number that is too long is refused by its name', async (k) => {
	const who = await person(k, 'greta');
	const answer = await save(who, billing, { ...typed,
		taxId: '9'.repeat(201) });

	equal(422, answer.status);
	ok(input(answer, 'taxId').includes('aria-invalid="true"'));
});

test('who was slower keeps what was typed, and may insist', async (k) => {
	const who = await person(k, 'greta');
	const old = await version(who);

	equal(303, (await save(who, billing, { ...typed, taxId: 'first' })).status);
	const late = await who.post(billing, { ...typed, taxId: 'second',
		version: old });
	equal(409, late.status);
	ok(words(late.text).includes('Somebody else changed this profile'));
	ok(input(late, 'taxId').includes('value="second"'));
	ok(words(late.text).includes('Saved meanwhile: first'));
	ok(panel(await who.get(list), 'billing').includes('first'));
	const again = { ...typed, taxId: 'second', version: value(late, 'version') };
	equal(303, (await who.post(billing, again)).status);
	ok(panel(await who.get(list), 'billing').includes('second'));
});

test('an error does not hide a conflict', async (k) => {
	const who = await person(k, 'greta');
	const old = await version(who);

	equal(303, (await save(who, billing, typed)).status);
	const wrong = await who.post(billing, { ...typed, companyName: '',
		version: old });
	equal(422, wrong.status);
	equal(409, (await who.post(billing, { ...typed,
		version: value(wrong, 'version') })).status);
});

test('a user admin reads and does not change', async (k) => {
	const who = await person(k, 'wiebke');
	const page = await who.get(list);

	equal(200, page.status);
	ok(!page.text.includes(`href="${billing}"`), 'no link to a form');
	equal(403, (await who.get(billing)).status);
	equal(403, (await who.post(billing, { ...typed, version: '0' })).status);
	ok((await who.get('/account')).text.includes(`href="${list}"`));
});

test('others meet no link, and no page', async (k) => {
	const who = await person(k, 'tarek');
	equal(403, (await who.get(list)).status);
	ok(!(await who.get('/account')).text.includes(list));
});

test('a profile that does not exist is not found', async (k) => {
	const who = await person(k, 'greta');

	equal(404, (await who.get(`${list}/nothing`)).status);
	equal(404, (await who.post(`${list}/nothing`,
		{ ...typed, version: '0' })).status);
	equal(303, (await ask(k, 'GET', list)).status, 'sign in first');
});

test('another partner’s profile stays its own', async (k) => {
	const who = await person(k, 'greta');

	equal(303, (await save(who, billing, { ...typed,
		purchaseOrderNumber: 'ours-alone' })).status);
	const other = k.demo.partners[1].users
		.find((u) => u.roles.includes('global_admin'));
	const page = await (await person(k, other.email)).get(list);
	equal(200, page.status);
	ok(!page.text.includes('ours-alone'));
});
