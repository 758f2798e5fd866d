import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { kept } from './boot.ts';
import { kernelImage } from './kernel.ts';
import { baseTools } from './media/base.ts';
import { devices, imagesIn, takeNote, uuidOfBeta } from './media/images.ts';
import { bootMedium, type MediumBoot } from './media/machine.ts';

// Real: `mkapkovl media` and all that it adds, the agent, the firmware (SeaBIOS, OVMF), the machine's DMI, a Linux kernel
// with its drivers, IOMMU groups and driver_override, syslinux, FAT32 and ISO 9660 as Linux reads them.
// Stand-in: the base is an ISO laid out as aports' mkimage does, not Alpine's own; kernel, GRUB, isolinux, busybox and dash
// are Debian's; test/boot/media/init searches as Alpine's nlplug-findfs and initramfs-init do, in the order of the ports,
// where Alpine's takes that in which the kernel finds disks; hardware is QEMU's.
// Left out: the stick of `media usb` as a CD, because firmware boots no FAT32 with an MBR from a CD.

const work = kept('media');
rmSync(work, { recursive: true, force: true });
const images = imagesIn(work);

type Machine = Omit<MediumBoot, 'work' | 'image' | 'stray' | 'devices'> & { stray?: 'before' | 'after' };

async function booted(name: string, kind: 'iso' | 'usb', { stray, ...machine }: Machine) {
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  const other = stray && { file: await images.stray(), port: stray };
  const image = await images[kind]();
  return bootMedium({ ...machine, ...(other ? { stray: other } : {}), work: folder, image, devices });
}

type Facts = Awaited<ReturnType<typeof booted>>;

const keptCards = ['0000:00:05.0 vfio-pci', '0000:00:06.0 vfio-pci'];
const ofOthers = '/media/sda1/other.apkovl.tar.gz';

/** That this host is up, with the drivers of its devices from the first moment. */
function expectHost(facts: Facts, host: string) {
  expect(facts('host')).toEqual([host]);
  expect(facts('said')).toContainEqual(expect.stringContaining(`this machine is ${host} `));
  expectDevices(facts);
}

function expectDevices(facts: Facts) {
  expect(facts('kept')).toEqual(keptCards);
  // The drivers of all USB controllers are loaded by now.
  const controllers = ['0000:00:04.0 xhci_hcd', '0000:00:07.0 xhci_hcd'];
  expect(facts('native')).toEqual([controllers[0], '0000:00:05.0', '0000:00:06.0', controllers[1]]);
  expect(facts('vfio')).toEqual([controllers[0], ...keptCards, controllers[1]]);
  expect(facts('said')).toContain('0000:00:06.0 (1033:0194) is kept for vfio-pci');
  expect(facts('said')).toContain('0000:00:07.0 is left alone: expected 8086:2934, found 1033:0194');
}

/** That the agent reports the overlay that was used, and the other one, and unmounts what it has looked at. */
function expectReport(facts: Facts, used: string, other: string) {
  const reason = `this start used ${used}; the next one may use ${other} instead: see mkapkovl-host verify`;
  expect(facts('agent')).toContain(`more than one overlay is attached: ${reason}`);
  expect(facts('status')).toContain(`done     overlays: ${reason}`);
  expect(facts('verify')).toContainEqual(
    expect.stringMatching(`^warning: There is another overlay, ${other}, and this start used ${used}: .*overlay-stray`),
  );
  expect(facts('login')).toContainEqual(expect.stringContaining('more than one overlay is attached'));
  expect(facts('left')).toEqual([]);
}

/** That plain Alpine is up, and all devices have their own drivers. */
function expectNothing(facts: Facts) {
  expect([facts('host'), facts('kept')]).toEqual([[], []]);
  expect(facts('native')).toContain('0000:00:06.0 xhci_hcd');
}

const inInitramfs = '/mkapkovl/host.apkovl.tar.gz';

const tools = [
  ...[...baseTools, 'sfdisk', 'syslinux', '/usr/lib/syslinux/mbr'],
  ...['qemu-system-x86_64', '/usr/share/OVMF', kernelImage],
];

