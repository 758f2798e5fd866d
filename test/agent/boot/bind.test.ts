import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startService } from '../../support/openrc.ts';
import { describeWith } from '../../support/tools.ts';
import { driverOf, type Machine, machine, overrideOf, ran, textOf } from './machine.ts';

const usb = '0000:00:1a.0';
const other = '0000:00:1d.0';
const card = '0000:03:00.0';
const twin = '0000:04:00.0';
const ethernet = { id: '8086:10d3', class: '020000' };

/** One USB controller that the profile names, and what else a test says. */
const oneUsb = (more: Partial<Machine> = {}): Machine => ({
  pci: { [usb]: {} },
  devices: [`address\t${usb}\t8086:3a37`],
  ...more,
});

/** Runs bind.sh on a machine whose device must stay as it is, and returns what was recorded about it. */
function refused(described: Machine, address = usb) {
  const fake = machine(described);
  const before = driverOf(fake, address);
  const result = ran(fake);
  expect(overrideOf(fake, address) ?? '').toBe('');
  expect(driverOf(fake, address)).toBe(before);
  expect(result).toMatchObject({ status: 1, stderr: '' });
  expect(result.whole).toMatch(/^failed: 0 of /);
  return result.record(`bind-${address}`);
}

describeWith(['applets'], 'bind.sh leaves alone', () => {
  test('a device with another id than the expected one', () => {
    expect(refused(oneUsb({ pci: { [usb]: { id: '1000:0097' } } }))).toBe(
      'failed: expected 8086:3a37, found 1000:0097',
    );
  });

  test('a device of another class than the expected one', () => {
    expect(refused(oneUsb({ pci: { [usb]: { class: '010400' } }, devices: [`address\t${usb}\t-\t0c03`] }))).toBe(
      'failed: expected class 0c03, found 010400',
    );
  });

  test('an address at which nothing is', () => {
    const fake = machine(oneUsb({ pci: {} }));
    expect(ran(fake).record(`bind-${usb}`)).toBe('failed: there is no device at this address');
  });

  test('an id that no device has', () => {
    const fake = machine(oneUsb({ devices: ['id\t10de:1b80\t10de:1b80'] }));
    expect(ran(fake).record('bind-10de:1b80')).toBe('failed: no device has this id');
    expect(overrideOf(fake, usb)).toBe('');
  });

  test.each(['uhci_hcd', 'xhci_hcd', 'nvme'])('a device that %s holds', (driver) => {
    expect(refused(oneUsb({ pci: { [usb]: { driver } } }))).toBe(`failed: already bound to ${driver}`);
  });

  test('a bridge', () => {
    expect(refused(oneUsb({ pci: { [usb]: { class: '060400' } } }))).toBe(
      'failed: it is a PCI bridge, which cannot be passed through',
    );
  });

  test('every device if there is no IOMMU', () => {
    expect(refused(oneUsb({ pci: { [usb]: { group: null } } }))).toContain('failed: it has no IOMMU group');
  });

  test('the controller of the disk with the root file system', () => {
    const disks = { sda2: { on: usb, mounted: '/' } };
    expect(refused(oneUsb({ pci: { [usb]: { driver: 'ahci' } }, disks }))).toBe(
      'failed: the host needs it for the root file system',
    );
  });

  test('the controller of a disk below encryption and LVM', () => {
    const disks = {
      'dm-1': { on: 'virtual', mounted: '/', below: ['dm-0'] },
      'dm-0': { on: 'virtual', below: ['sda2'] },
      sda2: { on: usb },
    };
    expect(refused(oneUsb({ disks }))).toBe('failed: the host needs it for the root file system');
  });

  test('each controller of a mirror', () => {
    const described = oneUsb({
      pci: { [usb]: {}, [other]: {} },
      devices: [`address\t${other}\t-`],
      disks: { md0: { on: 'virtual', mounted: '/', below: ['sda', 'sdb'] }, sda: { on: usb }, sdb: { on: other } },
    });
    expect(refused(described, other)).toBe('failed: the host needs it for the root file system');
  });

  test('each controller of a btrfs, whose number is that of no device', () => {
    const fake = machine({
      pci: { [usb]: {}, [other]: {}, [card]: {} },
      devices: [`address\t${other}\t-`],
      disks: { sda2: { on: usb }, sdb: { on: other }, sdc: { on: card } },
      files: {
        'sys/fs/btrfs/1234/devices/.keep': '',
        'sys/fs/btrfs/5678/devices/.keep': '',
      },
    });
    const link = (name: string, id: string) =>
      symlinkSync(
        path.join(fake.folder, `sys/class/block/${name}`),
        path.join(fake.folder, `sys/fs/btrfs/${id}/devices/${name}`),
      );
    link('sda2', '1234');
    link('sdb', '1234');
    link('sdc', '5678');
    fake.write('proc/self/mountinfo', '20 1 0:24 /@ / rw,relatime - btrfs /dev/sda2 rw,subvol=/@\n');
    expect(ran(fake).record(`bind-${other}`)).toBe('failed: the host needs it for the root file system');
    expect(ran(fake, 'keep').stdout).toBe(
      `${usb}\t8086:3a37\tthe root file system\n${other}\t8086:3a37\tthe root file system\n`,
    );
  });

  test('the controller of a btrfs on an encrypted disk, whose node has the name of the mapping', () => {
    const fake = machine(oneUsb({ disks: { 'dm-0': { on: 'virtual', below: ['sda2'] }, sda2: { on: usb } } }));
    fake.write('sys/class/block/dm-0/dm/name', 'root\n');
    fake.write('proc/self/mountinfo', '20 1 0:24 / / rw,relatime - btrfs /dev/mapper/root rw\n');
    expect(ran(fake).record(`bind-${usb}`)).toBe('failed: the host needs it for the root file system');
  });

  test('an NVMe disk that several controllers lead to', () => {
    const fake = machine(oneUsb({ disks: { nvme0n1: { on: 'virtual/nvme-subsystem/nvme-subsys0', mounted: '/' } } }));
    const group = path.join(fake.folder, 'sys/devices/virtual/nvme-subsystem/nvme-subsys0/block/nvme0');
    symlinkSync(path.join(fake.folder, `sys/devices/pci0000:00/${usb}`), group);
    expect(ran(fake).record(`bind-${usb}`)).toBe('failed: the host needs it for the root file system');
  });

  test('the medium that a diskless system runs from', () => {
    const disks = { sdb1: { on: usb, mounted: '/media/usb' } };
    expect(refused(oneUsb({ disks, root: 'tmpfs' }))).toBe(
      'failed: the host needs it for the file system on /media/usb',
    );
  });

  test('the controller that a disk is behind a bridge of', () => {
    const pci = { '0000:00:1c.0': { class: '060400' }, [card]: { behind: '0000:00:1c.0', class: '010802' } };
    const described = oneUsb({
      pci,
      devices: [`address\t${card}\t-`],
      disks: { nvme0n1p2: { on: card, mounted: '/' } },
    });
    expect(refused(described, card)).toBe('failed: the host needs it for the root file system');
  });

  test('the controller of the only keyboard', () => {
    expect(refused(oneUsb({ keyboards: [usb] }))).toBe('failed: the host needs it for the only keyboard');
  });

  test('both controllers if one keyboard is on each and there is no other', () => {
    const described = oneUsb({ pci: { [usb]: {}, [other]: {} }, keyboards: [usb, other] });
    described.devices = [`address\t${usb}\t-`, `address\t${other}\t-`];
    expect(refused(described)).toBe('failed: the host needs it for the only keyboard');
    expect(refused(described, other)).toBe('failed: the host needs it for the only keyboard');
  });

  const interfaces = (text: string) => ({ files: { 'etc/network/interfaces': text } });
  test.each([
    ['of its own', 'auto eth0\niface eth0 inet dhcp\n'],
    ['of a bridge', 'iface br0 inet dhcp\n\tbridge-ports eth1 eth0\n'],
    ['of a bond', 'iface bond0 inet dhcp\n\tbond-members eth0\n'],
    ['under a VLAN', 'auto eth0.10\niface eth0.10 inet manual\n'],
    ['under a VLAN with a name', 'iface vlan10 inet manual\n\tvlan-raw-device eth0\n'],
  ])('the card of a configured interface, %s', (_, text) => {
    const cards = { eth0: { on: usb, mac: '52:54:00:00:00:01' } };
    expect(refused(oneUsb({ cards, ...interfaces(text) }))).toBe('failed: the host needs it for the network port eth0');
  });

  test('the card with an address of mactab, whatever it is called now', () => {
    const cards = { eth3: { on: usb, mac: '52:54:00:00:00:0a' } };
    const files = { 'etc/mactab': '# names\nlan0 52:54:00:00:00:0A\n' };
    expect(refused(oneUsb({ cards, files }))).toBe('failed: the host needs it for the network port eth3');
  });

  test('what the installed system was seen to need, before any driver is there to show it', () => {
    const files = { 'etc/mkapkovl/keep': `${usb}\t8086:3a37\tthe root file system\n` };
    expect(refused(oneUsb({ files }))).toBe('failed: the host needs it for the root file system (/etc/mkapkovl/keep)');
  });

  test('the same after it has moved to another slot', () => {
    const files = { 'etc/mkapkovl/keep': `0000:05:00.0\t8086:3a37\tthe root file system\n` };
    expect(refused(oneUsb({ files }))).toBe('failed: the host needs it for the root file system (/etc/mkapkovl/keep)');
  });

  test('in an initramfs every disk controller, if nobody says which of them the root file system is on', () => {
    const disk = { pci: { [usb]: { class: '010802' } }, root: 'rootfs' };
    const recorded = (files: Record<string, string>) =>
      ran(machine(oneUsb({ ...disk, files })), 'modprobe', 'dev/.mkapkovl').record(`bind-${usb}`);
    expect(recorded({})).toBe('failed: the host may need it for the root file system: /etc/mkapkovl/keep is missing');
    expect(recorded({ 'etc/mkapkovl/keep': '' })).toBe('done');
    expect(ran(machine(oneUsb({ pci: disk.pci }))).whole).toBe('done: 1 of 1');
  });

  test.each([
    ['first', 'mkapkovl=rescue quiet'],
    ['last', 'quiet mkapkovl=rescue'],
  ])('everything with mkapkovl=rescue, %s on the command line', (_, cmdline) => {
    const fake = machine(oneUsb({ cmdline }));
    const { status, whole, console, loads } = ran(fake);
    expect({ status, whole }).toEqual({ status: 0, whole: 'skipped: mkapkovl=rescue' });
    expect(console).toBe('mkapkovl: passthrough: no device is bound, because of mkapkovl=rescue\n');
    expect(overrideOf(fake, usb)).toBe('');
    // Loaded without ids, so that nobody loads it with them later.
    expect(loads).toContain('modprobe --quiet --ignore-install vfio-pci ids=');
  });
});

