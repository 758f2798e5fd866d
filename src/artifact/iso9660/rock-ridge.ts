import { both32, shortDate } from './numbers.ts';

/** Entries of the System Use Sharing Protocol (IEEE P1281), which carry Rock Ridge: two letters, length, version 1. */
function entry(signature: string, ...data: Buffer[]): Buffer {
  const body = Buffer.concat(data);
  return Buffer.concat([Buffer.from(signature, 'latin1'), Buffer.from([body.length + 4, 1]), body]);
}

/** SP: announces such entries; comes first in the root's own record. */
export const sharing = entry('SP', Buffer.from([0xbe, 0xef, 0]));

const words = [
  'RRIP_1991A',
  'THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS',
  'PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.',
];

/**
 * ER: identifies them as Rock Ridge by its full name; too long for a directory record, so it has a sector of its own.
 */
export const extensions = entry(
  'ER',
  Buffer.from([...words.map(({ length }) => length), 1]),
  Buffer.from(words.join(''), 'latin1'),
);

/** CE: points from the root's own record to that sector. */
export function continuation(sector: number): Buffer {
  return entry('CE', both32(sector), both32(0), both32(extensions.length));
}

const folder = 0o040555;
const regular = 0o100444;

/** POSIX attributes: readable by everyone unless `permissions` say otherwise, owned by root, all times equal. */
export function attributes(kind: 'folder' | 'file', time: Date, permissions = 0o555): Buffer {
  const isFolder = kind === 'folder';
  const mode = both32(isFolder ? folder : regular & (0o170000 | permissions));
  const date = shortDate(time);
  return Buffer.concat([
    entry('PX', mode, both32(isFolder ? 2 : 1), both32(0), both32(0)),
    // Bits 1, 2 and 3: modification, access, attributes.
    entry('TF', Buffer.from([0x0e]), date, date, date),
  ]);
}

/** The full name, in addition to the one that ISO 9660 has room for. */
export function alternateName(name: string): Buffer {
  return entry('NM', Buffer.from([0]), Buffer.from(name, 'latin1'));
}
