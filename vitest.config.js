import { defineConfig } from 'vitest/config';
import { overlays } from './scripts/overlays-plugin.js';

export default defineConfig({
  plugins: [overlays()],
  test: {
    include: ['test/**/*.test.ts'],
    // Boots and most of the on-target program have scripts of their own: they take minutes.
    exclude: ['test/boot/**', 'test/agent/{apply,converge,host,installer}/**'],
    globalSetup: ['test/support/build-once.ts'],
    testTimeout: 60_000,
  },
});
