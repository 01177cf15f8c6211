/*
 * /openapi.json: valid for the linter's recommended rules, none left out; the
 * routes of the specification; and what the table of routes says of each.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { equal, ok, test } from '../api/lib.mjs';
import { endpoints, get, resources, routes } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
let document;

test('/openapi.json is there for everybody', async (k) => {
	const answer = await get(k, '/openapi.json');

	equal(200, answer.status);
	equal('application/json; charset=utf-8',
		answer.headers.get('content-type'));
	document = JSON.parse(answer.text);
	equal('3.1.0', document.openapi);
	equal([{ url: k.demo.base_url }], document.servers);
	equal(answer.text, (await get(k, '/openapi.json')).text);
});

test('the linter finds no error and no warning', (k) => {
	const file = join(k.dir, 'openapi.json');

	writeFileSync(file, JSON.stringify(document));
	const lint = (...more) => spawnSync(process.execPath, [join(here,
		'node_modules', '@redocly', 'cli', 'bin', 'cli.js'), 'lint',
	'--extends', 'recommended', '--format', 'json', ...more, file],
	{ encoding: 'utf8', maxBuffer: 1 << 26, cwd: here,
		env: { ...process.env, REDOCLY_TELEMETRY: 'off',
			REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } });
	const said = lint();
	const found = JSON.parse(said.stdout.slice(said.stdout.indexOf('{')));

	equal([], found.problems.map((p) => `${p.ruleId}: ${p.message} ${
		p.location?.[0]?.pointer}`));
	equal(0, said.status, said.stderr);
	/* and it does find something when there is something */
	writeFileSync(file, JSON.stringify({ ...document, info: {} }));
	ok(lint().status !== 0);
});

