/*
 * What axe cannot see: keyboard, dialogs, sizes, looks, forms, words, and the
 * page docs/accessibility.md.
 */
import '../web/access/run.mjs';
