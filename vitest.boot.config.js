import { defineConfig } from 'vitest/config';
import { overlays } from './scripts/overlays-plugin.js';

/** `npm run test:boot`: virtual machines, one after the other. */
export default defineConfig({
  plugins: [overlays()],
  test: {
    include: ['test/boot/**/*.test.ts'],
    fileParallelism: false,
  },
});
