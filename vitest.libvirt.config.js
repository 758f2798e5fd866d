import { defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** `npm run test:libvirt`: definitions of guests, pools and networks, read by a libvirtd of the tests. */
export default defineConfig({
  test: {
    include: layers.libvirt,
    pool: 'forks',
    isolate: false,
    testTimeout: 60_000,
  },
});
