import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { asList, keysWithoutEffect, notAllowedFor, type Owners } from '../../rules.ts';

/** For each key of a shared folder, the drivers that have it. */
const folders: Owners = { queue: ['virtiofs'], binary: ['virtiofs'] };

export function filesystemKeys({ filesystems }: Guest, at: Path): Problem[] {
  return asList(filesystems, [...at, 'filesystems']).flatMap(([path, each]) => [
    ...keysWithoutEffect(path, each, String(each.driver), folders),
    ...(each.driver === 'virtiofs' && (each.accessmode ?? 'passthrough') !== 'passthrough'
      ? [notAllowedFor([...path, 'accessmode'], `accessmode ${each.accessmode}`, 'virtiofs', ['9p'])]
      : []),
  ]);
}
