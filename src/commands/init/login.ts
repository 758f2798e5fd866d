import { authorizedKey, publicKey } from '../../profile/ssh-keys.ts';
import type { Login } from '../../remote/login/read.ts';
import { damagedKey } from '../../target/ssh-keys.ts';
import type { Plan } from './plan.ts';

/** What a profile takes over from how people log in to the host now. */
export function loginOf(
  host: string,
  { keys, alpine }: Login,
): Pick<Plan, 'keys' | 'keyRemarks' | 'passwordToo' | 'alpine'> {
  const lines = [...new Set(keys.map((line) => line.trim()))];
  const usable = lines.filter((line) => authorizedKey.safeParse(line).success && damagedKey(line) === undefined);
  const others = lines.length - usable.length;
  const left =
    others === 0
      ? []
      : [`${others} ${others === 1 ? 'line' : 'lines'} of ~/.ssh/authorized_keys on ${host} cannot be in a profile.`];
  const remarks = [`From ~/.ssh/authorized_keys on ${host}. Remove keys that must not log in as root.`];
  return {
    ...(usable.length > 0 ? { keys: usable } : {}),
    keyRemarks: [...(usable.length > 0 ? remarks : []), ...left],
    // Options may allow one command alone, or one address.
    ...(usable.some((line) => publicKey.safeParse(line).success) ? {} : { passwordToo: true }),
    ...(alpine === undefined ? {} : { alpine }),
  };
}
