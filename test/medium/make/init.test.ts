import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { onTarget } from '../../support/alpine/userland.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

interface Machine {
  serial?: string;
  uuid?: string;
  options?: string;
  hosts: string;
  /** Whether the overlays are in the initramfs, and not at the top of the medium. */
  inside?: false;
  devices?: string;
  pci?: Record<string, { vendor: string; device: string; class: string; driver?: true; group?: false }>;
}

/** What the script does on a machine, in the initramfs of a medium with the hosts alpha and beta. */
function booted({ serial, uuid, options = '', hosts, inside, devices, pci = {} }: Machine) {
  const files: Record<string, string> = {
    'proc/cmdline': `quiet ${options}\n`,
    'sys/class/dmi/id/name': '',
    'dev/kmsg': '',
    'dev/console': '',
    'mkapkovl/hosts': hosts,
    ...(inside === false
      ? {}
      : { 'mkapkovl/overlays/alpha.apkovl.tar.gz': 'alpha', 'mkapkovl/overlays/beta.apkovl.tar.gz': 'beta' }),
    ...(serial === undefined ? {} : { 'sys/class/dmi/id/product_serial': `${serial}\n` }),
    ...(uuid === undefined ? {} : { 'sys/class/dmi/id/product_uuid': `${uuid}\n` }),
    ...(devices === undefined ? {} : { 'mkapkovl/devices/alpha': devices }),
  };
  for (const [address, { vendor, device, class: kind, driver, group }] of Object.entries(pci)) {
    const at = `sys/bus/pci/devices/${address}`;
    files[`${at}/vendor`] = `0x${vendor}\n`;
    files[`${at}/device`] = `0x${device}\n`;
    files[`${at}/class`] = `0x${kind}\n`;
    files[`${at}/driver_override`] = '(null)\n';
    if (driver) files[`${at}/driver/bind`] = '';
    if (group !== false) files[`${at}/iommu_group/type`] = '';
  }
  const root = folderWith(files);
  mkdirSync(path.join(root, 'sys/bus/pci/devices'), { recursive: true });
  const script = path.join(root, 'mkapkovl/init');
  writeFileSync(script, readFileSync('overlays/media/init'));
  // Alpine's init has a first line of its own, and the shell of the test machine is not in this root.
  writeFileSync(path.join(root, 'init'), '#!/bin/sh\necho "Alpine starts $*$KOPT_apkovl"\n', { mode: 0o755 });
  const { status, stdout, stderr } = onTarget(['ash', script, 'with', 'words'], {
    cwd: root,
    env: { MKAPKOVL_ROOT: root },
  });
  const link = path.join(root, 'mkapkovl/host.apkovl.tar.gz');
  return {
    status,
    stderr,
    starts: stdout,
    applied: existsSync(link) ? readlinkSync(link) : undefined,
    said: readFileSync(path.join(root, 'dev/console'), 'utf8'),
    logged: readFileSync(path.join(root, 'dev/kmsg'), 'utf8'),
    override: (address: string) =>
      readFileSync(path.join(root, `sys/bus/pci/devices/${address}/driver_override`), 'utf8').trim(),
  };
}

const uuidA = '11111111-2222-4333-8444-555555555555';
const two = `alpha\tSN 1\t-\nbeta\t-\t${uuidA}\n`;

