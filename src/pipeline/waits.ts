import type { Path } from '../findings/finding.ts';
import { mediatedUuids, pciAddresses } from '../guest/kinds/hostdev/view.ts';
import type { Guest } from '../host/guest.ts';
import type { Host } from '../host/host.ts';
import { parentsAt } from '../host/virtual-functions.ts';
import { hasSecrets } from '../tree/secret-files.ts';
import type { Collection } from './collect.ts';

/** Something that the converge stage does or checks; `*` means all of that kind. */
type Item = [kind: Kind, name: string];
type Kind =
  | 'step'
  | 'package'
  | 'service'
  | 'mount'
  | 'file'
  | 'pool'
  | 'network'
  | 'interface'
  | 'module'
  | 'functions'
  | 'mediated'
  | 'volume'
  | 'seed'
  | 'domain'
  | 'guest';

/** A thing that waits, and one that it waits for. */
export interface Wait {
  kind: Kind;
  name: string;
  forKind: Kind;
  forName: string;
}

/**
 * All dependencies of the converge stage; they are defined only here. The agent reads them from its table `waits`: if a
 * thing is missing or failed, it does not try those that wait for it, and gives this as the reason.
 */
export function waitsOf(host: Host, { packages }: Pick<Collection, 'packages'>): Wait[] {
  const asking = packages
    .filter(({ value }) => !value.startsWith('!'))
    .flatMap(({ value, paths }) => paths.map((path) => [askedBy(path, host), value] as const));
  const rows: [Item, Item][] = [
    // Packages of one release do not belong on a system of another.
    [
      ['step', 'repositories'],
      ['step', 'release'],
    ],
    [
      ['step', 'packages'],
      ['step', 'repositories'],
    ],
    ...asking.flatMap(([item, name]): [Item, Item][] => (item ? [[item, ['package', name]]] : [])),
    ...each(Object.keys(host.storage.mounts), 'mount', (folder) => mountsAbove(folder, host, false)),
    ...each(filesWithSecrets(host), 'file', (file) => mountsAtBoot(file, host)),
    ...(host.libvirt || Object.keys(host.vms).length > 0 ? libvirtRows(host) : []),
  ];
  const waits = rows.map(([[kind, name], [forKind, forName]]) => ({ kind, name, forKind, forName }));
  return [...new Map(waits.map((wait) => [Object.values(wait).join('\t'), wait])).values()];
}

function filesWithSecrets({ files }: Host): string[] {
  return Object.keys(files).filter((file) => hasSecrets(files[file]!));
}

/** Without those that only people mount. */
function mountsAtBoot(file: string, host: Host): Item[] {
  return mountsAbove(file, host).filter(([, folder]) => !host.storage.mounts[folder]!.options.includes('noauto'));
}

/** What needs a package, by the path of the profile that asks for it; libvirt's packages are handled below. */
function askedBy([section, ...rest]: Path, { vms }: Host): Item | undefined {
  const [first = '', name = '', ...more] = rest.map(String);
  if (section === 'storage' && first === 'mounts') return ['mount', name];
  if (section === 'libvirt' && first === 'pools')
    return more[0] === 'volumes' ? ['volume', `${name}/${more[1]}`] : ['pool', name];
  if (section === 'passthrough' && first === 'virtual_functions') return ['functions', name];
  if (section !== 'vms') return undefined;
  const image = name === 'disks' && more[1] === 'image' ? vms[first]?.disks[Number(more[0])]?.volume : undefined;
  return image === undefined ? ['domain', first] : ['volume', image];
}

function libvirtRows(host: Host): [Item, Item][] {
  const { pools = {} } = host.libvirt ?? {};
  const always: [Item, Item[]][] = [
    [['step', 'libvirt'], packaged('libvirt-daemon', 'qemu-system-x86_64')],
    [['step', 'libvirtd'], packaged('libvirt-daemon')],
    [['service', 'libvirt-guests'], [['step', 'libvirtd']]],
    [['pool', '*'], [['step', 'libvirtd']]],
    [['network', '*'], [['step', 'libvirtd']]],
    [['volume', '*'], packaged('qemu-img')],
    [['step', 'seeds'], packaged('libvirt-daemon')],
    [
      ['domain', '*'],
      [['step', 'libvirtd'], ...packaged('libvirt-qemu', 'qemu-system-x86_64')],
    ],
    [['guest', '*'], [['step', 'libvirt']]],
  ];
  return [
    ...always.flatMap(([item, others]) => others.map((other): [Item, Item] => [item, other])),
    ...each(Object.keys(pools), 'pool', (pool) => mountsAbove(pools[pool]!.path, host)),
    ...each(volumesToMake(host), 'volume', (volume) => [['pool', volume.split('/')[0]!], ...backing(volume, host)]),
    ...each(Object.keys(host.vms), 'guest', (name) => guestNeeds(name, host.vms[name]!, host)),
  ];
}

