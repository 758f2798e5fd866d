import { describe, expect, test } from 'vitest';
import { hostNeeds } from '#src/machine/needs/host-needs.ts';
import { factsWith, fn } from '../../support/facts.ts';
import { askAbout } from '../../support/machines/judged.ts';

const about = (name: string) => askAbout(`test/machine/cases/${name}`);
const refusals = (found: string[]) => found.filter((each) => each.startsWith('error'));
const codes = (found: string[]) => found.map((each) => each.split(' ')[1]);

describe('a listing of the drivers of one card says nothing of the other functions', () => {
  test.each(['one-card-with-drivers.txt', 'no-drivers.txt'])('%s', async (file) => {
    const { found } = await about(file).pick('00:17.0', '00:1f.6', '00:14.0');
    expect(codes(refusals(found))).toEqual(['host-needs-only-disk-controller', 'host-needs-only-network-card']);
    expect(codes(found)).toContain('host-needs-only-usb-controller');
  });
});

describe('a graphics card without a driver shows no picture now', () => {
  test('the only driven one of a desktop', async () => {
    const { found } = await about('desktop-second-gpu-undriven.txt').pick('01:00.0');
    expect(found.join()).toMatch(/warning host-needs-only-display .*0a:00\.0 has no driver now/);
    const tree = await about('desktop-second-gpu-undriven.txt').tree();
    expect(tree).not.toMatch(/without it the host uses the display of 0a:00\.0/);
  });

  test('the only driven one of a laptop', async () => {
    const { found } = await about('laptop-second-gpu-undriven.txt').pick('c2:00.0');
    expect(found.join()).toMatch(/warning host-needs-only-display .*c1:00\.0 has no driver now/);
  });
});

describe('a virtual function', () => {
  const group = ['0', '1', '2', '3', '4', '5'].map((each) => `0000:01:00.${each}`);

  test('is refused where its physical function must go along', async () => {
    const { found, result } = await about('connectx-one-group.txt').pick('01:00.2');
    expect(refusals(found).join()).toMatch(/0000:01:00\.2 .*physical function/);
    expect(result).toBeNull();
    const checked = await about('connectx-one-group.txt').check(group, ['0000:01:00.2']);
    expect(refusals(checked.found).join()).toMatch(/0000:01:00\.2 .*physical function/);
  });

  test('of its own group needs somebody who makes it', async () => {
    const { check, pick } = about('igb-virtual-function.json');
    for (const { found } of [await check(['0000:01:10.0'], ['0000:01:10.0']), await pick('01:10.0')]) {
      expect(refusals(found)).toEqual([]);
      expect(found.join()).toMatch(/warning .*0000:01:10\.0 is a virtual function of 0000:01:00\.0.*sriov_numvfs/s);
    }
  });

  test('is not to be bound at boot, when it does not exist', async () => {
    const { found } = await about('igb-virtual-function.json').check([], ['0000:01:10.0']);
    expect(codes(found)).not.toContain('hostdev-not-passed-through');
    expect(found.join()).toMatch(/sriov_numvfs/);
  });

  test.each(['sriov-graphics.json', 'sriov-graphics.txt'])('of graphics goes alone: %s', async (file) => {
    const { result, found } = await about(file).pick('00:02.1');
    expect(result?.devices.map(({ address }) => address)).toEqual(['0000:00:02.1']);
    expect(found.join()).not.toMatch(/display/);
    const tree = await about(file).tree();
    expect(tree).not.toMatch(/uses the display of 00:02|same card|graphics card 00:02/);
    expect(tree).toMatch(/only display/);
  });
});

