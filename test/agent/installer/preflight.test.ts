import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type FakeMachine, MiB } from './machine.ts';
import { ends, install, liveSystem } from './programs.ts';

const writers = ['sfdisk', 'mkfs.ext4', 'mkfs.vfat', 'cryptsetup', 'setup-disk', 'setup-alpine', 'mount', 'reboot'];
const small = (bytes: number) => ({ disks: [{ name: 'sda', serial: 'SERIAL1', bytes }] });
const devices = (table: string) => ({ 'etc/mkapkovl/devices': table });
type Machine = Parameters<typeof liveSystem>[0];

const refused: [string, Machine, RegExp][] = [
  ['the medium is of another release', { files: { 'etc/alpine-release': '3.22.1\n' } }, /Alpine 3\.22, .* for 3\.23/],
  ['the release of the medium is not told', { files: { 'etc/alpine-release': '' } }, /unknown release/],
  ['no release is wanted', { install: { INSTALL_RELEASE: '' } }, /for none/],
  ['the disk is refused', { install: { DISK_SERIAL: 'OTHER' } }, /no disk has serial OTHER/],
  ['the disk is too small for a system', small(16 * MiB), /needs at least 1 GiB/],
  ['there is no lease', { files: { 'proc/net/route': 'Iface Destination Gateway\n' } }, /no network/],
  [
    'packages are missing',
    { files: { 'tmp/apk-says': 'ERROR: qemu-img (no such package)\n' } },
    /qemu-img \(no such package\)/,
  ],
  [
    'extlinux is wanted on UEFI',
    { firmware: 'uefi', install: { INSTALL_LOADER: 'extlinux' } },
    /extlinux does not support uefi/,
  ],
  ['the loader is unknown', { install: { INSTALL_LOADER: 'lilo' } }, /lilo does not support bios/],
  [
    'the controller is passed by address',
    { files: devices('address\t0000:00:17.0\t-\n') },
    /sda is connected to 0000:00:17\.0/,
  ],
  ['the controller is passed by id', { files: devices('id\t8086:a282\t8086:a282\n') }, /8086:a282.*passes through/],
  [
    'the controller is claimed by id in modprobe.d',
    { files: { 'etc/modprobe.d/vfio.conf': 'options vfio-pci ids=10de:1b80,8086:a282\n' } },
    /passes through/,
  ],
  ['what the controller is cannot be told', { pci: {} }, /cannot read the id of 0000:00:17.0, the controller of sda/],
  [
    'the controller cannot be told',
    { disks: [{ name: 'vda', serial: 'SERIAL1', at: 'virtual/x' }] },
    /cannot determine the controller of vda/,
  ],
];

