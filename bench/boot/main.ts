import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepare } from '../../src/trial/prepare.ts';
import { runBoots } from '../../src/trial/run/boots.ts';
import type { ObservedBoot } from '../../src/trial/run/observed.ts';
import type { Prepared } from '../../src/trial/trial.ts';
import { diskless } from '../../test/boot/alpine/diskless.ts';
import { medium, online, opened } from '../../test/boot/alpine/medium.ts';
import { type Kind, kinds, overlayOf } from './overlays.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 2);
const goal = 1.15;
/** Seconds that one boot may take. */
const most = 900;

const median = (values: number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
const rounded = (value: number) => Math.round(value * 100) / 100;

/** The smallest profile, for a diskless host. */
const profile = { extends: [path.resolve('profiles/minimal.yaml')], ...diskless };

/** Each boot is planned again from the same profile; only the overlay on the stick differs. */
async function boot(kind: Kind, folder: string): Promise<ObservedBoot> {
  const file = path.join(folder, 'diskless.yaml');
  const alpine = { release: medium.release, kernel: medium.kernel };
  writeFileSync(file, JSON.stringify({ ...profile, alpine }));
  const prepared = await prepare(
    { profile: file, media: medium.path, install: false, uefi: false, keep: false, offline: !online, timeout: most },
    { cwd: process.cwd(), environment: process.env, version: '0' },
  );
  if (!('boots' in prepared)) throw new Error(prepared.findings.map(({ message }) => message).join('\n'));
  try {
    return await started(prepared, kind, path.join(folder, 'console'));
  } finally {
    await prepared.close();
    rmSync(prepared.folder, { recursive: true, force: true });
  }
}

/** The guest does not listen for commands, so QEMU is ended once the login prompt appears. */
async function started(prepared: Prepared, kind: Kind, log: string): Promise<ObservedBoot> {
  const stick = path.join(prepared.folder, 'stick');
  const overlay = path.join(stick, readdirSync(stick)[0]!);
  writeFileSync(overlay, await overlayOf(kind, readFileSync(overlay)));
  const { boots } = await runBoots(prepared, {
    ...{ environment: process.env, left: most, timeout: most, log, grace: 0, show: () => {} },
    guard: (end) => {
      ending = end;
    },
  });
  const [seen] = boots;
  if (seen?.login === undefined) throw new Error(`${kind}: ${JSON.stringify(seen?.failure)}\n${seen?.last.join('\n')}`);
  return seen;
}

let ending: (() => void) | undefined;

/** When each stage began, and the login prompt came: the median of all rounds. */
function timesOf(boots: ObservedBoot[]): Record<string, number> {
  const names = boots[0]!.stages.map(({ name }) => name);
  const at = names.map((name) => [
    name,
    rounded(median(boots.map(({ stages }) => stages.find((stage) => stage.name === name)!.at))),
  ]);
  return { ...Object.fromEntries(at), login: rounded(median(boots.map(({ login }) => login!))) };
}

export async function main(): Promise<number> {
  if (typeof opened === 'string') {
    process.stderr.write(`ALPINE_MEDIA: ${opened}\n`);
    return 3;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-bench-'));
  const stop = () => {
    ending?.();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const names = Object.keys(kinds) as Kind[];
  const seen = new Map<Kind, ObservedBoot[]>(names.map((kind) => [kind, []]));
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const kind of names) {
        const one = await boot(kind, folder);
        seen.get(kind)!.push(one);
        process.stderr.write(`${round} of ${rounds}, ${kind}: login prompt after ${rounded(one.login!)} s\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const logins = (kind: Kind) => seen.get(kind)!.map(({ login }) => login!);
  const ratio = (kind: Kind) => rounded(median(logins('ours').map((own, index) => own / logins(kind)[index]!)));
  const result = {
    medium: { release: medium.release, kernel: medium.kernel },
    rounds,
    goal_ratio: goal,
    ratio_to: Object.fromEntries(names.filter((kind) => kind !== 'ours').map((kind) => [kind, ratio(kind)])),
    seconds: Object.fromEntries(names.map((kind) => [kind, { what: kinds[kind], ...timesOf(seen.get(kind)!) }])),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return 0;
}
