/*
 * Which pages there are, by `kontor routes all`, and which route an address
 * belongs to.
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const program = process.env.KONTOR_BIN ??
	join(root, 'build', 'kontor');

const doors = ['web', 'portal', 'operator'];
/* GET routes of the doors that answer something else than a page: files, and
 * addresses that lead on at once. */
const files = ['/static/{rest*}', '/activity.csv', '/billing/statements/{invoice}',
	'/billing/reconciliation/{invoice}/csv',
	'/billing/reconciliation/{invoice}/xlsx',
	'/support/{request}/files/{file}', '/agreements/{token}/download',
	'/operator/requests/{partner}/{request}/files/{file}'];
const leads_on = ['/portal', '/portal/billing', '/portal/billing/products',
	'/signin/next', '/operator/help',
	'/customers/{customer}/software/{entitlement}/links'];

const weight = (part) => part === '{rest*}' ? 2 : part.startsWith('{') ? 1 : 0;
const split = (path) => path.split('/').slice(1);

/* More literal ones first, as the program matches them. */
export const routes = execFileSync(program, ['routes', 'all'],
	{ encoding: 'utf8' }).trimEnd().split('\n').map((line) => line.split(/ +/))
	.filter(([door, method]) => doors.includes(door) && method === 'GET')
	.map(([door, , path]) => ({ door, path, parts: split(path),
		page: !files.includes(path) && !leads_on.includes(path) }))
	.sort((a, b) => {
		for (let i = 0; i < Math.min(a.parts.length, b.parts.length); i++)
			if (weight(a.parts[i]) !== weight(b.parts[i]))
				return weight(a.parts[i]) - weight(b.parts[i]);
		return 0;
	});

const matches = (route, parts) => route.parts.every((part, i) =>
	part === '{rest*}' || (i < parts.length && (part === parts[i] ||
		(part.startsWith('{') && parts[i] !== '')))) &&
	(route.parts.at(-1) === '{rest*}' || route.parts.length === parts.length);

/* Of "/customers/1?q=x"; undefined when it is of no page door. */
export const routeOf = (path) => routes.find((route) =>
	matches(route, split(path.split(/[?#]/)[0])));

/* Those that somebody has to look at. */
export const pages = () => routes.filter(({ page }) => page);
export const unnamed = () => [...files, ...leads_on].filter((path) =>
	!routes.some((route) => route.path === path));
