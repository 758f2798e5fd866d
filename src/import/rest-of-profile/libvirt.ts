import { ofLibvirt } from './bridges.ts';
import { type Guests, listed, texts } from './guests.ts';
import { folderOf } from './volumes.ts';

/** The pools and networks that guests name. */
export function libvirtOf(vms: Guests): Record<string, unknown> {
  const pools = texts(listed(vms, 'disks'), 'volume').map((volume) => volume.split('/')[0] ?? '');
  const folders = Object.fromEntries([...new Set(pools)].map((name) => [name, { type: 'dir', path: folderOf(name) }]));
  return {
    pools: Object.keys(folders).length > 0 ? folders : { default: { type: 'dir', path: folderOf('default') } },
    ...networksOf(vms),
  };
}

/** A guest does not show whether they have internet access, or their addresses: like libvirt's own default network. */
function networksOf(vms: Guests): { networks?: Record<string, unknown> } {
  const cards = listed(vms, 'networks');
  const bridges = texts(cards, 'bridge').filter((name) => ofLibvirt.test(name));
  const named = texts(cards, 'network');
  const own = bridges.filter((bridge) => !(bridge === 'virbr0' && named.includes('default')));
  const all = [
    ...[...new Set(named)].map((name) => ({ name, bridge: undefined })),
    ...own.map((bridge) => ({ name: bridge === 'virbr0' ? 'default' : `net-${bridge}`, bridge })),
  ].sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default'));
  const networks = all.map(({ name, bridge }, index) => [
    name,
    { forward: 'nat', ...(bridge ? { bridge } : {}), address: `192.168.${122 + index}.1/24` },
  ]);
  return networks.length > 0 ? { networks: Object.fromEntries(networks) } : {};
}
