/*
 * Runs the test files of this folder against two processes. How these start
 * is in lib.mjs.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runTests } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = readdirSync(here)
	.filter((name) => name.endsWith('.test.mjs'))
	.filter((name) => named.length === 0 ||
		named.some((word) => name.startsWith(word)))
	.sort();

for (const file of files)
	await import(join(here, file));
process.exitCode = await runTests();
