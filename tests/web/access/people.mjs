/* Who walks through the doors, besides the partners' people. */
import { customerOf, post, signIn, visitor } from '../walk/lib.mjs';

export { customerOf, desk, equal, full, ok, person, post, setClock, signIn, test,
	userWith, visitor } from '../walk/lib.mjs';

/* A session is opened once, as passwords are slow on purpose. */
async function signedIn(k, key, cookie, options, enter, language) {
	const w = await visitor(k, { name: key, ...options });

	if (k.cookies.has(key)) {
		await w.context.addCookies(k.cookies.get(key));
	} else {
		await enter(w);
		k.cookies.set(key, (await w.context.cookies())
			.filter((c) => c.name === cookie));
	}
	await w.go(language);
	if (await w.page.getAttribute('html', 'lang') !== w.locale)
		await post(w, '/language', { to: w.locale, back: language });
	return w;
}

/* A customer's global admin, in the admin centre. */
export function guest(k, house, options = {}) {
	const user = customerOf(k, house).users.find((u) =>
		u.roles.includes('customer_global_admin'));

	return signedIn(k, user.email, 'kontor_session', options, async (w) => {
		await w.go('/signin?back=/portal');
		await signIn(w, user);
		await w.page.waitForURL(({ pathname }) => /^\/portal/.test(pathname));
	}, '/portal/help');
}

export function operator(k, options = {}) {
	const user = k.demo.operator_users[0];

	return signedIn(k, user.email, 'kontor_operator', options, async (w) => {
		await w.go('/operator/sign-in');
		await w.page.fill('#email', user.email);
		await w.page.fill('#password', user.password);
		await w.page.click('form[action="/operator/sign-in"] button');
		await w.page.waitForURL('**/operator');
	}, '/operator');
}
