import type { Host } from '../../host/host.ts';
import type { Substitution } from '../trial.ts';
import { type Changed, type Situation, substitution } from './substitute.ts';

/** Uses the firmware that the trial was started with, whatever the facts say, and a matching boot loader. */
export function firmware(host: Host, { firmware, install }: Situation): Changed {
  const substitutions: Substitution[] = [];
  let { machine, boot } = host;
  const measured = machine?.firmware;
  if (machine && measured && measured !== firmware) {
    const why = firmware === 'uefi' ? 'the trial uses UEFI because of --uefi' : 'the trial uses a BIOS without --uefi';
    substitutions.push(substitution(['facts'], `firmware ${measured}`, firmware, why, 'install'));
    machine = { ...machine, firmware };
  }
  // GRUB works with both.
  if (install && firmware === 'uefi' && boot.loader === 'extlinux') {
    substitutions.push(
      substitution(['boot', 'loader'], 'extlinux', 'auto', 'extlinux boots only from a BIOS', 'install'),
    );
    boot = { ...boot, loader: 'auto' };
  }
  return { host: { ...host, machine, boot }, substitutions, untested: [] };
}
