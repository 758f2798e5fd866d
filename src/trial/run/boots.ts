import type { Prepared } from '../trial.ts';
import { Log } from './log.ts';
import type { Moment, Observed } from './observed.ts';
import { runMachine } from './qemu-process.ts';

/**
 * Seconds without output after which a machine is considered hung. An emulated one that boots from a disk with a quiet
 * kernel prints nothing from power-on to OpenRC, which took half a minute on two old cores; later the guest sends a
 * sign of life every ten seconds.
 */
const stalls = { kvm: 60, tcg: 180 };

export interface RunOptions {
  environment: Readonly<Record<string, string | undefined>>;
  /** The remaining seconds, and the total. */
  left: number;
  timeout: number;
  /** The log of the console. */
  log: string;
  stall?: number;
  grace?: number;
  show: (moment: Moment) => void;
  /**
   * Receives a function that ends the machine at once, for when a signal stops this program; undefined when none runs.
   */
  guard: (end: (() => void) | undefined) => void;
}

/** Runs one machine after the other, until one fails. */
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
