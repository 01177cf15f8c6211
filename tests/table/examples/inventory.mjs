/* What stands against buying something. */
import { server2019 } from '../../api/shop.mjs';

export default {
	'POST /v1/extensions/product/checkInventory': async () => ({
		nothing: 'a question with a body',
		query: { country: 'DE' }, body: { targetItems: [
			{ productId: server2019[0], skuId: server2019[1] }] } }),
};
