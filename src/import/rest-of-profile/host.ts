import { usualRelease } from '../../target/releases.ts';
import { bridgesOf } from './bridges.ts';
import { devicesOf } from './devices.ts';
import type { Guests } from './guests.ts';
import { hugepagesFor } from './hugepages.ts';
import { libvirtOf } from './libvirt.ts';

export type Section = Record<string, unknown>;

/** A host that has what the guests name. Placeholders take the place of what only its owner knows. */
export function hostAround(vms: Guests): Section {
  const hugepages = hugepagesFor(vms);
  const devices = devicesOf(vms);
  return {
    hostname: 'kvm1',
    alpine: { release: usualRelease },
    access: { root: { password: { prompt: true } } },
    network: { interfaces: bridgesOf(vms) },
    ...(hugepages.length > 0 ? { tuning: { hugepages } } : {}),
    install: { disk: { serial: 'CHANGE-ME-SERIAL' } },
    ...(devices.length > 0 ? { passthrough: { devices } } : {}),
    libvirt: libvirtOf(vms),
  };
}
