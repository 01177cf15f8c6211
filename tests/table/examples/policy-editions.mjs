/* Which terms held when. */
export default {
	'GET /v1/policyeditions': async () => ({}),
	'GET /v1/policyeditions/{editionId}': async () => ({
		params: { editionId: '2021-06-02' } }),
};
