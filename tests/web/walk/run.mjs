/*
 * Runs the walks of this folder, one after the other, in one browser against
 * one server. How a walk is written, lib.mjs says.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runAll, startBrowser, startServer } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = readdirSync(here)
	.filter((name) => name.endsWith('.walk.mjs'))
	.filter((name) => named.length === 0 ? !name.endsWith('pictures.walk.mjs') :
		named.some((word) => name.startsWith(word)))
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
	for (const end of server.after)
		await end();
	await server.stop();
}
