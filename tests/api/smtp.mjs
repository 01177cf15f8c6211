/*
 * A mail server on loopback that keeps what it is sent:
 *
 *   const post = await startMail();
 *   const server = await startServer(['--smtp-url', post.url]);
 *   const mail = await post.next((m) => m.to === 'ada@contoso.example');
 *   await post.stop();
 *
 * A mail has from, to, headers (lower case, unfolded) and text (decoded).
 */
import net from 'node:net';

const decodeWords = (text) => text
	.replace(/\?=\s+=\?/g, '?==?')
	.replace(/=\?UTF-8\?B\?([^?]*)\?=/g,
		(_, b) => Buffer.from(b, 'base64').toString());

const decodeBody = (text) => Buffer.from(text.replace(/=\r\n/g, '')
	.replace(/=([0-9A-F]{2})/g, (_, hex) =>
		String.fromCharCode(parseInt(hex, 16))), 'latin1')
	.toString().replace(/\r\n/g, '\n');

function mailOf(envelope, raw) {
	const end = raw.indexOf('\r\n\r\n');
	const headers = {};

	for (const line of raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ')
		.split('\r\n')) {
		const colon = line.indexOf(':');

		headers[line.slice(0, colon).toLowerCase()] =
			decodeWords(line.slice(colon + 1).trim());
	}
	return { ...envelope, raw, headers, subject: headers.subject,
		text: decodeBody(raw.slice(end + 4)) };
}

const addressOf = (line) => /<([^>]*)>/.exec(line)?.[1] ?? '';

function talk(socket, taken, refused) {
	let waiting = '', data = null, envelope = {};
	const say = (line) => socket.write(`${line}\r\n`);
	const command = (line) => {
		const word = line.slice(0, 4).toUpperCase();

		if (word === 'MAIL')
			envelope = { from: addressOf(line) };
		if (word === 'RCPT')
			envelope.to = addressOf(line);
		if (word === 'RCPT' && refused(envelope.to))
			return say('550 nobody of that name');
		if (word === 'DATA') {
			data = '';
			return say('354 go on');
		}
		if (word === 'QUIT') {
			say('221 bye');
			return socket.end();
		}
		return say('250 ok');
	};

	say('220 test');
	socket.on('error', () => {});
	socket.on('data', (bytes) => {
		waiting += bytes.toString('latin1');
		for (let end; (end = waiting.indexOf('\r\n')) >= 0;) {
			const line = waiting.slice(0, end);

			waiting = waiting.slice(end + 2);
			if (data === null) {
				command(line);
			} else if (line === '.') {
				taken(mailOf(envelope, data));
				data = null;
				say('250 ok');
			} else {
				data += `${line.replace(/^\./, '')}\r\n`;
			}
		}
	});
}

/* refused: of which recipients nothing is taken. */
export async function startMail(refused = () => false) {
	const mails = [], sockets = new Set(), waiting = [];
	const look = () => {
		for (const one of [...waiting]) {
			const mail = mails.find((m) => !m.taken && one.wanted(m));

			if (mail === undefined)
				continue;
			mail.taken = true;
			waiting.splice(waiting.indexOf(one), 1);
			clearTimeout(one.late);
			one.resolve(mail);
		}
	};
	const server = net.createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		talk(socket, (mail) => {
			mails.push(mail);
			look();
		}, refused);
	});

	await new Promise((r) => server.listen(0, '127.0.0.1', r));
	return {
		mails,
		url: `smtp://127.0.0.1:${server.address().port}`,
		/* The first not yet asked for; each is given once. */
		next: (wanted = () => true, seconds = 40) =>
			new Promise((resolve, reject) => {
				const late = setTimeout(() => reject(new Error(
					'no such mail; there are: ' + mails.map((m) =>
						`${m.to}: ${m.subject}`).join(', '))),
				seconds * 1000);

				waiting.push({ wanted, resolve, late });
				look();
			}),
		stop: () => {
			for (const socket of sockets)
				socket.destroy();
			return new Promise((r) => server.close(r));
		},
	};
}