describeWith(['applets'], 'bind.sh binds', () => {
  test('a device before its driver, and says so in a record and one line', () => {
    const fake = machine(oneUsb());
    const { status, stderr, whole, record, console } = ran(fake);
    expect({ status, stderr, whole }).toEqual({ status: 0, stderr: '', whole: 'done: 1 of 1' });
    expect(record(`bind-${usb}`)).toBe('done');
    expect(driverOf(fake, usb)).toBe('vfio-pci');
    expect(console).toBe('mkapkovl: passthrough: 1 of 1 devices bound to vfio-pci\n');
  });

  test('one of two equal cards, by its address', () => {
    const fake = machine({ pci: { [card]: ethernet, [twin]: ethernet }, devices: [`address\t${twin}\t8086:10d3`] });
    expect(ran(fake).whole).toBe('done: 1 of 1');
    expect([driverOf(fake, card), driverOf(fake, twin)]).toEqual([undefined, 'vfio-pci']);
    expect(overrideOf(fake, card)).toBe('');
  });

  test('the equal card of one that the system is kept up by', () => {
    const files = { 'etc/mkapkovl/keep': `${card}\t8086:10d3\tthe network port eth0\n` };
    const pci = { [card]: ethernet, [twin]: ethernet };
    const fake = machine({ pci, devices: [`address\t${twin}\t-`], files });
    expect(ran(fake).whole).toBe('done: 1 of 1');
  });

  test('every device of an id', () => {
    const pci = { [card]: ethernet, [twin]: ethernet, [usb]: {} };
    const fake = machine({ pci, devices: ['id\t8086:10d3\t8086:10d3'] });
    expect(ran(fake).whole).toBe('done: 2 of 2');
    expect(overrideOf(fake, usb)).toBe('');
  });

  test('every device of an id but the one that carries the root file system', () => {
    const pci = { [card]: { ...ethernet, driver: 'nvme' }, [twin]: ethernet };
    const disks = { nvme0n1p2: { on: card, mounted: '/' } };
    const fake = machine({ pci, disks, devices: ['id\t8086:10d3\t8086:10d3'] });
    const { status, whole, record } = ran(fake);
    expect({ status, whole }).toEqual({
      status: 1,
      whole: `failed: 1 of 2; ${card}: the host needs it for the root file system`,
    });
    expect(record(`bind-${twin}`)).toBe('done');
    expect(driverOf(fake, card)).toBe('nvme');
  });

  test('what it can, and tells of the rest in the same line', () => {
    const fake = machine({
      pci: { [usb]: {}, [other]: { driver: 'ehci_hcd' } },
      devices: [`address\t${usb}\t-`, `address\t${other}\t-`],
    });
    expect(ran(fake).console).toBe(
      `mkapkovl: passthrough: 1 of 2 devices bound to vfio-pci; ${other}: already bound to ehci_hcd\n`,
    );
  });

  test('nothing a second time: what is bound stays bound', () => {
    const fake = machine(oneUsb());
    const [first, second] = [ran(fake), ran(fake)];
    expect([first.status, second.status]).toEqual([0, 0]);
    expect(second.record(`bind-${usb}`)).toBe('done');
    expect(textOf(fake, 'sys/bus/pci/drivers_probe')).toBe('');
  });

  test('a device once that is named twice', () => {
    const fake = machine(oneUsb({ devices: [`address\t${usb}\t-`, 'id\t8086:3a37\t8086:3a37'] }));
    expect(ran(fake).whole).toBe('done: 1 of 1');
  });

  test('a controller with a keyboard if another keyboard stays', () => {
    const fake = machine(oneUsb({ keyboards: [usb, 'platform/i8042'] }));
    expect(ran(fake).whole).toBe('done: 1 of 1');
  });

  test('a card that has no part in the network', () => {
    const files = { 'etc/network/interfaces': 'auto lo\niface lo inet loopback\nauto eth0\niface eth0 inet dhcp\n' };
    const cards = { eth0: { on: card, mac: '52:54:00:00:00:01' } };
    const pci = { [card]: { ...ethernet, driver: 'e1000e' }, [twin]: ethernet };
    expect(ran(machine({ pci, cards, files, devices: [`address\t${twin}\t-`] })).whole).toBe('done: 1 of 1');
  });

  test('nothing without a table, and says nothing', () => {
    const fake = machine({ pci: { [usb]: {} } });
    const { status, console, whole } = ran(fake);
    expect({ status, console, whole }).toEqual({ status: 0, console: '', whole: undefined });
  });
});

