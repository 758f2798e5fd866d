import { describe, expect, test } from 'vitest';
import { plan } from '../../src/trial/plan.ts';
import { leastProfile } from '../support/run.ts';
import { given, hostOf } from './hosts.ts';

const usb = 'passthrough: { devices: ["0000:00:14.0", "0000:00:1a.0"] }\n';

describe('the plan of a trial', () => {
  test('has the disk that the profile names, in a size that it allows', async () => {
    const named = (words: string) => hostOf(leastProfile.replace('{ serial: SERIAL1 }', words), { whole: true });
    const disks = async (words: string) => plan(await named(words), given).disks;
    expect(await disks('{ serial: SERIAL1 }')).toEqual([{ file: 'system.raw', bytes: 8 * 2 ** 30, serial: 'SERIAL1' }]);
    expect((await disks('{ serial: SERIAL1, min_size: 20GB }'))[0]?.bytes).toBeGreaterThanOrEqual(20e9);
    expect((await disks('{ serial: SERIAL1, max_size: 4GB }'))[0]?.bytes).toBeLessThanOrEqual(4e9);
  });

  test('has that disk, too, when nothing is installed: it must be blank in the end', async () => {
    const { disks } = plan(await hostOf(''), { ...given, install: false });
    expect(disks.map(({ serial }) => serial)).toEqual(['SERIAL1']);
  });

  test('has disks with the file systems that are mounted', async () => {
    const host = await hostOf(
      'storage: { mounts: { /srv: { device: LABEL=guests }, /b: { device: UUID=AB-1, type: vfat } } }',
    );
    expect(plan(host, given).disks.map(({ filesystem }) => filesystem)).toEqual([
      undefined,
      { type: 'ext4', label: 'guests' },
      { type: 'vfat', uuid: 'AB-1' },
    ]);
  });

  test('has the cards of the profile by order, without gaps, and by their addresses', async () => {
    const host = await hostOf(`network:
  interfaces:
    br0: { bridge: { ports: [eth1, { mac: "02:00:00:00:00:01" }] }, ipv4: dhcp }
`);
    const { cards } = plan(host, given);
    expect(cards.map(({ name }) => name)).toEqual(['eth0', 'eth1', 'nic000001']);
    expect(cards[2]?.mac).toBe('02:00:00:00:00:01');
    expect(new Set(cards.map(({ network }) => network.net)).size).toBe(3);
  });

  test('starts a live system in place of an installed one without the drivers that would load first', async () => {
    const host = await hostOf(usb);
    expect(plan(host, { ...given, install: false }).liveOptions).toEqual(['blacklist=ehci_pci,xhci_pci']);
    expect(plan(host, given).liveOptions).toEqual([]);
  });

  test('gives a diskless system no such help: the machine would have none either', async () => {
    const host = await hostOf(
      `hostname: live
alpine: { release: "3.23" }
access: { root: { authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHlUZThcYkP2cRpFX51jJfGU6N5M8+bBTgB1ehfuCExw a"] } }
install: { mode: diskless }
${usb}`,
      { whole: true },
    );
    expect(plan(host, { ...given, install: false }).liveOptions).toEqual([]);
  });

  test('takes no more of this machine than it has', async () => {
    const host = await hostOf('vms: { big: { memory: 64GiB, vcpus: 16, autostart: true } }');
    const small = plan(host, { ...given, here: { cpus: 2, memory: 8192 } });
    expect(small.resources.cpus).toBe(2);
    expect(small.resources.memory).toBeLessThan(8192);
    expect(small.changed.substitutions.map(({ where }) => where)).toContain('/vms/big/memory');
    const large = plan(host, { ...given, here: { cpus: 32, memory: 200_000 } });
    expect(large.resources.memory).toBeGreaterThan(65_536);
    expect(large.changed.substitutions.map(({ where }) => where)).not.toContain('/vms/big/memory');
  });

  test('has no stand-in for a device that only an omitted guest uses', async () => {
    const host = await hostOf('vms: { one: { memory: 1GiB, hostdevs: ["0000:02:00.0"] } }');
    expect(plan(host, given).standIns.all).toHaveLength(1);
    const offline = { packages: new Set(['openssh']), shares: ['v3.23/main'] };
    expect(plan(host, { ...given, offline }).standIns.all).toEqual([]);
  });

  test('reaches the packages of the medium under the address that its first card sees', async () => {
    const host = await hostOf(
      'network: { interfaces: { eth0: { ipv4: { address: 192.168.7.10/24, gateway: 192.168.7.1 } } }, dns: { servers: [9.9.9.9] } }',
    );
    const offline = { packages: new Set(['openssh']), shares: ['v3.23/main', 'extra'] };
    const { changed, cards } = plan(host, { ...given, offline });
    expect(cards[0]?.network).toMatchObject({ net: '192.168.7.0/24', host: '192.168.7.1' });
    expect(changed.host.alpine.mirror).toBe(`http://${cards[0]?.network.server}`);
    expect(changed.host.alpine.repositories).toEqual(['main', `http://${cards[0]?.network.server}/extra`]);
  });
});