function packaged(...names: string[]): Item[] {
  return names.map((name) => ['package', name]);
}

function each(names: string[], kind: Kind, needs: (name: string) => Item[]): [Item, Item][] {
  return names.flatMap((name) => needs(name).map((other): [Item, Item] => [[kind, name], other]));
}

function guestNeeds(name: string, guest: Guest, host: Host): Item[] {
  const volumes = guest.disks.flatMap(({ volume }) => volume ?? []);
  const made = volumesToMake(host);
  const { loader, kernel, initrd } = guest.boot;
  const files = [
    ...guest.disks.flatMap(({ path, block }) => path ?? block ?? []),
    ...guest.filesystems.map(({ source }) => source),
    ...[typeof loader === 'object' ? loader.path : loader, kernel, initrd].filter((file) => file !== undefined),
  ];
  return [
    ['domain', name],
    ...(guest.cloud_init ? [['seed', name] as Item] : []),
    ...volumes.map((volume): Item => ['pool', volume.split('/')[0]!]),
    ...volumes.filter((volume) => made.includes(volume)).map((volume): Item => ['volume', volume]),
    ...guest.networks.flatMap((card) => networkNeeds(card, host)),
    ...files.flatMap((file) => mountsAbove(file, host)),
    ...(guest.networks.some(({ driver }) => driver === 'vhost') ? [['module', 'vhost_net'] as Item] : []),
    ...pciAddresses(guest).flatMap((address) => parentsAt(host, address).map((card): Item => ['functions', card])),
    ...mediatedUuids(guest)
      .filter((uuid) => host.passthrough.mediated_devices[uuid])
      .map((uuid): Item => ['mediated', uuid]),
    ...(guest.vsock === 'none' ? [] : [['module', 'vhost_vsock'] as Item]),
  ];
}

function networkNeeds({ network, bridge, direct }: Guest['networks'][number], { libvirt }: Host): Item[] {
  const networks = Object.entries(libvirt?.networks ?? {});
  if (network !== undefined) {
    const { forward, bridge: outside } = libvirt?.networks[network] ?? {};
    return [['network', network], ...(forward === 'bridge' && outside ? [['interface', outside] as Item] : [])];
  }
  if (bridge !== undefined) {
    // The bridge of a virtual network starts with the network.
    const own = networks.find(([, { forward, bridge: its }], index) =>
      forward === 'bridge' ? false : (its ?? `virbr${index}`) === bridge,
    );
    return own ? [['network', own[0]]] : [['interface', bridge]];
  }
  if (direct === undefined) return [];
  return [['interface', typeof direct === 'string' ? direct : direct.dev]];
}

/** The volumes that the agent creates, as `pool/name`. */
function volumesToMake({ vms, libvirt }: Host): string[] {
  const ofGuests = Object.values(vms).flatMap(({ disks }) =>
    disks.flatMap(({ volume, size, image }) => (volume && (size || image) ? [volume] : [])),
  );
  const ofPools = Object.entries(libvirt?.pools ?? {}).flatMap(([pool, value]) =>
    'volumes' in value ? Object.keys(value.volumes).map((name) => `${pool}/${name}`) : [],
  );
  return [...new Set([...ofGuests, ...ofPools])];
}

/** What a volume depends on. */
function backing(volume: string, host: Host): Item[] {
  const [name = '', file = ''] = volume.split('/');
  const pool = host.libvirt?.pools[name];
  const store = pool && 'volumes' in pool ? pool.volumes[file]?.backing_store?.volume : undefined;
  if (store === undefined) return [];
  const others: Item[] = [['pool', store.split('/')[0]!]];
  return volumesToMake(host).includes(store) ? [...others, ['volume', store]] : others;
}

/** The file systems of the profile that a path is on. */
function mountsAbove(path: string, { storage: { mounts } }: Host, itself = true): Item[] {
  return Object.keys(mounts)
    .filter((folder) => (itself && path === folder) || (path !== folder && `${path}/`.startsWith(`${folder}/`)))
    .map((folder): Item => ['mount', folder]);
}