describeWith(tools, 'a machine that starts from the ISO for two hosts', () => {
  const alpha = { serial: 'SN1', uuid: uuidOfBeta.replace('1', '9') };
  const beta = { serial: 'SN9', uuid: uuidOfBeta };

  test.each<[string, Machine, string, string]>([
    ['a CD, by BIOS, with its serial number', { as: 'cd', firmware: 'bios', ...alpha }, 'alpha', 'sr0 iso9660'],
    ['a USB disk, by BIOS, with its UUID', { as: 'stick', firmware: 'bios', ...beta }, 'beta', 'sda iso9660'],
    [
      'a CD, by UEFI, with its UUID, and a stray stick',
      { as: 'cd', firmware: 'uefi', ...beta, stray: 'before' },
      'beta',
      'sr0 iso9660',
    ],
    [
      'a USB disk, by UEFI, with its serial number, and a stray stick that is found first',
      { as: 'stick', firmware: 'uefi', ...alpha, stray: 'before' },
      'alpha',
      'sdb iso9660',
    ],
  ])(
    'applies its own overlay, and keeps its devices: %s',
    async (name, machine, host, medium) => {
      const facts = await booted(name.replace(/[^A-Za-z]+/g, '-'), 'iso', machine);
      expect(facts('firmware')).toEqual(machine.firmware === 'uefi' ? ['uefi'] : []);
      expect(facts('medium')).toEqual([medium]);
      expect(facts('found')).toEqual(machine.stray ? [ofOthers] : []);
      expect(facts('overlay')).toEqual([inInitramfs]);
      expectHost(facts, host);
      expect(facts('marked')).toEqual([`/media/${medium.split(' ')[0]}`]);
    },
    300_000,
  );

  test.each<[string, Omit<Machine, 'as' | 'firmware'>, RegExp]>([
    ['neither host is for it', { serial: 'SN9' }, /^NOTHING IS APPLIED: no host on this medium is for this machine/],
    [
      'both are',
      { serial: 'SN1', uuid: uuidOfBeta },
      /^NOTHING IS APPLIED: several hosts on this medium are for this machine/,
    ],
  ])(
    'applies nothing, and not the overlay of a stray stick, if %s',
    async (name, machine, reason) => {
      const facts = await booted(name.replaceAll(' ', '-'), 'iso', {
        ...machine,
        ...{ as: 'cd', firmware: 'bios', stray: 'before' },
      });
      expect(facts('said')).toContainEqual(expect.stringMatching(reason));
      expect([facts('medium'), facts('found')]).toEqual([['sr0 iso9660'], [ofOthers]]);
      expectNothing(facts);
    },
    300_000,
  );

  test('is the host whose entry is chosen, whatever its serial number', async () => {
    const facts = await booted('entry', 'iso', { as: 'cd', firmware: 'bios', ...alpha, entry: 'beta' });
    expect(facts('options')).toEqual([expect.stringContaining(' mkapkovl.host=beta')]);
    expectHost(facts, 'beta');
  }, 300_000);
});

describeWith(tools, 'a machine that starts from the stick of a diskless host', () => {
  const own = '/media/sda1/alpha.apkovl.tar.gz';
  const alpha = { as: 'stick', serial: 'SN1' } as const;

  /** That the medium is known by its marker, and has the note that was written there. */
  async function expectNote(facts: Facts) {
    expect(facts('medium')).toEqual(['sda1 vfat']);
    expect(facts('marked')).toEqual(['/media/sda1']);
    expect(takeNote(await images.usb())).toBe('written by the guest\n');
  }

  test('applies the overlay at its top, keeps its devices, and can write to it: by UEFI', async () => {
    const facts = await booted('uefi', 'usb', { ...alpha, firmware: 'uefi', written: true });
    expect([facts('firmware'), facts('overlay')]).toEqual([['uefi'], [own]]);
    expectHost(facts, 'alpha');
    await expectNote(facts);
  }, 300_000);

  test('does so by BIOS, and reports both overlays if a stray stick is attached', async () => {
    const facts = await booted('stray-after', 'usb', { ...alpha, firmware: 'bios', stray: 'after', written: true });
    expect([facts('firmware'), facts('overlay')]).toEqual([[], [own]]);
    expectHost(facts, 'alpha');
    await expectNote(facts);
    expectReport(facts, 'alpha.apkovl.tar.gz of /dev/sda1', 'other.apkovl.tar.gz of /dev/sdb1');
  }, 300_000);

  test('reports both overlays, too, if that of the stray stick was found first and is applied', async () => {
    const facts = await booted('stray-before', 'usb', { ...alpha, firmware: 'bios', stray: 'before' });
    expect([facts('overlay'), facts('host')]).toEqual([[ofOthers], ['other']]);
    expectDevices(facts);
    expectReport(facts, 'other.apkovl.tar.gz of /dev/sda1', 'alpha.apkovl.tar.gz of /dev/sdb1');
  }, 300_000);

  test('applies nothing on another machine, neither that at its top nor that of a stray stick', async () => {
    const facts = await booted('other', 'usb', { as: 'stick', firmware: 'bios', serial: 'SN2', stray: 'before' });
    expect(facts('said')).toContainEqual(expect.stringContaining('NOTHING IS APPLIED'));
    expect(facts('found')).toEqual([ofOthers, '/media/sdb1/alpha.apkovl.tar.gz']);
    expectNothing(facts);
  }, 300_000);
});

describeWith(tools, 'the entry for plain Alpine', () => {
  test.each([
    ['the ISO', 'iso', 'sdb iso9660'],
    ['the stick', 'usb', 'sdb1 vfat'],
  ] as const)(
    'applies nothing, and not the overlay of a stray stick: %s',
    async (_, kind, medium) => {
      const facts = await booted(`rescue-${kind}`, kind, {
        ...{ as: 'stick', firmware: 'bios', serial: 'SN1', entry: 'rescue-lts', stray: 'before' },
      });
      expect(facts('options')).toEqual([expect.not.stringContaining('rdinit=')]);
      expect(facts('medium')).toEqual([medium]);
      expect(facts('found')).toContain(ofOthers);
      expect([facts('overlay'), facts('said')]).toEqual([['/none'], []]);
      expectNothing(facts);
    },
    300_000,
  );
});
