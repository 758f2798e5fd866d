import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nextSteps } from '#src/commands/media/next-steps.ts';
import { removableDisks } from '#src/commands/media/removable.ts';
import type { MadeMedium } from '#src/medium/make/options.ts';
import { folderWith } from '../../support/run.ts';

/** A machine's disks: whether each is removable, its size in sectors, and its lasting names. */
function machine(disks: Record<string, { removable: 0 | 1; sectors: number; links?: readonly string[] }>): string {
  const root = folderWith(
    Object.fromEntries(
      Object.entries(disks).flatMap(([name, { removable, sectors }]) => [
        [`sys/block/${name}/removable`, `${removable}\n`],
        [`sys/block/${name}/size`, `${sectors}\n`],
        [`sys/block/${name}/device/vendor`, 'SanDisk \n'],
        [`sys/block/${name}/device/model`, 'Ultra           \n'],
      ]),
    ),
  );
  mkdirSync(path.join(root, 'dev/disk/by-id'), { recursive: true });
  for (const [name, { links = [] }] of Object.entries(disks))
    for (const link of links) symlinkSync(`../../${name}`, path.join(root, 'dev/disk/by-id', link));
  return root;
}

const stick = { removable: 1, sectors: 30_000_000, links: ['usb-SanDisk_Ultra_1234-0:0', 'wwn-0x5000'] } as const;
const disk = { removable: 0, sectors: 900_000_000, links: ['ata-Disk_1'] } as const;
const made = {
  ...{ kind: 'usb', file: 'out/alpha.img', size: 2 ** 30, holds_secrets: false, encrypted: false },
  base: { file: 'alpine.iso', version: '3.23.2', sha256: 'cd' },
  ...{ firmware: ['bios', 'uefi'], images: 2 },
  hosts: [{ hostname: 'alpha', mode: 'diskless', match: {} }],
} as unknown as MadeMedium;
const steps = (root: string) => nextSteps(made, removableDisks(root));
const placeholder = 'of=/dev/disk/by-id/usb-NAME ';

test('the one removable disk is named by what stays the same, and disks of the machine never are', () => {
  const text = steps(machine({ sda: disk, sdb: stick, sr0: { removable: 1, sectors: 9 } }));
  expect(text).toContain('/dev/disk/by-id/usb-SanDisk_Ultra_1234-0:0 (sdb, SanDisk Ultra, 15.4 GB)');
  expect(text).toContain('dd if=out/alpha.img of=/dev/disk/by-id/usb-SanDisk_Ultra_1234-0:0 bs=4M conv=fsync\n');
  expect(text).not.toContain('ata-Disk_1');
});

test('with several, no command is complete: the user has to choose', () => {
  const other = { removable: 1, sectors: 40_000_000 } as const;
  const text = steps(machine({ sdb: stick, sdc: other }));
  expect(text).toContain('; /dev/sdc (sdc, SanDisk Ultra, 20.5 GB)');
  expect(text).toContain(placeholder);
});

test.each([
  ['none is plugged in', { sda: disk }, 'No removable disk is plugged in.'],
  ['its drive is empty', { sda: disk, sdb: { removable: 1, sectors: 0 } }, 'No removable disk is plugged in.'],
  ['it is too small', { sdb: { removable: 1, sectors: 1000 } }, 'No removable disk has room for it: sdb has 0.0 GB.'],
] as const)('where %s, it says so, and the command is not complete', (_, disks, said) => {
  const text = steps(machine(disks as never));
  expect(text).toContain(said);
  expect(text).toContain(placeholder);
});

test('where disks cannot be looked up, it says that it does not know', () => {
  const text = steps(folderWith({}));
  expect(text).toContain('Which disk is the stick is not known here');
  expect(text).toContain(placeholder);
});

test('what is next has three lines, with a file name that a shell takes', () => {
  const text = nextSteps({ ...made, file: "it's here.img" }, []);
  const lines = text.split('\n');
  expect(lines.slice(lines.indexOf('Next:') + 1)).toEqual([
    expect.stringContaining("dd if='it'\\''s here.img' of="),
    expect.stringContaining('2. Start the machine from it'),
    expect.stringContaining('mkapkovl-host status'),
    '',
  ]);
});

test.each([
  [{ wipe: true, generation: 2 }, 'which may be erased (generation 2)'],
  [{ wipe: false, generation: 1 }, 'which is only written to if it is blank'],
])('of an installation it says what may happen to the disk: %j', (erased, said) => {
  const host = { ...made.hosts[0]!, mode: 'sys', disk: { serial: 'SERIAL1', ...erased } };
  expect(nextSteps({ ...made, hosts: [host] }, [])).toContain(
    `\nalpha: installation to the disk with serial number SERIAL1, ${said}\n`,
  );
});

test('without a bundle it says what the machine takes from the network, and with one it does not', () => {
  expect(nextSteps(made, [])).toContain(
    '\nNetwork: packages that the medium lacks, and 2 images, come from the network',
  );
  const bundle = { key: 'a.rsa.pub', packages: 1, images: 2, bytes: 1, sbom: 'a.spdx.json' };
  expect(nextSteps({ ...made, bundle }, [])).not.toContain('Network:');
});

test.each([
  [['bios', 'uefi'], '2. Start the machine from it, by BIOS or UEFI. '],
  [['bios'], '2. Start the machine from it, by BIOS only. '],
  [['uefi'], '2. Start the machine from it, by UEFI only. '],
  [[], '2. Start the machine from it. '],
] as const)('it says by which firmware the medium starts: %j', (firmware, said) => {
  expect(nextSteps({ ...made, firmware: [...firmware] }, [])).toContain(said);
});

test.each([
  [true, 'It contains secrets, and its overlays are encrypted: who has the medium and the passphrase can read them.'],
  [false, 'It contains secrets, and its overlays are not encrypted: anyone with the medium can read them.'],
])('of secrets it says who can read them (encrypted: %s)', (encrypted, said) => {
  expect(nextSteps({ ...made, holds_secrets: true, encrypted }, [])).toContain(`\n${said}\n`);
  expect(nextSteps({ ...made, encrypted }, [])).not.toContain('secrets');
});
