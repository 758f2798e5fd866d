import { printable } from '../../findings/excerpt.ts';
import type { Style } from '../../findings/print.ts';
import { shortAddress } from '../../machine/address.ts';
import { isHostsNeed } from '../../machine/needs/host-needs.ts';
import { listed } from '../../machine/needs/need.ts';
import { headingOf } from '../../machine/report/heading.ts';
import { needLabels } from '../../machine/report/labels.ts';
import type { FunctionReport, GroupReport, MachineReport, UsbReport } from '../../machine/report/report.ts';
import type { Verdict } from '../../machine/report/verdict.ts';
import { ranges, wrap } from './wrap.ts';

export interface TreeOptions {
  style: Style;
  width: number;
  /** Show only USB controllers and their devices, or omit the devices. */
  only?: 'usb' | 'pci' | undefined;
}

/** Lines below a function are indented to its kind. */
const inner = 11;

/** The machine as a tree for people: groups, functions, attached devices, and what the host needs them for. */
export function printTree(report: MachineReport, options: TreeOptions): string {
  const groups = options.only === 'usb' ? report.groups.flatMap(usbOnly) : report.groups;
  const empty = groups.filter(({ functions, group }) => functions.length === 0 && group !== null);
  const own = groups.filter(({ functions, group }) => functions.every((fn) => fn.internal) && group !== null);
  const shown = groups.filter((group) => !empty.includes(group) && !own.includes(group));
  const blocks = [
    ...(report.verdict.length > 0 && !options.only ? [printVerdict(report.verdict, options)] : []),
    ...shown.map((group) => printGroup(group, report, options)),
  ];
  if (empty.length > 0) blocks.push(inShort(empty, 'bridges only', options));
  const ownParts = own.filter((group) => !empty.includes(group));
  if (ownParts.length > 0) blocks.push(inShort(ownParts, ownPartsOf(ownParts), options));
  if (report.usb.length > 0 && options.only !== 'pci') blocks.push(nowhere(report.usb, options));
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The answer first: what a guest can best have of each kind. */
function printVerdict(verdict: readonly Verdict[], { style, width }: TreeOptions): string[] {
  const lines = verdict.flatMap(({ kind, best, along, candidates, reason, unsure }) => {
    const device =
      best === null ? eitherOf(candidates) : `${unsure ? '? ' : ''}${joined(best, along.map(shortAddress))}: `;
    const colour = unsure ? style.yellow : best === null ? style.red : (text: string) => text;
    return wrap(printable(`  ${kind.padEnd(15)} ${device}${reason}`), width, 0, 18).map(colour);
  });
  return [style.bold('Best for guests'), ...lines];
}

const joined = (best: string, along: readonly string[]) =>
  along.length > 0 ? `${shortAddress(best)} with ${listed(along)}` : shortAddress(best);

/** The question mark says that none of them is known to be free. */
function eitherOf(candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  const names = candidates.map(shortAddress);
  const shown = names.length > 4 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  return `? ${shown.join(' or ')}: `;
}

function usbOnly(group: GroupReport): GroupReport[] {
  const functions = group.functions.filter((fn) => fn.class.startsWith('0c03') || fn.usb.length > 0);
  return functions.length > 0 ? [{ ...group, functions: group.functions }] : [];
}

function printGroup(group: GroupReport, { state }: MachineReport, options: TreeOptions): string[] {
  const { style, width } = options;
  const heading = wrap(headingOf(group, state), width, 0, 2).map(style.bold);
  // Servers have hundreds of registers of the processor in no group.
  const own = group.group === null ? group.functions.filter(({ internal }) => internal) : [];
  const functions = group.functions.filter((fn) => !own.includes(fn)).flatMap((fn) => printFunction(fn, options));
  const folded = own.length > 0 ? wrap(`  ${ownPartsOf([{ functions: own }])}`, width, 0, 4).map(style.dim) : [];
  const bridges = group.bridges.map(({ address, driver }) => shortAddress(address) + (driver ? ` (${driver})` : ''));
  const word = group.bridges.length === 1 ? 'bridge' : 'bridges';
  const stay = bridges.length > 0 ? wrap(`  ${word}: ${listed(bridges)}`, width, 0, 4).map(style.dim) : [];
  return [...heading, ...functions, ...folded, ...stay];
}

function printFunction(fn: FunctionReport, { style, width, only }: TreeOptions): string[] {
  const driver = fn.driver === null ? [] : [fn.driver || 'no driver'];
  const first = [shortAddress(fn.address).padEnd(inner - 4), fn.kind, fn.id ?? 'no id', ...driver].join('  ');
  const below = (text: string, hanging = inner + 2) => wrap(printable(text), width, inner, hanging);
  return [
    ...wrap(`  ${printable(first)}`, width, 0, inner),
    ...(fn.name ? below(fn.name).map(style.dim) : []),
    ...fn.needs.flatMap(({ kind, detail, refused }) => {
      const colour = refused ? style.red : style.yellow;
      const mark = isHostsNeed(kind) ? `host ${refused ? 'needs' : 'may need'} this` : refused ? 'refused' : 'note';
      return below(`${refused ? '!' : '?'} ${mark} (${needLabels[kind]}): ${detail}`).map(colour);
    }),
    ...fn.notes.flatMap((note) => below(`- ${note}`)),
    ...fn.disks.flatMap((disk) => below(diskLine(disk))),
    ...fn.nics.flatMap(({ name, mac, default_route }) =>
      below(`network ${[name, mac, default_route ? 'default route' : ''].filter(Boolean).join('  ')}`),
    ),
    ...(only === 'pci' ? [] : usbLines(fn, width)),
  ];
}

function diskLine({ name, size, model, mounts }: FunctionReport['disks'][number]): string {
  const capacity = size === null ? '' : `${(size / 1e9).toFixed(size < 1e11 ? 1 : 0)} GB`;
  const used = mounts?.length ? `mounted: ${mounts.join(', ')}` : '';
  return `disk ${[name, capacity, model, used].filter(Boolean).join('  ')}`;
}

function usbLines({ buses, usb }: FunctionReport, width: number): string[] {
  if (buses.length === 0 && usb.length === 0) return [];
  const word = buses.length === 1 ? 'bus' : 'buses';
  const heading = buses.length > 0 ? wrap(`USB ${word} ${listed(buses.map(String))}`, width, inner) : [];
  return [...heading, ...usb.flatMap((device) => usbLine(device, width, inner + 2))];
}

function usbLine({ bus, port, id, name }: UsbReport, width: number, indent: number): string[] {
  const place = (port ?? `bus ${bus}`).padEnd(7);
  return wrap(printable([place, id ?? 'no id', ...(name ? [name] : [])].join('  ')), width, indent, indent + 9);
}

function ownPartsOf(groups: readonly Pick<GroupReport, 'functions'>[]): string {
  const count = groups.flatMap(({ functions }) => functions).length;
  return `${count === 1 ? 'a part' : `${count} parts`} of the processor or the board, of no use to a guest`;
}

function inShort(groups: readonly GroupReport[], what: string, { style, width }: TreeOptions): string[] {
  const numbers = ranges(groups.map(({ group }) => group ?? 0));
  const word = groups.length === 1 ? 'group' : 'groups';
  return wrap(`IOMMU ${word} ${listed(numbers)}: ${what}`, width, 0, 2).map(style.dim);
}

function nowhere(usb: readonly UsbReport[], { style, width }: TreeOptions): string[] {
  const heading = wrap('USB devices whose controller is unknown', width, 0, 2).map(style.bold);
  return [...heading, ...usb.flatMap((device) => usbLine(device, width, 2))];
}
