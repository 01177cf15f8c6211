/* Problems reported: topics, report, lists, threads, whose they are. */
import { admin, customer, equal, expectError, ok, partner, test, withRole }
	from './lib.mjs';

/* As the Java SDK sends it: severity by name, nulls left out. */
const java = (more = {}) => ({ title: 'Two seats are missing',
	description: 'The order says ten.', severity: 'moderate',
	supportTopicId: 1004, attributes: { objectType: 'ServiceRequest' },
	...more });
const report = async (who, more) => {
	const answer = await who.post('/servicerequests/en-US', java(more));

	equal(201, answer.status, answer.text);
	return answer.json;
};
const about = (k, n = 0) => ({ id: partner(k, n).customers[0].id });

test('topics are told, with what a refund needs', async (k) => {
	const { json } = await admin(k).get('/servicerequests/supporttopics');
	const refund = json.items.find((t) =>
		t.name === 'CSP Purchase/Refund on behalf of customers');

	ok(json.items.every((t) => /^\d+$/.test(t.id) &&
		Number(t.id) < 2 ** 31 && t.name && t.description));
	for (const word of ['tenant', 'order', 'subscription', 'reason', 'amount'])
		ok(refund.description.includes(word), word);
});

test('a problem is reported and read back', async (k) => {
	const made = await report(admin(k), { newNote: { text: 'Since Monday.' },
		countryCode: 'DE', productId: 'P1', fileLinks: [{ id: 'f1',
			fileNameWithoutExtension: 'screen', fileExtension: 'png',
			fileSize: 12, comment: 'as seen' }] });

	ok(/^\d{15}$/.test(made.id));
	equal('open', made.status);
	equal('Subscriptions and licences', made.supportTopicName);
	equal('0001-01-01T00:00:00', made.lastClosedDate);
	equal('Since Monday.', made.notes[0].text);
	equal(admin(k).user.email, made.primaryContact.email);
	equal({ id: partner(k).tenant_id, name: made.organization.name },
		made.organization);
	equal([{ comment: 'as seen', fileExtension: 'png', fileSize: 12,
		fileNameWithoutExtension: 'screen', id: 'f1' }]
		.map((f) => Object.entries(f).sort()),
	made.fileLinks.map((f) => Object.entries(f).sort()));
	equal(made, (await admin(k).get(`/servicerequests/${made.id}`)).json);
});

/* The whole object comes back, with numbers and empty dates. */
test('.NET changes only what it names', async (k) => {
	const made = await report(admin(k));
	const answer = await admin(k).patch(`/servicerequests/${made.id}`, {
		Title: null, Description: null, Severity: 'unknown',
		SupportTopicId: null, Id: made.id, Status: 'none',
		Organization: null, PrimaryContact: null, LastUpdatedBy: null,
		CreatedDate: '0001-01-01T00:00:00',
		LastModifiedDate: '0001-01-01T00:00:00',
		LastClosedDate: '0001-01-01T00:00:00', FileLinks: null,
		NewNote: { CreatedByName: null, CreatedDate: null,
			Text: 'Sample Note' }, Notes: null, CountryCode: null,
		Attributes: null });

	equal(200, answer.status, answer.text);
	equal(['Sample Note'], answer.json.notes.map((n) => n.text));
	for (const key of ['title', 'description', 'severity', 'status',
		'primaryContact', 'createdDate'])
		equal(made[key], answer.json[key], key);
	const by_number = await admin(k).patch(`/servicerequests/${made.id}`,
		{ severity: 1, status: 2 });

	equal('critical', by_number.json.severity);
	equal('closed', by_number.json.status);
	ok(by_number.json.lastClosedDate.endsWith('Z'));
});

test('states move as they may', async (k) => {
	const { id } = await report(admin(k));
	const patch = (body) => admin(k).patch(`/servicerequests/${id}`, body);

	expectError(await patch({ status: 'attention_needed' }), 409, 3000);
	equal('closed', (await patch({ status: 'Closed' })).json.status);
	equal('open', (await patch({ newNote: { text: 'more' } })).json.status,
		'an answer opens it again');
	equal('closed', (await patch({ status: 'closed' })).json.status);
	expectError(await patch({ status: 'open' }), 400, 3000);
	equal('open', (await patch({ status: 'open',
		newNote: { text: 'again' } })).json.status);
});

test('a stale etag is refused', async (k) => {
	const made = await report(admin(k));

	equal(200, (await admin(k).patch(`/servicerequests/${made.id}`, {
		...made, title: 'Other' })).status);
	expectError(await admin(k).patch(`/servicerequests/${made.id}`, {
		...made, title: 'Third' }), 400, 2055);
});

