import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { parseCpuList, parseSize } from '#src/profile/units.ts';
import { asList, notAllowedFor, outOfRange, required } from '../../rules.ts';
import { problem as cpuProblem } from '../cpu/codes.ts';
import { problem } from './codes.ts';
import { hugepagesOf } from './view.ts';

export function checkMemory(host: Host): Problem[] {
  return [
    ...memoryTooSmall(host),
    ...mostBelowMemory(host),
    ...hugepagesReserved(host),
    ...hugepagesTogether(host),
    ...folders(host),
  ];
}

function memoryTooSmall({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { memory }]) =>
    /^\d+(B|KB|KiB)$/.test(memory) ? [problem('memory-too-small', ['vms', name, 'memory'], { memory })] : [],
  );
}

function mostBelowMemory({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { memory, max_memory }]) =>
    max_memory && parseSize(max_memory) < parseSize(memory)
      ? [
          cpuProblem('maximum-below-initial', ['vms', name, 'max_memory'], {
            key: 'memory',
            first: memory,
            most: max_memory,
          }),
        ]
      : [],
  );
}

/** Guests with huge pages, the place that asks for them, and the page sizes that they name. */
function withHugepages({ vms }: Host) {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const hugepages = guest.memory_backing?.hugepages;
    const path: Path = ['vms', name, 'memory_backing', 'hugepages'];
    return hugepages ? [{ name, guest, path, sizes: hugepagesOf(hugepages).flatMap(({ size }) => size ?? []) }] : [];
  });
}

/** The guest's memory comes only from pages that the kernel reserves at boot. */
function hugepagesReserved(host: Host): Problem[] {
  const { hugepages } = host.tuning;
  if (reservedOtherwise(host)) return [];
  return withHugepages(host).flatMap(({ guest, path, sizes }) => {
    if (hugepages.length === 0)
      return [problem('hugepages-not-reserved', path, { wanted: neededFor(guest, sizes[0]) })];
    const missing = sizes.find((size) => !hugepages.some((kept) => parseSize(kept.size) === parseSize(size)));
    if (missing) return [problem('hugepages-size-not-reserved', path, { size: missing })];
    const kept = keptOf(host, sizes);
    return kept < bytesOf(guest)
      ? [problem('hugepages-too-few', path, { memory: guest.memory, kept: mebibytes(kept) })]
      : [];
  });
}

function hugepagesTogether(host: Host): Problem[] {
  if (reservedOtherwise(host)) return [];
  const starting = withHugepages(host).filter(({ guest }) => guest.autostart);
  const kept = keptOf(host, []);
  let sum = 0;
  return starting.flatMap(({ name, guest, path }, index) => {
    sum += bytesOf(guest);
    const alone = bytesOf(guest) > kept;
    if (index === 0 || alone || host.tuning.hugepages.length === 0 || sum <= kept) return [];
    return [problem('hugepages-too-few-in-total', path, { name, sum: mebibytes(sum), kept: mebibytes(kept) })];
  });
}

/** Reserved by a kernel option rather than by tuning. */
function reservedOtherwise({ boot }: Host): boolean {
  return boot.options.some((option) => option.startsWith('hugepages='));
}

function keptOf({ tuning }: Host, sizes: string[]): number {
  const counted = tuning.hugepages.filter(
    ({ size }) => sizes.length === 0 || sizes.some((wanted) => parseSize(wanted) === parseSize(size)),
  );
  return counted.reduce((sum, { size, count }) => sum + parseSize(size) * count, 0);
}

const bytesOf = ({ memory, max_memory }: Guest) => parseSize(max_memory ?? memory);
const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)}MiB`;

function neededFor(guest: Guest, size = '2MiB'): string {
  return `{ size: ${size}, count: ${Math.ceil(bytesOf(guest) / parseSize(size))} }`;
}

/** virtiofsd reads and writes the guest's memory, so that must be shared with it. */
function folders({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { filesystems, memory_backing, cpu }]) => {
    const index = filesystems.findIndex(({ driver }) => driver === 'virtiofs');
    const shared =
      memory_backing?.access === 'shared' ||
      (cpu.numa.length > 0 && cpu.numa.every(({ access }) => access === 'shared'));
    return index < 0 || shared
      ? []
      : [problem('virtiofs-without-shared-memory', ['vms', name, 'filesystems', index], undefined)];
  });
}

const pagesOf = ({ memory_backing }: Guest, at: Path) =>
  asList(memory_backing?.hugepages, [...at, 'memory_backing', 'hugepages']);

export function sizeOfPages(guest: Guest, at: Path): Problem[] {
  return pagesOf(guest, at).flatMap(([path, each]) =>
    each.nodeset === undefined ? [] : required(path, each, 'nodeset', 'size'),
  );
}

export function allocationOfPages({ memory_backing }: Guest, at: Path): Problem[] {
  const path = [...at, 'memory_backing', 'allocation'];
  return memory_backing?.hugepages && memory_backing.allocation === 'ondemand'
    ? [notAllowedFor(path, 'allocation ondemand', 'huge pages', ['memory without huge pages'])]
    : [];
}

export function nodesOfPages(guest: Guest, at: Path): Problem[] {
  const cells = guest.cpu.numa.length;
  return pagesOf(guest, at).flatMap(([path, { nodeset }]) =>
    typeof nodeset === 'string' && parseCpuList(nodeset).some((node) => node >= cells)
      ? [outOfRange([...path, 'nodeset'], 'nodeset', nodeset, 'hugepages', 'numbers of nodes in cpu.numa, from 0')]
      : [],
  );
}
