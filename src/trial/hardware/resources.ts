import { availableParallelism, freemem } from 'node:os';
import type { Host } from '../../host/host.ts';
import { parseCpuList, parseSize } from '../../profile/units.ts';

export interface Resources {
  cpus: number;
  /** The memory of the virtual machine, in MiB. */
  memory: number;
  /** The part of it for guests, in addition to huge pages, in MiB. */
  forGuests: number;
  /** Whether there is room for the huge pages. */
  hugepages: boolean;
}

/** The memory of the system itself: a live system has its root in memory, and unpacks libvirt and QEMU into it. */
const own = { plain: 1536, libvirt: 3072 };

/** As many processors and as much memory as the profile needs, as far as this machine has them. */
export function resourcesFor(
  host: Pick<Host, 'vms' | 'tuning' | 'libvirt'>,
  here = { cpus: availableParallelism(), memory: Math.floor(freemem() / 2 ** 20) },
): Resources {
  const { hugepages, isolate_cpus } = host.tuning;
  const isolated = isolate_cpus ? parseCpuList(isolate_cpus) : [];
  const wanted = Math.max(2, ...isolated.map((cpu) => cpu + 1), ...Object.values(host.vms).map(({ vcpus }) => vcpus));
  const base = host.libvirt || Object.keys(host.vms).length > 0 ? own.libvirt : own.plain;
  // Leaves a good part of the free memory alone.
  const room = Math.max(0, Math.floor(here.memory * 0.7) - base);
  const pages = hugepages.reduce((sum, { size, count }) => sum + mebibytes(size) * count, 0);
  const held = pages <= room ? pages : 0;
  const started = Object.values(host.vms).filter(({ autostart }) => autostart);
  const guests = started
    .filter(({ memory_backing }) => held === 0 || !memory_backing?.hugepages)
    .reduce((sum, { memory }) => sum + mebibytes(memory), 0);
  const forGuests = Math.min(guests, room - held);
  return {
    cpus: Math.min(wanted, Math.max(1, here.cpus)),
    memory: base + held + forGuests,
    forGuests,
    hugepages: held === pages,
  };
}

const mebibytes = (size: string): number => Math.ceil(parseSize(size) / 2 ** 20);
