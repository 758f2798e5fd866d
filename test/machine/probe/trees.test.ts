import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { inShort, measured } from './support.ts';

/** By machine: what is said if a device is picked. */
const expected: Record<string, Record<string, string[]>> = {
  'vmd-luks': {
    '0000:00:0e.0': ['error host-needs-root-disk 0000:00:0e.0'],
    '10000:e2:00.0': ['error device-exists-through-another 10000:e2:00.0', 'error host-needs-root-disk 0000:00:0e.0'],
    '0000:00:17.0': [],
  },
  'nvme-two-paths': {
    '0000:41:00.0': ['error host-needs-root-disk 0000:41:00.0'],
    '0000:42:00.0': ['error host-needs-root-disk 0000:42:00.0'],
    '0000:43:00.0': [],
  },
  'idle-members': {
    '0000:02:00.0': ['error host-needs-root-disk 0000:02:00.0'],
    '0000:03:00.0': ['warning host-needs-held-disk 0000:03:00.0'],
    '0000:04:00.0': ['warning host-needs-held-disk 0000:04:00.0'],
    '0000:05:00.0': ['warning host-needs-held-disk 0000:05:00.0'],
    '0000:06:00.0': [],
    '0000:07:00.0': ['warning host-needs-maybe-used-disk 0000:07:00.0'],
  },
  // Without the tools of ZFS nothing says which of the disks its pools are on.
  zfs: {
    '0000:02:00.0': ['error host-needs-root-disk 0000:02:00.0'],
    '0000:03:00.0': ['warning host-needs-maybe-used-disk 0000:03:00.0'],
    '0000:05:00.0': ['warning host-needs-maybe-used-disk 0000:05:00.0'],
  },
  'fc-two-paths': {
    '0000:3b:00.0': ['error host-needs-root-disk 0000:3b:00.0'],
    '0000:3b:00.1': ['error host-needs-root-disk 0000:3b:00.1'],
    '0000:00:17.0': [],
  },
  'bonded-server': {
    '0000:01:00.0': ['error host-needs-default-route 0000:01:00.0'],
    '0000:01:00.1': ['error host-needs-default-route 0000:01:00.1'],
    '0000:01:10.0': ['warning device-is-virtual-function 0000:01:10.0'],
    '0000:02:00.0': [],
  },
  'domain-1': {
    '0001:01:00.0': ['error host-needs-root-disk 0001:01:00.0'],
    '0001:02:00.0': ['error host-needs-default-route 0001:02:00.0'],
    '0001:03:00.0': ['warning host-needs-only-usb-controller 0001:03:00.0'],
  },
  'sriov-graphics': {
    '0000:00:02.0': ['warning host-needs-boot-display 0000:00:02.0', 'warning host-needs-only-display 0000:00:02.0'],
    '0000:00:02.1': ['warning device-is-virtual-function 0000:00:02.1'],
  },
  'thunderbolt-gpu': {
    // The firmware's VGA device is the other one, which has no screen.
    '0000:00:02.0': ['warning host-needs-boot-display 0000:00:02.0'],
    '0000:04:00.0': ['warning device-is-removable 0000:04:00.0'],
    '0000:05:00.0': ['warning host-needs-maybe-usb 0000:05:00.0', 'warning device-is-removable 0000:05:00.0'],
  },
  'external-port': {
    '0000:04:00.0': ['warning device-is-removable 0000:04:00.0'],
    '0000:05:00.0': ['warning host-needs-maybe-usb 0000:05:00.0', 'warning device-is-removable 0000:05:00.0'],
    '0000:00:14.0': ['warning host-needs-maybe-usb 0000:00:14.0'],
  },
  'plx-two-gpus': {
    '0000:03:00.0': [
      'error host-needs-management-controller 0000:03:00.0',
      'warning host-needs-boot-display 0000:03:00.0',
      'warning host-needs-only-display 0000:03:00.0',
    ],
    '0000:83:00.0': [],
  },
};

