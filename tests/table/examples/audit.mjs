/* The activity log. */
export default {
	'GET /v1/auditrecords': async () => ({ query: { size: 5 } }),
};