describeWith(['applets'], 'bind.sh loads vfio-pci', () => {
  test('by kmod without the install line that called it, and without the ids of modprobe.d', () => {
    expect(ran(machine(oneUsb())).loads).toEqual([
      'modprobe --quiet --ignore-install vfio-pci ids=',
      'modprobe -q vfio_iommu_type1',
    ]);
  });

  test("by busybox' modprobe, which knows no install lines", () => {
    expect(ran(machine(oneUsb({ modprobe: 'busybox' }))).loads).toEqual([
      'modprobe -q vfio-pci ids=',
      'modprobe -q vfio_iommu_type1',
    ]);
  });

  test('or gives the devices back to their own drivers if it cannot', () => {
    const fake = machine(oneUsb({ withoutVfio: true }));
    const { status, record } = ran(fake);
    expect(status).toBe(1);
    expect(record(`bind-${usb}`)).toBe('failed: vfio-pci did not bind to it');
    expect(overrideOf(fake, usb)).toBe('');
    expect(textOf(fake, 'sys/bus/pci/drivers_probe')).toBe(`${usb}\n`);
  });

  test('and gives back the device that it does not take', () => {
    const fake = machine({
      pci: { [usb]: {}, [other]: {} },
      devices: [`address\t${usb}\t-`, `address\t${other}\t-`],
      notTaken: [usb],
    });
    expect(ran(fake).whole).toBe(`failed: 1 of 2; ${usb}: vfio-pci did not bind to it`);
    expect([overrideOf(fake, usb), overrideOf(fake, other)]).toEqual(['', 'vfio-pci']);
  });

  test('in the place of modprobe: it succeeds though a device is refused', () => {
    const fake = machine(oneUsb({ pci: { [usb]: { driver: 'uhci_hcd' } } }));
    expect(ran(fake, 'modprobe')).toMatchObject({
      status: 0,
      whole: `failed: 0 of 1; ${usb}: already bound to uhci_hcd`,
    });
  });

  test('in the place of modprobe: it fails if vfio-pci is not to be had', () => {
    expect(ran(machine(oneUsb({ withoutVfio: true })), 'modprobe').status).toBe(1);
  });
});

