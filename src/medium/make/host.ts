import type { Host } from '../../host/host.ts';
import { imagesOf } from '../../pipeline/wanted.ts';
import { agentFolder } from '../../target/paths.ts';
import { type Tree, textOf } from '../../tree/entry.ts';

/** What a medium needs to know of a host. */
export interface MediumHost {
  profile: string;
  hostname: string;
  alpine: { release: string; kernel: string; arch: string };
  mode: Host['install']['mode'];
  match: { serial?: string | undefined; uuid?: string | undefined };
  /** The disk of the installation; `wipe` is whether it may be erased. */
  disk: { serial?: string | undefined; wwn?: string | undefined; wipe: boolean; generation: number } | null;
  guests: string[];
  /** The addresses of the images that it takes. */
  images: string[];
  /** The table of devices for vfio-pci; empty if the host keeps them for another time. */
  devices: string;
  kernelOptions: string[];
}

/**
 * Devices are kept, and kernel options set, for diskless hosts only: an installation starts no guest, and its medium may
 * be a stick at a controller that belongs to one; what is installed has an initramfs and options of its own.
 */
export function mediumHost(profile: string, host: Host, tree: Tree): MediumHost {
  const { hostname, alpine, install, match, vms } = host;
  const ofDiskless = (name: string) => (install.mode === 'diskless' ? textOf(tree.get(`${agentFolder}/${name}`)) : '');
  return {
    profile,
    hostname,
    alpine: { release: alpine.release, kernel: alpine.kernel, arch: alpine.arch },
    mode: install.mode,
    match: match ?? {},
    disk: install.disk ? diskOf(install.disk) : null,
    guests: Object.keys(vms).sort(),
    images: imagesOf(host).map(({ url }) => url),
    devices: ofDiskless('devices'),
    kernelOptions: ofDiskless('kernel-options').split('\n').filter(Boolean),
  };
}

const diskOf = ({ serial, wwn, wipe, generation }: NonNullable<Host['install']['disk']>) => ({
  ...{ serial, wwn, wipe: wipe !== undefined, generation },
});

/** A line of the table that the script of the initramfs reads: name, serial number, UUID. */
export function hostsTable(hosts: readonly MediumHost[]): string {
  return hosts
    .map(({ hostname, match: { serial, uuid } }) => {
      // On a medium for one host there is nothing to choose.
      const none = hosts.length === 1 && serial === undefined && uuid === undefined ? '*' : '-';
      return `${[hostname, serial ?? none, uuid ?? none].join('\t')}\n`;
    })
    .join('');
}

/** Two hosts that could both be chosen on one machine, by what their profiles say. */
export function sameMachine(hosts: readonly MediumHost[]): [MediumHost, MediumHost] | undefined {
  for (const [index, later] of hosts.entries()) {
    const earlier = hosts.slice(0, index).find((other) => couldBeOne(other.match, later.match));
    if (earlier) return [earlier, later];
  }
  return undefined;
}

function couldBeOne(a: MediumHost['match'], b: MediumHost['match']): boolean {
  const keys = ['serial', 'uuid'] as const;
  const both = keys.filter((key) => a[key] !== undefined && b[key] !== undefined);
  return both.length > 0 && both.every((key) => a[key] === b[key]);
}
