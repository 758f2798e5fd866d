import type { DiskDraft, Draft } from './draft.ts';
import { jsonAt } from './json-block.ts';
import type { Line } from './lines.ts';
import { readRow } from './lsblk.ts';

type Json = Record<string, unknown>;

/** Reads lsblk -J, which begins at a line; returns its number of lines, 0 if none begins there. */
export function readLsblkJson(draft: Draft, lines: readonly Line[], start: number): number {
  if (!/^\{/.test(lines[start]!.text)) return 0;
  if (!lines.slice(start, start + 3).some(({ text }) => text.includes('"blockdevices"'))) return 0;
  const { value, length } = jsonAt(lines, start);
  if (value === undefined) draft.unreadable(lines[start]!, 'the JSON of lsblk is not complete');
  else draft.sources.add('lsblk');
  const { blockdevices } = Object(value) as Json;
  for (const device of objectsIn(blockdevices)) readDevice(draft, device, undefined);
  return length;
}

function readDevice(draft: Draft, device: Json, above: DiskDraft | undefined): void {
  const column = (name: string): string | undefined => {
    const value = device[name.toLowerCase()];
    if (Array.isArray(value)) return value.filter(Boolean).join('\n');
    return value === null || value === undefined ? undefined : String(value);
  };
  const name = column('NAME');
  if (!name) return;
  const shown = 'mountpoint' in device || 'mountpoints' in device;
  const typed = 'fstype' in device;
  const disk = readRow(draft, { name, below: above !== undefined, typed, column }, above, shown);
  for (const child of objectsIn(device.children)) readDevice(draft, child, disk);
}

const objectsIn = (list: unknown): Json[] =>
  Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
