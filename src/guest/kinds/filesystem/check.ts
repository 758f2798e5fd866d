import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { asList, keysWithoutEffect, notAllowedFor, type Owners } from '../../rules.ts';
import { problem } from './codes.ts';

/** For each key of a shared folder, the drivers that have it. */
const folders: Owners = { queue: ['virtiofs'], binary: ['virtiofs'] };

export function filesystemKeys({ filesystems }: Guest, at: Path): Problem[] {
  return asList(filesystems, [...at, 'filesystems']).flatMap(([path, each]) => [
    ...keysWithoutEffect(path, each, String(each.driver), folders, 'driver'),
    ...(each.driver === 'virtiofs' && (each.accessmode ?? 'passthrough') !== 'passthrough'
      ? [notAllowedFor([...path, 'accessmode'], `accessmode ${each.accessmode}`, 'virtiofs', ['9p'])]
      : []),
  ]);
}

/** libvirt 11 refuses it, and the guest of an older one could mount only one of the two. */
export function filesystemTargets({ filesystems }: Guest, at: Path): Problem[] {
  return filesystems.flatMap(({ target }, index) => {
    const first = filesystems.findIndex((other) => other.target === target);
    if (first === index) return [];
    const details = { related: [{ path: [...at, 'filesystems', first, 'target'], message: 'the first has it here' }] };
    return [problem('duplicate-filesystem-target', [...at, 'filesystems', index, 'target'], { target }, details)];
  });
}
