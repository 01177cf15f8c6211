/*
 * What suites share, whatever they start and ask.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/* The *.test.mjs beside a file (its import.meta.url), or those that one of the
 * words begins; as paths, by name. */
export function testFiles(url, words) {
	const here = dirname(fileURLToPath(url));

	return readdirSync(here)
		.filter((name) => name.endsWith('.test.mjs'))
		.filter((name) => words.length === 0 ||
			words.some((word) => name.startsWith(word)))
		.sort()
		.map((name) => join(here, name));
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/* What it gives as soon as that is something, asked again and again. */
export async function until(what, why, ms = 120000) {
	const end = Date.now() + ms;

	for (;;) {
		const found = await what();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`not within ${ms} ms: ${why}`);
		await pause(50);
	}
}

/* All of them, the first failure only when all are through. */
export async function runEnds(ends) {
	let failed = null;

	for (const fn of ends) {
		try {
			await fn();
		} catch (error) {
			failed ??= error;
		}
	}
	if (failed)
		throw failed;
}
