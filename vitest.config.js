import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** Files that replace a module, which others would see if they shared their modules. */
const replacing = ['test/templates/templates.test.ts'];

const project = (name, test) => ({ extends: true, test: { name, testTimeout: 60_000, ...test } });

export default defineConfig({
  test: {
    pool: 'forks',
    // By default, vitest leaves one core free, which is half of a machine with two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project('sources', {
        include: ['test/**/*.test.ts'],
        exclude: [...configDefaults.exclude, ...Object.values(layers).flat(), ...replacing],
        // Loading the sources again for each file would be a third of the time.
        isolate: false,
      }),
      project('alone', { include: replacing }),
    ],
  },
});
