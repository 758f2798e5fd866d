import type { Path } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import type { Contribution } from '../feature.ts';
import { devices, guestNetworks, guests, hostNetwork, installation } from './words.ts';

/** What an owner wants to know of an overlay years later, before it is unpacked or from the machine itself. */
export function contribute(host: Host): Contribution {
  const { hostname, alpine } = host;
  const sections = [
    { title: 'Network of the host', rows: hostNetwork(host) },
    { title: 'Devices for guests', rows: devices(host) },
    { title: 'Networks of libvirt', rows: guestNetworks(host) },
    { title: 'Guests', rows: guests(host) },
  ].filter(({ rows }) => rows.length > 0);
  const values = { hostname, release: alpine.release, installation: installation(host), sections };
  return {
    files: [{ path: 'etc/mkapkovl/README', view: { template: 'summary/etc/mkapkovl/README', values }, paths }],
  };
}

const paths: Path[] = [['hostname'], ['alpine'], ['install'], ['network'], ['passthrough'], ['libvirt'], ['vms']];
