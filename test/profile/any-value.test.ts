import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Finding } from '../../src/findings/finding.ts';
import { folderWith, run } from '../support/run.ts';

type Path = (string | number)[];

/** Every place of a value, the profile as a whole included. */
function placesIn(value: unknown, at: Path = []): Path[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [at, ...inside.flatMap(([key, child]) => placesIn(child, [...at, Array.isArray(value) ? Number(key) : key]))];
}

function withValue(profile: unknown, at: Path, value: unknown): unknown {
  if (at.length === 0) return value;
  const copy = structuredClone(profile) as Record<string | number, unknown>;
  const parent = at.slice(0, -1).reduce((found, key) => found[key] as typeof copy, copy);
  parent[at.at(-1)!] = value;
  return copy;
}

const strange: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  Number.NaN,
  Number.MAX_VALUE,
  '',
  ' ',
  '\u0000\u001b[31m\n',
  '/',
  '..',
  '{{hostname}}',
  'x'.repeat(5000),
  [],
  [null],
  [[]],
  {},
  { '': {} },
  { __proto__: 1, constructor: { prototype: 1 } },
];

/** One of everything that a profile can say, so that every place is there. */
const everything = {
  system: {
    domain: 'lan',
    hosts: { '10.0.0.9': ['nas'] },
    console: ['tty0', 'ttyS0,115200'],
    timezone: 'Europe/Berlin',
  },
  services: { crond: 'default' },
  network: {
    interfaces: {
      bond0: { bond: { ports: [{ mac: '00:11:22:33:44:55', name: 'lan0' }, 'eth1'], mode: '802.3ad' } },
      'bond0.5': { vlan: { link: 'bond0', id: 5 }, ipv4: { address: '10.0.5.2/24', gateway: '10.0.5.1' } },
      br0: { bridge: { ports: ['eth0'] }, ipv4: 'dhcp', ipv6: { address: 'fd00::2/64' }, mtu: 9000 },
    },
    dns: { servers: ['9.9.9.9'], search: ['lan'] },
  },
  tuning: { hugepages: [{ size: '2MiB', count: 512 }], isolate_cpus: '2-7' },
  storage: { mounts: { '/srv': { device: 'LABEL=srv', options: ['noatime'] } } },
  libvirt: {
    pools: {
      default: { type: 'dir', path: '/srv/pool' },
      vg0: { type: 'logical', path: '/dev/vg0', source: { name: 'vg0' } },
    },
    networks: { default: { address: '192.168.122.1/24' } },
  },
  files: { '/etc/motd': { content: 'Welcome\n', mode: '0644', owner: '0:0' } },
};

const examples = readdirSync('profiles')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parse(readFileSync(path.join('profiles', file), 'utf8')));
const base = Object.assign({}, ...examples, everything, { vms: examples.find(({ vms }) => vms).vms });

test('the profile that says everything is accepted', async () => {
  const cwd = folderWith({ 'profile.yaml': stringify(base) });
  const { status, stdout } = await run(['check', 'profile.yaml'], { cwd });
  expect(status, stdout).toBe(0);
});

/** What is wrong with how the program takes a profile; empty if it accepts it, or refuses it and says where and why. */
async function complaints(text: string, cwd: string): Promise<string[]> {
  writeFileSync(path.join(cwd, 'profile.yaml'), text);
  const { status, stdout, stderr } = await run(['check', 'profile.yaml', '--format', 'json'], { cwd });
  if (status !== 0 && status !== 1) return [`exit ${status}: ${stderr}`];
  const lines = text.split('\n');
  return JSON.parse(stdout).flatMap(({ file, line, column, message, remedy }: Finding) => [
    ...(file === 'profile.yaml' && column <= (lines[line - 1] ?? '').length + 1 ? [] : [`${file}:${line}:${column}`]),
    ...(/undefined|\[object|Invalid input|Too (small|big)/.test(`${message} ${remedy}`)
      ? [`${message}: ${remedy}`]
      : []),
  ]);
}

test('no value at any place is a bug: each is accepted, or refused with findings that lead into the profile', async () => {
  const cwd = folderWith();
  const wrong: string[] = [];
  for (const [index, at] of placesIn(base).entries()) {
    // Every value comes up at some places, and every place gets some of the values, the same ones each time.
    const values = strange.filter((_, n) => (index + n) % 5 === 0);
    for (const value of values) {
      const found = await complaints(stringify(withValue(base, at, value)), cwd);
      wrong.push(...found.map((each) => `${at.join('.')}: ${JSON.stringify(value)?.slice(0, 60)}: ${each}`));
    }
  }
  expect(wrong).toEqual([]);
}, 300_000);
