/* Markets without Azure reservations. */
export default {
	'GET /v1/reservationmarkets': async () => ({
		query: { search: 'Gibraltar' } }),
};
