import { describe, expect, test } from 'vitest';
import { guestDisks } from '#src/trial/substitution/guest-disks.ts';
import { guests } from '#src/trial/substitution/guests.ts';
import { libvirt } from '#src/trial/substitution/libvirt.ts';
import { withoutPackages } from '#src/trial/substitution/packages.ts';
import { pools } from '#src/trial/substitution/pools.ts';
import type { Situation, Substitute } from '#src/trial/substitution/substitute.ts';
import { frozen, hostOf, situationFor } from '../hosts.ts';

async function changedBy(kind: Substitute, more: string, situation: Partial<Situation> = {}) {
  const host = frozen(await hostOf(more));
  return { ...kind(host, situationFor(host, situation)), before: host };
}

const rows = ({ substitutions }: { substitutions: { where: string; from: string; to: string }[] }) =>
  substitutions.map(({ where, from, to }) => `${where}: ${from} -> ${to}`);

const guest = (words: string) => `vms:
  one:
    memory: 1024MiB
    autostart: true
${words}`;

describe('guests', () => {
  test('stay as they are where the processor helps twice and memory is enough', async () => {
    const changed = await changedBy(guests, guest(''));
    expect(changed.host).toEqual(changed.before);
    expect(changed.substitutions).toEqual([]);
  });

  test('are emulated where there is no KVM, without what only KVM can', async () => {
    const changed = await changedBy(
      guests,
      guest('    cpu: { mode: host-model, features: { vmx: require } }\n    features: { kvm: { hidden: true } }\n'),
      { nested: false },
    );
    expect(changed.host.vms.one).toMatchObject({ type: 'qemu', cpu: { mode: 'default', features: {} } });
    expect(changed.host.vms.one?.features).not.toHaveProperty('kvm');
    expect(rows(changed)).toEqual(['/vms/one/type: kvm -> qemu', '/vms/one/cpu/mode: host-model -> default']);
  });

  test('share what memory there is', async () => {
    const two = `${guest('')}  two: { memory: 2048MiB, autostart: true }\n  off: { memory: 8GiB }\n`;
    const changed = await changedBy(guests, two, { memory: 1000 });
    expect(changed.host.vms.one?.memory).toBe('500MiB');
    expect(changed.host.vms.two?.memory).toBe('500MiB');
    expect(rows(changed).filter((row) => row.startsWith('/vms/off'))).toEqual(['/vms/off/memory: 8GiB -> 500MiB']);
  });

  test('without huge pages have small ones', async () => {
    const words = 'tuning: { hugepages: [{ size: 2MiB, count: 512 }] }\n';
    const huge = `${words}${guest('    memory_backing: { hugepages: true, locked: true }\n')}`;
    expect((await changedBy(guests, huge)).substitutions).toEqual([]);
    const changed = await changedBy(guests, huge, { hugepages: false });
    expect(changed.host.vms.one?.memory_backing).toMatchObject({ locked: true });
    expect(changed.host.vms.one?.memory_backing?.hugepages).toBeUndefined();
  });

  test('are pinned to processors that are there, or not at all', async () => {
    const pinned = guest('    cputune: { vcpupin: { 0: 6 }, emulatorpin: 0-1 }\n');
    expect((await changedBy(guests, pinned, { cpus: 8 })).substitutions).toEqual([]);
    const changed = await changedBy(guests, pinned, { cpus: 4 });
    expect(changed.host.vms.one).not.toHaveProperty('cputune');
    expect(changed.untested).toEqual([
      { what: 'which processors one runs on', why: 'the virtual machine has 4 processors', subject: 'one' },
    ]);
  });

  test('have none of the USB devices and ROM files of the machine', async () => {
    const changed = await changedBy(
      guests,
      guest('    hostdevs: [{ usb: "10c4:ea60" }, { pci: "0000:01:00.0", rom: { file: /srv/a.rom } }]\n'),
    );
    expect(changed.host.vms.one?.attached).toEqual([null, { pci: ['0000:01:00.0'] }]);
    expect(changed.host.vms.one?.hostdevs[1]).not.toHaveProperty('rom');
    expect(rows(changed)).toEqual([
      '/vms/one/hostdevs/0: the USB device 10c4:ea60 -> nothing',
      '/vms/one/hostdevs/1/rom/file: /srv/a.rom -> nothing',
    ]);
  });
});

