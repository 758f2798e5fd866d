import { domainView } from '../../features/vms/domain.ts';
import { resolve } from '../../features/vms/resolve.ts';
import { vmsSchema } from '../../features/vms/schema.ts';
import type { Host } from '../../pipeline/host.ts';
import type { Profile } from '../../profile/schema.ts';
import { renderView } from '../../tree/templates.ts';
import type { Beside } from '../imported.ts';

/** A name that no host will have, so that nothing which derives from the host's name looks as if it had been said. */
const hostname = 'import.invalid';

export interface Rendered {
  text: string;
  /** It decides on packages, too. */
  firmware: string;
}

/** The definition that the project itself makes of a guest; undefined for what the schema does not take. */
export function renderGuest(name: string, guest: unknown, beside: Beside): Rendered | undefined {
  const parsed = vmsSchema.safeParse({ [name]: guest });
  if (!parsed.success) return undefined;
  const surroundings = {
    hostname,
    libvirt: beside.libvirt ?? { pools: {}, networks: {} },
    passthrough: { devices: [] },
    vms: parsed.data,
  };
  const profile = surroundings as unknown as Profile;
  const vms = resolve(parsed.data, { profile, machine: null, lock: null });
  const host = { ...surroundings, vms, machine: null, lock: null } as unknown as Host;
  const text = renderView({ template: 'vms/domain', values: domainView(name, vms[name]!, host) });
  return { text, firmware: vms[name]!.boot.firmware };
}