describeWith(['applets'], 'what the probe measures is judged', () => {
  test.each(Object.entries(expected))('%s: by devices --pick and check alike', async (name, devices) => {
    const { pick, check } = measured(name);
    for (const [address, findings] of Object.entries(devices)) {
      const { found, result } = await pick(address);
      expect(inShort(found), address).toEqual(findings);
      const given = result?.devices.map((device) => device.address) ?? [address];
      const checked = await check(given, given);
      expect(inShort(checked.found), `check of ${address}`).toEqual(findings);
    }
  });

  test('what holds a disk has its name', async () => {
    const held = (name: string) => measured(name).facts.disks?.map(({ held_by }) => held_by);
    expect(held('vmd-luks')).toEqual([['dm-0 (luks-root)'], []]);
    expect(held('fc-two-paths')).toEqual([['dm-0 (mpatha)'], ['dm-0 (mpatha)']]);
    expect(held('idle-members')).toEqual([
      [],
      ['dm-0 (pve-vm--100--disk--0)', 'dm-1 (pve-vm--101--disk--0)'],
      ['md0'],
      ['md0'],
      [],
      [],
    ]);
    const signatures = measured('idle-members').facts.disks?.map((each) => each.signatures);
    expect(signatures).toEqual([null, null, null, null, [], ['vfat', 'LVM2_member']]);
    const { found } = await measured('idle-members').pick('03:00.0');
    expect(found.join()).toContain('nvme1n1 is held by dm-0 (pve-vm--100--disk--0) and dm-1 (pve-vm--101--disk--0)');
  });

  test.each(['external-port', 'thunderbolt-gpu'])('%s: what goes with one cable is reported once', async (name) => {
    const { found } = await measured(name).pick('04:00.0', '05:00.0');
    expect(inShort(found).filter((each) => each.includes('device-is-removable'))).toHaveLength(1);
  });

  test('what the kernel says of removable functions is measured, and of the others nothing', () => {
    const { pci } = measured('external-port').facts;
    const said = (pci ?? []).filter(({ removable }) => removable !== null);
    expect(said.every(({ removable }) => removable)).toBe(true);
    expect(said.map(({ address }) => address.slice(5))).toEqual([
      '02:00.0',
      '03:01.0',
      '03:02.0',
      '04:00.0',
      '04:00.1',
      '05:00.0',
    ]);
  });

  test('mediated devices are measured with parent and type, and none is none', () => {
    const [there] = measured('external-port').facts.mediated_devices ?? [];
    expect(there).toEqual({
      uuid: '00000000-0000-4000-8000-000000000000',
      parent: '0000:00:02.0',
      type: 'i915-GVTg_V5_8',
    });
    expect(measured('thunderbolt-gpu').facts.mediated_devices).toEqual([]);
  });

  test('an NVMe disk of two paths is one disk at both controllers', () => {
    expect(measured('nvme-two-paths').facts.disks?.map(({ name, controllers }) => [name, controllers])).toEqual([
      ['nvme0n1', ['0000:41:00.0', '0000:42:00.0']],
      ['nvme2n1', ['0000:43:00.0']],
    ]);
  });

  test('with a pool that is not mounted, no disk is known to be unused', () => {
    const { facts, notes } = measured('zfs');
    expect(facts.disks?.map(({ mounts }) => mounts)).toEqual([['/'], null, null, null]);
    expect(facts.disks?.map(({ held_by }) => held_by)).toEqual([null, null, null, null]);
    expect(notes).toContain('which disks ZFS has is unknown: only its own tools show it');
  });

  test('where zpool is installed, the disks of each pool are known', async () => {
    const said = String.raw`tank\t1\t/\n\t/dev/nvme1n1p1\t1\nguests\t1\t/\n\tmirror-0\t1\n\t/dev/nvme2n1\t1\n`;
    const tools = folderWith({ zpool: `#!/bin/sh\n[ "$*" = 'list -v -H -L -P' ] && printf '${said}'\n` });
    chmodSync(`${tools}/zpool`, 0o755);
    const { facts, notes, pick } = measured('zfs', [tools]);
    expect(facts.disks?.map(({ mounts, held_by }) => [mounts, held_by])).toEqual([
      [['/'], []],
      [['/tank'], ['zfs (tank)']],
      [[], ['zfs (guests)']],
      [[], []],
    ]);
    expect(notes.join()).not.toContain('ZFS');
    expect(inShort((await pick('03:00.0')).found)).toEqual(['error host-needs-mounted-disk 0000:03:00.0']);
    expect(inShort((await pick('04:00.0')).found)).toEqual(['warning host-needs-held-disk 0000:04:00.0']);
    expect(inShort((await pick('05:00.0')).found)).toEqual([]);
  });

  test('the card of the management controller and virtual functions are marked by what is below and above them', () => {
    const { pci, nics, usb } = measured('bonded-server').facts;
    const virtual = pci?.find(({ address }) => address === '0000:01:10.0');
    expect(virtual?.physical_function).toBe('0000:01:00.0');
    expect(nics?.map(({ name }) => name)).toEqual(['eth0', 'eth1', 'eth2', 'eth3', 'usb0']);
    expect(nics?.at(-1)).toMatchObject({ driver: 'cdc_ether', controller: '0000:00:14.0', default_route: false });
    expect(usb).toContainEqual(expect.objectContaining({ id: '046b:ffb0', port: '1-9', driver: 'cdc_ether' }));
    expect(pci?.find(({ address }) => address === '0000:01:00.0')).toMatchObject({
      sriov_totalvfs: 7,
      sriov_offset: 128,
      sriov_stride: 2,
      link: '5GT/s x4',
    });
  });

  test('a board without SMBIOS in another PCI domain and of another architecture', async () => {
    const { facts, check } = measured('domain-1');
    expect(facts.system).toMatchObject({ arch: 'aarch64', vendor: null, serial: null, uuid: null });
    expect((await check([])).found.join()).toMatch(/error facts-of-another-architecture .*aarch64/);
  });

  test('why two equal cards are in one group, and where they are', async () => {
    const tree = await measured('plx-two-gpus').tree();
    expect(tree).toMatch(/below 81:00\.0.* without access control \(ACS\)/);
    expect(tree).toContain('same id as 84:00.0');
    expect(tree).toContain('its link has 8 of 16 lanes');
    expect(tree).toContain('NUMA node 1');
  });
});
