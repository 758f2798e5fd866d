import type { Host } from '../../pipeline/host.ts';
import { derivedUuid } from '../../profile/derive.ts';
import { agentFolder } from '../../target/paths.ts';
import type { Contribution, FileRequest } from '../feature.ts';
import { networkView } from './networks.ts';

type Pools = NonNullable<Host['libvirt']>['pools'];

/** The package with the programs that libvirt runs for a pool. */
function packageFor(pool: Pools[string]): { name: string; key: string[] } | undefined {
  if (pool.type === 'logical') return { name: 'lvm2', key: ['type'] };
  if (pool.type === 'dir') return undefined;
  return pool.source.format === 'cifs'
    ? { name: 'cifs-utils', key: ['source', 'format'] }
    : { name: 'nfs-utils', key: ['type'] };
}

export function contribute(host: Host): Contribution {
  if (!host.libvirt && Object.keys(host.vms).length === 0) return {};
  const pools = Object.entries(host.libvirt?.pools ?? {});
  const networks = Object.entries(host.libvirt?.networks ?? {});
  const paths = [['libvirt']];
  const named = ['libvirt-daemon', 'libvirt-qemu', 'qemu-system-x86_64', 'qemu-img'];
  return {
    packages: [
      ...named.map((name) => ({ name, paths })),
      ...pools.flatMap(([name, pool]) => {
        const needed = packageFor(pool);
        return needed ? [{ name: needed.name, paths: [['libvirt', 'pools', name, ...needed.key]] }] : [];
      }),
    ],
    services: [
      // libvirtd needs the cgroup hierarchy, which Alpine mounts in no runlevel by default.
      { name: 'cgroups', runlevel: 'sysinit', paths },
      { name: 'libvirtd', runlevel: 'default', paths },
      { name: 'libvirt-guests', runlevel: 'default', paths },
    ],
    // vhost-net and tap devices; libvirt's own modules-load.d file comes only with its package.
    modules: [{ module: 'tun', paths }],
    files: [
      configuration('etc/libvirt/qemu.conf', { user: 'qemu', group: 'kvm' }),
      configuration('etc/libvirt/libvirtd.conf', { group: 'libvirt' }),
      configuration('etc/conf.d/libvirt-guests', { shutdown: 'shutdown', seconds: secondsToShutDown(host) }),
      ...pools.map(([name, pool]) =>
        definition('pools', name, {
          name,
          uuid: derivedUuid(host.hostname, 'pools', name),
          [pool.type]: true,
          ...pool,
        }),
      ),
      ...networks.map(([name, network], index) =>
        definition('networks', name, {
          uuid: derivedUuid(host.hostname, 'networks', name),
          ...networkView(name, network, index),
        }),
      ),
      table(
        'pools',
        pools.map(([name, { type, path, autostart }]) => ({ name, type, path, autostart: yesOrNo(autostart) })),
      ),
      table(
        'networks',
        networks.map(([name, { autostart }]) => ({ name, autostart: yesOrNo(autostart) })),
      ),
    ],
  };
}

/** All guests are asked at once, but they share the disks while they end: five minutes for one, a minute for each more. */
function secondsToShutDown({ vms }: Host): number {
  return 240 + 60 * Math.max(1, Object.keys(vms).length);
}

function configuration(path: string, values: object): FileRequest {
  return { path, view: { template: `libvirt/${path}`, values }, paths: [['libvirt']] };
}

/** Definitions lie in the agent's folder, not where libvirtd looks: it must not start them before they can run. */
function definition(kind: 'pools' | 'networks', name: string, values: object): FileRequest {
  return {
    path: `${agentFolder}/libvirt/${kind}/${name}.xml`,
    view: { template: `libvirt/${kind}`, values },
    paths: [['libvirt', kind, name]],
  };
}

function table(kind: 'pools' | 'networks', rows: object[]): FileRequest {
  return {
    path: `${agentFolder}/libvirt/${kind}.table`,
    view: { template: `libvirt/${kind}.table`, values: { rows } },
    paths: [['libvirt', kind]],
  };
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
