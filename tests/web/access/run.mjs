/*
 * What axe cannot see: keyboard, sizes, looks, forms, words. Runs the checks of
 * this folder in one browser against one server; words name the files meant.
 * How a check is written, ../walk/lib.mjs says.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runAll, startBrowser, startServer } from '../walk/lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = readdirSync(here)
	.filter((name) => name.endsWith('.access.mjs'))
	.filter((name) => named.length === 0 ||
		named.some((word) => name.includes(word)))
	.sort();

const server = await startServer();
try {
	server.browser = await startBrowser();
	for (const file of files)
		await import(join(here, file));
	process.exitCode = await runAll(server);
} catch (error) {
	console.log(`Bail out! ${error.stack}`);
	process.exitCode = 1;
} finally {
	await server.browser?.close();
	await server.stop();
}
