/* The shared folder: software that customers load. */
import { chmodSync, truncateSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

import { send } from '../api/lib.mjs';
import { datacenter, shop } from '../api/shop.mjs';
import { equal, ok, test, until } from './lib.mjs';

const size = 256 << 20; /* more than lies in buffers on the way */

test('a link made at one loads from the other, and a download that runs there ' +
	'ends when the order is cancelled here', async (house) => {
	const [a, b] = house.pair;
	const s = await shop(a, 'DE');
	const order = await s.order([...datacenter, 1]);
	const path = `${s.path}/software/${order.id}-0`;
	const { fileId } = (await s.who.get(`${path}/files`)).json.items[0];
	const link = (await s.who.post(`${path}/links`, { fileId })).json;
	const short = await send(b, 'GET', new URL(link.url).pathname,
		{ strict: false });

	equal(200, short.status);
	const stored = join(house.data, 'files', house.sql(
		`SELECT path FROM file WHERE file_id = '${fileId}'`));
	const bytes = house.sql(`SELECT size FROM file WHERE file_id = '${fileId}'`);
	house.later(() => {
		house.sql(`UPDATE file SET size = ${bytes} WHERE file_id = '${fileId}'`);
		truncateSync(stored, Number(bytes));
		chmodSync(stored, 0o440);
	});
	chmodSync(stored, 0o640);
	truncateSync(stored, size);
	house.sql(`UPDATE file SET size = ${size} WHERE file_id = '${fileId}'`);

	let got = 0, over = null;
	const response = await new Promise((resolve, reject) => http.get({
		host: b.host, port: b.port, path: new URL(link.url).pathname,
		agent: false }, resolve).on('error', reject));
	equal(String(size), response.headers['content-length']);
	response.on('data', (part) => { got += part.length; });
	response.on('end', () => { over ??= 'end'; });
	response.on('error', () => { over = 'cut'; });
	response.on('aborted', () => { over = 'cut'; });
	await until(() => got > 0, 'it begins');
	response.pause();
	equal(200, (await s.cancel(order)).status);
	/* the other one looks each second; what lies in buffers still comes */
	await until(() => { response.resume(); response.pause();
		return house.sql('SELECT COUNT(*) FROM transfer_cut') !== '0'; },
	'it is written down');
	await until(() => { response.once('data', () => response.pause());
		response.resume(); return over; }, 'it ends', 60000);
	equal('cut', over);
	ok(got < size, `${got} bytes came`);
});
