import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { libvirtTests } from './vitest.libvirt.config.js';

/** Files that replace a module, which others would see if they shared their modules. */
const replacing = ['test/templates/templates.test.ts'];

/** Files that run dist/cli.js as a process of its own. */
const bundled = [
  'test/artifact/{all-or-none,interrupted,stable}.test.ts',
  'test/commands/{node-versions,output,passphrase,signals,try}.test.ts',
  'test/docs/{ci-templates,commands,dockerfile}.test.ts',
];

/** Boots, libvirt and most of the on-target program have scripts of their own: they take minutes. */
const apart = ['test/boot/**', 'test/agent/{apply,converge,host,installer,replug}/**', ...libvirtTests];

const project = (name, test) => ({ extends: true, test: { name, testTimeout: 60_000, ...test } });

export default defineConfig({
  test: {
    pool: 'forks',
    // By default, vitest leaves one core free, which is half of a machine with two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project('sources', {
        include: ['test/**/*.test.ts'],
        exclude: [...configDefaults.exclude, ...apart, ...replacing, ...bundled],
        // Loading the sources again for each file would be a third of the time.
        isolate: false,
      }),
      project('bundle', { include: bundled, globalSetup: ['test/support/build-once.ts'], isolate: false }),
      project('alone', { include: replacing }),
    ],
  },
});