describeWith(['applets'], 'the records of bind.sh', () => {
  test('outlive the initramfs in /dev, and its log joins that of sysinit', () => {
    const fake = machine(oneUsb({ root: 'rootfs' }));
    expect(ran(fake, 'modprobe', 'dev/.mkapkovl').record(`bind-${usb}`)).toBe('done');
    expect(textOf(fake, 'run/mkapkovl/bind.log')).toBeUndefined();
    const later = ran(fake, 'bind', 'dev/.mkapkovl');
    expect(later.record('bind')).toBe('done: 1 of 1');
  });

  test('are taken over from the initramfs by sysinit', () => {
    const line = '2023-11-14T22:13:20Z passthrough: 1 of 1 devices bound to vfio-pci\n';
    const files = { 'dev/.mkapkovl/bind.log': line, 'dev/.mkapkovl/steps/bind.json': '{}' };
    const fake = machine(oneUsb({ files }));
    expect(ran(fake).whole).toBe('done: 1 of 1');
    expect(textOf(fake, 'run/mkapkovl/bind.log')).toBe(line + line);
    expect(textOf(fake, 'dev/.mkapkovl/steps/bind.json')).toBeUndefined();
  });

  test('stay in /run until they are copied, and replace those of the boot before', () => {
    const files = {
      'var/lib/mkapkovl/steps/bind-0000:09:00.0.json': '{}',
      'var/lib/mkapkovl/steps/disk.json': '{}',
      'var/log/mkapkovl.log': 'before\n',
    };
    const fake = machine(oneUsb({ files }));
    ran(fake);
    expect(textOf(fake, `var/lib/mkapkovl/steps/bind-${usb}.json`)).toBeUndefined();
    expect(ran(fake, 'copy', 'var/lib/mkapkovl')).toMatchObject({ status: 0, whole: 'done: 1 of 1' });
    expect(textOf(fake, 'var/lib/mkapkovl/steps/bind-0000:09:00.0.json')).toBeUndefined();
    expect(textOf(fake, 'var/lib/mkapkovl/steps/disk.json')).toBe('{}');
    expect(textOf(fake, 'var/log/mkapkovl.log')).toMatch(/^before\n2023-11-14T22:13:20Z passthrough: 1 of 1 .*\n$/);
  });

  test('are copied once', () => {
    const fake = machine(oneUsb());
    ran(fake);
    ran(fake, 'copy');
    ran(fake, 'copy');
    expect(textOf(fake, 'var/log/mkapkovl.log')?.split('\n')).toHaveLength(2);
  });

  test('forget a device that has left the table', () => {
    const fake = machine(oneUsb({ files: { 'run/mkapkovl/steps/bind-0000:09:00.0.json': '{}' } }));
    ran(fake);
    expect(textOf(fake, 'run/mkapkovl/steps/bind-0000:09:00.0.json')).toBeUndefined();
  });
});

