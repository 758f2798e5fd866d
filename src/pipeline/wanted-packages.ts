import { features } from '../features/index.ts';
import type { Path } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { installPackages } from '../host/install-packages.ts';
import { compareBytes } from '../tree/entry.ts';
import { collect } from './collect.ts';

/** An entry of /etc/apk/world, and the key that asks for it. */
export interface WantedPackage {
  entry: string;
  path: Path;
}

/** All that the target installs: what the features ask for, and what an installation to a disk needs. */
export function wantedPackages(host: Host): WantedPackage[] {
  const firmware = host.machine?.firmware ?? undefined;
  const uefi = firmware === undefined ? undefined : firmware === 'uefi';
  const installed = host.install.mode === 'sys' ? installPackages(host, uefi) : ['alpine-base'];
  const known = new Map(installed.map((entry) => [entry, ['install']] as [string, Path]));
  for (const { value, paths } of collect(host, features).packages) known.set(value, paths[0] ?? ['alpine']);
  return [...known].map(([entry, path]) => ({ entry, path })).sort((a, b) => compareBytes(a.entry, b.entry));
}
