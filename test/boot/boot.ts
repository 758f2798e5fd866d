import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkScript } from '../host/expectations.js';
import { run } from '../support/run.ts';
import { addedFiles, addProgram, archive, baseInitramfs } from './initramfs.ts';
import { findKernel } from './kernel.ts';
import { endOf, runMachine } from './qemu.ts';

/** Consoles and reports of the last run, kept so that a failure can be looked into. */
const folder = path.resolve(process.env.MKAPKOVL_BOOTS ?? 'node_modules/.cache/mkapkovl/boots');

/** Where the logs of a boot are. */
export function kept(name: string): string {
  return path.join(folder, name);
}

/** An archive of programs that the initramfs of a boot lacks, with the libraries that they load. */
export function archiveOfPrograms(name: string, programs: readonly string[]): Buffer {
  const root = kept(`${name}-programs`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.join(root, 'bin'), { recursive: true });
  for (const program of programs) addProgram(program, root);
  return archive(root);
}

/** What was on the console of a boot. */
export function consoleOf(name: string): string {
  return readFileSync(path.join(kept(name), 'console'), 'utf8');
}

export interface Boot {
  /** The name of the logs. */
  name: string;
  profile: string;
  /** Scripts of test/boot/guest, in order. */
  steps: string[];
  /** Kernel options in addition to those of the overlay. */
  options?: string[];
  /** More devices, as QEMU's -device takes them. */
  devices?: string[];
  /** What they are the front of, as QEMU's -blockdev takes it. */
  blocks?: string[];
  /** More files at the root of the guest, by name. */
  files?: Files | ((overlay: string) => Promise<Files>);
  /** More archives to be unpacked over the initramfs. */
  archives?: Buffer[];
  /** What the guest's root file system is: in memory, as a diskless system's, or something else. */
  root?: 'tmpfs' | 'ramfs';
  /** What is done to the overlay before it is booted. */
  change?: (overlay: Buffer) => Promise<Buffer>;
  /** What the build finds in its environment. */
  environment?: Record<string, string>;
  /** After how many seconds the machine is ended. */
  seconds?: number;
}

type Files = Record<string, string | Buffer>;

/** What a guest reported: the values of a keyword, in order. */
export type Facts = (keyword: string) => string[];

let base: Buffer | undefined;

/** Builds a profile, boots its overlay with its kernel options, and returns what the guest reported. */
export async function boot(asked: Boot): Promise<Facts> {
  const { name, profile, steps, options = [], devices = [], blocks = [], archives = [], seconds = 120 } = asked;
  const kernel = findKernel()!;
  const work = kept(name);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  base ??= baseInitramfs(kernel, work);
  const { hostname, overlay } = await build(profile, work, asked.environment);
  const check = await checkScript(path.join(work, `${hostname}.manifest.json`));
  if (asked.change) writeFileSync(overlay, await asked.change(readFileSync(overlay)));
  const files = {
    ...(typeof asked.files === 'function' ? await asked.files(overlay) : asked.files),
    'overlay.apkovl.tar.gz': readFileSync(overlay),
    'check.sh': check,
    'root-type': asked.root ?? 'tmpfs',
    steps: steps.map((step) => `${step}\n`).join(''),
  };
  const machine = {
    initramfs: path.join(work, 'initramfs'),
    log: path.join(work, 'console'),
    options: [...options, ...(await linesOf(overlay, 'etc/mkapkovl/kernel-options'))],
    devices,
    blocks,
  };
  writeFileSync(machine.initramfs, Buffer.concat([base, ...archives, addedFiles(files, path.join(work, 'added'))]));
  const report = await runMachine(kernel, machine, seconds);
  writeFileSync(path.join(work, 'report'), report);
  const lines = report.split('\n').map((line) => line.trimEnd());
  if (!lines.includes('end')) {
    throw new Error(
      `the guest did not reach its end in ${seconds} seconds; see ${work}. Its console:\n${endOf(machine.log)}`,
    );
  }
  return (keyword) => lines.flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
}

async function build(
  profile: string,
  out: string,
  env: Record<string, string> = {},
): Promise<{ hostname: string; overlay: string }> {
  const { status, stdout, stderr } = await run(['build', profile, '--out', out, '--format', 'json'], { env });
  if (status !== 0) throw new Error(`${profile}: exit ${status}\n${stdout}${stderr}`);
  return JSON.parse(stdout).result.hosts[0];
}

/** A file of an overlay. */
export async function memberOf(overlay: string, member: string): Promise<string> {
  return (await run(['inspect', overlay, member])).stdout;
}

async function linesOf(overlay: string, member: string): Promise<string[]> {
  return (await memberOf(overlay, member)).split('\n').filter(Boolean);
}
