import type { Profile } from '../../host/schema.ts';
import { resolveSelector } from '../../machine/selectors.ts';
import type { ResolveContext } from '../feature.ts';

type PassthroughProfile = Profile['passthrough'];

export interface Passthrough extends PassthroughProfile {
  /** For each of `devices` its PCI addresses; null where only the machine can tell, or where several may be meant. */
  addresses: (string[] | null)[];
}

export function resolve(passthrough: Profile['passthrough'], { machine }: ResolveContext): Passthrough {
  const addresses = passthrough.devices.map((device) => {
    const found = resolveSelector(device, machine) ?? null;
    const onePlace = typeof device === 'object' && ('usb' in device || 'usb_port' in device);
    return onePlace && found && found.length > 1 ? null : found;
  });
  return { ...passthrough, addresses };
}
