import type { TreeEntry } from '../tree/entry.ts';

/** Archives are made of blocks: a header, then content that is filled up with zeros. */
export const blockSize = 512;

const types = { file: '0', link: '2', directory: '5' };

/** The header of an entry: POSIX pax, "ustar Interchange Format". The lints refuse the names that do not fit. */
export function header(entry: TreeEntry, size: number, mtime: Date): Buffer {
  const { name, prefix } = fitting(entry.type === 'directory' ? `${entry.path}/` : entry.path);
  const target = entry.type === 'link' ? Buffer.from(entry.target).toString('latin1') : '';
  const fields = [
    name.padEnd(100, '\0'),
    ...[entry.mode & 0o7777, entry.uid, entry.gid].map(shortNumber),
    sizeField(size),
    octal(mtime.getTime() / 1000, 11),
    ' '.repeat(8),
    types[entry.type],
    target.padEnd(100, '\0'),
    'ustar\x0000',
    // No names of owners.
    '\0'.repeat(64),
    // Device numbers, of which files have none.
    shortNumber(0),
    shortNumber(0),
    prefix,
  ];
  const block = Buffer.alloc(blockSize);
  block.write(fields.join(''), 'latin1');
  // The sum is that with spaces in its own place.
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(shortNumber(sum), 148, 'latin1');
  return block;
}

/** A name in 100 bytes, or cut at a slash: as little as possible stands in front of the cut. */
function fitting(path: string): { name: string; prefix: string } {
  if (path.length <= 100) return { name: path, prefix: '' };
  const cut = path.indexOf('/', path.length - 101);
  if (cut === -1 || cut > 155 || cut === path.length - 1) throw new Error(`${path} does not fit into ustar`);
  return { name: path.slice(cut + 1), prefix: path.slice(0, cut) };
}

/** Eleven octal digits end at 8 GiB; beyond, tar programs take a binary number (GNU tar, "base-256"). */
function sizeField(size: number): string {
  if (size < 8 ** 11) return octal(size, 11);
  const binary = Buffer.alloc(12);
  binary.writeBigUInt64BE(BigInt(size), 4);
  binary[0] = 0x80;
  return binary.toString('latin1');
}

/** A field of eight bytes. Its last digit takes the place of the usual space if need be, as with owners from 262144 on. */
function shortNumber(value: number): string {
  return `${value < 8 ** 6 ? octal(value, 6) : value.toString(8).padStart(7, '0')}\0`;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')} `;
}
