import type { Host } from '../../host/host.ts';
import { derivedUuid } from '../../profile/derive.ts';
import { packagesToUnpack } from '../../profile/scalars.ts';
import { agentFolder } from '../../target/paths.ts';
import type { FileRequest } from '../../tree/request.ts';
import { tableFile } from '../../tree/table.ts';
import type { Contribution } from '../feature.ts';
import { networkView } from './networks/view.ts';
import { poolView } from './pools/view.ts';
import { volumeView } from './volumes/view.ts';
import { volumesOf } from './volumes/volume.ts';

type Pools = NonNullable<Host['libvirt']>['pools'];

/** The packages with the programs that libvirt runs for a pool, and the key that requires them. */
function packagesFor(pool: Pools[string], { alpine }: Host): { names: string[]; key: string[] } {
  if (pool.type === 'netfs' && pool.source.format === 'cifs')
    return { names: ['cifs-utils'], key: ['source', 'format'] };
  const names = {
    dir: [],
    fs: [],
    logical: ['lvm2'],
    netfs: ['nfs-utils'],
    disk: ['parted'],
    // Its kernel module is packaged separately for each kernel.
    zfs: ['zfs', `zfs-${alpine.kernel}`],
    iscsi: ['open-iscsi'],
  };
  return { names: names[pool.type], key: ['type'] };
}

export function contribute(host: Host): Contribution {
  if (!host.libvirt && Object.keys(host.vms).length === 0) return {};
  const paths = [['libvirt']];
  return {
    packages: packages(host),
    services: [
      // libvirtd needs the cgroup hierarchy, which Alpine mounts in no runlevel by default.
      { name: 'cgroups', runlevel: 'sysinit', paths },
      { name: 'libvirtd', runlevel: 'default', paths },
      { name: 'libvirt-guests', runlevel: 'default', paths },
    ],
    modules: modulesFor(host),
    files: [
      configuration('etc/libvirt/qemu.conf', { user: 'qemu', group: 'kvm' }),
      configuration('etc/libvirt/libvirtd.conf', { group: 'libvirt' }),
      configuration('etc/conf.d/libvirt-guests', { shutdown: 'shutdown', seconds: secondsToShutDown(host) }),
      ...definitions(host),
      ...tablesOf(host),
    ],
  };
}

function packages(host: Host) {
  const pools = host.libvirt?.pools ?? {};
  const named = ['libvirt-daemon', 'libvirt-qemu', 'qemu-system-x86_64', 'qemu-img'];
  return [
    ...named.map((name) => ({ name, paths: [['libvirt']] })),
    ...Object.entries(pools).flatMap(([name, pool]) => {
      const { names, key } = packagesFor(pool, host);
      return names.map((each) => ({ name: each, paths: [['libvirt', 'pools', name, ...key]] }));
    }),
    ...volumesOf(pools).flatMap(({ pool, name, volume: { image } }) => {
      const paths = [['libvirt', 'pools', pool, 'volumes', name, 'image']];
      return image ? packagesToUnpack(image).map((each) => ({ name: each, paths })) : [];
    }),
  ];
}

function definitions({ hostname, libvirt }: Host): FileRequest[] {
  const { pools = {}, networks = {} } = libvirt ?? {};
  return [
    ...Object.entries(pools).map(([name, pool]) =>
      definition('pools', name, poolView(name, derivedUuid(hostname, 'pools', name), pool)),
    ),
    ...Object.entries(networks).map(([name, network], index) =>
      definition('networks', name, networkView(name, derivedUuid(hostname, 'networks', name), network, index)),
    ),
    ...volumesOf(pools).flatMap(({ pool, name, volume }): FileRequest[] =>
      volume.image
        ? []
        : [
            {
              path: `${agentFolder}/libvirt/volumes/${pool}/${name}.xml`,
              view: { template: 'libvirt/volumes', values: volumeView(pool, name, volume, pools) },
              paths: [['libvirt', 'pools', pool, 'volumes', name]],
            },
          ],
    ),
  ];
}

function tablesOf({ libvirt }: Host): FileRequest[] {
  const { pools = {}, networks = {} } = libvirt ?? {};
  return [
    tableFile(
      'pools',
      Object.entries(pools).map(([name, { type, path, autostart }]) => ({
        name,
        type,
        path,
        autostart: yesOrNo(autostart),
      })),
      [['libvirt', 'pools']],
    ),
    tableFile(
      'networks',
      Object.entries(networks).map(([name, { autostart }]) => ({ name, autostart: yesOrNo(autostart) })),
      [['libvirt', 'networks']],
    ),
  ];
}

/**
 * OpenRC creates no static device nodes, so opening them loads no module, and libvirt's package has a modules-load.d
 * file only for tun (aports, libvirt/APKBUILD). Without vhost_net, QEMU itself forwards the packets of virtio cards,
 * and guests with `driver: vhost` or `vsock` do not start.
 */
function modulesFor({ vms }: Host) {
  const guests = Object.entries(vms);
  const taps = guests.flatMap(([name, { networks }]) =>
    networks.flatMap(({ user }, index) => (user ? [] : [['vms', name, 'networks', index]])),
  );
  const sockets = guests.flatMap(([name, { vsock }]) => (vsock === 'none' ? [] : [['vms', name, 'vsock']]));
  return [
    { module: 'tun', paths: [['libvirt']] },
    ...(taps.length > 0 ? [{ module: 'vhost_net', paths: taps }] : []),
    ...(sockets.length > 0 ? [{ module: 'vhost_vsock', paths: sockets }] : []),
  ];
}

/**
 * All guests are shut down at once, but share the disks meanwhile: five minutes for one guest, another minute for each
 * further one.
 */
function secondsToShutDown({ vms }: Host): number {
  return 240 + 60 * Math.max(1, Object.keys(vms).length);
}

function configuration(path: string, values: object): FileRequest {
  return { path, view: { template: `libvirt/${path}`, values }, paths: [['libvirt']] };
}

/**
 * Definitions are in the agent's folder, not where libvirtd looks: it must not autostart guests before they can run.
 */
function definition(kind: 'pools' | 'networks', name: string, values: object): FileRequest {
  return {
    path: `${agentFolder}/libvirt/${kind}/${name}.xml`,
    view: { template: `libvirt/${kind}`, values },
    paths: [['libvirt', kind, name]],
  };
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
