import type { Observed, ObservedBoot } from '../run/observed.ts';
import type { StageName } from '../run/stages.ts';

/** One stage of a boot: its beginning and duration, in seconds since the power-on of that boot. */
interface Step {
  stage: StageName;
  at: number;
  seconds: number;
}

export interface BootTimes {
  from: ObservedBoot['name'];
  /** From power-on to power-off. */
  seconds: number;
  /** When the login prompt appeared on the console. */
  login: number | null;
  stages: Step[];
}

export interface Timeline {
  boots: BootTimes[];
  /** From the first power-on to a target that has converged; null if that was not reached. */
  ready: number | null;
}

const rounded = (seconds: number) => Math.round(seconds * 10) / 10;

/** The events with their times. */
export function timelineOf({ boots }: Observed): Timeline {
  let passed = 0;
  let ready: number | null = null;
  for (const { report, stages, seconds } of boots) {
    const converged = stages.find(({ name }) => name === 'verify');
    if (converged && report.events.has('converged')) ready = rounded(passed + converged.at);
    passed += seconds;
  }
  return { boots: boots.map(timesOf), ready };
}

function timesOf({ name, seconds, login, stages }: ObservedBoot): BootTimes {
  const steps = stages.map((stage, index) => ({
    stage: stage.name,
    at: rounded(stage.at),
    seconds: rounded((stages[index + 1]?.at ?? seconds) - stage.at),
  }));
  return { from: name, seconds: rounded(seconds), login: login === undefined ? null : rounded(login), stages: steps };
}
