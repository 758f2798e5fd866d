import type { Host } from '../../host/host.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** The packages that guests require. */
const needed = ['libvirt-daemon', 'qemu-system-x86_64'];

/** If libvirt cannot be installed, removes the guests and everything that belongs to them. */
export function libvirt(host: Host, { offline }: Pick<Situation, 'offline'>): Changed {
  const lacking = needed.filter((name) => offline && !offline.packages.has(name));
  const guests = Object.keys(host.vms);
  if (lacking.length === 0 || (!host.libvirt && guests.length === 0)) return unchanged(host);
  const why = `${lacking.join(' and ')} cannot be installed: not on the medium, and the trial runs offline`;
  const features = ['libvirt', 'vms', 'passthrough', 'agent', 'collected'];
  const pools = Object.keys(host.libvirt?.pools ?? {});
  const networks = Object.keys(host.libvirt?.networks ?? {});
  const { libvirt: _, ...rest } = host;
  return {
    host: { ...rest, vms: {} },
    substitutions: [
      ...(host.libvirt ? [substitution(['libvirt'], [...pools, ...networks], undefined, why, ...features)] : []),
      ...(guests.length > 0 ? [substitution(['vms'], guests, undefined, why, ...features)] : []),
    ],
    untested: [
      { what: 'libvirt', why, subject: 'libvirt-daemon' },
      ...pools.map((name) => ({ what: `the pool ${name}`, why, subject: name })),
      ...networks.map((name) => ({ what: `the network ${name}`, why, subject: name })),
      ...guests.map((name) => ({ what: `the guest ${name}`, why, subject: name })),
    ],
  };
}
