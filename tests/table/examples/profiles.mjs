/* The partner's own profiles. */
export default {
	'GET /v1/profiles/organization': async () => ({}),
};
