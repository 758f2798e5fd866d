import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AcceptedBuild, buildAccepted } from '../support/accepted-builds.ts';
import { acceptedProfiles, type PlainProfile } from '../support/accepted-profiles.ts';
import { ash } from '../support/ash.ts';
import { folderWith } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

/** Every variable that setup-alpine reads, and some of setup-disk's that must never be there. */
const variables = `KEYMAPOPTS HOSTNAMEOPTS DEVDOPTS INTERFACESOPTS WIFIOPTS DNSOPTS TIMEZONEOPTS PROXYOPTS APKREPOSOPTS
  USEROPTS USERSSHKEY SSHDOPTS ROOTSSHKEY NTPOPTS XENDOM0OPTS DISKOPTS LBUOPTS APKCACHEOPTS ERASE_DISKS DEFAULT_DISK
  KERNELOPTS`.split(/\s+/);
const split = ['KEYMAPOPTS', 'HOSTNAMEOPTS', 'DNSOPTS', 'TIMEZONEOPTS', 'APKREPOSOPTS', 'NTPOPTS', 'DISKOPTS'];

interface Sourced {
  values: Record<string, string>;
  /** What setup-alpine passes on where it leaves out the quotes. */
  words: Record<string, string[]>;
  /** What it hands to setup-interfaces: up to alpine-conf 3.21 the value is printf's format. */
  printed: string;
}

