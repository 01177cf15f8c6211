/*
 * The order path of a Vendure shop, from so many clients at once: a cart with
 * two lines; customer, address and shipping; payment. Each is one request, as
 * few as the shop's API can do with. Prints one line of JSON, as load does.
 *
 *   node order.mjs PORT CLIENTS SECONDS
 */
import http from "node:http";

const [port, clients, seconds] = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: true, maxSockets: clients });

function ask(token, query, variables) {
	const body = JSON.stringify({ query, variables });
	const headers = {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(body),
	};

	if (token) headers.authorization = `Bearer ${token}`;
	return new Promise((resolve, reject) => {
		const options = {
			agent,
			host: "127.0.0.1",
			port,
			path: "/shop-api",
			method: "POST",
			headers,
		};
		const request = http.request(options, (answer) => {
			let text = "";

			answer.setEncoding("utf8");
			answer.on("data", (more) => (text += more));
			answer.on("end", () => {
				const { data, errors } = JSON.parse(text);

				if (errors) reject(new Error(JSON.stringify(errors)));
				else
					resolve({
						data,
						token:
							answer.headers["vendure-auth-token"] ?? token,
					});
			});
		});

		request.on("error", reject);
		request.end(body);
	});
}

function expect(fine, what, data) {
	if (!fine) throw new Error(`${what}: ${JSON.stringify(data)}`);
}

const CART = `mutation ($lines: [AddItemInput!]!) {
	addItemsToOrder(inputs: $lines) { order { id state lines { id } } }
}`;
const WHO = `mutation ($who: CreateCustomerInput!, $where: CreateAddressInput!,
	$ship: [ID!]!) {
	setCustomerForOrder(input: $who) { __typename ... on Order { id }
		... on ErrorResult { message } }
	setOrderShippingAddress(input: $where) { __typename }
	setOrderShippingMethod(shippingMethodId: $ship) { __typename
		... on ErrorResult { message } }
}`;
const PAY = `mutation {
	transitionOrderToState(state: "ArrangingPayment") { __typename
		... on OrderStateTransitionError { message transitionError } }
	addPaymentToOrder(input: { method: "settled", metadata: {} }) {
		__typename ... on Order { code state }
		... on ErrorResult { message } }
}`;
const GOODS = `{ products { items { variants { id } } } }`;
const SHIPPING = `{ eligibleShippingMethods { id } }`;

let number = 0;

async function order(lines, ship) {
	const name = `c${process.pid}-${++number}`;
	let { data, token } = await ask(null, CART, { lines });

	expect(data.addItemsToOrder.order?.lines.length === 2, "cart", data);
	({ data } = await ask(token, WHO, {
		who: {
			firstName: "Ada",
			lastName: "Beispiel",
			emailAddress: `${name}@bench.example`,
		},
		where: {
			fullName: "Ada Beispiel",
			streetLine1: "Hafenstr. 1",
			city: "Kiel",
			postalCode: "24103",
			countryCode: "DE",
		},
		ship,
	}));
	expect(data.setCustomerForOrder.__typename === "Order", "who", data);
	expect(data.setOrderShippingMethod.__typename === "Order", "ship", data);
	({ data } = await ask(token, PAY));
	expect(data.addPaymentToOrder.state === "PaymentSettled", "pay", data);
}

async function shippingOf(lines) {
	const { token } = await ask(null, CART, { lines });
	const { data } = await ask(token, SHIPPING);

	return [data.eligibleShippingMethods[0].id];
}

const { data } = await ask(null, GOODS);
const lines = data.products.items[0].variants.map(({ id }, i) => ({
	productVariantId: id,
	quantity: 2 - i,
}));
const ship = await shippingOf(lines);
const times = [];

async function client(until) {
	while (performance.now() < until) {
		const began = performance.now();

		await order(lines, ship);
		times.push(performance.now() - began);
	}
}

async function race(length) {
	const began = performance.now();

	times.length = 0;
	await Promise.all(
		Array.from({ length: clients }, () => client(began + length * 1000)),
	);
	return (performance.now() - began) / 1000;
}

await race(seconds / 2); /* compiled and warm */
const cpu = process.cpuUsage();
const took = await race(seconds);
const used = process.cpuUsage(cpu);
const at = (share) =>
	Math.round(
		times.sort((a, b) => a - b)[
			Math.min(times.length - 1, Math.floor(times.length * share))
		] * 1000,
	);

console.log(
	JSON.stringify({
		clients,
		answers: times.length,
		seconds: took,
		rate: times.length / took,
		p50_us: at(0.5),
		p99_us: at(0.99),
		driver_cpu_percent: Math.round(
			(used.user + used.system) / took / 10000,
		),
	}),
);
agent.destroy();
