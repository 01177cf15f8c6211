/*
 * Prints the names of the tests of the files named, as a JSON object by file:
 * of *.mjs what they hand to test(), of *.c what TEST() defines. Nothing runs.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const names = {};

for (const file of process.argv.slice(2)) {
	if (file.endsWith('.c')) {
		const text = readFileSync(join(root, file), 'utf8');
		names[file] = [...text.matchAll(/^TEST\((\w+)\)/gm)]
			.map((found) => found[1].replaceAll('_', ' '));
		continue;
	}
	const { testNames } = await import(join(root, dirname(file), 'lib.mjs'));
	const before = testNames().length;
	await import(join(root, file));
	names[file] = testNames().slice(before);
}
process.stdout.write(JSON.stringify(names), () => process.exit(0));
