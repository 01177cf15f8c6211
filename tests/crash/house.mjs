// The program under test: started on a data directory of its own, killed,
// stopped, started again. Its rows are in a file of SQLite or in a database of
// its own on the PostgreSQL server of the tests. What is asked of it is
// client.mjs's.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const START_MS = 120000;
const STOP_MS = 60000;

export function tool(name, operands, input) {
	const run = spawnSync(name, operands, { input, encoding: 'utf8',
		maxBuffer: 1 << 30 });
	if (run.status !== 0)
		throw new Error(`${name}: ${run.error ?? run.stderr}`);
	return run.stdout;
}

const tablesOf = (said) => said.split(/^#table\n/m).slice(1).map((text) =>
	text.trim() === '' ? [] : JSON.parse(text));

export function postgresTables(database, statements) {
	const script = statements.map((sql) => `\\echo '#table'\n` +
		`SELECT json_agg(t) FROM (${sql}) t;\n`).join('');
	return tablesOf(tool('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', database],
		script));
}

export const postgresHex = (column) => `UPPER(ENCODE(${column}, 'hex'))`;

export class House {
	// server: the address of PostgreSQL, or undefined for SQLite
	constructor(program, server) {
		this.program = program;
		this.server = server;
		this.root = fs.mkdtempSync(path.join(os.tmpdir(), 'kontor-crash-'));
		this.dir = path.join(this.root, 'data');
		this.log = fs.openSync(path.join(this.root, 'log'), 'a');
		this.child = null;
		this.database = null;
		if (server) {
			const name = `crash_${process.pid}`;
			tool('psql', ['-q', '-c', `CREATE DATABASE ${name}`, server]);
			this.database = server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
		}
	}

	async start() {
		const where = this.database ? ['--database', this.database] : [];
		const child = spawn(this.program, ['serve', '--data-dir', this.dir,
			/* the port stays: it is in the issuer of tokens */
			'--listen', `127.0.0.1:${this.port ?? 0}`, '--throttle=false',
			'--drain-seconds', '20', ...where],
		{ stdio: ['ignore', 'pipe', this.log] });
		this.child = child;
		this.ended = new Promise((done) => {
			child.on('exit', (code, signal) => done({ code, signal }));
		});
		this.port = await this.#port(child);
	}

	// It says where it serves on its standard output.
	#port(child) {
		return new Promise((done, fail) => {
			let said = '';
			const late = setTimeout(
				() => fail(new Error('it does not start')), START_MS);
			child.on('exit', (code) => {
				clearTimeout(late);
				fail(new Error(`it ended with ${code}:\n${this.tail()}`));
			});
			child.stdout.on('data', (piece) => {
				said += piece;
				const at = said.match(/serves at http:\/\/[^:]*:(\d+)\n/);
				if (at) {
					clearTimeout(late);
					done(Number(at[1]));
				}
			});
		});
	}

	get running() {
		return this.child.exitCode === null &&
			this.child.signalCode === null;
	}

	// After its database was gone: it serves again, or it stopped by itself,
	// with a status and not by a signal, and is started as by its manager.
	// Gives what is wrong with its end, if anything.
	async resume() {
		const late = Date.now() + START_MS;
		while (this.running && Date.now() < late) {
			const ready = await fetch(
				`http://127.0.0.1:${this.port}/readyz`)
				.then((answer) => answer.ok, () => false);
			if (ready)
				return null;
			await new Promise((done) => setTimeout(done, 50));
		}
		if (this.running) {
			await this.kill();
			await this.start();
			return `it does not come back:\n${this.tail()}`;
		}
		const { code, signal } = await this.ended;
		const why = this.tail();
		await this.start();
		return code === 74 && signal === null ? null :
			`it ended with ${code ?? signal}:\n${why}`;
	}

	async kill() {
		this.child.kill('SIGKILL');
		return this.ended;
	}

	// Gives { code, signal }; kills what does not stop.
	async stop() {
		this.child.kill('SIGTERM');
		const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
		const end = await this.ended;
		clearTimeout(late);
		return end;
	}

	demo() {
		return JSON.parse(
			fs.readFileSync(path.join(this.dir, 'demo.json'), 'utf8'));
	}

	// Rows of a statement, read from the file beside the running program.
	rows(sql) {
		return this.tables([sql])[0];
	}

	// Rows of several statements, in one run of the engine's own tool.
	tables(statements) {
		return this.database ? postgresTables(this.database, statements) :
			tablesOf(this.#sqlite(statements));
	}

	#sqlite(statements) {
		const script = statements.map((sql) =>
			`.print '#table'\n${sql};\n`).join('');
		return tool('sqlite3', ['-readonly', '-json', '-bail',
			'-cmd', '.timeout 10000', this.#file()], script);
	}

	// Bytes as text: upper-case hexadecimal digits.
	hex(column) {
		return this.database ? postgresHex(column) : `HEX(${column})`;
	}

	// Changes rows by hand, while the program does not run.
	change(sql) {
		if (this.database)
			tool('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', sql,
				this.database]);
		else
			tool('sqlite3', ['-bail', this.#file(), sql]);
	}

	#file() {
		return path.join(this.dir, 'kontor.db');
	}

	// The end of its log: a report of a sanitizer, when there is one.
	tail() {
		const lines = fs.readFileSync(path.join(this.root, 'log'), 'utf8')
			.split('\n');
		const at = lines.findIndex((line) =>
			/Sanitizer|runtime error/.test(line));
		return (at < 0 ? lines.slice(-20) : lines.slice(at, at + 40))
			.join('\n');
	}

	// What it called an error of its own: why a call was answered 500.
	faults() {
		return fs.readFileSync(path.join(this.root, 'log'), 'utf8')
			.split('\n').filter((line) =>
				line.includes('"level":"error"')).slice(0, 20);
	}

	async remove() {
		if (this.child && this.child.exitCode === null &&
		    this.child.signalCode === null)
			await this.kill();
		fs.closeSync(this.log);
		fs.rmSync(this.root, { recursive: true, force: true });
		if (this.database)
			tool('psql', ['-q', '-c', 'DROP DATABASE ' +
				`crash_${process.pid} WITH (FORCE)`, this.server]);
	}
}
