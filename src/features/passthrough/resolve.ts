import type { Passthrough } from '../../host/passthrough.ts';
import type { ResolveContext } from '../../host/resolve-context.ts';
import type { Profile } from '../../host/schema.ts';
import { resolveSelector } from '../../machine/selectors.ts';

export function resolve(passthrough: Profile['passthrough'], { machine }: ResolveContext): Passthrough {
  const addresses = passthrough.devices.map((device) => {
    const found = resolveSelector(device, machine) ?? null;
    const onePlace = typeof device === 'object' && ('usb' in device || 'usb_port' in device);
    return onePlace && found && found.length > 1 ? null : found;
  });
  return { ...passthrough, addresses };
}
