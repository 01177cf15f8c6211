/*
 * Runs the walks of this folder, one after the other, in one browser, each file
 * against a server of its own. How a walk is written, lib.mjs says.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runFiles, startBrowser } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = readdirSync(here)
	.filter((name) => name.endsWith('.walk.mjs'))
	.filter((name) => named.length === 0 ? !name.endsWith('pictures.walk.mjs') :
		named.some((word) => name.startsWith(word)))
	.sort();

const browser = await startBrowser();
try {
	process.exitCode = await runFiles(browser,
		files.map((file) => join(here, file)));
} catch (error) {
	console.log(`Bail out! ${error.stack}`);
	process.exitCode = 1;
} finally {
	await browser.close();
}
