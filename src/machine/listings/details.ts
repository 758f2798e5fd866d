import type { Draft } from './draft.ts';
import type { Line } from './lines.ts';

type Note = (draft: Draft, value: string, line: Line) => void;

const driver: Note = (draft, value, line) => {
  draft.showDrivers.add(draft.currentList);
  if (draft.current) draft.note(draft.current, 'driver', value, line);
};

/** What lspci -k and -v print below a function. */
const details: [RegExp, Note][] = [
  [
    /^Subsystem:\s.*\[([0-9a-f]{4}:[0-9a-f]{4})\]/i,
    (draft, value, line) => draft.current && draft.note(draft.current, 'subsystem', value.toLowerCase(), line),
  ],
  [/^Kernel driver in use:\s*(\S+)/i, driver],
  [
    /^Kernel modules:\s*(.+)$/i,
    (draft, value) => {
      draft.showDrivers.add(draft.currentList);
      if (draft.current) draft.current.modules ??= value.split(/[,\s]+/).filter(Boolean);
    },
  ],
  [
    /\bIOMMU group:?\s*(\d+)/i,
    (draft, value, line) => {
      draft.sources.add('IOMMU groups');
      if (draft.current) draft.note(draft.current, 'group', Number(value), line);
    },
  ],
  [
    /^NUMA node:\s*(\d+)/i,
    (draft, value) => {
      if (draft.current) draft.current.numa ??= Number(value);
    },
  ],
];

const known =
  /^(Subsystem|Kernel driver in use|Kernel modules|DeviceName|Control|Status|Latency|Interrupt|Region \d+|Memory (at|behind)|I\/O (ports at|behind)|Prefetchable|Expansion ROM|Capabilities|Bus:|Flags|NUMA node|IOMMU group|BIST|Physical Slot|Cache|!!!)\b/i;

/** Reads a line with details of the last function; returns whether it is one. */
export function readDetail(draft: Draft, line: Line): boolean {
  if (!known.test(line.text)) return false;
  if (!draft.current && /^Kernel (driver|modules)/i.test(line.text)) {
    draft.unreadable(line, 'the line of its device is missing');
  }
  for (const [pattern, note] of details) {
    const match = pattern.exec(line.text);
    if (match) note(draft, match[1]!, line);
  }
  return true;
}
