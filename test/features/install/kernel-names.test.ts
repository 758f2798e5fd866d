import { expect, test } from 'vitest';
import { findingsFor, reported } from '../../support/reported.ts';

test.each(['sda', 'vdb', 'nvme0n1', 'mmcblk0', 'sda1'])(
  'the name of the kernel is no serial number: %s',
  async (name) => {
    const found = await findingsFor(`install: { disk: { serial: ${name} } }`);
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(['install-disk-kernel-name /install/disk/serial']);
    expect(found[0]!.remedy).toContain('lsblk');
  },
);

test.each(['S3Z9NB0K123456', 'SDA123', 'sdabc123', 'nvme-1'])('a serial number is one: %s', async (serial) => {
  expect(await reported(`install: { disk: { serial: ${serial} } }`)).toEqual([]);
});
