import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bootEntries } from '#src/artifact/iso9660/boot-catalog.ts';
import { folderWith } from '../../support/run.ts';

const entry = (...bytes: number[]) => Buffer.concat([Buffer.from(bytes)], 32);
const bios = 0;
const uefi = 0xef;
const starts = entry(0x88);
const validation = (platform: number) => entry(1, platform);
const section = (platform: number, isLast = true) => entry(isLast ? 0x91 : 0x90, platform, 1);

/** An image of nothing but a boot record in sector 17, and its catalog in sector 20. */
function image(catalog: readonly Buffer[] | undefined): string {
  const bytes = Buffer.alloc(21 * 2048);
  if (catalog) {
    bytes.write('\0CD001\u0001EL TORITO SPECIFICATION', 17 * 2048, 'latin1');
    bytes.writeUInt32LE(20, 17 * 2048 + 71);
    Buffer.concat(catalog).copy(bytes, 20 * 2048);
  }
  const file = path.join(folderWith(), 'image.iso');
  writeFileSync(file, bytes);
  return file;
}

test.each([
  ['BIOS and UEFI, as on media of Alpine', [validation(bios), starts, section(uefi), starts], ['bios', 'uefi']],
  ['BIOS alone', [validation(bios), starts], ['bios']],
  ['UEFI alone', [validation(uefi), starts], ['uefi']],
  ['one whose entry for UEFI starts nothing', [validation(bios), starts, section(uefi), entry(0)], ['bios']],
  [
    'several sections',
    [validation(bios), entry(0), section(bios, false), starts, section(uefi), starts],
    ['bios', 'uefi'],
  ],
  ['another platform, such as PowerPC', [validation(1), starts], []],
  ['no validation of the catalog', Array<Buffer>(64).fill(starts), []],
  ['no catalog', undefined, []],
])('an image with boot entries for %s', (_, catalog, expected) => {
  expect([...bootEntries(image(catalog))].sort()).toEqual(expected);
});
