import { type Extent, record } from '../directory.ts';
import { wide } from '../numbers.ts';
import { alternateName, attributes } from '../rock-ridge.ts';
import { identifierOf } from './records.ts';
import type { Volume } from './volume.ts';

export interface NewEntry {
  name: string;
  kind: 'file' | 'folder';
  /** Permissions; Rock Ridge has them. */
  mode: number;
  time: Date;
}

const nowhere: Extent = { sector: 0, size: 0 };

/** Joliet's limit, and few enough for a record of Rock Ridge without a continuation. */
const longest = 64;

/** A record for something new in a folder, whose records are given; where it is comes later. */
export function newRecord({ name, kind, mode, time }: NewEntry, { names }: Volume, others: readonly Buffer[]): Buffer {
  if (!/^[\x21-\x7e]+$/.test(name) || name.includes('/') || name.length > longest)
    throw new Error(`not a name for an ISO image: ${name}`);
  if (names === 'joliet') return record(wide(name), kind, nowhere, time);
  const identifier = freeIdentifier(name, kind, others);
  if (names === 'plain') return record(identifier, kind, nowhere, time);
  const use = Buffer.concat([alternateName(name), attributes(kind, time, mode)]);
  return record(identifier, kind, nowhere, time, use);
}

/** The records `.` and `..` of a new folder. */
export function selfAndParent(time: Date, { names }: Volume): Buffer[] {
  const use = names === 'rock-ridge' ? attributes('folder', time) : Buffer.alloc(0);
  return [0, 1].map((identifier) => record(Buffer.from([identifier]), 'folder', nowhere, time, use));
}

/** A name of at most eight and three capitals (ECMA-119, 10.1, interchange level 1) that none of the others has. */
function freeIdentifier(name: string, kind: 'file' | 'folder', others: readonly Buffer[]): Buffer {
  const taken = new Set(others.map((other) => identifierOf(other).toString('latin1').replace(/;\d+$/, '')));
  const [, stem = '', extension = ''] = /^(.[^.]*.*?)(?:\.([^.]*))?$/.exec(name.toUpperCase()) ?? [];
  const clean = (text: string) => text.replace(/[^A-Z0-9]/g, '_');
  const after = kind === 'file' ? `.${clean(extension).slice(0, 3)}` : '';
  for (let number = 0; ; number++) {
    const digits = number === 0 ? '' : String(number);
    const candidate = `${clean(stem).slice(0, 8 - digits.length)}${digits}${after}`;
    if (!taken.has(candidate)) return Buffer.from(kind === 'file' ? `${candidate};1` : candidate, 'latin1');
  }
}
