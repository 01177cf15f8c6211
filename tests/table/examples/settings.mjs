/* Where links lead. */
let count = 0;

export default {
	'GET /v1/settings': async () => ({}),
	'PUT /v1/settings': async () => ({ body: {
		azurePortalUrl: `https://portal.example/{domain}?n=${++count}`,
		riskNoticeUrl: 'https://help.example/keys' },
	twice: 'the first makes the row, the next change it' }),
};
