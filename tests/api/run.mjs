/*
 * Runs the test files of this folder against one server, one after the other.
 * How a test talks to it is in lib.mjs.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runAll, startServer } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = readdirSync(here)
	.filter((name) => name.endsWith('.test.mjs'))
	.filter((name) => named.length === 0 ||
		named.some((word) => name.startsWith(word)))
	.sort();

for (const file of files)
	await import(join(here, file));
const server = await startServer();
process.exitCode = await runAll(server);
if (server.child.exitCode === null)
	server.child.kill('SIGKILL');
