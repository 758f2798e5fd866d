import type { Draft } from '../draft.ts';
import { fullAddress } from '../function-line.ts';
import { jsonAt } from '../json-block.ts';
import type { Line } from '../lines.ts';
import { isHostAddress } from './card-draft.ts';
import { isMac } from './ip.ts';

type Json = Record<string, unknown>;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Reads ip -j link, ip -j addr or ip -j route, which begins at a line; returns its number of lines, 0 if none does. */
export function readIpJson(draft: Draft, lines: readonly Line[], start: number): number {
  const beginning = lines.slice(start, start + 3).map(({ text }) => text);
  if (!/^\[\s*\{\s*(\},\{)*\s*"(ifindex|ifname|dst|type)":/.test(beginning.join(''))) return 0;
  const { value, length } = jsonAt(lines, start);
  if (value === undefined) draft.unreadable(lines[start]!, 'the JSON of ip is not complete');
  readEntries(draft, listOf(value));
  return length;
}

function readEntries(draft: Draft, entries: readonly unknown[]): void {
  for (const entry of entries.map((each) => Object(each) as Json)) {
    draft.sources.add('ip');
    if (textOf(entry.ifname)) readCard(draft, entry);
    else if (entry.dst === 'default' && textOf(entry.dev)) draft.nic(textOf(entry.dev)!).route = true;
  }
}

function readCard(draft: Draft, entry: Json): void {
  const card = draft.nic(textOf(entry.ifname)!);
  const flags = listOf(entry.flags);
  const mac = textOf(entry.permaddr) ?? textOf(entry.address);
  const on = textOf(entry.link);
  if (mac && isMac(mac)) card.mac = mac.toLowerCase();
  if (on) card.below.add(on);
  card.up = flags.includes('UP');
  card.carrier = flags.includes('LOWER_UP');
  card.master = textOf(entry.master) ?? card.master ?? null;
  for (const name of listOf(entry.altnames)) if (typeof name === 'string') card.also.add(name);
  if (entry.parentbus === 'pci' && textOf(entry.parentdev)) card.controller ??= fullAddress(textOf(entry.parentdev)!);
  if (!('addr_info' in entry)) return;
  const addresses = listOf(entry.addr_info).map((each) => Object(each) as Json);
  const one = addresses.some(({ local, scope }) => isHostAddress(textOf(local) ?? '', textOf(scope)));
  card.addressed = one || card.addressed === true;
}
