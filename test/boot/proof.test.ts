import { beforeAll, describe, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { boot, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { checksOf } from './proof/checks.ts';
import { proofOf, ways } from './proof/ways.ts';

const tools = ['busybox', 'cpio', 'kmod', 'qemu-system-x86_64', kernelImage];

describeWith(tools, 'an overlay on a machine, from the initramfs to verify', () => {
  describe.each(ways)('%s', (way) => {
    let facts: Facts;
    beforeAll(async () => {
      facts = await boot(proofOf(way, `proof-${way.replaceAll(' ', '-')}`));
    }, 300_000);

    test.each(checksOf(way))('$title', ({ holds }) => holds(facts));
  });
});
