import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { debian } from '#test/support/alpine/userland.ts';
import { fakeMachine, MiB } from '../machine.ts';
import type { LiveRoot } from '../root.ts';

/** Where the tools are that Debian keeps from users who are not root. */
const environment = {
  ...process.env,
  PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
  LVM_SUPPRESS_FD_WARNINGS: '1',
};

/** Runs a real program; its words are what a failure tells. */
export function command(program: string, ...words: string[]): string {
  return execFileSync(program, words, { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Whether the kernel gives block devices for files; without the right to, nothing here can be tested. */
export const loops =
  spawnSync('losetup', ['--find'], { env: environment }).status === 0 ? '/dev/loop-control' : '/dev/no-loop-devices';

export type Part = 'sda1' | 'sda2';
export type Place = 'sda' | Part;
export const places: Place[] = ['sda', 'sda1', 'sda2'];

/** First sector and sectors of what the installer makes on a disk of this size. */
const areasOf = (bytes: number): Record<Place, [number, number]> => ({
  sda: [0, bytes / 512],
  sda1: [2048, 1048576],
  sda2: [1050624, bytes / 512 - 1050624],
});

/**
 * A machine whose disk is a real block device: a loop device over a sparse file. The partitions are loop devices over
 * parts of the same file, as a kernel may be built without partition tables. Only /sys is recorded.
 */
export class LoopDisk {
  readonly live: LiveRoot;
  readonly image: string;
  readonly nodes = {} as Record<Place, string>;
  private readonly size: number;
  private readonly block: number;
  readonly areas: Record<Place, [number, number]>;
  private readonly kept = new Map<number, Buffer>();

  constructor(size: number, block = 512) {
    this.size = size;
    this.block = block;
    this.areas = areasOf(size);
    this.live = fakeMachine({
      disks: [{ name: 'sda', serial: 'SERIAL1', bytes: size }],
      install: { INSTALL_MODE: 'none', INSTALL_LOADER: 'extlinux' },
    });
    this.image = path.join(this.live.folder, 'image');
    rmSync(path.join(this.live.root, 'dev/sda'));
    writeFileSync(this.image, '');
    command('truncate', '-s', String(size), this.image);
    onTestFinished(() => this.detach());
    for (const place of places) this.attach(place);
    // Packages that the installer adds; Debian's own.
    for (const name of ['sfdisk', 'mkfs.ext4', 'mkfs.vfat']) this.live.stub(name, `exec ${debian(name)} "$@"`);
    for (const name of ['mdev', 'modprobe', 'sleep']) this.live.stub(name);
    this.live.stub('mount', 'exit 1');
    this.live.stub('stat', 'exec busybox stat "$@"');
    this.know([]);
  }

  private attach(place: Place): void {
    const [start, sectors] = this.areas[place];
    const limits = [
      '--sector-size',
      String(this.block),
      '--offset',
      String(start * 512),
      '--sizelimit',
      String(sectors * 512),
    ];
    this.nodes[place] = command('losetup', '--find', '--show', ...limits, this.image).trim();
    symlinkSync(this.nodes[place], path.join(this.live.root, 'dev', place));
    if (place !== 'sda') return;
    this.live.write('sys/block/sda/dev', this.number(place));
    this.live.write('sys/block/sda/queue/logical_block_size', `${this.block}\n`);
  }

  private detach(): void {
    for (const node of Object.values(this.nodes)) spawnSync('losetup', ['--detach', node], { env: environment });
  }

  private number(place: Place): string {
    return `7:${this.nodes[place].replace(/\D+/, '')}\n`;
  }

  /** The partitions that the kernel knows. */
  know(known: Part[]): void {
    for (const name of ['sda1', 'sda2'] as const) {
      const home = `sys/block/sda/${name}`;
      rmSync(path.join(this.live.root, home), { recursive: true, force: true });
      if (!known.includes(name)) continue;
      const [start, sectors] = this.areas[name];
      this.live.write(`${home}/partition`, `${name.slice(-1)}\n`);
      this.live.write(`${home}/start`, `${start}\n`);
      this.live.write(`${home}/size`, `${sectors}\n`);
      this.live.write(`${home}/dev`, this.number(name));
      mkdirSync(path.join(this.live.root, home, 'holders'));
    }
  }

  /** Empties the disk, as a new one is. */
  clear(): void {
    command('blkdiscard', '--force', this.nodes.sda);
  }

  /** Remembers what is on the disk, for `restore`. */
  keep(): void {
    this.kept.clear();
    const zeros = Buffer.alloc(MiB);
    for (let offset = 0; offset < this.size; offset += MiB) {
      const piece = this.bytes(offset, MiB);
      if (!piece.equals(zeros)) this.kept.set(offset, piece);
    }
  }

  restore(): void {
    this.clear();
    this.put(Object.fromEntries(this.kept));
  }

  /** Writes bytes by offset. */
  put(content: Record<number, Buffer>): void {
    const file = openSync(this.nodes.sda, 'r+');
    for (const [offset, data] of Object.entries(content)) writeSync(file, data, 0, data.length, Number(offset));
    fsyncSync(file);
    closeSync(file);
  }

  /**
   * Shell: `written` sets `sum` to the sectors that the disk and its partitions were ever told to write or to discard.
   * A block device keeps what it is told until something asks for it to be on the disk.
   */
  counting(): string {
    const nodes = Object.values(this.nodes);
    return `written() {
	${debian('sync')} ${nodes.join(' ')}
	sum=0
	for stat in ${nodes.map((node) => `/sys/block/${path.basename(node)}/stat`).join(' ')}; do
		read -r _ _ _ _ _ _ wrote _ _ _ _ _ _ discarded _ < "$stat"
		sum=$((sum + wrote + discarded))
	done
}`;
  }

  /** Runs a script with all of the agent's functions, and nothing started. */
  agent(script: string) {
    return this.live.run(`. "$MKAPKOVL_ROOT/etc/mkapkovl/agent/install.sh"\n${script}`);
  }

  bytes(offset: number, length: number): Buffer {
    const file = openSync(this.nodes.sda, 'r');
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, offset);
    closeSync(file);
    return buffer;
  }
}
