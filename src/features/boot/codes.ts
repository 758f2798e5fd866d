import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'boot-option-owned': error<{ option: string }>(
    (v) => `the installer writes ${v.option} itself`,
    'Take it out: a second one keeps the machine from booting.',
  ),
  'boot-loader-firmware': error<{ loader: string; firmware: string }>(
    (v) => `${v.loader} does not boot a machine with ${v.firmware} firmware`,
    'Use loader: auto.',
  ),
});
