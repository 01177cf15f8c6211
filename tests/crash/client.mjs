// Calls over HTTP, and the journal of what was sent and what was answered.
// What is sent is story.mjs's, what an answer must mean checks.mjs's.
import crypto from 'node:crypto';
import http from 'node:http';

export class Gone extends Error {} // the program went away during a call

// One exchange; the whole body, or Gone. A house has a port; a host and a
// protocol (node:https) when they are not those of here.
export function exchange(house, agent, { method, path, headers, body }) {
	return new Promise((done, fail) => {
		const gone = (error) => fail(new Gone(error?.message));
		const request = (house.protocol ?? http).request({
			host: house.host ?? '127.0.0.1', port: house.port,
			rejectUnauthorized: false, // of a test's certificate
			agent, method, path, headers }, (response) => {
			const pieces = [];
			response.on('data', (piece) => pieces.push(piece));
			response.on('error', gone);
			response.on('close', () => {
				if (!response.complete)
					gone();
				else
					done({ status: response.statusCode,
						headers: response.headers,
						bytes: Buffer.concat(pieces) });
			});
		});
		request.on('error', gone);
		request.setTimeout(30000, () => request.destroy());
		request.end(body);
	});
}

// A signed-in user of a tenant; tokens outlive the program.
export async function signIn(house, partner, role) {
	const user = partner.users.find((u) => u.roles.includes(role));
	const form = new URLSearchParams({ grant_type: 'password',
		client_id: partner.client_id, client_secret: partner.client_secret,
		resource: 'https://api.partnercenter.microsoft.com',
		username: user.email, password: user.password });
	const answer = await exchange(house, undefined, { method: 'POST',
		path: new URL(partner.token_url).pathname,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: form.toString() });
	if (answer.status !== 200)
		throw new Error(`no token: ${answer.status} ${answer.bytes}`);
	return JSON.parse(answer.bytes).access_token;
}

// Everything sent with an id of its own, in order. answer stays null until
// somebody was told.
export class Journal {
	constructor() {
		this.calls = [];
	}

	add(call) {
		this.calls.push({ id: crypto.randomUUID(), answer: null, ...call });
		return this.calls.at(-1);
	}

	open() {
		return this.calls.filter((call) => call.answer === null);
	}
}

export class Client {
	// patience: how often a call is sent again that was answered 503, as
	// while the program finds its database server again
	constructor(house, tenant, patience = 0) {
		this.house = house;
		this.tenant = tenant;
		this.patience = patience;
		this.agent = new (house.protocol ?? http).Agent({ keepAlive: true });
	}

	close() {
		this.agent.destroy();
	}

	// A call of the journal, for the first time or again. 503 is no answer:
	// the program is stopping and did nothing.
	async send(call) {
		const answer = await this.#exchange(call.method, call.path,
			call.body, call.id);
		if (answer.status === 503)
			throw new Gone(`503 ${answer.text}`);
		call.answer ??= answer;
		return answer;
	}

	async get(path) {
		const answer = await this.#exchange('GET', path);
		if (answer.status === 503)
			throw new Gone(`503 ${answer.text}`);
		return answer;
	}

	async #exchange(...call) {
		let answer = await this.#once(...call);
		for (let i = 0; i < this.patience && answer.status === 503; i++) {
			await new Promise((done) => setTimeout(done, 200));
			answer = await this.#once(...call);
		}
		return answer;
	}

	async #once(method, path, body, id) {
		const headers = { Authorization: `Bearer ${this.tenant.token}` };
		if (id)
			headers['MS-RequestId'] = id;
		if (body !== undefined)
			headers['Content-Type'] = 'application/json';
		const { status, bytes } = await exchange(this.house, this.agent, {
			method, path: `/v1${path}`, headers,
			body: body === undefined ? undefined : JSON.stringify(body) });
		const text = bytes.toString();
		let json = null;
		try {
			json = JSON.parse(text);
		} catch { /* checked by whoever needs it */ }
		return { status, text, json };
	}

	// The public door of links: no token but the link's.
	async download(method, token, headers = {}) {
		return exchange(this.house, this.agent,
			{ method, path: `/d/${token}`, headers });
	}
}
