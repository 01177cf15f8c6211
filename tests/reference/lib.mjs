/*
 * What these tests look at: the files, the table, and pages without sign-in.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');

const json = (...path) => JSON.parse(readFileSync(join(root, ...path)));
export const specified = json('tests', 'data', 'resources.json');
export const resources = json('data', 'resources.json');

export const endpoints = readFileSync(
	join(root, 'tests', 'data', 'endpoints.tsv'), 'utf8').trim().split('\n')
	.slice(1).map((line) => line.split('\t'))
	.map(([tier, method, path]) => ({ tier: Number(tier), method, path }));

export const routes = () => JSON.parse(execFileSync(program,
	['routes', '--json'], { maxBuffer: 1 << 26 })).routes;

export const get = async (k, path, headers = {}) => {
	const answer = await fetch(`http://${k.host}:${k.port}${path}`,
		{ headers, redirect: 'manual' });

	return { status: answer.status, headers: answer.headers,
		text: await answer.text() };
};
