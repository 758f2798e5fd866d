import { defineConfig } from 'rolldown';
import { licenses } from './scripts/licenses-plugin.js';
import { overlays } from './scripts/overlays-plugin.js';
import { program } from './scripts/program-plugin.js';

const shared = { platform: 'node' };

/** The program is one file; the library keeps the users' own copies of what it depends on. */
export default defineConfig([
  {
    ...shared,
    plugins: [overlays(), program(), licenses()],
    input: 'src/commands/main.ts',
    output: { file: 'dist/cli.js', format: 'cjs', minify: true, codeSplitting: false },
  },
  {
    ...shared,
    plugins: [overlays()],
    input: 'src/index.ts',
    external: [/^(@rgrove\/parse-xml|commander|diff|execa|handlebars|tar-stream|undici|yaml|zod)(\/|$)/],
    output: { file: 'dist/index.mjs', format: 'esm', codeSplitting: false },
  },
]);
