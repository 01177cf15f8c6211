/* What licences save on virtual machines: E-79's licence and machine. */
export default {
	'GET /v1/hybridbenefit': async () => ({ query: {
		edition: 'windows_server_datacenter', cores: 16,
		coverageFrom: '2021-01-01', coverageTo: '2021-12-31',
		day: '2021-06-10', machineCores: 8, machines: 1, hours: 730,
		windowsRate: '0.1920', baseRate: '0.1160' } }),
};
