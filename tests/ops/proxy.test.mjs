/* nginx and HAProxy with the settings that are shipped, on loopback. */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { join } from 'node:path';

import { command, equal, freePort, get, kontor, logLines, ok, pause, portSaid,
	root, test, until } from './lib.mjs';
import { admin } from '../api/lib.mjs';

function certificate(dir) {
	const run = command('openssl', ['req', '-x509', '-newkey', 'rsa:2048',
		'-nodes', '-days', '2', '-subj', '/CN=partner.example', '-keyout',
		join(dir, 'privkey.pem'), '-out', join(dir, 'fullchain.pem')]);

	equal(0, run.status, run.err);
	writeFileSync(join(dir, 'kontor.pem'),
		readFileSync(join(dir, 'fullchain.pem'), 'utf8') +
		readFileSync(join(dir, 'privkey.pem'), 'utf8'));
}

const shipped = (path) => readFileSync(join(root, 'packaging', path), 'utf8');

/* Each replacement must be there to be replaced. */
function withPlaces(text, pairs) {
	for (const [from, to] of pairs) {
		ok(text.includes(from), `"${from}" stands in the settings`);
		text = text.replaceAll(from, to);
	}
	return text;
}

async function nginx(k, server, dir) {
	const [plain, secure] = [await freePort(), await freePort()];
	const site = withPlaces(shipped('nginx/kontor.conf'), [
		['listen 80;', `listen 127.0.0.1:${plain};`],
		['listen 443 ssl', `listen 127.0.0.1:${secure} ssl`],
		['127.0.0.1:8080', `127.0.0.1:${server.port}`],
		['/etc/ssl/kontor/', `${dir}/`]]);
	const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((name) => `${name}_temp_path ${dir}/${name};`).join('\n');

	writeFileSync(join(dir, 'nginx.conf'), `daemon off;
		${process.getuid() === 0 ? 'user root;' : ''}
		error_log ${dir}/error.log info; pid ${dir}/nginx.pid;
		events { worker_connections 512; }
		http { access_log off; ${temp}\n${site} }`);
	const it = k.start('nginx', ['-p', dir, '-e', join(dir, 'error.log'),
		'-c', join(dir, 'nginx.conf')]);
	return { it, plain, secure };
}

async function haproxy(k, server, dir) {
	const [plain, secure] = [await freePort(), await freePort()];
	const text = withPlaces(shipped('haproxy/kontor.cfg'), [
		['bind :80', `bind 127.0.0.1:${plain}`],
		['bind :443', `bind 127.0.0.1:${secure}`],
		['127.0.0.1:8080', `127.0.0.1:${server.port}`],
		['/etc/ssl/kontor/', `${dir}/`]]);

	writeFileSync(join(dir, 'haproxy.cfg'), text);
	const checked = command('haproxy', ['-c', '-f', join(dir, 'haproxy.cfg')]);
	equal(0, checked.status, checked.out + checked.err);
	ok(!/warning/i.test(checked.err), checked.err);
	return { it: k.start('haproxy', ['-f', join(dir, 'haproxy.cfg')]),
		plain, secure };
}

function ask(port, path, { method = 'GET', headers = {}, body } = {}) {
	return new Promise((resolve, reject) => {
		const request = https.request({ host: '127.0.0.1', port, path, method,
			headers: { Host: 'partner.example', ...headers },
			rejectUnauthorized: false, agent: false }, (response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part));
			response.on('end', () => resolve({
				status: response.statusCode, headers: response.headers,
				text: Buffer.concat(parts).toString() }));
		});
		request.on('error', reject);
		request.end(body);
	});
}

