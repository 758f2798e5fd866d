import type { Draft, FunctionDraft } from './draft.ts';
import type { Line } from './lines.ts';

type Note = (draft: Draft, fn: FunctionDraft, match: RegExpExecArray, line: Line) => void;

const driver: Note = (draft, fn, [, value], line) => {
  draft.blocks.driver();
  draft.note(fn, 'driver', value, line);
};

/** What lspci -k and -v print below a function; -vv prints capabilities only for root. */
const details: [RegExp, Note][] = [
  [
    /^Subsystem:\s.*\[([0-9a-f]{4}:[0-9a-f]{4})\]/i,
    (draft, fn, [, value], line) => draft.note(fn, 'subsystem', value?.toLowerCase(), line),
  ],
  [/^Kernel driver in use:\s*(\S+)/i, driver],
  [
    /^Kernel modules:\s*(.+)$/i,
    (_, fn, [, value = '']) => {
      fn.modules ??= value.split(/[,\s]+/).filter(Boolean);
    },
  ],
  [
    /\bIOMMU group:?\s*(\d+)/i,
    (draft, fn, [, value], line) => {
      draft.sources.add('IOMMU groups');
      draft.note(fn, 'group', Number(value), line);
    },
  ],
  [
    /^NUMA node:\s*(\d+)/i,
    (_, fn, [, value]) => {
      fn.numa ??= Number(value);
    },
  ],
  [
    /\bFLReset([+-])/,
    (_, fn, [, sign]) => {
      fn.flr ??= sign === '+';
    },
  ],
  [
    // The bits that keep functions below a port apart (drivers/pci/pci.c, REQ_ACS_FLAGS).
    /^ACSCtl:\s*(?=.*\bSrcValid([+-]))(?=.*\bReqRedir([+-]))(?=.*\bCmpltRedir([+-]))(?=.*\bUpstreamFwd([+-]))/,
    (_, fn, [, ...signs]) => {
      fn.acs ??= signs.every((sign) => sign === '+');
    },
  ],
  [
    /^Lnk(Cap|Sta):.*\bSpeed ([\d.]+GT\/s).*?\bWidth (x\d+)/,
    (_, fn, [, which, speed, width]) => {
      if (which === 'Cap') fn.linkLimit ??= `${speed} ${width}`;
      else fn.link ??= `${speed} ${width}`;
    },
  ],
  [
    /\bPhysical Resizable BAR/,
    (_, fn) => {
      fn.resizableBar = true;
    },
  ],
  [
    /^Physical Slot:\s*(\w+)/,
    (_, fn, [, value]) => {
      if (value) fn.slot ??= value;
    },
  ],
  [
    /\bDevice Serial Number\s+((?:[0-9a-f]{2}-){7}[0-9a-f]{2})/i,
    (_, fn, [, value]) => {
      if (value) fn.serial ??= value.toLowerCase();
    },
  ],
  [
    /\bTotal VFs: (\d+), Number of VFs: (\d+)/,
    (_, fn, [, total, now]) => {
      fn.virtual = { ...fn.virtual, total: Number(total), now: Number(now) };
    },
  ],
  [
    /\bVF offset: (\d+), stride: (\d+)/,
    (_, fn, [, offset, stride]) => {
      fn.virtual = { ...fn.virtual, offset: Number(offset), stride: Number(stride) };
    },
  ],
  [
    /^Expansion ROM at /,
    (_, fn) => {
      fn.rom = true;
    },
  ],
];

const known =
  /^(Subsystem|Kernel driver in use|Kernel modules|DeviceName|Control|Status|Latency|Interrupt|Region \d+|Memory (at|behind)|I\/O (ports at|behind)|Prefetchable|Expansion ROM|Capabilities|Bus:|Flags|NUMA node|IOMMU group|BIST|Physical Slot|Cache|DevCap|DevCtl|DevSta|LnkCap|LnkCtl|LnkSta|ACSCap|ACSCtl|ExtTag|IOVCap|IOVCtl|IOVSta|VF offset|Initial VFs|!!!)\b/i;

/** Reads a line with details of the last function; returns whether it is one. */
export function readDetail(draft: Draft, line: Line): boolean {
  if (!known.test(line.text)) return false;
  const fn = draft.current;
  if (!fn && /^Kernel (driver|modules)/i.test(line.text)) {
    draft.unreadable(line, 'the line of its device is missing');
  }
  // A script may print the group alone, so that line does not show that drivers would be printed as well.
  if (!/^IOMMU group/i.test(line.text)) draft.blocks.detail();
  for (const [pattern, note] of fn ? details : []) {
    const match = pattern.exec(line.text);
    if (match) note(draft, fn!, match, line);
  }
  return true;
}
