import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Puts the program where npx looks first. npm links the programs of a package's dependencies there but not the package's
 * own; without this, `npx mkapkovl` in a checkout would install the checkout into npx' cache before it starts.
 */
const place = (path) => fileURLToPath(new URL(path, import.meta.url));
chmodSync(place('../dist/cli.js'), 0o755);
rmSync(place('../node_modules/.bin/mkapkovl'), { force: true });
symlinkSync('../../dist/cli.js', place('../node_modules/.bin/mkapkovl'));
