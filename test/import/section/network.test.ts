import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { golden, privateLibvirt } from '../../support/libvirt.ts';
import { describeWith } from '../../support/tools.ts';
import { left, networks } from './networks.ts';
import { imported, readBy, rebuilt, reported, withoutUuid } from './read.ts';

const folder = path.resolve(import.meta.dirname, '../../libvirt/networks');
const files = readdirSync(folder).filter((name) => name.endsWith('.xml'));
const keptVerbatim: Record<string, string[]> = { 'vepa.xml': ['import-kept-verbatim'] };

const cases: [string, string, string[]][] = [
  ...files.map((name): [string, string, string[]] => [name, golden(`networks/${name}`), keptVerbatim[name] ?? []]),
  ...Object.entries(networks).map(([title, [xml, codes]]): [string, string, string[]] => [title, xml, codes]),
];

describeWith(['virsh', 'libvirtd'], 'an imported network', () => {
  const libvirt = privateLibvirt();

  test.each(cases)('%s is the same to libvirt, as it was written and as libvirt prints it', async (_, xml, codes) => {
    const wanted = readBy(libvirt, 'net', xml);
    const printed = await imported(wanted);
    const written = await imported(xml);
    expect(reported(printed.findings).map(({ code }) => code)).toEqual(codes);
    expect(reported(written.findings).map(({ code }) => code)).toEqual(codes);
    const own = readBy(libvirt, 'net', await rebuilt(printed.result!.profile, 'networks'));
    expect(withoutUuid(own)).toBe(withoutUuid(wanted));
    const again = readBy(libvirt, 'net', await rebuilt(written.result!.profile, 'networks'));
    const drawn = (text: string) => withoutUuid(text).replace(/ *<mac address='.*'\/>\n/, '');
    expect(drawn(again)).toBe(drawn(wanted));
  });
});

describe('the section of a network', () => {
  test('has only what differs from the defaults; its bridge stays, whose default is by place', async () => {
    const { result } = await imported(golden('networks/default.xml'));
    expect(result).toMatchObject({
      vms: {},
      libvirt: { networks: { default: { bridge: 'virbr0', address: '192.168.122.1/24' } } },
      profile: 'libvirt:\n  networks:\n    default: { bridge: virbr0, address: 192.168.122.1/24 }\n',
    });
  });

  test.each([
    ["address='10.1.0.1'", { address: '10.1.0.1/8', dhcp: false }],
    ["address='172.16.0.1'", { address: '172.16.0.1/16', dhcp: false }],
    ["address='192.168.9.1'", { address: '192.168.9.1/24', dhcp: false }],
    ["address='fd00::1'", { ipv6: { address: 'fd00::1/64' } }],
    ["address='192.168.9.1' netmask='255.255.255.240'", { address: '192.168.9.1/28', dhcp: false }],
  ])(
    'has the length of %s, which libvirt takes from the class of the address where it is missing',
    async (ip, keys) => {
      const { result } = await imported(`<network><name>one</name><ip ${ip}/></network>`);
      expect(result!.libvirt.networks).toEqual({ one: { forward: 'none', ...keys } });
    },
  );

  test('says nothing of the ports that use it at the moment', async () => {
    const running = golden('networks/default.xml').replace('<network>', "<network connections='2'>");
    const { findings, result } = await imported(running);
    expect({ findings, profile: result!.profile }).toEqual({
      findings: [],
      profile: (await imported(golden('networks/default.xml'))).result!.profile,
    });
  });

  test.each(left)('has no key for %s, which is reported at its place', async (_, xml, code, line, words) => {
    const { status, findings } = await imported(xml);
    expect(status).toBe(0);
    expect(findings).toEqual([expect.objectContaining({ code, line, message: expect.stringMatching(words) })]);
  });

  test('has no secrets, in whatever option of dnsmasq they are', async () => {
    const option = "<dnsmasq:option value='http-proxy=http://ana:s3cr3t-w0rd@proxy.example'/>";
    const space = "xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'";
    const { codes, stdout } = await imported(
      `<network ${space}><name>one</name><dnsmasq:options>${option}</dnsmasq:options></network>`,
    );
    expect(codes).toContain('import-lost');
    expect(stdout).not.toContain('s3cr3t');
  });
});
