import { appendFileSync, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import tar from 'tar-stream';
import { prepare } from '#src/trial/prepare.ts';
import type { ObservedBoot } from '#src/trial/run/observed.ts';
import type { Prepared } from '#src/trial/trial.ts';
import { runTrial, type Tried } from '#src/trial/try.ts';
import { medium, online } from './medium.ts';

/** Where consoles, records and the installed disk are kept, so that a failure can be looked into. */
export const kept = path.resolve(process.env.MKAPKOVL_BOOTS ?? 'node_modules/.cache/mkapkovl/boots', 'alpine');

/** Seconds that one trial may take; emulated on an old machine an installation takes a quarter of an hour. */
const most = Number(process.env.ALPINE_TIMEOUT ?? 2700);

/** What vitest waits for: two trials, with what is around them. */
export const patience = (2 * most + 300) * 1000;

export interface Trial {
  /** The example in profiles/ that is tried. */
  example: string;
  /** Its text, where that is not what is tried: a recipe with its placeholders filled in. */
  text?: string;
  /** More keys, as a profile that extends it. */
  more?: object;
  install?: boolean;
  uefi?: boolean;
  /** Files of one more disk, with a script run.sh that the guest runs after its report. */
  disk?: Record<string, string | Buffer>;
  /** Done when all is laid out, and nothing is started. */
  before?: (prepared: Prepared) => Promise<void> | void;
  /** Done when the machine is off, before its disks are removed. */
  after?: (prepared: Prepared) => Promise<void> | void;
}

/** A test's own profile: an example, with the release of the medium. */
function writeProfile(folder: string, { example, text, more = {} }: Trial): string {
  let base = path.resolve('profiles', `${example}.yaml`);
  if (text !== undefined) {
    base = path.join(folder, 'filled.yaml');
    writeFileSync(base, text);
  }
  const profile = path.join(folder, `${path.basename(example)}.yaml`);
  const alpine = { release: medium.release, kernel: medium.kernel };
  writeFileSync(profile, JSON.stringify({ extends: [base], alpine, ...more }));
  return profile;
}

/** Lays out a trial, as `mkapkovl try` does; what it is refused for is thrown. */
export async function prepared(trial: Trial): Promise<Prepared> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-alpine-'));
  try {
    const profile = writeProfile(folder, trial);
    const { install = false, uefi = false } = trial;
    const options = { profile, media: medium.path, install, uefi, keep: false, offline: !online, timeout: most };
    const made = await prepare(options, { cwd: process.cwd(), environment: process.env, version: '0' });
    if ('boots' in made) return made;
    throw new Error(made.findings.map(({ message, file, line }) => `${file}:${line}: ${message}`).join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lays out a trial and runs it. `name` is the folder that its console and record are kept in. */
export async function tried(name: string, trial: Trial): Promise<Tried> {
  const begun = performance.now();
  const folder = path.join(kept, name);
  rmSync(folder, { recursive: true, force: true });
  const made = await prepared(trial);
  let result: Tried | undefined;
  try {
    await trial.before?.(made);
    if (trial.disk) await addMore(made, trial.disk);
    result = await runTrial(made, {
      ...{ environment: process.env, version: '0', cwd: process.cwd(), out: folder, keep: true },
      ...{ left: most, timeout: most, show: () => {}, guard: () => {} },
    });
    await trial.after?.(made);
  } finally {
    await made.close().catch(() => {});
    rmSync(made.folder, { recursive: true, force: true });
  }
  writeFileSync(path.join(folder, 'judgement.json'), JSON.stringify({ ...made, ...result.judgement }, null, 2));
  const seconds = Math.round((performance.now() - begun) / 1000);
  const { verdict } = result.judgement;
  tell({
    trial: name,
    seconds,
    verdict,
    ready: result.timeline.ready,
    untested: made.untested.map(({ what }) => what),
  });
  return result;
}

/** One line about each trial, for the person who runs them. */
function tell(line: object): void {
  mkdirSync(kept, { recursive: true });
  appendFileSync(path.join(kept, 'log.jsonl'), `${JSON.stringify(line)}\n`);
}

/** As an archive that is a disk: an installed system need not know the file system of a stick. */
async function addMore({ folder, boots }: Prepared, files: Record<string, string | Buffer>): Promise<void> {
  const archive = tar.pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const file = path.join(folder, 'more.tar');
  await pipeline(archive, createWriteStream(file));
  const words = ['-drive', `if=none,id=more,format=raw,readonly=on,file=${file}`];
  for (const boot of boots) boot.words.push(...words, '-device', 'virtio-blk-pci,drive=more,serial=TRIALMORE');
}

/** Why it is not proven, for a test that fails. */
export function told({ judgement, observed, files }: Tried): string {
  const broken = judgement.promises.filter(({ state }) => state === 'failed');
  const problems = judgement.problems.map(({ code, message }) => `${code}: ${message}`);
  const last = observed.boots.at(-1)?.last ?? [];
  return [...problems, ...broken.map(({ what, why }) => `${what}: ${why.join('; ')}`), ...last, files.log].join('\n');
}

/** What the script of that disk has said in a boot. */
export function saidBy(boot: ObservedBoot | undefined): string[] {
  return boot?.report.sections.get('more')?.lines ?? [];
}

/** Copies the image of a disk without what was never written. */
export async function copyDisk(from: string, to: string): Promise<void> {
  await execa('cp', ['--sparse=always', from, to]);
}
