import { classByName } from '../class-names.ts';
import type { Draft } from './draft.ts';
import { codeAndName, fullAddress, pair } from './function-line.ts';
import type { Line } from './lines.ts';

const address = /^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/i;
const key =
  /^(Slot|Device|Class|Vendor|SVendor|SDevice|PhySlot|Rev|ProgIf|Driver|Module|NUMANode|IOMMUGroup|DTNode):\s*(.*)$/;

/** Reads a record of lspci -vmm that begins at a line; returns its number of lines, 0 if none begins there. */
export function readRecord(draft: Draft, lines: readonly Line[], start: number): number {
  const first = key.exec(lines[start]!.text);
  if (first?.[1] !== 'Slot' && first?.[1] !== 'Device') return 0;
  const values = new Map<string, string[]>();
  let length = 0;
  for (const { text } of lines.slice(start)) {
    const [, name, value = ''] = key.exec(text) ?? [];
    // A second Slot without a blank line between: the next record.
    if (!name || (name === 'Slot' && length > 0)) break;
    values.set(name, [...(values.get(name) ?? []), value.trim()]);
    length += 1;
  }
  const line = lines[start]!;
  const one = (name: string) => values.get(name)?.[0];
  // The form of lspci -vm without a second m calls the slot Device.
  const at = [one('Slot'), one('Device')].find((text) => text && address.test(text));
  if (!at || (!values.has('Class') && !values.has('Vendor'))) {
    if (first[1] === 'Device') return 0;
    draft.unreadable(line, 'this record of lspci -vmm has no address, class or vendor');
    return length;
  }
  const coded = (name: string) => {
    const text = values.get(name)?.findLast((value) => value !== at);
    return text === undefined ? undefined : codeAndName(text);
  };
  const fn = draft.at(fullAddress(at), line);
  fn.lists.add('plain');
  fn.listedAt ??= line;
  draft.current = undefined;
  draft.sources.add('lspci');
  const kind = coded('Class');
  const digits = kind?.code ?? (kind && classByName(kind.name));
  const programming = one('ProgIf');
  draft.note(
    fn,
    'class',
    digits && programming && /^[0-9a-f]{2}$/i.test(programming) ? digits + programming : digits,
    line,
  );
  draft.note(fn, 'id', pair(coded('Vendor'), coded('Device')), line);
  draft.note(fn, 'subsystem', pair(coded('SVendor'), coded('SDevice')), line);
  const names = [coded('Vendor')?.name, coded('Device')?.name].filter(Boolean).join(' ');
  if (names) fn.name ??= names;
  draft.blocks.add(fn, true);
  draft.blocks.detail();
  if (values.has('Driver')) draft.blocks.driver();
  draft.note(fn, 'driver', one('Driver'), line);
  if (values.has('Module')) fn.modules ??= values.get('Module')!;
  if (one('NUMANode')) fn.numa ??= Number(one('NUMANode'));
  if (one('IOMMUGroup')) {
    draft.sources.add('IOMMU groups');
    draft.note(fn, 'group', Number(one('IOMMUGroup')), line);
  }
  return length;
}
