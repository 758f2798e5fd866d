import { authorizedKey } from '../../profile/ssh-keys.ts';
import type { Login } from '../../remote/login/read.ts';
import type { Plan } from './plan.ts';

/** What a profile takes over from how people log in to the host now. */
export function loginOf(host: string, { keys, alpine }: Login): Pick<Plan, 'keys' | 'keyRemarks' | 'alpine'> {
  const usable = keys.filter((line) => authorizedKey.safeParse(line.trim()).success).map((line) => line.trim());
  const others = keys.length - usable.length;
  const remarks = [`From ~/.ssh/authorized_keys on ${host}. Remove keys that must not log in as root.`];
  if (others > 0) remarks.push(`${others} more ${others === 1 ? 'line' : 'lines'} of it cannot be in a profile.`);
  return {
    ...(usable.length > 0 ? { keys: [...new Set(usable)], keyRemarks: remarks } : {}),
    ...(alpine === undefined ? {} : { alpine }),
  };
}
