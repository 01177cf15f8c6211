/* Where the repository is. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..',
		'..');