/* Holes by their place alone, and queries are no part of a path. */
const shape = (path) => path.replace(/[?#].*$/, '').replace('{authority}', '')
	.replace(/\{[^}]*\}/g, '{}').toLowerCase();

test('every route of tier 1 is there', () => {
	const have = new Set(Object.entries(document.paths).flatMap(
		([path, item]) => Object.keys(item).map((method) =>
			`${method.toUpperCase()} ${shape(path)}`)));
	const missing = endpoints.filter(({ tier }) => tier === 1)
		.map(({ method, path }) => `${method} ${shape(path)}`)
		.filter((name) => !have.has(name));

	equal([], [...new Set(missing)]);
});

const operations = () => Object.entries(document.paths).flatMap(
	([path, item]) => Object.entries(item).map(([method, operation]) =>
		({ path, method: method.toUpperCase(), operation })));

test('it tells exactly the routes of the table, and those of tokens', () => {
	const told = operations().filter(({ operation }) =>
		operation['x-kontor-tier'] !== undefined)
		.map(({ method, path }) => `${method} ${shape(path)}`).sort();

	equal(routes().map((r) => `${r.method} ${shape(r.path)}`).sort(), told);
	ok(document.paths['/{tenant}/oauth2/token'].post);
});

test('operationIds are different', () => {
	const ids = operations().map(({ operation }) => operation.operationId);

	equal(ids.length, new Set(ids).size);
});

/* Paths are told once where only the names of their holes differ. */
const told = (row) => operations().find(({ method, path }) =>
	method === row.method && shape(path) === shape(row.path));

/* A schema of what is read, against the field of the table. */
function compare(field, schema, at) {
	const types = { text: 'string', secret: 'string', int: 'integer',
		bool: 'boolean', guid: 'string', instant: 'string',
		day: 'string', choice: 'string', decimal: 'string',
		object: 'object', list: 'array', map: 'object' };

	equal(types[field.kind], schema.type, at);
	if (field.kind === 'text' || field.kind === 'secret')
		equal(field.max || 1024, schema.maxLength, at);
	if (field.kind === 'int' && (field.min || field.max))
		equal([field.min, field.max],
			[schema.minimum, schema.maximum], at);
	if (field.kind === 'choice')
		equal(field.choices, schema.enum, at);
	if (field.kind === 'list') {
		equal(field.max || 1000, schema.maxItems, at);
		compareAll(field.fields, schema.items, at);
	}
	if (field.kind === 'object')
		compareAll(field.fields, schema, at);
}

function compareAll(fields, schema, at) {
	if (fields[0]?.name === '')
		return compare(fields[0], schema, at);
	equal(fields.map((f) => f.name), Object.keys(schema.properties), at);
	equal(fields.filter((f) => f.required).map((f) => f.name),
		schema.required ?? [], at);
	for (const field of fields)
		compare(field, schema.properties[field.name],
			`${at}.${field.name}`);
}

const refs = (operation) => operation.parameters.map((p) =>
	p.$ref?.replace('#/components/parameters/', '')).filter(Boolean);

test('every operation says what its row says', () => {
	for (const row of routes()) {
		const at = `${row.method} ${row.path}`;
		const { path, operation: o } = told(row);
		const asked = o.parameters.filter((p) => p.in === 'query');

		equal([row.areaName], o.tags, at);
		equal(row.summary, o.summary, at);
		equal([row.caller, row.permission, row.roles],
			[o['x-kontor-caller'], o['x-kontor-permission'],
				o['x-kontor-roles']], at);
		equal((row.query ?? []).map((f) => [f.name, f.required]),
			asked.map((p) => [p.name, p.required ?? false]), at);
		(row.query ?? []).forEach((f, i) =>
			compare(f, asked[i].schema, `${at}?${f.name}`));
		equal([...path.matchAll(/\{(\w+)/g)].map((m) => m[1]),
			o.parameters.filter((p) => p.in === 'path')
				.map((p) => p.name), at);
		equal(row.writes, refs(o).includes('validateOnly'), at);
		equal(row.shape === 'pages',
			refs(o).includes('MS-ContinuationToken'), at);
		equal(row.errors.some((e) => e.name === 'ETAG_STALE'),
			refs(o).includes('If-Match'), at);
		for (const always of ['MS-RequestId', 'MS-CorrelationId',
			'X-Locale'])
			ok(refs(o).includes(always), `${at}: ${always}`);
		equal(!!row.body, !!o.requestBody, at);
		if (row.body)
			compareAll(row.body, o.requestBody.content[
				'application/json'].schema, at);
	}
});

test('every error of a row is an example of its status', () => {
	for (const row of routes()) {
		const at = `${row.method} ${row.path}`;
		const { responses } = told(row).operation;

		ok(responses[row.status], `${at}: ${row.status}`);
		ok(row.permission === 'MAY_ANYONE' || responses[401], at);
		equal(row.throttled || row.errors.some((e) => e.status === 429),
			!!responses[429], at);
		for (const { name, status, code } of row.errors) {
			ok(responses[status], `${at}: ${status}`);
			if (row.method !== 'HEAD' && status !== 429)
				equal(code, responses[status].content[
					'application/json'].examples[name].value
					.code, `${at}: ${name}`);
		}
	}
});

/* A schema's type, in the words of data/resources.json. */
function word(schema) {
	if (schema.type === 'array')
		return `${word(schema.items)}[]`;
	if (schema.$ref)
		return schema.$ref.replace('#/components/schemas/', '');
	if (schema.additionalProperties?.type)
		return 'map<string,string>';
	return schema.format === 'date-time' ? 'datetime' : schema.type;
}

test('schemas are those of data/resources.json, and all are in use', () => {
	const text = JSON.stringify(document);

	for (const [name, schema] of Object.entries(
		document.components.schemas)) {
		if (name === 'TokenError')
			continue;
		equal(Object.entries(resources[name].fields)
			.map(([field, { type }]) => [field, type]),
		Object.entries(schema.properties)
			.map(([field, is]) => [field, word(is)]), name);
		ok(text.includes(`#/components/schemas/${name}"`), name);
	}
});

test('no resource is described that no route answers', () => {
	const { schemas } = document.components;

	equal([], Object.keys(resources).filter((name) => !schemas[name]));
});
