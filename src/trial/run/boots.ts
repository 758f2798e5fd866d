import type { Prepared } from '../trial.ts';
import { Log } from './log.ts';
import type { Moment, Observed } from './observed.ts';
import { runMachine } from './qemu-process.ts';

/**
 * Seconds without a sign of life after which a machine hangs. An emulated one that starts from a disk with a quiet
 * kernel says nothing from power-on to OpenRC, which took half a minute on two old cores; later the guest tells every
 * ten seconds that it is alive.
 */
const stalls = { kvm: 60, tcg: 180 };

export interface RunOptions {
  environment: Readonly<Record<string, string | undefined>>;
  /** Seconds that are left, and how many there were in all. */
  left: number;
  timeout: number;
  /** Where the console is kept. */
  log: string;
  stall?: number;
  grace?: number;
  show: (moment: Moment) => void;
  /** Receives what ends the machine at once if this program is asked to stop; and undefined when none runs. */
  guard: (end: (() => void) | undefined) => void;
}

/** Starts one machine after the other, until one does not get to its end. */
export async function runBoots(prepared: Prepared, options: RunOptions): Promise<Observed> {
  const { environment, timeout, show, guard } = options;
  const { folder, accelerator, passphrase } = prepared;
  const observed: Observed = { boots: [] };
  const log = new Log(options.log, passphrase === undefined ? [] : [passphrase]);
  let passed = 0;
  try {
    for (const plan of prepared.boots) {
      const boot = await runMachine(plan, {
        ...{ folder, environment, log, timeout, passphrase },
        left: options.left - passed,
        grace: options.grace,
        stall: options.stall ?? stalls[accelerator.name],
        show: ({ current }, at, line) => show({ boot: plan.name, stage: current, at: passed + at, line }),
        guard,
      });
      observed.boots.push(boot);
      passed += boot.seconds;
      if (boot.failure) break;
    }
  } finally {
    log.end();
  }
  return observed;
}
