import type { Host } from '../../pipeline/host.ts';
import type { Runlevel } from '../../target/runlevels.ts';
import type { Contribution, FileRequest } from '../feature.ts';

/** A part of the on-target program: the files that it needs below overlays/agent, and the service that runs it. */
interface Stage {
  service: string;
  runlevel: Runlevel;
  files: string[];
  paths: (host: Host) => (string | number)[][];
}

const scripts = 'etc/mkapkovl/agent';

/** What runs on the target, and for which hosts: only what a profile asks for is laid down. */
const stages: Stage[] = [
  {
    service: 'mkapkovl-bind',
    runlevel: 'sysinit',
    files: [`${scripts}/common.sh`, `${scripts}/pci.sh`, `${scripts}/bind.sh`],
    paths: pciDevices,
  },
];

/** Where PCI devices are given to guests: those that are kept from the host, and those that libvirt takes later. */
function pciDevices({ passthrough, vms }: Host): (string | number)[][] {
  const guests = Object.entries(vms).flatMap(([name, { hostdevs }]) =>
    hostdevs.flatMap((device, index) => (typeof device === 'string' ? [['vms', name, 'hostdevs', index]] : [])),
  );
  return [...passthrough.devices.map((_, index) => ['passthrough', 'devices', index]), ...guests];
}

export function contribute(host: Host): Contribution {
  const wanted = stages.map((stage) => ({ stage, paths: stage.paths(host) })).filter(({ paths }) => paths.length > 0);
  const files = new Map<string, FileRequest>();
  for (const { stage, paths } of wanted) {
    const service = `etc/init.d/${stage.service}`;
    files.set(service, { path: service, copy: `agent/${service}`, mode: 0o755, paths });
    for (const path of stage.files) files.set(path, { path, copy: `agent/${path}`, paths });
  }
  return {
    services: wanted.map(({ stage: { service, runlevel }, paths }) => ({ name: service, runlevel, paths })),
    files: [...files.values()],
  };
}
