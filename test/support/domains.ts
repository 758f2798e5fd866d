import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { folderWith, leastProfile, run } from './run.ts';
import { unpack } from './unpack.ts';

const pools = `
    files: { type: dir, path: /srv/files }
    group: { type: logical, source: { name: vg0 }, path: /dev/vg0 }`;

/** The domain XML of guests by name: `vms` is the value of that key, on a host with a bridge and two pools. */
export async function domainsOf(vms: string, hostname = 'least'): Promise<Record<string, string>> {
  const profile = `${leastProfile.replace('least', hostname)}
network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
libvirt:
  pools:${pools}
vms: { ${vms} }
`;
  const cwd = folderWith({ 'profile.yaml': profile });
  const { status, stderr } = await run(['build', 'profile.yaml'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const members = await unpack(readFileSync(path.join(cwd, 'out', `${hostname}.apkovl.tar.gz`)));
  const folder = 'etc/mkapkovl/libvirt/domains/';
  return Object.fromEntries(
    [...members]
      .filter(([name]) => name.startsWith(folder) && name.endsWith('.xml'))
      .map(([name, { content }]) => [path.basename(name, '.xml'), content.toString()]),
  );
}
