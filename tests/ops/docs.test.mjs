/* docs/operating.md as it is written. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from
	'node:fs';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { command, equal, freePort, ok, postgres, program, root, test } from
	'./lib.mjs';

test('every block of docs/operating.md does what it says, in order',
	async (k) => {
		const dir = k.folder();
		const page = readFileSync(join(root, 'docs/operating.md'), 'utf8');
		const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/mg)]
			.map((found) => found[1]);

		ok(blocks.length >= 7, `${blocks.length} blocks`);
		mkdirSync(join(dir, 'bin'));
		mkdirSync(join(dir, 'backups'));
		symlinkSync(program, join(dir, 'bin/kontor'));
		cpSync(k.base, join(dir, 'data'), { recursive: true });
		writeFileSync(join(dir, 'passphrase'), 'a passphrase of a test\n');
		chmodSync(join(dir, 'passphrase'), 0o600);
		const run = command('bash', ['-m', '-c', `set -eu -o pipefail
			trap 'kill %1 2>/dev/null || true' EXIT
			${blocks.map((block, i) => `echo "block ${i + 1}"\n${block}`)
		.join('\n')}\necho all`], { cwd: root, timeout: 480000,
			env: { ...process.env, DATA: join(dir, 'data'),
				PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
				LISTEN: `127.0.0.1:${await freePort()}`,
				WATCH: `127.0.0.1:${await freePort()}`,
				LOG: join(dir, 'log'), BACKUPS: join(dir, 'backups'),
				PASSPHRASE: join(dir, 'passphrase'),
				POSTGRES: postgres(k, ['moved'])('moved') } });
		equal(0, run.status, run.out + run.err);
		ok(/^kontor_writable 1$/m.test(run.out), run.out);
		ok(run.out.includes('nothing is wrong'));
		equal(2, run.out.match(/: the same on both sides$/mg).length);
		ok(run.out.trimEnd().endsWith('all'));
	});
