/*
 * Runs the test files of this folder. How they start and ask servers is in
 * lib.mjs.
 */
import { testFiles } from '../common.mjs';
import { runTests } from './lib.mjs';

for (const file of testFiles(import.meta.url, process.argv.slice(2)))
	await import(file);
process.exitCode = await runTests();
