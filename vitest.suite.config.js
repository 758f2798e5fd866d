import { defineConfig } from 'vitest/config';

/** test/suites/run.sh: what asks libvirt, QEMU and virt-install, with those of another suite of Debian. */
export default defineConfig({
  test: {
    include: [
      'test/features/libvirt/{configuration,definitions}.test.ts',
      'test/guest/{any-guest,any-key,cloud-init,domain,examples,firmware,schema,tables,virt-install}.test.ts',
      'test/import/round-trip.test.ts',
      'test/import/virt-install/{against-virt-install,round-trip}.test.ts',
    ],
    pool: 'forks',
    isolate: false,
    testTimeout: 60_000,
  },
});
