import { crc32 } from 'node:zlib';
import type { Patch } from './settle.ts';
import type { ReadAt } from './volume.ts';

/** Sectors of disks, unlike those of CDs. */
const block = 512;

/** The image is as large as whole cylinders of 64 heads and 32 sectors, as isohybrid images are. */
export const cylinder = 64 * 32 * block;

/** What follows the content: the second header of a GPT and its entries. */
export const tailLength = (readAt: ReadAt) => {
  const header = gptHeader(readAt);
  return header ? block + entriesLength(header) : 0;
};

/**
 * What changes in the partition tables of a hybrid image, which a stick boots by, if it grows from `before` to `after`
 * bytes: the partition that begins with the image and contains it, and the place of the second GPT, at the end
 * (UEFI Specification 2.10, 5.2.3 and 5.3.2).
 */
export function partitionPatches(readAt: ReadAt, before: number, after: number): Patch[] {
  return [...mbrPatches(readAt, after), ...gptPatches(readAt, before, after)];
}

function mbrPatches(readAt: ReadAt, after: number): Patch[] {
  const mbr = Buffer.from(readAt(0, block));
  if (mbr.readUInt16LE(510) !== 0xaa55) return [];
  for (let entry = 446; entry < 510; entry += 16) {
    const [type, start, size] = [mbr[entry + 4], mbr.readUInt32LE(entry + 8), mbr.readUInt32LE(entry + 12)];
    const protective = type === 0xee && start === 1;
    if (size === 0 || !(start === 0 || protective)) continue;
    mbr.writeUInt32LE(Math.min(after / block - start, 0xffffffff), entry + 12);
    if (!protective) lastCylinder(after / cylinder - 1).copy(mbr, entry + 5);
  }
  return [{ at: 0, bytes: mbr }];
}

/** The end of a partition by head, sector and cylinder; 1023 is the last cylinder that there is room for. */
function lastCylinder(number: number): Buffer {
  const cylinder = Math.min(number, 1023);
  return Buffer.from([63, 32 | ((cylinder >> 8) << 6), cylinder & 0xff]);
}

function gptHeader(readAt: ReadAt): Buffer | undefined {
  const header = Buffer.from(readAt(block, block));
  const length = header.readUInt32LE(12);
  return header.toString('latin1', 0, 8) === 'EFI PART' && length >= 92 && length <= block ? header : undefined;
}

const entriesLength = (header: Buffer) =>
  Math.ceil((header.readUInt32LE(80) * header.readUInt32LE(84)) / block) * block;

/** Where things are in a header, in blocks. */
const field = { current: 24, other: 32, lastUsable: 48, entries: 72 };

function gptPatches(readAt: ReadAt, before: number, after: number): Patch[] {
  const header = gptHeader(readAt);
  if (!header) return [];
  const length = entriesLength(header);
  const entries = Buffer.from(readAt(Number(header.readBigUInt64LE(field.entries)) * block, length));
  const earlier = header.readBigUInt64LE(field.other);
  const last = BigInt(after / block - 1);
  const growth = last - earlier;
  const size = header.readUInt32LE(84);
  for (let at = 0; at + size <= header.readUInt32LE(80) * size; at += size) {
    const used = entries.subarray(at, at + 16).some((byte) => byte !== 0);
    if (used && entries.readBigUInt64LE(at + 32) === 0n)
      entries.writeBigUInt64LE(entries.readBigUInt64LE(at + 40) + growth, at + 40);
  }
  header.writeBigUInt64LE(last, field.other);
  header.writeBigUInt64LE(header.readBigUInt64LE(field.lastUsable) + growth, field.lastUsable);
  header.writeUInt32LE(crc32(entries.subarray(0, header.readUInt32LE(80) * size)), 88);
  const second = Buffer.from(header);
  const secondEntries = last - BigInt(length / block);
  second.writeBigUInt64LE(last, field.current);
  second.writeBigUInt64LE(1n, field.other);
  second.writeBigUInt64LE(secondEntries, field.entries);
  return [
    // The second header of before: a program that looks for lost tables must not find it.
    ...(Number(earlier) * block + block <= before ? [{ at: Number(earlier) * block, bytes: Buffer.alloc(block) }] : []),
    { at: block, bytes: sealed(header) },
    { at: Number(header.readBigUInt64LE(field.entries)) * block, bytes: entries },
    { at: Number(secondEntries) * block, bytes: Buffer.from(entries) },
    { at: Number(last) * block, bytes: sealed(second) },
  ];
}

/** With the checksum of the header, which is calculated with zero in its place. */
function sealed(header: Buffer): Buffer {
  header.writeUInt32LE(0, 16);
  header.writeUInt32LE(crc32(header.subarray(0, header.readUInt32LE(12))), 16);
  return header;
}
