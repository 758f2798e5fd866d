import type { Path } from '../../findings/finding.ts';
import { repluggedOf } from '../../guest/kinds/hostdev/replug.ts';
import { guestPlaces } from '../../host/claims.ts';
import type { Host } from '../../host/host.ts';
import type { Runlevel } from '../../target/runlevels.ts';
import { isFilled } from '../../target/system-folders.ts';
import type { FileRequest } from '../../tree/request.ts';
import { hasSecrets } from '../../tree/secret-files.ts';
import type { Contribution } from '../feature.ts';

type Paths = Path[];

/** A part of the program on the target: its files below overlays/agent, and the service that runs it. */
interface Stage {
  service?: { name: string; runlevel: Runlevel };
  /** Scripts that others source or run with sh. */
  scripts: string[];
  /** Programs that people run by name. */
  programs?: string[];
  /** The profile paths that require it; none if it is not needed. */
  paths: (host: Host) => Paths;
}

const always = (): Paths => [['hostname']];

/** The scripts for each part of a target; `verify` uses them as well. */
const converging = [
  'tools',
  'packages',
  'users',
  'mounts',
  'filled',
  'composed',
  'libvirt',
  'services',
  'pools',
  'devices',
  'host-disks',
  'seeds',
  'guests',
  'in-use',
  'functions',
  'mediated',
].map((name) => `converge/${name}`);

/** Scripts that only the converge stage uses. */
const convergingAlone = ['waits', 'attached', 'strays', 'bundle', 'modules', 'networks', 'volumes', 'report'].map(
  (name) => `converge/${name}`,
);

/** What `verify` checks, part by part. */
const verifying = ['files', 'boot', 'system', 'lock', 'guests', 'virtual', 'strays'].map((name) => `verify/${name}`);

/** The parts of `mkapkovl-host apply`. */
const applying = ['look', 'plan', 'lay', 'boot', 'network', 'report'].map((name) => `apply/${name}`);

/** The agent's parts, and which hosts get them: only what the profile requires. */
const stages: Stage[] = [
  {
    service: { name: 'mkapkovl-accounts', runlevel: 'sysinit' },
    scripts: ['common', 'accounts'],
    paths: always,
  },
  {
    service: { name: 'mkapkovl-install', runlevel: 'default' },
    scripts: [
      ...[
        'common',
        'release',
        'accounts',
        'medium',
        'overlay',
        'archive',
        'disk',
        'mark',
        'ids',
        'foreign',
        'look',
        'choose',
      ],
      ...['preflight', 'bundle', 'passphrase', 'setup-alpine', 'write', 'kernel', 'target', 'install'],
    ],
    paths: ({ install }) => (install.mode === 'sys' ? [['install']] : []),
  },
  {
    service: { name: 'mkapkovl-bind', runlevel: 'sysinit' },
    scripts: ['common', 'pci', 'bind'],
    paths: pciDevices,
  },
  {
    service: { name: 'mkapkovl-fill', runlevel: 'boot' },
    scripts: ['common', 'fill'],
    paths: ({ storage: { mounts }, install }) =>
      Object.entries(mounts).flatMap(([folder, mount]) =>
        isFilled(folder, mount, install) ? [['storage', 'mounts', folder]] : [],
      ),
  },
  {
    service: { name: 'mkapkovl-files', runlevel: 'boot' },
    scripts: [
      'common',
      'compose',
      'converge/tools',
      'converge/waits',
      'converge/mounts',
      'converge/filled',
      'converge/composed',
    ],
    paths: ({ files }) => Object.keys(files).flatMap((file) => (hasSecrets(files[file]!) ? [['files', file]] : [])),
  },
  {
    service: { name: 'mkapkovl-converge', runlevel: 'default' },
    scripts: ['common', 'release', 'medium', 'strays', 'pci', ...converging, ...convergingAlone, 'converge'],
    paths: always,
  },
  {
    scripts: ['common', 'pci', ...converging, 'status', 'release', 'kernel', 'strays', 'verify', ...verifying, 'loan'],
    programs: ['usr/local/bin/mkapkovl-host'],
    paths: always,
  },
  {
    service: { name: 'mkapkovl-replug', runlevel: 'default' },
    scripts: ['common', 'replug'],
    paths: (host) => repluggedOf(host).map(({ path }) => path),
  },
  {
    service: { name: 'mkapkovl-network', runlevel: 'boot' },
    scripts: ['common', 'kernel', 'target', 'apply', ...applying],
    paths: always,
  },
];

/** Hosts with PCI passthrough: devices reserved at boot, and devices that libvirt binds later. */
function pciDevices(host: Host): Paths {
  return [...host.passthrough.devices.map((_, index) => ['passthrough', 'devices', index]), ...guestPlaces(host)];
}

export function contribute(host: Host): Contribution {
  const wanted = stages.map((stage) => ({ stage, paths: stage.paths(host) })).filter(({ paths }) => paths.length > 0);
  const files = new Map<string, FileRequest>();
  const lay = (path: string, mode: number, paths: Paths) => {
    if (!files.has(path)) files.set(path, { path, copy: `agent/${path}`, mode, paths });
  };
  for (const { stage, paths } of wanted) {
    for (const script of stage.scripts) lay(`etc/mkapkovl/agent/${script}.sh`, 0o644, paths);
    for (const program of stage.programs ?? []) lay(program, 0o755, paths);
    if (stage.service) lay(`etc/init.d/${stage.service.name}`, 0o755, paths);
    // The installer puts it in place, and grub-mkconfig runs it on the target.
    if (stage.scripts.includes('target')) lay('etc/mkapkovl/agent/grub-rescue', 0o644, paths);
  }
  return {
    services: wanted.flatMap(({ stage: { service }, paths }) => (service ? [{ ...service, paths }] : [])),
    files: [...files.values()],
  };
}
