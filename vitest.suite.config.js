import { mergeConfig } from 'vitest/config';
import libvirt from './vitest.libvirt.config.js';

/** test/suites/run.sh: what asks libvirt, QEMU and virt-install, and what reads seeds, with those of another suite of Debian. */
export default mergeConfig(libvirt, { test: { include: ['test/guest/{cloud-init,tables}.test.ts'] } });
