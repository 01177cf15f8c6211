/*
 * What a power cut leaves of a folder. The shim wrote down every change of its
 * files, in order; a sync was only written down. From a moment in that record
 * on nothing happened any more, and of what was not synced by then any part may
 * be on the disk: each sector of a write for itself, later ones without earlier
 * ones. Names are changed in order, as file systems with a journal do, but how
 * far they got without a sync of their folder nobody knows. A file without a
 * name is gone.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync,
	readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const HEAD = 32;

/* { kind, path, more, offset, inode, end }; end: bytes of the record by then. */
export function recordRead(path) {
	const bytes = readFileSync(path);
	const entries = [];
	let at = 0;

	while (at + HEAD <= bytes.length) {
		const path_length = bytes.readUInt32LE(at + 4);
		const more_length = Number(bytes.readBigUInt64LE(at + 8));
		const from = at + HEAD + path_length;

		if (from + more_length > bytes.length)
			break; /* it was killed while it wrote this down */
		entries.push({ kind: String.fromCharCode(bytes.readUInt32LE(at)),
			path: bytes.toString('utf8', at + HEAD, from),
			more: bytes.subarray(from, from + more_length),
			offset: Number(bytes.readBigInt64LE(at + 16)),
			inode: bytes.readBigUInt64LE(at + 24),
			end: from + more_length });
		at = from + more_length;
	}
	return entries;
}

/* All files below a folder, by their name there. */
function walk(dir, below = '') {
	return readdirSync(join(dir, below), { withFileTypes: true })
		.flatMap((entry) => {
			const name = join(below, entry.name);
			return entry.isDirectory() ? [`${name}/`, ...walk(dir, name)] :
				entry.isFile() ? [name] : [];
		});
}

class File {
	constructor(bytes) {
		this.bytes = bytes;   /* on the disk for certain */
		this.pending = [];    /* since the last sync */
	}

	/* The bytes with these of the pending changes. */
	with(changes) {
		const room = Buffer.alloc(changes.reduce((most, { offset, more,
			length }) => Math.max(most, length ?? offset + more.length),
		this.bytes.length));
		let end = this.bytes.copy(room);

		for (const { offset, more, length } of changes) {
			if (length !== undefined) {
				room.fill(0, Math.min(length, end));
				end = length;
			} else {
				more.copy(room, offset);
				end = Math.max(end, offset + more.length);
			}
		}
		return room.subarray(0, end);
	}

	sync() {
		if (this.pending.length > 0)
			this.bytes = this.with(this.pending);
		this.pending = [];
	}
}

/* The pieces of a write that reach the disk each for itself. */
function sectors({ offset, more, length }, size) {
	const pieces = [];

	if (length !== undefined)
		return [{ length }];
	for (let at = 0; at < more.length;) {
		const end = Math.min(more.length,
			at + size - (offset + at) % size);
		pieces.push({ offset: offset + at, more: more.subarray(at, end) });
		at = end;
	}
	return pieces;
}

const WAYS = ['nothing', 'all', 'some writes', 'some sectors', 'all but one',
	'the last alone'];

function survivors(pending, dice, way) {
	if (way === 'all')
		return pending;
	if (way === 'some writes')
		return pending.filter(() => dice.chance(0.5));
	if (way === 'some sectors') {
		const size = dice.pick([512, 4096]);
		return pending.flatMap((change) => sectors(change, size))
			.filter(() => dice.chance(0.5));
	}
	if (way === 'all but one') {
		const without = dice.below(Math.max(1, pending.length));
		return pending.filter((_, i) => i !== without);
	}
	return way === 'the last alone' ? pending.slice(-1) : [];
}

export class Disk {
	/* base: the folder as it was before the record began, all on the disk */
	constructor(base) {
		this.names = new Map(); /* as the program sees them */
		this.folders = new Set();
		this.certain = null;    /* names on the disk for certain */
		this.moves = [];        /* changes of names, not yet synced */
		for (const name of walk(base)) {
			if (name.endsWith('/'))
				this.folders.add(name.slice(0, -1));
			else if (!name.endsWith('-shm'))
				this.names.set(name, new File(
					readFileSync(join(base, name))));
		}
		this.certain = { names: new Map(this.names),
			folders: new Set(this.folders) };
		this.open = new Map(); /* inode -> File, of those without a name */
	}

	#file(entry) {
		const named = this.names.get(entry.path);

		/* renamed while it was open, or without a name */
		return named ?? this.open.get(entry.inode);
	}

	static #move(state, { kind, path, to, file }) {
		if (kind === 'd')
			state.folders.add(path);
		else if (kind === 'c')
			state.names.set(path, file);
		else if (kind === 'u')
			state.names.delete(path);
		else if (kind === 'l')
			state.names.set(to, file);
		else if (kind === 'r') {
			state.names.delete(path);
			state.names.set(to, file);
		}
	}

	#name(move) {
		Disk.#move(this, move);
		this.moves.push(move);
	}

	apply(entry) {
		const { kind, path } = entry;

		if (kind === 'w' || kind === 't') {
			const file = this.#file(entry);
			if (file)
				file.pending.push(kind === 't' ?
					{ length: entry.offset } :
					{ offset: entry.offset, more: entry.more });
		} else if (kind === 's' && (path === '' || this.folders.has(path))) {
			this.#folderSync(path);
		} else if (kind === 's') {
			this.#file(entry)?.sync();
		} else if (kind === 'c') {
			const file = new File(Buffer.alloc(0));
			this.open.set(entry.inode, file);
			this.#name({ kind, path, file });
		} else if (kind === 'd' || kind === 'u') {
			this.#name({ kind, path });
		} else {
			const to = entry.more.toString();
			this.#name({ kind, path, to, file: this.names.get(path) });
		}
	}

	/* The changes of names in this folder are on the disk; others are not. */
	#folderSync(path) {
		const here = (name) => name !== undefined &&
			(dirname(name) === '.' ? '' : dirname(name)) === path;
		const stays = [];

		for (const move of this.moves) {
			if (here(move.path) || here(move.to))
				Disk.#move(this.certain, move);
			else
				stays.push(move);
		}
		this.moves = stays;
	}

	/* One of the states a power cut may leave now, as a folder. */
	leave(dir, dice) {
		const way = dice.pick(WAYS);
		const state = { names: new Map(this.certain.names),
			folders: new Set(this.certain.folders) };
		const reached = way === 'nothing' ? 0 : way === 'all' ?
			this.moves.length : dice.below(this.moves.length + 1);

		for (const move of this.moves.slice(0, reached))
			Disk.#move(state, move);
		rmSync(dir, { recursive: true, force: true });
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		for (const folder of [...state.folders].sort())
			mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
		for (const [name, file] of state.names) {
			const place = join(dir, name);
			if (!existsSync(dirname(place)))
				continue; /* its folder was never on the disk */
			writeFileSync(place, file.with(
				survivors(file.pending, dice, way)), { mode: 0o600 });
		}
		return way;
	}
}

export const sizeOf = (path) => (existsSync(path) ? statSync(path).size : 0);
