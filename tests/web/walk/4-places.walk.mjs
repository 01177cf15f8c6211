/*
 * Places beside the trade: the calculator; in both locales, at every width,
 * and without script.
 */
import { equal, ok, person, test } from './lib.mjs';
import { look as lookAt } from './look.mjs';

const result = '/hybrid-benefit?edition=windows_server_datacenter&cores=16' +
	'&assured=true&from=2021-01-01&to=2021-12-31&day=2021-06-10' +
	'&machine_cores=8&machines=1&hours=730&windows_rate=0.200' +
	'&base_rate=0.110&currency=EUR';

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-008: the benefit is worked out and shared`,
		async (k) => {
			const w = await person(k, 'admin_agent', { locale });
			const look = (page, more) => lookAt(w, page,
				{ data: ['Windows Server', 'Windows Server Datacenter',
					'Windows Server Standard', 'SQL Server',
					'Windows Server Essentials'], ...more });

			await w.go('/hybrid-benefit');
			await look('calculator');
			await w.page.fill('#cores', '32');
			await w.page.click('main form .main-act');
			await w.page.waitForURL('**/hybrid-benefit?*');
			ok(await w.page.locator('#comparison').isVisible());
			await w.go(result);
			equal(1, await w.page.locator('#above').count());
			await look('calculator-result');
			await w.go(result.replace('&assured=true', ''));
			await look('calculator-refused');
			await w.go(result.replace('hours=730', 'hours=0'));
			await look('calculator-wrong', { status: 422 });
			await w.close();
		});
