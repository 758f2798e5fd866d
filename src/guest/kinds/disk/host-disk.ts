import type { Path, Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { alsoAt, usedByHost } from '#src/host/own-disks.ts';
import { disksInstead } from '#src/machine/absent-disk.ts';
import { diskName } from '#src/machine/disk-names.ts';
import { problem } from './codes.ts';

/** A device of the host that a guest gets as a disk, with its place in the profile. */
interface Given {
  source: string;
  path: Path;
}

/**
 * Two systems that write to one disk destroy what is on it, and a guest that reads the host's disk can read its
 * secrets.
 */
export function hostDisks(host: Host): Problem[] {
  return given(host).flatMap(({ source, path }) => {
    const use = usedByHost(host, source);
    if (!use) return [...shifting(host, source, path), ...absent(host, source, path)];
    return [
      problem('disk-of-the-host', path, { source, why: use.why, key: use.path?.slice(0, 2).join('.') }, alsoAt(use)),
    ];
  });
}

/** Only facts show which disk had the name when they were collected. */
function shifting({ machine }: Host, source: string, path: Path): Problem[] {
  const kernel = diskName(source)?.kernel;
  if (!kernel || kernel.startsWith('md')) return [];
  const known = machine?.disks?.some(({ name }) => name === kernel);
  return known ? [] : [problem('disk-name-not-stable', path, { source })];
}

function absent({ machine }: Host, source: string, path: Path): Problem[] {
  const disks = disksInstead(source, machine);
  return disks ? [problem('disk-not-in-facts', path, { source, disks: disks.join(', ') })] : [];
}

function given({ vms }: Host): Given[] {
  return Object.entries(vms).flatMap(([guest, { disks, xml, qemu_commandline }]) => [
    ...disks.flatMap(({ block, path }, index): Given[] => {
      const source = block ?? (path?.startsWith('/dev/') ? path : undefined);
      return source ? [{ source, path: ['vms', guest, 'disks', index, block ? 'block' : 'path'] }] : [];
    }),
    ...Object.entries(xml).flatMap(([key, text]) => within(text ?? '', ['vms', guest, 'xml', key])),
    ...qemu_commandline.flatMap((text, index) => within(text, ['vms', guest, 'qemu_commandline', index])),
  ]);
}

/** The disks that verbatim text names, for purposes that mkapkovl does not know. */
function within(text: string, path: Path): Given[] {
  const found = text.match(/\/dev\/[A-Za-z0-9_.:/#+=@-]+/g) ?? [];
  return [...new Set(found)].filter((source) => diskName(source)).map((source) => ({ source, path }));
}
