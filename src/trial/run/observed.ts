import type { BootPlan } from '../trial.ts';
import type { Report } from './report.ts';
import type { Notice, Trouble } from './signs.ts';
import type { Stage, StageName } from './stages.ts';

/** Why a boot failed. */
export type Failure =
  | Trouble
  /** QEMU did not start, or ended unexpectedly. */
  | { kind: 'qemu'; reason: string }
  /** The guest stopped reporting. */
  | { kind: 'hung'; seconds: number }
  | { kind: 'time'; seconds: number }
  /** The machine ended in an unexpected way. */
  | { kind: 'ended'; expected: 'reboot' | 'poweroff'; by: 'reboot' | 'poweroff' | 'reset' }
  /** The guest reported that the installer failed. */
  | { kind: 'not-installed' };

/** The observations of one boot. Times are seconds since its power-on. */
export interface ObservedBoot {
  name: BootPlan['name'];
  /** When the machine was off. */
  seconds: number;
  stages: Stage[];
  /** When the login prompt appeared. */
  login?: number;
  ending?: 'reboot' | 'poweroff';
  report: Report;
  notices: Notice[];
  passphraseAsked: number;
  failure?: Failure;
  /** The last lines of the console. */
  last: string[];
}

/** The progress of a boot. */
export interface Moment {
  boot: BootPlan['name'];
  stage: StageName;
  /** Seconds since the first power-on. */
  at: number;
  line: string;
}

/** All observations; the last boot has the failure, if any. */
export interface Observed {
  boots: ObservedBoot[];
}
