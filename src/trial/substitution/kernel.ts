import type { Host } from '../../host/host.ts';
import { emulatedOptions } from '../hardware/accelerator.ts';
import type { Substitution } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

/** The first serial port, which the trial reads; the second is for the guest's report. */
const serial = 'ttyS0,115200';

/** Kernel options: the console, and options for emulation. */
export function kernel(host: Host, { accelerator }: Situation): Changed {
  const substitutions: Substitution[] = [];
  const before = host.system.console;
  const console = [...before.filter((name) => !/^ttyS[01]\b/.test(name)), serial];
  const last = before.at(-1) ?? '';
  const fits = /^ttyS0\b/.test(last) && !before.some((name) => name.startsWith('ttyS1'));
  if (!fits) {
    const why = 'the trial reads the first serial port and uses the second one itself';
    substitutions.push(substitution(['system', 'console'], before, console, why, 'system', 'collected'));
  }

  const { options } = host.boot;
  const loud = options.filter((option) => option !== 'quiet');
  if (loud.length < options.length) {
    const why = 'boot messages show the progress';
    substitutions.push(substitution(['boot', 'options'], 'quiet', undefined, why, 'boot', 'collected'));
  }
  const more = accelerator === 'tcg' ? emulatedOptions.filter((option) => !loud.includes(option)) : [];
  if (more.length > 0) {
    const why = 'an emulated processor is slow, and its timer is late';
    substitutions.push(substitution(['boot', 'options'], undefined, more.join(' '), why, 'boot', 'collected'));
  }
  return {
    host: {
      ...host,
      system: { ...host.system, console: fits ? before : console },
      boot: { ...host.boot, options: [...loud, ...more] },
    },
    substitutions,
    untested: [],
  };
}
