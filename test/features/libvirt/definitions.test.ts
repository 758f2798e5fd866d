import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { golden, type PrivateLibvirt, privateLibvirt, program } from '../../support/libvirt.ts';
import { leastProfile } from '../../support/run.ts';
import { definitions, targetFiles } from '../../support/target.ts';
import { describeWith } from '../../support/tools.ts';

const networks = path.resolve(import.meta.dirname, '../../libvirt/networks');
const goldenHost = () => targetFiles(golden('host.yaml'));

/** What libvirt reads in a pool or network, but for what it draws by lot where a definition leaves it out. */
function read(libvirt: PrivateLibvirt, kind: 'pool' | 'net', name: string, xml: string): string {
  const defined = libvirt.virsh(`${kind}-define`, libvirt.write(`${kind}-${name}.xml`, xml));
  expect(defined).toEqual({ status: 0, output: '' });
  const { output } = libvirt.virsh(`${kind}-dumpxml`, name);
  expect(libvirt.virsh(`${kind}-undefine`, name).status).toBe(0);
  return output.replace(/ *<(uuid>.*<\/uuid|mac address='.*'\/)>\n/g, '');
}

describeWith(['virsh', 'libvirtd', 'virt-xml-validate', 'xmllint'], 'a pool or network, read by libvirt', () => {
  const libvirt = privateLibvirt();

  test.each([
    ['default', 'pool-default-dir'],
    ['media', 'pool-media-netfs'],
    ['vg0', 'pool-vg0-logical'],
  ])('pool %s is what virsh pool-define-as wrote', async (name, file) => {
    const pools = definitions(await goldenHost(), 'pools');
    expect(read(libvirt, 'pool', name, pools[name]!)).toBe(read(libvirt, 'pool', name, golden(`pools/${file}.xml`)));
  });

  test.each([
    ['data', 'pool-data-fs'],
    ['second', 'pool-second-disk'],
    ['tank', 'pool-tank-zfs'],
    ['san', 'pool-san-iscsi'],
  ])('pool %s is what virsh pool-define-as prints', async (name, file) => {
    const pools = definitions(await targetFiles(leastProfile + golden('pools.yaml')), 'pools');
    const own = libvirt.write('own.xml', pools[name]!);
    // Debian has no backend for some of them; the definition is compared unchanged.
    const said = (xml: string) =>
      xml
        .replace(/<uuid>.*\n/, '')
        .replaceAll(/^\s+/gm, '')
        .split('\n')
        .sort();
    expect(said(readFileSync(own, 'utf8'))).toEqual(said(golden(`pools/${file}.xml`)));
    expect(program('virt-xml-validate', [own, 'storagepool']).output).toContain('validates');
  });

  test.each(readdirSync(networks).flatMap((file) => (file.endsWith('.yaml') ? [path.parse(file).name] : [])))(
    'network %s is what libvirt documents',
    async (name) => {
      const host = `${leastProfile}network: { interfaces: { br0: { bridge: { ports: [eth2] }, ipv4: dhcp } } }\n`;
      const files = await targetFiles(host + golden(`networks/${name}.yaml`));
      const own = definitions(files, 'networks')[name]!;
      expect(read(libvirt, 'net', name, own)).toBe(read(libvirt, 'net', name, golden(`networks/${name}.xml`)));
    },
  );

  test.each(['volume-home-assistant', 'volume-backed'])('%s is what virsh vol-create-as prints', async (name) => {
    const files = await targetFiles(`${golden('volumes.yaml')}${leastProfile}`);
    const [command] = golden(`pools/${name}.cmd`).match(/\w\S*\.qcow2/) ?? [];
    const own = files[`etc/mkapkovl/libvirt/volumes/default/${command}.xml`]!;
    expect(own.trim()).toBe(golden(`pools/${name}.xml`).trim());
    expect(program('virt-xml-validate', [libvirt.write('own.xml', own), 'storagevol']).output).toContain('validates');
  });

  test('the NAT network is what libvirt ships', async () => {
    const { default: own } = definitions(await goldenHost(), 'networks');
    expect(read(libvirt, 'net', 'default', own!)).toBe(read(libvirt, 'net', 'default', golden('networks/default.xml')));
  });

  test.each([
    ['one that isolates its guests', '{ forward: none, address: 10.0.0.1/24, dhcp: false }'],
    ['one without the host in it', '{ forward: none }'],
    ['one with more addresses than libvirt hands out', '{ address: 10.0.0.1/8 }'],
    ['the same with the host further up', '{ address: 10.1.0.1/15 }'],
    ['the smallest with DHCP', '{ address: 10.0.0.2/30 }'],
    ['one of two addresses', '{ address: 10.0.0.0/31 }'],
    ['routed', '{ forward: route, address: 10.0.0.1/24 }'],
    ['open', '{ forward: open, address: 10.0.0.1/24 }'],
    ['one with a bridge by name', '{ address: 10.0.0.1/24, bridge: guests0 }'],
  ])('libvirt takes a network: %s', async (_, network) => {
    const { lan } = definitions(
      await targetFiles(`${leastProfile}libvirt: { networks: { lan: ${network} } }\n`),
      'networks',
    );
    expect(read(libvirt, 'net', 'lan', lan!)).toContain('<name>lan</name>');
  });

  test('what is defined can be defined again, as it says the same UUID', async () => {
    const files = await goldenHost();
    for (const [kind, folder] of [
      ['pool', 'pools'],
      ['net', 'networks'],
    ] as const) {
      const file = libvirt.write('again.xml', definitions(files, folder).default!);
      expect(libvirt.virsh(`${kind}-define`, file).status).toBe(0);
      expect(libvirt.virsh(`${kind}-define`, file)).toMatchObject({ status: 0 });
      expect(libvirt.virsh(`${kind}-undefine`, 'default').status).toBe(0);
    }
  });
});
