import path from 'node:path';
import type { BootPlan } from '../trial.ts';
import { Console } from './console.ts';
import type { Log } from './log.ts';
import type { Failure, ObservedBoot } from './observed.ts';
import { Report } from './report.ts';
import { Stages } from './stages.ts';
import { Tail } from './tail.ts';

export interface Settings {
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  log: Log;
  /** The remaining seconds for it, and the total. */
  left: number;
  timeout: number;
  /** Seconds without output after which it is considered hung. */
  stall: number;
  /** Seconds after the login prompt within which the guest's service must report. */
  grace?: number | undefined;
  /** Typed when the initramfs asks for the passphrase of the root file system. */
  passphrase?: string | undefined;
  show: (stages: Stages, at: number, line: string) => void;
  /** Receives a function that ends it at once, and undefined when it has ended. */
  guard: (end: (() => void) | undefined) => void;
}

/**
 * The console uses QEMU's own streams, the guest's report a file: that needs neither sockets nor privileges. With
 * -no-reboot QEMU ends when the machine would restart.
 */
const lines = (reportFile: string) => [
  ...['-display', 'none', '-monitor', 'none', '-no-reboot'],
  ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console', '-serial', `file:${reportFile}`],
];

/** Frequent enough for accurate times, rare enough to be cheap. */
const every = 100;

/** Starts a machine and follows it until it ends or fails. */
export async function runMachine(plan: BootPlan, settings: Settings): Promise<ObservedBoot> {
  const { folder, log, left, timeout, stall, grace = 5, passphrase, show, guard } = settings;
  const { execa } = await import('execa');
  const begun = performance.now();
  const now = () => (performance.now() - begun) / 1000;
  const stages = new Stages();
  const guestConsole = new Console(stages, { overlay: plan.name === 'medium' });
  const reportFile = `report-${plan.name}`;
  const tail = new Tail(path.join(folder, reportFile));
  const report = new Report((event) => {
    if (event === 'converging') stages.begin('converge', now());
    if (event === 'converged' || event === 'absent') stages.begin('verify', now());
    if (event === 'end') stages.begin('power-off', now());
  });
  let failure: Failure | undefined;
  let signOfLife = 0;
  let over = false;

  log.heading(`boot from ${plan.name}`);
  const qemu = execa(plan.program, [...plan.words, ...lines(reportFile)], {
    cwd: folder,
    env: { ...settings.environment },
    extendEnv: false,
    stdin: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: 5000,
  });
  guard(() => qemu.kill('SIGKILL'));
  const stop = (reason: Failure) => {
    if (over) return;
    over = true;
    failure = reason;
    qemu.kill();
  };
  const listen = () => {
    const piece = tail.read();
    if (piece !== '') signOfLife = now();
    report.feed(piece);
  };
  const look = () => {
    listen();
    if (guestConsole.trouble) stop(guestConsole.trouble);
    // The service has reported before a login is possible.
    if (guestConsole.login && !report.events.has('begun') && now() - guestConsole.login.at > grace) {
      stop({ kind: 'no-service', prompt: guestConsole.login.prompt });
    }
    if (now() > left) stop({ kind: 'time', seconds: timeout });
    if (now() - signOfLife > stall) stop({ kind: 'hung', seconds: stall });
    show(stages, now(), guestConsole.last.at(-1) ?? '');
  };
  let answered = 0;
  qemu.stdout.on('data', (piece: Buffer) => {
    signOfLife = now();
    log.write(piece);
    guestConsole.feed(piece, now());
    if (passphrase !== undefined && guestConsole.passphraseAsked > answered) qemu.stdin.write(`${passphrase}\n`);
    else if (guestConsole.passphraseAsked > answered)
      stop({ kind: 'asked', question: 'the passphrase of the root file system' });
    answered = guestConsole.passphraseAsked;
    look();
  });
  // Input to a machine that has just ended is lost, which is not an error.
  qemu.stdin.on('error', () => {});
  const complaints: Buffer[] = [];
  qemu.stderr.on('data', (piece: Buffer) => void complaints.push(piece));
  const clock = setInterval(look, every);
  const ended = await qemu;
  clearInterval(clock);
  guard(undefined);
  listen();
  guestConsole.end();
  // The last lines may contain the reason.
  if (!over && guestConsole.trouble) failure = guestConsole.trouble;
  failure ??= failureOf(plan, ended, guestConsole.ending, report, Buffer.concat(complaints).toString());
  return {
    name: plan.name,
    seconds: now(),
    stages: stages.all,
    ...(guestConsole.login ? { login: guestConsole.login.at } : {}),
    ...(guestConsole.ending ? { ending: guestConsole.ending } : {}),
    report,
    notices: guestConsole.notices,
    passphraseAsked: guestConsole.passphraseAsked,
    ...(failure ? { failure } : {}),
    last: guestConsole.last,
  };
}

interface Ended {
  exitCode?: number | undefined;
  code?: string | undefined;
  signal?: string | undefined;
}

/** Why its end is a failure, if it is. */
function failureOf(
  { program, ends }: BootPlan,
  { exitCode, code, signal }: Ended,
  ending: ObservedBoot['ending'],
  report: Report,
  complaints: string,
): Failure | undefined {
  // If a signal ends QEMU, its exit status is 0 (QEMU, os-posix.c and system/runstate.c).
  const killed = /terminating on signal .*/.exec(complaints)?.[0];
  if (exitCode === 0 && killed && ending === undefined) return { kind: 'qemu', reason: killed };
  if (exitCode !== 0) {
    const how = signal ? `${program} was ended by ${signal}` : `${program} ended with ${exitCode ?? code}`;
    const reason = code === 'ENOENT' ? `the program ${program} was not found` : complaints.trim() || how;
    return { kind: 'qemu', reason };
  }
  if (ends === 'reboot' && report.ended !== undefined) return { kind: 'not-installed' };
  if (ending === ends) return undefined;
  return { kind: 'ended', expected: ends, by: ending ?? 'reset' };
}
