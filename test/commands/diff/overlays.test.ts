import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const address = (last: number) =>
  `network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: { address: 192.0.2.${last}/24, gateway: 192.0.2.1 } } }, dns: { servers: [192.0.2.1] } }\n`;
const libvirt = 'libvirt: { pools: { default: { type: dir, path: /srv/images } } }\n';
const guests = (memory: string, more = '') => `vms: { web: { memory: ${memory}${more} } }\n`;
const before = leastProfile + address(5) + libvirt + guests('1GiB');

/** What the difference means, of what was built from two profiles. */
async function meaning(first: string, second: string, kind = 'apkovl.tar.gz', afterKind = kind): Promise<string[]> {
  const cwd = folderWith({ 'a.yaml': first, 'b.yaml': second });
  for (const name of ['a', 'b']) await run(['build', `${name}.yaml`, '--out', name], { cwd });
  const after = afterKind === 'yaml' ? 'b.yaml' : `b/least.${afterKind}`;
  const { stdout, stderr } = await run(['diff', `a/least.${kind}`, after], { cwd });
  expect(stderr).toBe('');
  const [first_ = ''] = stdout.split('\n\n');
  return first_.startsWith('What changes\n') ? first_.split('\n').slice(1) : [];
}

describe('two overlays say what changes', () => {
  test('by what they say of themselves', async () => {
    const after = `${leastProfile}${address(6)}${libvirt}${guests('2GiB')}system: { timezone: Europe/Berlin }\n`;
    const changes = [
      'time zone: UTC → Europe/Berlin',
      'interface br0: bridge, IPv4 192.0.2.5/24, IPv6 auto → bridge, IPv4 192.0.2.6/24, IPv6 auto',
      'guest web: 1 CPU, 1GiB of memory → 1 CPU, 2GiB of memory',
    ];
    expect(await meaning(before, after)).toEqual(changes);
    expect(await meaning(before, after, 'apkovl.tar.gz', 'yaml')).toEqual(changes);
  });

  test('each thing once: a guest that was added has no row, too', async () => {
    const after = before.replace('vms: {', 'vms: { db: { memory: 1GiB },');
    expect(await meaning(before, after)).toEqual(['guest db added']);
  });

  test('with an interface that comes and one that goes', async () => {
    const after = before.replace('br0: { bridge: { ports: [eth0] }', 'eth0: {').replace('eth0: {,', 'eth0: {');
    expect(await meaning(before, after)).toEqual([
      'package bridge removed',
      'interface br0 (bridge, IPv4 192.0.2.5/24, IPv6 auto) removed',
      'interface eth0 (IPv4 192.0.2.5/24, IPv6 auto) added',
    ]);
  });

  test('with a guest whose summary is the same, also of manifests', async () => {
    const after = before.replace('1GiB', '1GiB, cpu: { mode: host-model }');
    for (const kind of ['apkovl.tar.gz', 'manifest.json'])
      expect(await meaning(before, after, kind)).toEqual(['guest web: its definition changes']);
  });

  test('and of two profiles the keys alone', async () => {
    const cwd = folderWith({ 'a.yaml': before, 'b.yaml': before.replace('1GiB', '2GiB') });
    const { stdout } = await run(['diff', 'a.yaml', 'b.yaml', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout).result).not.toHaveProperty('summary');
  });
});
