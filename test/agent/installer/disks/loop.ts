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

export const diskBytes = 1100 * MiB;
/** First sector and sectors of what the installer makes. */
export const parts = { sda1: [2048, 1048576], sda2: [1050624, diskBytes / 512 - 1050624] } as const;
export type Place = 'sda' | keyof typeof parts;
export const places: Place[] = ['sda', 'sda1', 'sda2'];

/**
 * A machine whose disk is a real block device: a loop device over a sparse file. The partitions are loop devices over
 * parts of the same file, as a kernel may be built without partition tables. Only /sys is recorded.
 */
export class LoopDisk {
  readonly live: LiveRoot;
  readonly image: string;
  readonly nodes = {} as Record<Place, string>;
  private readonly kept = new Map<number, Buffer>();

  constructor(install: Record<string, string> = {}) {
    this.live = fakeMachine({
      disks: [{ name: 'sda', serial: 'SERIAL1', bytes: diskBytes }],
      install: { INSTALL_MODE: 'none', INSTALL_LOADER: 'extlinux', ...install },
    });
    this.image = path.join(this.live.folder, 'image');
    rmSync(path.join(this.live.root, 'dev/sda'));
    writeFileSync(this.image, '');
    command('truncate', '-s', String(diskBytes), this.image);
    onTestFinished(() => this.detach());
    for (const place of places) this.attach(place);
    for (const name of ['mdev', 'modprobe', 'sleep']) this.live.stub(name);
    this.live.stub('mount', 'exit 1');
    this.live.stub('stat', 'exec /bin/busybox stat "$@"');
    this.know([]);
  }

  private attach(place: Place): void {
    const [start, sectors] = place === 'sda' ? [0, diskBytes / 512] : parts[place];
    const limits = ['--offset', String(start * 512), '--sizelimit', String(sectors * 512)];
    this.nodes[place] = command('losetup', '--find', '--show', ...limits, this.image).trim();
    symlinkSync(this.nodes[place], path.join(this.live.root, 'dev', place));
    if (place === 'sda') this.live.write('sys/block/sda/dev', this.number(place));
  }

  private detach(): void {
    for (const node of Object.values(this.nodes)) spawnSync('losetup', ['--detach', node], { env: environment });
  }

  private number(place: Place): string {
    return `7:${this.nodes[place].replace(/\D+/, '')}\n`;
  }

  /** The partitions that the kernel knows. */
  know(known: (keyof typeof parts)[]): void {
    for (const [name, [start, sectors]] of Object.entries(parts)) {
      const home = `sys/block/sda/${name}`;
      rmSync(path.join(this.live.root, home), { recursive: true, force: true });
      if (!known.includes(name as keyof typeof parts)) continue;
      this.live.write(`${home}/partition`, `${name.slice(-1)}\n`);
      this.live.write(`${home}/start`, `${start}\n`);
      this.live.write(`${home}/size`, `${sectors}\n`);
      this.live.write(`${home}/dev`, this.number(name as Place));
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
    for (let offset = 0; offset < diskBytes; offset += MiB) {
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