test('everybody reports and sees own ones only', async (k) => {
	const agent = withRole(k, 'sales_agent');
	const billing = withRole(k, 'billing_admin');
	const made = await report(agent);

	ok((await agent.get('/servicerequests')).json.items
		.some((r) => r.id === made.id));
	ok(!(await billing.get('/servicerequests')).json.items
		.some((r) => r.id === made.id));
	for (const who of [billing, admin(k), admin(k, 1)])
		expectError(await who.get(`/servicerequests/${made.id}`),
			404, 1000);
	expectError(await billing.patch(`/servicerequests/${made.id}`,
		{ title: 'mine' }), 404, 1000);
	equal((await admin(k).get(`/servicerequests/${made.id}`)).text,
		(await admin(k).get('/servicerequests/123456789012345')).text,
		'byte for byte (ruling 10)');
});

test('a customer\'s are seen by who may, of this customer', async (k) => {
	const help = withRole(k, 'helpdesk_agent');
	const made = await report(admin(k), { organization: about(k) });
	const list = `/customers/${about(k).id}/servicerequests`;
	const other = `/customers/${partner(k).customers[1].id}/servicerequests`;

	ok((await help.get(list)).json.items.some((r) => r.id === made.id));
	equal(200, (await help.get(`${list}/${made.id}`)).status);
	equal(200, (await help.patch(`${list}/${made.id}`,
		{ newNote: { text: 'On it.' } })).status);
	expectError(await help.get(`${other}/${made.id}`), 404, 1000);
	expectError(await withRole(k, 'sales_agent').get(list), 403, 900150);
	expectError(await withRole(k, 'sales_agent').post(
		'/servicerequests/en-US', java({ organization: about(k) })),
	403, 900150);
	expectError(await admin(k).post('/servicerequests/en-US',
		java({ organization: about(k, 1) })), 403, 20002);
	expectError(await admin(k, 1).get(list), 403, 20002);
});

test('lists come in pages, by offset and link, and by status', async (k) => {
	const who = withRole(k, 'user_management_admin');
	const made = [];

	for (let i = 0; i < 5; i++)
		made.push((await report(who, { title: `No ${i}` })).id);
	await who.patch(`/servicerequests/${made[0]}`, { status: 'closed' });
	const all = (await who.get('/servicerequests')).json.items
		.map((r) => r.id);
	equal([...made].sort(), [...all].sort());
	const seen = [];
	for (let page = (await who.get('/servicerequests?size=2')).json;;) {
		const next = page.links.next;

		seen.push(...page.items.map((r) => r.id));
		if (!next)
			break;
		page = (await who.get(`/${next.uri}`)).json;
	}
	equal(all, seen);
	equal(all.slice(2, 4), (await who.get(
		'/servicerequests?size=2&offset=2')).json.items
		.map((r) => r.id));
	const first = (await who.get('/servicerequests?size=2&status=open')).json;
	equal(4, first.totalCount, 'of all matches');
	const second = (await who.get(first.links.next.uri)).json;
	equal(4, new Set([...first.items, ...second.items].map((r) => r.id))
		.size);
	equal(undefined, second.links.next, 'the last page');
	equal([], (await who.get('/servicerequests?size=0&offset=99')).json
		.items);
	const filter = encodeURIComponent(JSON.stringify({ Field: 'Status',
		Value: 'Closed', Operator: 'equals' }));
	equal([made[0]], (await who.get(`/servicerequests?filter=${filter}`))
		.json.items.map((r) => r.id));
});

test('wrong ones are refused and leave nothing', async (k) => {
	const who = admin(k);
	const count = async () => (await who.get('/servicerequests')).json.totalCount;
	const before = await count();

	expectError(await who.post('/servicerequests/en-US',
		java({ severity: 'unknown' })), 400, 900126);
	expectError(await who.post('/servicerequests/en-US',
		java({ supportTopicId: '7' })), 400, 900126);
	expectError(await who.post('/servicerequests/en-US',
		java({ title: undefined })), 400, 3000);
	expectError(await who.post('/servicerequests/nowhere', java()), 404, 1000);
	equal(201, (await who.post('/servicerequests/en-US?validateOnly=true',
		java())).status);
	equal(before, await count());
});

test('a repeated report is one report', async (k) => {
	const id = { 'MS-RequestId': crypto.randomUUID() };
	const first = await admin(k).post('/servicerequests/en-US', java(), id);
	const again = await admin(k).post('/servicerequests/en-US', java(), id);

	equal(first.json.id, again.json.id);
});