describeWith(['applets', 'setsid'], 'nothing is written', () => {
  test.each(refused)('when %s', (_, machine, expected) => {
    const live = liveSystem(machine);
    const name = machine?.disks?.[0]?.name ?? 'sda';
    const before = ends(live, name);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(expected);
    expect(live.read('var/lib/mkapkovl/steps/install-check.json')).toContain('"state":"failed"');
    expect(ends(live, name)).toBe(before);
    expect(live.calls().map((call) => call.split(' ', 1)[0])).not.toContainEqual(expect.toBeOneOf(writers));
  });

  test.each<[string, Partial<FakeMachine>]>([
    ['in the installed system', { files: { 'proc/mounts': '/dev/sda2 / ext4 rw 0 0\n' } }],
    ['when the profile is for a diskless system', { install: { INSTALL_MODE: 'diskless' } }],
    ['when the system is there already', { install: { INSTALL_MODE: 'existing' } }],
  ])('and nothing is said %s', (_, machine) => {
    const live = liveSystem(machine);
    const before = ends(live);
    expect(install(live)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(ends(live)).toBe(before);
    expect(live.calls()).toEqual([]);
  });

  test('when the clock is not set', () => {
    const live = liveSystem();
    const before = ends(live);
    const program = '. "$MKAPKOVL_ROOT/etc/mkapkovl/agent/install.sh"';
    const { stderr } = live.run(program, { MKAPKOVL_NOW: '946684800' });
    expect(stderr).toMatch(/the clock is not set \(2000-01-01\)/);
    expect(ends(live)).toBe(before);
  });

  test.each<[string, Machine, number, RegExp]>([
    ['would write', {}, 0, /^would write sda \(fresh\): bios, extlinux, dos, not encrypted\n$/],
    [
      'would write, encrypted',
      { firmware: 'uefi', install: { PASSPHRASE: 'prompt' } },
      0,
      /uefi, grub, gpt, encrypted/,
    ],
    ['would refuse', { install: { DISK_SERIAL: 'OTHER' } }, 1, /^refused: no disk has serial OTHER/],
  ])('by a dry run, which tells what the installer %s', (_, machine, status, expected) => {
    const live = liveSystem(machine);
    const before = ends(live);
    const ran = install(live, '--dry-run');
    expect(ran.status).toBe(status);
    expect(ran.stdout).toMatch(expected);
    expect(ends(live)).toBe(before);
    for (const place of ['var/log/mkapkovl.log', 'var/lib/mkapkovl', 'run/mkapkovl'])
      expect(live.has(place)).toBe(false);
    expect(live.calls().filter((call) => !/^(stat|blkid|apk add --simulate) /.test(call))).toEqual([]);
  });

  test('to a disk whose controller stays, though its twin elsewhere is passed by address', () => {
    const live = liveSystem({
      pci: { '0000:00:17.0': '8086:a282', '0000:05:00.0': '8086:a282' },
      files: devices('address\t0000:05:00.0\t8086:a282\n'),
    });
    expect(install(live, '--dry-run').stdout).toMatch(/^would write sda/);
  });
});

const usb = '0000:00:14.0';

/** An encrypted machine whose USB controller is passed through, with a keyboard on each of these devices. */
function typing(keyboards: string[], machine: Machine = {}) {
  const live = liveSystem({
    pci: { '0000:00:17.0': '8086:a282', [usb]: '8086:a36d' },
    ...machine,
    install: { PASSPHRASE: 'prompt', ...machine?.install },
    files: { ...devices(`address\t${usb}\t8086:a36d\n`), ...machine?.files },
  });
  for (const [index, on] of keyboards.entries()) {
    const input = `sys/devices/${on}/input/input${index}`;
    live.write(`${input}/capabilities/key`, '1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n');
    mkdirSync(path.join(live.root, 'sys/class/input'), { recursive: true });
    symlinkSync(path.join(live.root, input), path.join(live.root, `sys/class/input/input${index}`));
  }
  return live;
}

const atUsb = `pci0000:00/${usb}/usb1`;

describeWith(['applets', 'setsid'], 'a disk whose passphrase is typed at each start', () => {
  test.each<[string, Machine]>([
    ['by address', {}],
    ['by id', { files: devices('id\t8086:a36d\t8086:a36d\n') }],
  ])('is not written where the controller of the only keyboard is passed %s', (_, machine) => {
    const live = typing([atUsb], machine);
    const before = ends(live);
    const { status, stderr } = install(live);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`every keyboard is connected to a device that the profile passes through (${usb})`);
    expect(ends(live)).toBe(before);
  });

  test.each<[string, string[], Machine]>([
    ['another keyboard stays', [atUsb, 'platform/i8042'], {}],
    ['there is a serial console', [atUsb], { files: { 'etc/mkapkovl/kernel-options': 'console=ttyS0,115200\n' } }],
    ['no keyboard is seen', [], {}],
    ['nothing is encrypted', [atUsb], { install: { PASSPHRASE: 'none' } }],
  ])('is written where %s', (_, keyboards, machine) => {
    expect(install(typing(keyboards, machine), '--dry-run').stdout).toMatch(/^would write sda/);
  });
});