describeWith(['applets'], 'an answer file of any accepted profile, sourced by busybox ash', () => {
  test('gives exactly what the profile says, also the second time, and runs nothing', {
    timeout: 300_000,
  }, async () => {
    const property = fc.asyncProperty(fc.integer(), async (seed) => {
      const cwd = folderWith();
      const builds = await buildAccepted(fc.sample(acceptedProfiles(), { seed, numRuns: 200 }), cwd);
      const sourced = sourceAll(builds, cwd);
      for (const [index, { profile, answers, manifest, members }] of builds.entries()) {
        const written = JSON.stringify(profile);
        const { values, words, printed } = sourced[index]!;
        expect(values, written).toEqual(expectedValues(profile, values.INTERFACESOPTS ?? ''));
        expect(words, written).toEqual(expectedWords(profile));
        expect(printed, written).toBe(values.INTERFACESOPTS);
        expect(stanzasIn(values.INTERFACESOPTS ?? ''), written).toEqual(expectedStanzas(profile));
        expect(members.get('etc/network/interfaces')?.content.toString(), written).toBe(values.INTERFACESOPTS);
        expect(members.get('etc/mkapkovl/answers')?.content.toString(), written).toBe(answers);
        for (const text of [answers, manifest, ...[...members.values()].map(({ content }) => content.toString())]) {
          expect(text, written).not.toContain('ERASE_DISKS');
        }
        expect(answers, written).not.toMatch(/\r|\/dev\//);
      }
    });
    // One run of many profiles, so that one busybox reads them all.
    await fc.assert(property, { seed: 20261122, numRuns: 1 });
  });
});

function sourceAll(builds: AcceptedBuild[], cwd: string): Sourced[] {
  const blocks = builds.map(({ answers }, index) => {
    writeFileSync(path.join(cwd, `${index}.answers`), answers);
    return [
      '(',
      `. ./${index}.answers`,
      `. ./${index}.answers`,
      ...variables.map((name) => `printf '%s\\0' "\${${name}-<unset>}"`),
      'printf "$INTERFACESOPTS"; printf "\\0"',
      ...split.map((name) => `set -- \${${name}-}; printf '%s\\0' "$#" "$@"`),
      ')',
    ].join('\n');
  });
  const printed = ash(blocks.join('\n'), cwd);
  const next = () => printed.shift() ?? '';
  return builds.map(() => ({
    values: Object.fromEntries(variables.map((name) => [name, next()]).filter(([, value]) => value !== '<unset>')),
    printed: next(),
    words: Object.fromEntries(split.map((name) => [name, Array.from({ length: Number(next()) }, next)])),
  }));
}

function expectedValues(profile: PlainProfile, interfaces: string): Record<string, string> {
  const words = expectedWords(profile);
  const keys = profile.access?.root?.authorized_keys ?? [];
  return {
    ...Object.fromEntries(
      Object.entries(words)
        .filter(([, list]) => list.length > 0)
        .map(([name, list]) => [name, list.join(' ')]),
    ),
    DEVDOPTS: 'mdev',
    INTERFACESOPTS: interfaces,
    PROXYOPTS: 'none',
    USEROPTS: 'none',
    SSHDOPTS: 'openssh',
    LBUOPTS: 'none',
    APKCACHEOPTS: 'none',
    ...(keys.length > 0 ? { ROOTSSHKEY: [...new Set(keys)].join('\n') } : {}),
  };
}

function expectedWords({ hostname, system = {}, network = {}, alpine }: PlainProfile): Record<string, string[]> {
  const { servers = [], search = [] } = network.dns ?? {};
  const mirror = (alpine.mirror ?? 'https://dl-cdn.alpinelinux.org/alpine').replace(/\/$/, '');
  return {
    KEYMAPOPTS: (system.keymap ?? 'us us').split(' '),
    HOSTNAMEOPTS: [hostname],
    DNSOPTS: servers.length === 0 ? [] : [...(search.length === 1 ? ['-d', search[0]] : []), ...servers],
    TIMEZONEOPTS: [system.timezone ?? 'UTC'],
    APKREPOSOPTS: (alpine.repositories ?? ['main', 'community']).map((name: string) =>
      name.includes(':') ? name : `${mirror}/v${alpine.release}/${name}`,
    ),
    NTPOPTS: [system.ntp ?? 'chrony'],
    DISKOPTS: ['none'],
  };
}

/** The file as ifupdown reads it: of each name the method and the options, names in any order. */
function stanzasIn(text: string): Record<string, { method: string; options: string[] }> {
  const blocks = text.split('\n\n').map((block) => block.trimEnd().split('\n'));
  return Object.fromEntries(
    blocks.map(([auto = '', iface = '', ...options]) => {
      const [, name = '', , method = ''] = iface.split(' ');
      expect(auto).toBe(`auto ${name}`);
      return [name, { method, options: options.map((line) => line.trim()) }];
    }),
  );
}

type PlainPort = string | { mac: string; name?: string };

const nameOf = (port: PlainPort) =>
  typeof port === 'string' ? port : (port.name ?? `nic${port.mac.toLowerCase().replaceAll(':', '').slice(6)}`);

function expectedStanzas(profile: PlainProfile): Record<string, { method: string; options: string[] }> {
  const interfaces: PlainProfile = profile.network?.interfaces ?? { eth0: { ipv4: 'dhcp' } };
  const below = Object.values(interfaces).flatMap(({ bridge, bond, vlan }) => [
    ...((bridge ?? bond)?.ports ?? []),
    ...(vlan ? [vlan.link] : []),
  ]);
  return {
    lo: { method: 'loopback', options: [] },
    ...Object.fromEntries(below.map((port: PlainPort) => [nameOf(port), { method: 'manual', options: [] }])),
    ...Object.fromEntries(Object.entries(interfaces).map(([name, value]) => [name, expectedStanza(name, value)])),
  };
}

function expectedStanza(name: string, { ipv4, ipv6, mtu, bridge, bond, vlan }: PlainProfile) {
  const fixed = [ipv4, ipv6].filter((value) => typeof value === 'object');
  const list = (each: PlainPort[]) => each.map(nameOf).join(' ') || 'none';
  const forever = `echo 1 > /proc/sys/net/ipv6/conf/${name}/disable_ipv6`;
  return {
    method: ipv4 === 'dhcp' ? 'dhcp' : fixed.length > 0 ? 'static' : 'manual',
    options: [
      ...(bridge ? [`bridge-ports ${list(bridge.ports)}`, `bridge-stp ${bridge.stp ? 1 : 0}`] : []),
      ...(bridge && !bridge.stp ? ['bridge-fd 0'] : []),
      ...(bond ? [`bond-members ${list(bond.ports)}`, `bond-mode ${bond.mode}`, 'bond-miimon 100'] : []),
      ...(vlan ? [`vlan-raw-device ${vlan.link}`, `vlan-id ${vlan.id}`] : []),
      ...fixed.flatMap(({ address, gateway }) => [`address ${address}`, ...(gateway ? [`gateway ${gateway}`] : [])]),
      ...(mtu ? [`mtu ${mtu}`] : []),
      ...(ipv6 === 'none' ? [`post-up ${forever}`] : []),
    ],
  };
}
