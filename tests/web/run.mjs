/*
 * Runs the test files of this folder, each against a server of its own.
 * How a test talks to it is in lib.mjs.
 */
import { testFiles } from '../common.mjs';
import { runFiles } from './lib.mjs';

process.exitCode = await runFiles(
	testFiles(import.meta.url, process.argv.slice(2)));