describe('a disk behind VMD', () => {
  test('does not go by itself', async () => {
    const { found, result } = await about('vmd.txt').pick('10000:e1:00.0');
    expect(result).toBeNull();
    expect(refusals(found).join()).toMatch(/10000:e1:00\.0 .*VMD 0000:00:0e\.0/);
  });

  test('is not counted beside the VMD', async () => {
    const behind = { ...fn('00:00.0 0108 15b7:5017'), address: '10000:e1:00.0' };
    const facts = factsWith({ pci: [fn('00:1f.0 0601 8086:519d'), fn('00:0e.0 0104 8086:a77f'), behind] });
    for (const address of ['0000:00:0e.0', '10000:e1:00.0']) {
      const needs = hostNeeds(facts, [address]).filter(({ kind }) => kind === 'only-disk-controller');
      expect(needs.map(({ detail }) => detail)).toEqual([
        'it is the only disk controller that the machine has, so the system disk is probably attached to it',
      ]);
    }
  });

  test('goes with the VMD as a whole, and is no device of the profile', async () => {
    const { result } = await about('vmd.txt').pick('00:0e.0');
    expect(result?.devices.map(({ address }) => address)).toEqual(['0000:00:0e.0']);
    const { found } = await about('vmd.txt').check(['0000:00:0e.0'], ['0000:00:0e.0']);
    expect(refusals(found)).toEqual([]);
  });

  test('has an address that a profile can name', async () => {
    const { found } = await about('vmd.txt').check(['10000:e1:00.0'], ['pci_10000_e1_00_0']);
    expect(codes(found)).not.toContain('invalid-value');
    expect(refusals(found).join()).toMatch(/VMD 0000:00:0e\.0/);
  });
});

test("a network card of the management controller is no way out of the host's network", async () => {
  const { found } = await about('bmc-ethernet.json').pick('02:00.0');
  expect(codes(refusals(found))).toEqual(['host-needs-only-network-card']);
});

describe('disks that are not mounted', () => {
  test('but held by a volume or an array', async () => {
    const { found } = await about('lvm-md.json').pick('02:00.0', '03:00.0');
    expect(found.join()).toMatch(/nvme0n1 is held by dm-0 \(pve-vm--100--disk--0\)/);
    expect(found.join()).toMatch(/nvme1n1 is held by md0/);
  });

  test('of which nothing says whether they are in use', async () => {
    const { found } = await about('zfs.json').pick('04:00.0');
    expect(found.join()).toMatch(/warning .*0000:04:00\.0.* unknown whether sdb is in use.*zpool status/s);
  });
});

test('a report without groups is not known to be a machine without them, if Linux needs an option for them', async () => {
  const { found, status } = await about('facter-intel-without-groups.json').check(['0000:02:00.0'], ['0000:02:00.0']);
  expect(status).toBe(0);
  expect(codes(found)).toContain('iommu-groups-unknown');
  expect(found.join()).toContain('intel_iommu=on');
});

test('a graphics card without its sound in another group', async () => {
  const { check, pick } = about('gpu-and-sound-apart.txt');
  const { found } = await check(['0000:03:00.0'], ['0000:03:00.0']);
  expect(found.join()).toMatch(/warning .*0000:03:00\.1, .*same card/);
  expect((await pick('03:00.0')).result?.hostdevs).toEqual(['0000:03:00.0', '0000:03:00.1']);
});

test('the only USB controller is not called a good candidate', async () => {
  const tree = await about('only-usb-controller.json').tree();
  expect(tree).toContain('only USB controller');
  expect(tree).not.toMatch(/good candidate|best USB/i);
});

describe('parts of the processor', () => {
  test('are of no use to a guest', async () => {
    const { pick, check } = about('uncore.txt');
    for (const { found } of [await pick('7f:08.0'), await check(['0000:7f:08.0'])])
      expect(found.join()).toMatch(/0000:7f:08\.0 is a part of the processor/);
  });

  test('are not what init proposes', async () => {
    expect(await about('dummy-in-group.txt').init()).toMatch(/hostdevs: \["0000:(0c:00\.3|07:00\.1)"\]/);
  });
});

test('lsblk shows the disk that the system runs from', async () => {
  const { pick } = about('lsblk.txt');
  expect(codes(refusals((await pick('4d:00.0')).found))).toEqual(['host-needs-root-disk']);
  expect((await pick('00:1f.2')).found.join()).not.toMatch(/system disk/);
});

test('lspci -vv shows the NUMA node, and what cannot be reset by itself', async () => {
  const tree = await about('lspci-vv.txt').tree();
  expect(tree).toMatch(/NUMA node 1/);
  expect(tree).toMatch(/no function level reset/);
});

test('two paths of one disk are not a disk without a serial number', async () => {
  const profile = await about('multipath.json').init();
  expect(profile).not.toMatch(/neither a serial number nor/);
  expect(profile).toMatch(/sdb and sdc are two paths of one disk/);
  expect(profile).toMatch(/multipath/);
});

test('a machine of another architecture does not fit', async () => {
  const { found, status } = await about('facter-aarch64.json').check(['0005:01:00.0'], ['0005:01:00.0']);
  expect(status).toBe(1);
  expect(refusals(found).join()).toMatch(/aarch64/);
});
