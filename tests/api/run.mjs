/*
 * Runs the test files of this folder, each against a server of its own: on
 * SQLite, or on the PostgreSQL server that KONTOR_API_POSTGRES names. How a test
 * talks to it is in lib.mjs.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runFiles } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = readdirSync(here)
	.filter((name) => name.endsWith('.test.mjs'))
	.filter((name) => named.length === 0 ||
		named.some((word) => name.startsWith(word)))
	.sort();

process.exitCode = await runFiles(files.map((file) => join(here, file)));
