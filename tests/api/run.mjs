/*
 * Runs the test files of this folder, each against a server of its own: on
 * SQLite, or on the PostgreSQL server that KONTOR_API_POSTGRES names. How a test
 * talks to it is in lib.mjs.
 */
import { testFiles } from '../common.mjs';
import { runFiles } from './lib.mjs';

process.exitCode = await runFiles(
	testFiles(import.meta.url, process.argv.slice(2)));
