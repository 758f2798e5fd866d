import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mediaMounts } from '#src/target/media.ts';
import { leastProfile } from '../../support/run.ts';
import { targetFiles } from '../../support/target.ts';

const diskless = `hostname: diskless
alpine: { release: "3.23" }
access: { root: { authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC"] } }
install: { mode: diskless }
`;
const mounts = (text: string) => `storage: { mounts: { ${text} } }\n`;
const srv = mounts('/srv: { device: LABEL=data }');
const fields = (text = '') =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(/\s+/).join(' '));
const fstab = async (profile: string) => fields((await targetFiles(profile))['etc/fstab']);

const cdrom = '/dev/cdrom /media/cdrom iso9660 noauto,ro 0 0';
const usb = '/dev/usbdisk /media/usb vfat noauto,ro 0 0';

test('the fstab of a diskless host has the lines that the initramfs and lbu look for, after those of the profile', async () => {
  expect(await fstab(diskless + srv)).toEqual(['LABEL=data /srv ext4 defaults 0 2', cdrom, usb]);
});

test.each([
  ['folder', '/media/usb: { device: LABEL=STICK, options: [noauto, ro] }'],
  ['device', '/media/stick: { device: /dev/usbdisk, type: vfat, options: [noauto, ro] }'],
])('a profile that mounts something else for the same %s has its own line alone', async (_, line) => {
  const lines = await fstab(diskless + mounts(line));
  expect(lines).toHaveLength(2);
  expect(lines).toContain(cdrom);
  expect(lines).not.toContain(usb);
});

test('the profile mounts nothing: then alpine-baselayout’s own fstab stays, as on an installed host', async () => {
  expect(await fstab(diskless)).toEqual([]);
  expect(await fstab(leastProfile + srv)).toEqual([]);
});

test('the agent’s table of mounts has only those of the profile', async () => {
  expect(fields((await targetFiles(diskless + srv))['etc/mkapkovl/fstab'])).toEqual([
    'LABEL=data /srv ext4 defaults 0 2',
  ]);
});

const alpineRoot = process.env.MKAPKOVL_ALPINE_ROOT;
test.skipIf(!alpineRoot)('they are the lines of alpine-baselayout (MKAPKOVL_ALPINE_ROOT)', () => {
  const own = mediaMounts({}).map((row) => Object.values(row).join(' '));
  expect(own).toEqual(fields(readFileSync(path.join(alpineRoot!, 'etc/fstab'), 'utf8')));
});
