import { configDefaults, defineConfig } from 'vitest/config';
import { overlays } from './scripts/overlays-plugin.js';

/** Files that put something in a module's place, which others would see if they had the same modules. */
const replacing = ['test/templates/templates.test.ts'];

export default defineConfig({
  plugins: [overlays()],
  test: {
    globalSetup: ['test/support/build-once.ts'],
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          // Boots and most of the on-target program have scripts of their own: they take minutes.
          exclude: [
            ...configDefaults.exclude,
            'test/boot/**',
            'test/agent/{apply,converge,host,installer}/**',
            ...replacing,
          ],
          // Loading the sources anew for each file would be a third of the time.
          isolate: false,
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'alone', include: replacing, testTimeout: 60_000 } },
    ],
  },
});
