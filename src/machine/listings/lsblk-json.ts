import type { DiskDraft, Draft } from './draft.ts';
import type { Line } from './lines.ts';
import { readRow } from './lsblk.ts';

type Json = Record<string, unknown>;

/** Reads lsblk -J, which begins at a line; returns its number of lines, 0 if none begins there. */
export function readLsblkJson(draft: Draft, lines: readonly Line[], start: number): number {
  if (!/^\{/.test(lines[start]!.text)) return 0;
  if (!lines.slice(start, start + 3).some(({ text }) => text.includes('"blockdevices"'))) return 0;
  let text = '';
  for (const [index, line] of lines.slice(start, start + 20_000).entries()) {
    text += `${line.text}\n`;
    if (!/[}\]]$/.test(line.text)) continue;
    const devices = devicesIn(text);
    if (!devices) continue;
    draft.sources.add('lsblk');
    for (const device of devices) readDevice(draft, device, undefined);
    return index + 1;
  }
  draft.unreadable(lines[start]!, 'the JSON of lsblk is not complete');
  return 1;
}

function devicesIn(text: string): Json[] | undefined {
  try {
    const { blockdevices } = JSON.parse(text) as Json;
    return Array.isArray(blockdevices) ? blockdevices : [];
  } catch {
    return undefined;
  }
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
  const disk = readRow(draft, { name, below: above !== undefined, column }, above, shown);
  for (const child of Array.isArray(device.children) ? device.children : []) readDevice(draft, child, disk);
}
