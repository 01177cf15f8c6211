/*
 * Runs the tests of the copy. How they start servers is in ../ops/lib.mjs, how
 * they read rows in rows.mjs.
 */
import { runTests } from '../ops/lib.mjs';

await import('./copy.test.mjs');
await import('./serve.test.mjs');
process.exitCode = await runTests(process.argv.slice(2));
