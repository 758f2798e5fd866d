import { check } from '../../features/vms/check.ts';
import { resolve } from '../../features/vms/resolve.ts';
import { hasErrors } from '../../findings/finding.ts';
import type { Values } from '../../guest/reader.ts';
import type { Host } from '../../host/host.ts';
import { profileSchema } from '../../host/schema.ts';
import type { RestOfProfile } from '../imported.ts';
import { hostAround } from '../rest-of-profile/host.ts';

/** Paths below a guest that `check` would reject on a host that has everything it names; libvirt may accept them. */
export function refused(name: string, guest: Values, restOfProfile: RestOfProfile): PropertyKey[][] {
  const vms = { [name]: guest };
  const around = hostAround(vms);
  const parsed = profileSchema.safeParse({ ...around, libvirt: restOfProfile.libvirt ?? around.libvirt, vms });
  if (!parsed.success) return [];
  const { extends: _, ...rest } = parsed.data;
  const context = { profile: parsed.data, machine: null, lock: null };
  const host = { ...rest, vms: resolve(rest.vms, context), machine: null, lock: null } as unknown as Host;
  return check(host)
    .filter((each) => hasErrors([each]))
    .flatMap(({ where: { path = [] } }) => (path[0] === 'vms' && path.length > 2 ? [path.slice(2)] : []));
}
