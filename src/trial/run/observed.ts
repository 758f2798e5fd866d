import type { BootPlan } from '../trial.ts';
import type { Report } from './report.ts';
import type { Notice, Trouble } from './signs.ts';
import type { Stage, StageName } from './stages.ts';

/** Why a boot did not get to its end. */
export type Failure =
  | Trouble
  /** QEMU did not start, or ended without being asked. */
  | { kind: 'qemu'; reason: string }
  /** The guest stopped reporting. */
  | { kind: 'hung'; seconds: number }
  | { kind: 'time'; seconds: number }
  /** The machine ended in another way than it should. */
  | { kind: 'ended'; expected: 'reboot' | 'poweroff'; by: 'reboot' | 'poweroff' | 'reset' }
  /** The installer did not get to its end, and the guest has said so. */
  | { kind: 'not-installed' };

/** What was seen of one boot. Times are seconds since its power-on. */
export interface ObservedBoot {
  name: BootPlan['name'];
  /** When the machine was off again. */
  seconds: number;
  stages: Stage[];
  /** When the login prompt came. */
  login?: number;
  ending?: 'reboot' | 'poweroff';
  report: Report;
  notices: Notice[];
  passphraseAsked: number;
  failure?: Failure;
  /** What the console said last. */
  last: string[];
}

/** What can be shown of a boot while it goes on. */
export interface Moment {
  boot: BootPlan['name'];
  stage: StageName;
  /** Seconds since the first power-on. */
  at: number;
  line: string;
}

/** All that was seen; the last boot has the failure, if there was one. */
export interface Observed {
  boots: ObservedBoot[];
}
