/* The mail one gets. */
export default {
	'GET /v1/notifications': async () => ({}),
	'PUT /v1/notifications': async () => ({ body: {
		chosen: ['order_placed', 'key_shown'] },
	twice: 'what is chosen already stays as it is' }),
};
