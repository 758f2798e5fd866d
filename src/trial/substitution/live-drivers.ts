import type { StandIns } from '../hardware/stand-ins.ts';
import type { Substitution, Untested } from '../trial.ts';

/** The driver of the controller to which the medium is attached. */
const needed = 'ahci';

/**
 * An installed system has vfio-pci in its initramfs, where it comes before the drivers of disks and USB. The medium's
 * own initramfs has those drivers alone, so a live system in place of an installed one boots without them (blacklist=
 * of mkinitfs' init). The option is on the trial's kernel command line, not in the overlay: a host that really is
 * diskless boots without it.
 */
export function liveDrivers({ all }: StandIns): {
  options: string[];
  substitutions: Substitution[];
  untested: Untested[];
} {
  const drivers = [...new Set(all.flatMap(({ early }) => (early && early !== needed ? [early] : [])))].sort();
  const untested = all
    .filter(({ early }) => early === needed)
    .map(({ address }) => ({
      what: `that ${needed} does not bind ${address}`,
      why: 'the medium is attached to a controller of that driver, which its initramfs loads',
      subject: address,
      cannotHold: true,
    }));
  if (drivers.length === 0) return { options: [], substitutions: [], untested };
  const option = `blacklist=${drivers.join(',')}`;
  const to = `${option} when booting the medium`;
  const why =
    'the initramfs of an installed system loads vfio-pci before these drivers; that of the medium loads only them';
  return {
    options: [option],
    substitutions: [{ where: '/boot/options', from: 'nothing', to, why, features: [] }],
    untested,
  };
}
