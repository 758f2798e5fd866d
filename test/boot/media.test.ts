import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { profile } from '../support/iso/room.ts';
import { folderWith, run } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';
import { kept } from './boot.ts';
import { findKernel, kernelImage } from './kernel.ts';
import { baseTools, bootableBase } from './media/base.ts';
import { bootMedium, type MediumBoot } from './media/machine.ts';

const work = kept('media');
rmSync(work, { recursive: true, force: true });

/** A card of the guest: the class of network cards, whose driver is in no initramfs of these boots. */
const card = 'passthrough: { iommu: intel, devices: [{ address: "0000:00:05.0", id: "8086:10d3" }] }\n';
const devices = ['e1000e,addr=05.0'];

const diskless = (hostname: string, serial: string) =>
  profile(hostname, `match: { serial: ${serial} }\n${card}`)
    .replace(/install:.*\n/, 'install: { mode: diskless }\n')
    .replace('{ prompt: true }', '{ env: HASH }');

const env = { PATH: process.env.PATH ?? '', HASH: `$6$abcdefgh$${'a'.repeat(86)}` };

/** Alpine's medium, once for all boots. */
function base(): string {
  const file = path.join(work, 'alpine.iso');
  if (!existsSync(file)) copyFileSync(bootableBase(findKernel()!, work), file);
  return file;
}

/** Makes a medium for the hosts, and boots it. */
async function booted(
  name: string,
  kind: 'iso' | 'usb',
  profiles: Record<string, string>,
  machine: Omit<MediumBoot, 'work' | 'image' | 'as'> & { as?: MediumBoot['as'] },
) {
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  const cwd = folderWith(profiles);
  const image = path.join(folder, 'medium');
  const words = [...Object.keys(profiles), '--media', base(), '--out', image];
  const made = await run(['media', kind, ...words], { cwd, env });
  expect(made.status, made.stderr).toBe(0);
  const facts = await bootMedium({ as: 'stick', devices, ...machine, work: folder, image });
  return { facts, image };
}

const noteOn = (image: string) =>
  execFileSync('mcopy', ['-i', `${image}@@1048576`, '::/mkapkovl-installed.txt', '-'], { encoding: 'utf8' });

const tools = [
  ...[...baseTools, 'mcopy', 'syslinux', '/usr/lib/syslinux/mbr'],
  ...['qemu-system-x86_64', '/usr/share/OVMF', kernelImage],
];

describeWith(tools, 'a machine that starts from a medium of mkapkovl media', () => {
  test.each(['bios', 'uefi'] as const)(
    'applies the overlay at the top of a stick, keeps its card, and can write to the stick: %s',
    async (firmware) => {
      const { facts, image } = await booted(
        firmware,
        'usb',
        { 'a.yaml': diskless('alpha', 'SN1') },
        { firmware, serial: 'SN1' },
      );
      expect(facts('firmware')).toEqual(firmware === 'uefi' ? ['uefi'] : []);
      expect(facts('medium')).toEqual(['sda1 vfat']);
      expect(facts('overlay')).toEqual(['/media/sda1/alpha.apkovl.tar.gz']);
      expect(facts('host')).toEqual(['alpha']);
      expect(facts('kept')).toEqual(['0000:00:05.0 vfio-pci']);
      expect(facts('marked')).toEqual(['/media/sda1']);
      expect(noteOn(image)).toBe('written by the guest\n');
    },
    300_000,
  );

  test('applies nothing on another machine, though the overlay is at the top of the stick', async () => {
    const { facts } = await booted(
      'other',
      'usb',
      { 'a.yaml': diskless('alpha', 'SN1') },
      { firmware: 'bios', serial: 'SN2' },
    );
    expect(facts('said')).toContainEqual(expect.stringContaining('NOTHING IS APPLIED'));
    expect(facts('medium')).toEqual(['sda1 vfat']);
    expect([facts('host'), facts('kept')]).toEqual([[], []]);
  }, 300_000);

  test('applies nothing by the rescue entry of that stick', async () => {
    const { facts } = await booted(
      'rescue',
      'usb',
      { 'a.yaml': diskless('alpha', 'SN1') },
      { firmware: 'bios', serial: 'SN1', entry: 'rescue-lts' },
    );
    expect(facts('options')).toEqual([expect.stringMatching(/ apkovl=\/none/)]);
    expect(facts('medium')).toEqual(['sda1 vfat']);
    expect([facts('host'), facts('kept'), facts('said')]).toEqual([[], [], []]);
  }, 300_000);

  test('is the host whose entry of an ISO is chosen, whatever its serial number', async () => {
    const { facts } = await booted(
      'entry',
      'iso',
      { 'a.yaml': diskless('alpha', 'SN1'), 'b.yaml': diskless('beta', 'SN2') },
      { as: 'cd', firmware: 'bios', serial: 'SN1', entry: 'beta' },
    );
    expect(facts('options')).toEqual([expect.stringContaining(' mkapkovl.host=beta')]);
    expect(facts('host')).toEqual(['beta']);
    expect(facts('kept')).toEqual(['0000:00:05.0 vfio-pci']);
    expect(facts('marked')).toEqual(['/media/sr0']);
  }, 300_000);
});
