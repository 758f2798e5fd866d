import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { command } from './loop.ts';

/** Puts something of somebody else's on a device, which has `bytes` bytes. */
export type Maker = (device: string, bytes: number, discard: boolean) => void;

const KiB = 1024;

/** Bytes on a device, by offset. */
function put(device: string, content: Record<number, Buffer>): void {
  const file = openSync(device, 'r+');
  for (const [offset, data] of Object.entries(content)) writeSync(file, data, 0, data.length, Number(offset));
  closeSync(file);
}

/** A program that does not discard by itself: whoever wants that has done it before. */
const tool =
  (program: string, ...words: string[]): Maker =>
  (device, _, discard) => {
    if (discard) command('blkdiscard', '--force', device);
    command(program, ...words, device);
  };

/** A stand-in, written by hand: its own tools want a kernel that has it. test/boot/disk has md's own. */
const raw =
  (content: (bytes: number) => Record<number, Buffer>): Maker =>
  (device, bytes, discard) => {
    if (discard) command('blkdiscard', '--force', device);
    put(device, content(bytes));
  };

const padded = (start: Buffer, length: number) => Buffer.concat([start, Buffer.alloc(length - start.length)]);

/** The superblock of Linux's RAID: magic and version in the byte order of a PC, the rest as long as it is. */
const raid = (version: number) =>
  padded(Buffer.from(`fc4e2ba9${version.toString(16).padStart(2, '0')}000000`, 'hex'), 4 * KiB);

/** A label of ZFS: 8 KiB of padding, 8 KiB of boot block, name-value pairs in XDR, the ring of uberblocks. */
function zfsLabel(): Buffer {
  const label = Buffer.alloc(256 * KiB);
  Buffer.from('0101000000000000000000010000002400000020', 'hex').copy(label, 16 * KiB);
  label.write('version', 16 * KiB + 24);
  Buffer.from('0cb1ba0000000000881300000000000001', 'hex').copy(label, 128 * KiB);
  return label;
}

function zfs(bytes: number): Record<number, Buffer> {
  const end = Math.floor(bytes / (256 * KiB)) * 256 * KiB;
  const offsets = [0, 256 * KiB, end - 512 * KiB, end - 256 * KiB];
  return Object.fromEntries(offsets.map((offset) => [offset, zfsLabel()]));
}

/** bcache's own tool writes nothing over what it knows. */
const bcache: (kind: string) => Maker = (kind) => (device, _, discard) => {
  if (discard) command('blkdiscard', '--force', device);
  command('wipefs', '--quiet', '--all', '--force', device);
  command('make-bcache', kind, device);
};

const plain = Buffer.from('somebody’s own data, in no format at all\n'.repeat(4000));

const key = path.resolve('package.json');
const luks = ['luksFormat', '--batch-mode', '--key-file', key, '--keyfile-size', '16', '--pbkdf-force-iterations'];

export const signatures: Record<string, Maker> = {
  ext4: (device, _, discard) => command('mkfs.ext4', '-q', '-F', '-E', discard ? 'discard' : 'nodiscard', device),
  xfs: (device, _, discard) => command('mkfs.xfs', '-q', '-f', ...(discard ? [] : ['-K']), device),
  btrfs: (device, _, discard) => command('mkfs.btrfs', '-q', '-f', ...(discard ? [] : ['-K']), device),
  f2fs: (device, _, discard) => command('mkfs.f2fs', '-q', '-f', '-t', discard ? '1' : '0', device),
  vfat: tool('mkfs.vfat', '-I'),
  'small vfat': (device, _, discard) => {
    if (discard) command('blkdiscard', '--force', device);
    command('mkfs.vfat', '-I', '-F', '12', device, '4096');
  },
  ntfs: tool('mkfs.ntfs', '-q', '-Q', '-F'),
  exfat: tool('mkfs.exfat'),
  swap: tool('mkswap', '-f'),
  LVM: tool('pvcreate', '-y', '-ff', '--config', 'devices { filter=["a|.*|"] use_devicesfile=0 }'),
  LUKS1: tool('cryptsetup', ...luks, '1000', '--type', 'luks1'),
  LUKS2: tool('cryptsetup', ...luks, '4', '--pbkdf', 'argon2id', '--pbkdf-memory', '32', '--type', 'luks2'),
  'RAID 1.2': raw(() => ({ [4 * KiB]: raid(1) })),
  'RAID 1.1': raw(() => ({ 0: raid(1) })),
  'RAID 1.0': raw((bytes) => ({ [Math.floor((bytes - 8 * KiB) / (4 * KiB)) * 4 * KiB]: raid(1) })),
  'RAID 0.90': raw((bytes) => ({ [(Math.floor(bytes / (64 * KiB)) - 1) * 64 * KiB]: raid(0) })),
  ZFS: raw(zfs),
  bcache: bcache('--bdev'),
  'bcache, cache': bcache('--cache'),
  'plain data': raw(() => ({ 0: plain, [8 * KiB * KiB]: plain })),
};
