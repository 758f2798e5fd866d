import { defineConfig } from 'vitest/config';

/** What asks libvirtd or virt-install, in the time that the rest of `npm test` takes. */
export const libvirtTests = [
  'test/features/libvirt/{configuration,definitions}.test.ts',
  'test/guest/{any-guest,any-key,cloud-init-drive,domain,examples,firmware,schema,virt-install}.test.ts',
  'test/import/{places,round-trip}.test.ts',
  'test/import/virt-install/{against-virt-install,round-trip}.test.ts',
];

/** `npm run test:libvirt`: definitions of guests, pools and networks, read by a libvirtd of the tests. */
export default defineConfig({
  test: {
    include: libvirtTests,
    pool: 'forks',
    isolate: false,
    testTimeout: 60_000,
  },
});