describeWith(['applets'], 'bind.sh keep', () => {
  const installed: Machine = {
    pci: {
      '0000:00:1c.0': { class: '060400', id: '8086:3a40' },
      [card]: { behind: '0000:00:1c.0', class: '010802', id: '144d:a808' },
      [usb]: {},
      [twin]: ethernet,
    },
    disks: {
      nvme0n1p2: { on: card, mounted: '/mnt' },
      nvme0n1p1: { on: card, mounted: '/mnt/boot' },
      sda1: { on: usb, mounted: '/media/usb' },
    },
    cards: { eth0: { on: twin, mac: '52:54:00:00:00:01' } },
    keyboards: [usb],
    files: { 'etc/network/interfaces': 'iface br0 inet dhcp\n\tbridge-ports eth0\n' },
  };

  test('names the disk of the installed system and its ports; not the medium, a keyboard or a bridge', () => {
    const { status, stdout, stderr } = ran(machine(installed), 'keep /mnt');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      [
        `${card}\t144d:a808\tthe file system on /boot\n`,
        `${card}\t144d:a808\tthe root file system\n`,
        `${twin}\t8086:10d3\tthe network port eth0\n`,
      ].join(''),
    );
  });

  test('on the running system does not name what hangs below /media', () => {
    const disks = { sda2: { on: usb, mounted: '/' }, sdb1: { on: other, mounted: '/media/usb' } };
    const { stdout } = ran(machine({ pci: { [usb]: {}, [other]: {} }, disks }), 'keep');
    expect(stdout).toBe(`${usb}\t8086:3a37\tthe root file system\n`);
  });

  test('prints nothing on a machine whose disks hang on no PCI device', () => {
    expect(ran(machine({ pci: {}, disks: { sda1: { on: 'platform', mounted: '/' } } }), 'keep').stdout).toBe('');
  });

  test('fails where nobody can tell what the root file system is on, though the ports are known', () => {
    const fake = machine({ ...installed, disks: {} });
    fake.write('proc/self/mountinfo', '20 1 0:24 / / rw - zfs rpool/ROOT/alpine rw\n');
    expect(ran(fake, 'keep')).toMatchObject({ status: 1, stdout: '' });
  });

  test('is not said by any other word', () => {
    expect(ran(machine({ pci: {} }), 'kepe')).toMatchObject({ status: 2 });
  });
});

describeWith(['applets'], 'mkapkovl-bind', () => {
  test.each([0, 1])('shows how bind.sh ended (%i), and is not tried again', (status) => {
    const stubs = `sh() { record "sh $*"; return ${status}; }`;
    expect(startService('agent/etc/init.d/mkapkovl-bind', stubs, {})).toEqual({
      calls: ['sh /etc/mkapkovl/agent/bind.sh bind'],
      printed: ['ebegin: Binding PCI devices to vfio-pci', `eend: ${status}`],
      ended: 0,
    });
  });
});
