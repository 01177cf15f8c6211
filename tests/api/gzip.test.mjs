/* Compressed answers, for those who ask for them. */
import { gunzipSync } from 'node:zlib';

import { admin, equal, ok, send, test, token } from './lib.mjs';

async function raw(k, path, encoding) {
	const http = await import('node:http');
	const { partner, user } = admin(k);
	const bearer = await token(k, partner, user);

	return new Promise((resolve, reject) => http.get({ host: k.host,
		port: k.port, path, headers: { Authorization: `Bearer ${bearer}`,
			...(encoding && { 'Accept-Encoding': encoding }) } },
	(response) => {
		const parts = [];
		response.on('data', (part) => parts.push(part));
		response.on('end', () => resolve({ headers: response.headers,
			status: response.statusCode,
			bytes: Buffer.concat(parts) }));
	}).on('error', reject));
}

const lists = ['/v1/customers',
	'/v1/products?country=US&targetView=Software'];

for (const path of lists)
	test(`${path} comes compressed when asked for, and only then`,
		async (k) => {
			/* the second of each is a kept answer */
			for (let i = 0; i < 2; i++) {
				const plain = await raw(k, path);
				const small = await raw(k, path, 'gzip, deflate');

				equal(200, plain.status);
				equal(undefined,
					plain.headers['content-encoding']);
				equal('gzip', small.headers['content-encoding']);
				for (const answer of [plain, small]) {
					equal(['Accept-Encoding', 'Accept-Language',
						'X-Locale'],
					answer.headers.vary.split(', ').sort());
					equal(String(answer.bytes.length),
						answer.headers['content-length']);
				}
				ok(small.bytes.length * 2 < plain.bytes.length,
					`${small.bytes.length} of ` +
					`${plain.bytes.length}`);
				equal(plain.bytes.toString(),
					gunzipSync(small.bytes).toString());
			}
			equal(undefined, (await raw(k, path, 'gzip;q=0'))
				.headers['content-encoding']);
		});

test('a refusal is too small to be compressed and stays as it is',
	async (k) => {
		const answer = await send(k, 'GET', '/v1/customers',
			{ headers: { 'Accept-Encoding': 'gzip' } });

		equal(401, answer.status);
		equal(undefined, answer.headers['content-encoding']);
	});
