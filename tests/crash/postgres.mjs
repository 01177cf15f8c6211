// A PostgreSQL server of the test's own, which may be killed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('../../tools/postgres-for-tests',
	import.meta.url));

function tool(verb, dir) {
	const run = spawnSync(TOOL, [verb, dir], { encoding: 'utf8' });
	if (run.status !== 0)
		throw new Error(`postgres-for-tests ${verb}: ${run.stderr}`);
	return run.stdout.trim();
}

export class Postgres {
	constructor() {
		// short: it holds a socket, and its owner must reach it
		this.root = fs.mkdtempSync('/tmp/kontor-pg-');
		fs.chmodSync(this.root, 0o755);
		this.dir = path.join(this.root, 'pg');
		this.address = tool('start', this.dir);
	}

	// SIGKILL: gone at once, with whatever was in memory. SIGQUIT: what
	// `pg_ctl stop -m immediate` does. Either way the next start recovers.
	kill(signal) {
		const [pid] = fs.readFileSync(
			path.join(this.dir, 'data', 'postmaster.pid'), 'utf8')
			.split('\n');
		process.kill(Number(pid), signal);
	}

	again() {
		tool('again', this.dir);
	}

	remove() {
		tool('stop', this.dir);
		fs.rmSync(this.root, { recursive: true, force: true });
	}
}
