import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'boot-option-set-by-installer': error<{ option: string }>(
    (v) => `the installer sets ${v.option} itself`,
    'Remove it: a second one would keep the machine from booting.',
  ),
  'boot-loader-firmware-mismatch': error<{ loader: string; firmware: string }>(
    (v) => `${v.loader} cannot boot a machine with ${v.firmware} firmware`,
    'Use loader: auto.',
  ),
  'console-among-options': warning<{ name: string }>(
    "a console among the kernel options gets kernel messages, but neither a login prompt nor the boot loader's menu",
    (v) => `Remove it, and write system: { console: [tty0, "${v.name}"] }.`,
  ),
});
