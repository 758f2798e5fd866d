import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { overlays } from '../scripts/overlays-plugin.js';

/**
 * Time from power-on to the login prompt with an overlay of ours, against overlays that lack all or some of it, on the
 * medium that ALPINE_MEDIA names (goal: at most 1.15 times that of an empty overlay, for a diskless host). What boots is
 * that of `mkapkovl try`, so this is bundled with it. Prints one JSON value.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(root, 'node_modules/.cache/mkapkovl');
const file = path.join(folder, 'bench-boot.mjs');

if (!process.env.ALPINE_MEDIA) {
  process.stderr.write(
    'ALPINE_MEDIA names no medium. It takes an Alpine ISO, or a folder laid out like one: npx mkapkovl try PROFILE\n' +
      'names the official one; then ALPINE_MEDIA=FILE npm run bench:boot (and ALPINE_NETWORK=1, for what is not on it).\n',
  );
  process.exit(3);
}
mkdirSync(folder, { recursive: true });
const bundle = await rolldown({
  platform: 'node',
  cwd: root,
  plugins: [overlays()],
  input: 'bench/boot/main.ts',
  external: [/^(@rgrove\/parse-xml|commander|execa|handlebars|tar-stream|yaml|zod)(\/|$)/],
});
await bundle.write({ format: 'esm', file, codeSplitting: false });
const { main } = await import(pathToFileURL(file).href);
process.exitCode = await main();