describeWith(['applets'], 'the script that runs before the init of Alpine', () => {
  test.each([
    [
      'no host is for the machine',
      { serial: 'SN 2', uuid: '99999999-2222-4333-8444-555555555555', hosts: two },
      'no host on this medium',
    ],
    ['the machine says nothing of itself', { hosts: two }, 'no host on this medium'],
    ['several are', { serial: 'SN 1', uuid: uuidA, hosts: two }, 'several hosts on this medium'],
    [
      'only one of two values is right',
      { serial: 'SN 1', uuid: uuidA, hosts: `alpha\tSN 1\t${uuidA.replace('1', '9')}\n` },
      'no host on this medium',
    ],
    [
      'the profile has no match, and there are several hosts',
      { serial: '-', uuid: '-', hosts: 'alpha\t-\t-\nbeta\t-\t-\n' },
      'no host on this medium',
    ],
    ['the serial number only begins with it', { serial: 'SN 12', hosts: two }, 'no host on this medium'],
    [
      'the boot entry names an unknown host',
      { serial: 'SN 1', options: 'mkapkovl.host=gamma', hosts: two },
      'has no host gamma',
    ],
  ])('applies nothing, says so, and starts Alpine if %s', (_, machine, reason) => {
    const { applied, said, logged, starts, status, stderr } = booted(machine as Machine);
    expect(applied).toBeUndefined();
    expect(said).toContain('NOTHING IS APPLIED');
    expect(said).toContain(reason);
    expect(logged).toBe(said);
    // Alpine's init takes no overlay at the top of a medium then.
    expect({ starts, status, stderr }).toEqual({
      starts: 'Alpine starts with words/mkapkovl/none\n',
      status: 0,
      stderr: '',
    });
  });

  test.each([
    ['its serial number, with blanks around it', { serial: '  SN 1 ', uuid: 'no', hosts: two }, 'alpha'],
    ['its UUID, in capitals', { serial: 'x', uuid: uuidA.toUpperCase(), hosts: two }, 'beta'],
    ['both', { serial: 'SN 1', uuid: uuidA, hosts: `alpha\tSN 1\t${uuidA}\n` }, 'alpha'],
    ['the boot entry, whatever the machine is', { serial: 'SN 1', options: 'mkapkovl.host=beta', hosts: two }, 'beta'],
    ['being the only one that the medium is for', { hosts: 'alpha\t*\t*\n' }, 'alpha'],
  ])('applies the overlay of the machine by %s', (_, machine, host) => {
    const { applied, said, starts, stderr } = booted(machine as Machine);
    expect(applied).toBe(`overlays/${host}.apkovl.tar.gz`);
    expect(said).toContain(`this machine is ${host}`);
    expect({ starts, stderr }).toEqual({ starts: 'Alpine starts with words\n', stderr: '' });
  });

  test('lets Alpine find the overlay at the top of a stick for this machine, and for no other', () => {
    const stick = { hosts: 'alpha\tSN 1\t-\n', inside: false } as const;
    const here = booted({ ...stick, serial: 'SN 1' });
    expect(here).toMatchObject({ applied: undefined, starts: 'Alpine starts with words\n', stderr: '' });
    expect(here.said).toContain('this machine is alpha');
    const elsewhere = booted({ ...stick, serial: 'SN 2' });
    expect(elsewhere.starts).toBe('Alpine starts with words/mkapkovl/none\n');
    expect(elsewhere.said).toContain('NOTHING IS APPLIED');
  });

  const usb = { vendor: '8086', device: '2934', class: '0c0300' };
  const one = { serial: 'SN 1', hosts: two };

  test.each([
    ['there is none', {}, 'there is no device at this address'],
    ['it is another', { '0000:00:1d.0': { ...usb, device: '2935' } }, 'expected 8086:2934, found 8086:2935'],
    ['its class is another', { '0000:00:1d.0': { ...usb, class: '020000' } }, 'expected class 0c03, found 020000'],
    ['it is a bridge', { '0000:00:1d.0': { ...usb, class: '060400' } }, 'it is a PCI bridge'],
    ['it has a driver', { '0000:00:1d.0': { ...usb, driver: true } }, 'it has a driver already'],
    ['the IOMMU is off', { '0000:00:1d.0': { ...usb, group: false } }, 'it has no IOMMU group'],
  ] as const)('leaves the device at an address alone and says so if %s', (_, pci, reason) => {
    const found = booted({ ...one, pci, devices: 'address\t0000:00:1d.0\t8086:2934\t0c03\n' });
    expect(found.said).toContain(reason);
    if ('0000:00:1d.0' in pci) expect(found.override('0000:00:1d.0')).toBe('(null)');
    expect(found.starts).toBe('Alpine starts with words\n');
  });

  test('marks nothing with mkapkovl=rescue, nor for a host that is not this machine', () => {
    const pci = { '0000:00:1d.0': usb };
    const devices = 'address\t0000:00:1d.0\t8086:2934\t0c03\n';
    expect(booted({ ...one, pci, devices, options: 'mkapkovl=rescue' }).override('0000:00:1d.0')).toBe('(null)');
    expect(booted({ serial: 'x', uuid: uuidA, hosts: two, pci, devices }).override('0000:00:1d.0')).toBe('(null)');
  });

  test('marks devices for vfio-pci: at an address, or all of an id', () => {
    const pci = {
      '0000:00:1d.0': usb,
      '0000:02:00.0': { vendor: '10de', device: '1b80', class: '030000' },
      '0000:03:00.0': { vendor: '10de', device: '1b80', class: '030000' },
      '0000:04:00.0': { vendor: '10de', device: '1b81', class: '030000' },
    };
    const found = booted({ ...one, pci, devices: 'address\t0000:00:1d.0\t-\nid\t10de:1b80\t10de:1b80\n' });
    const marked = Object.keys(pci).filter((address) => found.override(address) === 'vfio-pci');
    expect(marked).toEqual(['0000:00:1d.0', '0000:02:00.0', '0000:03:00.0']);
    expect(found.said).toContain('0000:02:00.0 (10de:1b80) is kept for vfio-pci');
  });
});
