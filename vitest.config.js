import { defineConfig } from 'vitest/config';
import { overlays } from './scripts/overlays-plugin.js';

export default defineConfig({
  plugins: [overlays()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/boot/**'],
    globalSetup: ['test/support/build-once.ts'],
    testTimeout: 60_000,
  },
});