describe('what guests have on disks', () => {
  test('is empty where it would be an image to load', async () => {
    const changed = await changedBy(
      guestDisks,
      `libvirt: { pools: { default: { type: dir, path: /srv } } }
${guest(`    disks: [{ volume: default/a.qcow2, image: { url: "https://a.example/a.qcow2", sha256: "${'0'.repeat(64)}" } }]\n`)}`,
    );
    const [disk] = changed.host.vms.one?.disks ?? [];
    expect(disk).toMatchObject({ volume: 'default/a.qcow2', size: '1GiB' });
    expect(disk).not.toHaveProperty('image');
    expect(rows(changed)).toEqual(['/vms/one/disks/0/image: https://a.example/a.qcow2 -> nothing']);
  });

  test('is an empty volume where it would be a file or a block device of the host', async () => {
    const changed = await changedBy(
      guestDisks,
      `libvirt: { pools: { trial: { type: dir, path: /srv } } }
${guest('    disks: [{ block: /dev/disk/by-id/ata-X }, { path: /srv/cd.iso, device: cdrom }]\n')}`,
    );
    const [disk, drive] = changed.host.vms.one?.disks ?? [];
    // The profile has a pool called trial already.
    expect(disk).toMatchObject({ volume: 'trial0/one-0.raw', size: '1GiB' });
    expect(changed.host.libvirt?.pools.trial0).toMatchObject({ type: 'dir' });
    expect(drive).not.toHaveProperty('path');
    expect(rows(changed)).toEqual([
      '/vms/one/disks/0: /dev/disk/by-id/ata-X -> trial0/one-0.raw',
      '/vms/one/disks/1: /srv/cd.iso -> an empty drive',
    ]);
  });

  test('is made where the machine would have had it', async () => {
    const changed = await changedBy(
      guestDisks,
      `libvirt: { pools: { default: { type: dir, path: /srv } } }\n${guest('    disks: [{ volume: default/old.raw }]\n')}`,
    );
    expect(changed.host.vms.one?.disks[0]).toMatchObject({ size: '1GiB' });
  });
});

describe('pools', () => {
  test('upon what is not there become folders', async () => {
    const changed = await changedBy(
      pools,
      'libvirt: { pools: { default: { type: dir, path: /srv }, lvm: { type: logical, source: { name: vg0 }, path: /dev/vg0 } } }',
    );
    expect(changed.host.libvirt?.pools.default).toEqual(changed.before.libvirt?.pools.default);
    expect(changed.host.libvirt?.pools.lvm).toMatchObject({ type: 'dir', path: '/var/lib/libvirt/trial/lvm' });
    expect(rows(changed)).toEqual(['/libvirt/pools/lvm: logical at /dev/vg0 -> dir at /var/lib/libvirt/trial/lvm']);
  });

  test('have empty volumes in the place of images', async () => {
    const changed = await changedBy(
      pools,
      `libvirt:
  pools:
    default:
      type: dir
      path: /srv
      volumes: { a.qcow2: { image: { url: "https://a.example/a.qcow2", sha256: "${'0'.repeat(64)}" } } }
`,
    );
    expect(changed.host.libvirt?.pools.default).toMatchObject({ volumes: { 'a.qcow2': { capacity: '1GiB' } } });
  });
});

describe('cut off from the network', () => {
  const offline = (...packages: string[]) => ({
    packages: new Set(packages),
    mirror: 'http://m',
    repositories: ['main'],
  });

  test('there are no guests where libvirt cannot be installed, and each is said not to be shown', async () => {
    const host = await hostOf(
      `libvirt: { networks: { inner: { forward: nat, address: 192.168.9.1/24 } } }\n${guest('')}`,
    );
    const changed = libvirt(frozen(host), { offline: offline('openssh') });
    expect(changed.host).not.toHaveProperty('libvirt');
    expect(changed.host.vms).toEqual({});
    expect(changed.untested.map(({ what }) => what)).toEqual(['libvirt', 'the network inner', 'the guest one']);
    expect(libvirt(host, { offline: offline('libvirt-daemon', 'qemu-system-x86_64') }).host).toBe(host);
  });

  test('packages that nothing at hand has are left out, by their bare names; conflicts stay', () => {
    const named = (value: string) => ({ value, features: [], paths: [['packages', 0]] });
    const collection = { packages: ['vim', 'openssh>9', '!chrony', 'jq~1.7'].map(named) } as never;
    const { collection: left, substitutions, untested } = withoutPackages(collection, new Set(['openssh', 'jq']));
    expect(left.packages.map(({ value }) => value)).toEqual(['openssh>9', '!chrony', 'jq~1.7']);
    expect(rows({ substitutions })).toEqual(['/packages/0: vim -> nothing']);
    expect(untested.map(({ subject }) => subject)).toEqual(['vim']);
  });
});
