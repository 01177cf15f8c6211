/*
 * Runs the test files of this folder against one server, one after the other.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runAll, startServer } from '../api/lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);

for (const file of readdirSync(here).sort())
	if (file.endsWith('.test.mjs') && (named.length === 0 ||
		named.some((word) => file.startsWith(word))))
		await import(join(here, file));
const server = await startServer();
process.exitCode = await runAll(server);
if (server.child.exitCode === null)
	server.child.kill('SIGKILL');
