import { devices } from '../features/summary/words.ts';
import type { Host } from '../host/host.ts';
import { shortAddress } from '../machine/address.ts';
import { capacity } from '../machine/capacity.ts';
import { isHostsNeed } from '../machine/needs/host-needs.ts';
import { headingOf } from '../machine/report/heading.ts';
import { needLabels } from '../machine/report/labels.ts';
import type { FunctionReport, GroupReport, MachineReport, UsbReport } from '../machine/report/report.ts';
import type { Facts } from '../machine/schema.ts';
import { type Owner, ownersOf, usbOwners } from './owners.ts';
import { counted, type Row } from './words.ts';

interface FunctionRow {
  /** At the first function of a group: the group, and how many rows it has. */
  group: { text: string; rows: number } | null;
  address: string;
  kind: string;
  name: string;
  driver: string;
  owner: Owner;
  notes: string[];
}

export interface MachineSection {
  /** Whether there are facts about the machine. */
  known: boolean;
  about: Row[];
  /** For each IOMMU group its functions. */
  groups: FunctionRow[][];
  /** Groups of which no guest can have anything. */
  folded: FunctionRow[][];
  foldedCount: string;
  /** Devices for guests as the summary of the overlay lists them. */
  devices: string[];
}

/** The machine by IOMMU groups, and which guest gets what. */
export function machineSection(host: Host, report: MachineReport | null): MachineSection {
  const { machine } = host;
  const listed = devices(host);
  if (!machine || !report) return { known: false, about: [], groups: [], folded: [], foldedCount: '', devices: listed };
  const owners = ownersOf(host);
  const usb = usbOwners(host);
  const rows = ({ ...group }: GroupReport) => rowsOf(group, report.state, owners, usb);
  const isOwn = ({ functions }: GroupReport) =>
    functions.every(({ internal, address }) => internal && owners(address).kind === 'host');
  const filled = report.groups.filter(({ functions }) => functions.length > 0);
  const folded = filled.filter(isOwn);
  const bridges = report.groups.length - filled.length;
  const count = folded.reduce((sum, { functions }) => sum + functions.length, 0);
  return {
    known: true,
    about: [
      ...aboutMachine(machine),
      ...(bridges > 0 ? [{ term: 'Groups of bridges only', text: String(bridges) }] : []),
    ],
    groups: filled.filter((group) => !isOwn(group)).map(rows),
    folded: folded.map(rows),
    foldedCount: folded.length > 0 ? counted(count, 'part') : '',
    devices: listed,
  };
}

function rowsOf(
  group: GroupReport,
  state: MachineReport['state'],
  owners: (address: string) => Owner,
  usb: ReadonlyMap<string, string>,
): FunctionRow[] {
  const bridges = group.bridges.map(({ address }) => shortAddress(address));
  const stay = bridges.length > 0 ? `; ${bridges.length === 1 ? 'bridge' : 'bridges'} ${bridges.join(', ')}: host` : '';
  return group.functions.map((fn, index) => ({
    group: index === 0 ? { text: headingOf(group, state) + stay, rows: group.functions.length } : null,
    address: fn.address,
    kind: fn.kind,
    name: [fn.name, fn.id].filter(Boolean).join(', '),
    driver: fn.driver ?? '',
    owner: owners(fn.address),
    notes: notesOf(fn, usb),
  }));
}

function notesOf({ needs, notes, disks, nics, usb }: FunctionReport, given: ReadonlyMap<string, string>): string[] {
  return [
    ...needs.map(({ kind, detail, refused }) => {
      const need = isHostsNeed(kind) ? `the host ${refused ? 'needs' : 'may need'} this` : refused ? 'refused' : 'note';
      return `${need} (${needLabels[kind]}): ${detail}`;
    }),
    ...notes,
    ...disks.map(({ name, size, model, mounts }) =>
      ['disk', name, capacity(size), model, mounts?.length ? `mounted at ${mounts.join(', ')}` : '']
        .filter(Boolean)
        .join(' '),
    ),
    ...nics.map(
      ({ name, mac, default_route }) => `network card ${name}, ${mac}${default_route ? ', default route' : ''}`,
    ),
    ...usb.map((device) => usbNote(device, given)),
  ];
}

function usbNote({ bus, port, id, name }: UsbReport, given: ReadonlyMap<string, string>): string {
  const guest = id === null ? undefined : given.get(id);
  return `USB ${port ?? `bus ${bus}`}: ${[name, id].filter(Boolean).join(', ') || 'unknown device'}${guest ? `, for ${guest}` : ''}`;
}

function aboutMachine({ system, cpu, memory, firmware, numa, date, source }: Facts): Row[] {
  const rows: [string, string | null][] = [
    ['Machine', [system.vendor, system.product].filter(Boolean).join(' ') || null],
    ['Board', system.board],
    ['Processor', cpu.model ?? cpu.vendor],
    ['CPUs', cpu.processors],
    ['Memory', memory === null ? null : capacity(memory, 1024)],
    ['NUMA nodes', numa && numa.length > 1 ? String(numa.length) : null],
    ['Firmware', firmware === null ? null : firmware.toUpperCase()],
    ['Facts', [source, date && `collected ${date}`].filter(Boolean).join(', ') || null],
  ];
  return rows.flatMap(([term, text]) => (text ? [{ term, text }] : []));
}
