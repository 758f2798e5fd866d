import { defineConfig } from 'rolldown';
import { overlays } from './scripts/overlays-plugin.js';

const shared = {
  platform: 'node',
  plugins: [overlays()],
};

/** The program is one file; the library keeps the users' own copies of what it depends on. */
export default defineConfig([
  {
    ...shared,
    input: 'src/cli.ts',
    output: { file: 'dist/cli.js', format: 'esm', minify: true, codeSplitting: false },
  },
  {
    ...shared,
    input: 'src/index.ts',
    external: [/^(commander|handlebars|tar-stream|yaml|zod)(\/|$)/],
    output: { file: 'dist/index.js', format: 'esm', codeSplitting: false },
  },
]);
