import { installation } from '../features/summary/words.ts';
import type { Host } from '../host/host.ts';
import { capacity } from '../machine/capacity.ts';
import { disksOf } from '../machine/contract.ts';
import type { Disk } from '../machine/schema.ts';
import { ownersOf } from './owners.ts';
import { type MarkRule, rulesOf } from './wipe.ts';
import type { Row } from './words.ts';

export interface DisksSection {
  /** Where the system will be, in a sentence. */
  system: string;
  /** What must hold before the first write; empty where no disk is written to. */
  conditions: string[];
  marks: MarkRule[];
  /** The disks of the machine, and what each is for. */
  disks: { name: string; size: string; model: string; serial: string; use: string; isTarget: boolean }[];
  mounts: { folder: string; device: string; type: string }[];
  pools: Row[];
}

export function disksSection(host: Host): DisksSection {
  const rules = rulesOf(host.install);
  return {
    system: `Installation: ${installation(host)}.`,
    conditions: rules?.conditions ?? [],
    marks: rules?.marks ?? [],
    disks: (host.machine?.disks ?? []).map((disk) => diskRow(disk, host)),
    mounts: Object.entries(host.storage.mounts).map(([folder, { device, type }]) => ({ folder, device, type })),
    pools: Object.entries(host.libvirt?.pools ?? {}).map(([term, { type, path }]) => ({
      term,
      text: `${type}, ${path}`,
    })),
  };
}

function diskRow(disk: Disk, host: Host): DisksSection['disks'][number] {
  const { install, machine } = host;
  const named =
    install.mode === 'sys' && install.disk !== undefined && (install.disk.serial ?? install.disk.wwn) !== undefined;
  const matches = named ? disksOf(machine!, install.disk!) : { sure: [], unsure: [] };
  const isTarget = matches.sure.includes(disk);
  const guests = [...new Set((disk.controllers ?? []).flatMap((address) => ownersOf(host)(address).guests))];
  return {
    name: disk.name,
    size: capacity(disk.size),
    model: disk.model ?? '',
    serial: disk.serial ?? disk.wwn ?? '',
    use: useOf(disk, { isTarget, isUnsure: matches.unsure.includes(disk), guests }),
    isTarget,
  };
}

function useOf(
  { mounts, held_by }: Disk,
  { isTarget, isUnsure, guests }: { isTarget: boolean; isUnsure: boolean; guests: string[] },
): string {
  const now = [
    ...(mounts?.length ? [`mounted at ${mounts.join(', ')} when the facts were collected`] : []),
    ...(held_by?.length ? [`held by ${held_by.join(', ')}`] : []),
  ];
  const use = isTarget
    ? 'the disk of the installation'
    : isUnsure
      ? 'may be the disk of the installation: the facts lack its serial number or WWN'
      : guests.length > 0
        ? `goes to ${guests.join(', ')} with its controller; the installer never writes to it`
        : 'the installer never writes to it';
  return [use, ...now].join('; ');
}
