/* The test clock; moved so little that what others need stays in time. */
export default {
	'GET /v1/sandbox/clock': async () => ({}),
	'PUT /v1/sandbox/clock': async () => ({
		body: { now: new Date().toISOString() } }),
	'POST /v1/sandbox/clock/advance': async () => ({
		body: { seconds: 1 } }),
	'POST /v1/sandbox/clock/run': async () => ({}),
};