/* Bytes over TLS, as they are; what came until the end. */
function rawTls(port, bytes, patience = 3000) {
	return new Promise((resolve) => {
		const socket = tls.connect({ port, host: '127.0.0.1',
			rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
		let got = '';

		socket.setTimeout(patience, () => socket.destroy());
		socket.on('secureConnect', () => socket.write(bytes));
		socket.on('data', (part) => { got += part.toString('latin1'); });
		socket.on('error', () => resolve(got));
		socket.on('close', () => resolve(got));
	});
}

const LARGE = 64 * 1024 * 1024;
const largePart = Buffer.from(Array.from({ length: 65536 },
	(_, i) => (i * 2654435761 >>> 13) & 255));

function largeHash() {
	const hash = createHash('sha256');

	for (let at = 0; at < LARGE; at += largePart.length)
		hash.update(largePart);
	return hash.digest('hex');
}

/* A link to a file of this size, for some software that somebody has. */
async function linkOfLarge(k, server) {
	const dir = k.folder(), a = admin(server);

	for (let at = 0; at < LARGE; at += largePart.length)
		appendFileSync(join(dir, 'large.iso'), largePart);
	for (const { id } of server.demo.partners[0].customers) {
		const one = (await a.get(`/customers/${id}/software`)).json.items[0];

		if (!one)
			continue;
		const at = `/customers/${id}/software/${one.entitlementId}`;
		writeFileSync(join(dir, 'files.csv'), 'ProductId,SkuId,Path,Version,' +
			'Language,OS,FileType,Bits,Name\n' +
			`${one.productId},,large.iso,9,sv-SE,Windows,iso,64,large.iso\n`);
		const run = await kontor(['import', 'files', join(dir, 'files.csv'),
			'--data-dir', server.dir]);
		equal(0, run.status, run.err);
		const { fileId } = (await a.get(`${at}/files`)).json.items
			.find((file) => file.name === 'large.iso');
		const link = await a.post(`${at}/links`, { fileId });
		return new URL(link.json.url).pathname;
	}
	throw new Error('nobody has software');
}

const memory = (server) => Number(/^VmRSS:\s+(\d+)/m.exec(
	readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]);

async function transfers(server) {
	const said = await get(portSaid(server, 'metrics'), '/metrics');

	return Number(/^kontor_http_transfers (\d+)/m.exec(said.text)[1]);
}

const cookie_of = (a) => String(a.headers['set-cookie'] ?? '');

for (const [name, start] of [['nginx', nginx], ['HAProxy', haproxy]]) {
	const with_proxy = (fn, flags = []) => async (k) => {
		const dir = k.folder();
		const server = await k.serve(['--behind-proxy', '--public-url',
			'https://partner.example', ...flags]);

		/* public_url names no port */
		server.port = portSaid(server, 'serving');
		certificate(dir);
		const proxy = await start(k, server, dir);
		await until(() => new Promise((done) => {
			const socket = net.connect(proxy.secure, '127.0.0.1');
			socket.on('connect', () => { socket.destroy(); done(true); });
			socket.on('error', () => done(false));
		}), `${name} listens: ${proxy.it.said}`);
		await until(async () => (await ask(proxy.secure, '/signin')
			.catch(() => ({}))).status === 200, `${name} reaches Kontor`);
		await fn(k, server, proxy);
	};

	test(`behind ${name} pages come over TLS, with HSTS and safe cookies`,
		with_proxy(async (k, server, { plain, secure }) => {
			const a = await ask(secure, '/signin');

			equal(200, a.status);
			ok(a.headers['strict-transport-security']
				.startsWith('max-age=31536000'));
			ok(cookie_of(a) === '' || /; Secure/i.test(cookie_of(a)));
			const got = await new Promise((done) => {
				const socket = net.connect(plain, '127.0.0.1', () =>
					socket.write('GET /signin?a=b HTTP/1.1\r\nHost: ' +
						'partner.example\r\nConnection: close\r\n\r\n'));
				let said = '';
				socket.on('data', (part) => { said += part; });
				socket.on('close', () => done(said));
			});
			ok(/^HTTP\/1\.1 308/.test(got), got);
			ok(/location: https:\/\/partner\.example\/signin\?a=b/i.test(got));
			for (const path of ['/livez', '/readyz', '/metrics'])
				equal(404, (await ask(secure, path)).status, path);
		}));

	test(`behind ${name} the caller's address is the true one`,
		with_proxy(async (k, server, { secure }) => {
			const user = server.demo.partners[0].users[0];
			const form = await ask(secure, '/signin');
			ok(form.text.includes(user.email) || form.status === 200);
			/* whoever claims to be somebody else is not believed */
			const body = new URLSearchParams({ grant_type: 'password' });
			await ask(secure, '/nothing', { method: 'POST',
				headers: { 'X-Forwarded-For': '203.0.113.9',
					'Content-Type': 'application/x-www-form-urlencoded' },
				body: String(body) });
			await rawTls(secure, 'GET /signin HTTP/1.1\r\nHost: ' +
				'partner.example\r\nX-Forwarded-For: 203.0.113.9\r\n' +
				'X-Forwarded-For: 203.0.113.10\r\nConnection: close\r\n\r\n');
			ok(!server.log.includes('203.0.113.'), 'nobody else is named');
			const db = join(server.dir, 'kontor.db');
			const seen = command('sqlite3', [db, 'SELECT COUNT(*) FROM ' +
				"session WHERE address LIKE '203.%'"]).out.trim();
			equal('0', seen);
		}));

	test(`${name} or Kontor refuses folded headers and NUL bytes`,
		with_proxy(async (k, server, { secure }) => {
			const before = logLines(server).length;
			for (const odd of ['X-A: b\r\n folded: yes\r\n', 'X-A: a\0b\r\n',
				'X-\0A: b\r\n', 'Transfer-Encoding: chunked\r\n' +
				'Content-Length: 3\r\n', 'Content-Length: 3\r\n' +
				'Content-Length: 4\r\n', ' X-A: b\r\n']) {
				const got = await rawTls(secure, 'POST /signin HTTP/1.1\r\n' +
					`Host: partner.example\r\n${odd}\r\n`);
				const status = Number(/^HTTP\/1\.1 (\d+)/.exec(got)?.[1] ?? 0);
				/* a header that was joined into one line is a plain one */
				const joined = name === 'HAProxy' &&
					/^ |\n /.test(odd);

				ok(status === 0 || status === 400 || (joined &&
					status >= 200), `${JSON.stringify(odd)}: ${got}`);
			}
			const target = await rawTls(secure,
				'GET /sig\0nin HTTP/1.1\r\nHost: partner.example\r\n\r\n');
			ok(/^(HTTP\/1\.1 400|$)/.test(target), target);
			ok(logLines(server).length >= before);
		}));

	test(`a big body passes ${name}, one too big is refused by Kontor`,
		with_proxy(async (k, server, { secure }) => {
			const headers = { 'Content-Type': 'application/json',
				Authorization: 'Bearer x' };
			const of = (size) => ask(secure, '/v1/customers', {
				method: 'POST', headers, body: Buffer.alloc(size, 32) });

			/* read whole, then the token is looked at */
			equal(401, (await of(3 * 1024 * 1024)).status);
			const big = await of(4 * 1024 * 1024 + 200000);
			ok([400, 413].includes(big.status), String(big.status));
			ok(big.headers['ms-requestid'], 'Kontor answered it');
		}));

	test(`a slow caller holds up nobody behind ${name}`,
		with_proxy(async (k, server, { secure }) => {
			const slow = Array.from({ length: 40 }, () => {
				const socket = tls.connect({ port: secure,
					host: '127.0.0.1', rejectUnauthorized: false });
				socket.on('error', () => undefined);
				socket.on('secureConnect', () => socket.write(
					'POST /v1/customers HTTP/1.1\r\nHost: ' +
					'partner.example\r\nContent-Length: 1000\r\n\r\nx'));
				return socket;
			});

			await pause(500);
			for (let i = 0; i < 10; i++)
				equal(200, (await ask(secure, '/signin')).status);
			slow.forEach((socket) => socket.destroy());
		}));

	test(`a download passes ${name} whole, and in parts`,
		with_proxy(async (k, server, { secure }) => {
			const path = /\/static\/[0-9a-f]+\/[a-z.]+\.css/.exec(
				(await ask(secure, '/signin')).text)[0];
			const whole = await ask(secure, path);
			equal(200, whole.status);
			equal(String(Buffer.byteLength(whole.text)),
				whole.headers['content-length'] ??
					String(Buffer.byteLength(whole.text)));
			const none = await ask(secure, '/d/unknown');
			ok([403, 404].includes(none.status), String(none.status));
		}));

	test(`a file passes ${name} as fast as it is taken, and nobody keeps it`,
		with_proxy(async (k, server, { secure }) => {
			const path = await linkOfLarge(k, server);
			const before = memory(server);
			const got = { bytes: 0, hash: createHash('sha256') };
			const answer = await new Promise((resolve, reject) => {
				const request = https.request({ host: '127.0.0.1',
					port: secure, path, agent: false,
					headers: { Host: 'partner.example' },
					rejectUnauthorized: false }, resolve);
				request.on('error', reject);
				request.end();
			});

			equal(200, answer.statusCode);
			answer.pause();
			/* others are served, and who does not read is waited for */
			for (let i = 0; i < 20; i++)
				equal(200, (await ask(secure, '/signin')).status);
			await pause(2000);
			equal(1, await transfers(server), 'not taken, not sent');
			for await (const part of answer) {
				got.bytes += part.length;
				got.hash.update(part);
			}
			equal(LARGE, got.bytes);
			equal(largeHash(), got.hash.digest('hex'));
			ok(memory(server) - before < 16 * 1024,
				`${memory(server) - before} KiB more`);
		}, ['--metrics-listen', '127.0.0.1:0']));

	test(`an upload passes ${name} as it comes: who may not is told at once`,
		with_proxy(async (k, server, { secure }) => {
			/* of 64 MiB only the first bytes are ever sent */
			const said = await rawTls(secure,
				'POST /operator/files/new HTTP/1.1\r\n' +
				'Host: partner.example\r\nConnection: close\r\n' +
				'Content-Type: multipart/form-data; boundary=b\r\n' +
				`Content-Length: ${LARGE}\r\n\r\n--b\r\n`, 30000);

			ok(/^HTTP\/1\.1 (303|401|403|404)/.test(said), said.slice(0, 200));
		}));

	test(`the API works behind ${name}`,
		with_proxy(async (k, server, { secure }) => {
			const direct = await admin(server).get('/customers?size=1');
			equal(200, direct.status);
			const authorization = `Bearer ${[...server.tokens.values()][0]}`;
			const a = await ask(secure, '/v1/customers?size=1',
				{ headers: { authorization, Accept: 'application/json' } });
			equal(200, a.status, a.text);
			equal(direct.json.items, JSON.parse(a.text).items);
		}));
}
