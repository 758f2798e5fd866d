import { compareAddresses } from '../address.ts';
import type { Draft } from './draft.ts';

/**
 * A complete list of lspci, which has a host bridge and an ISA bridge, shows every function up to its last one: what only
 * a list of groups has was there at another time.
 */
export function findAbsent(draft: Draft): void {
  const functions = [...draft.functions.values()].sort((a, b) => compareAddresses(a.address, b.address));
  const listed = functions.filter(({ listedAt }) => listedAt);
  const has = (kind: string) => listed.some((fn) => fn.class?.startsWith(kind));
  const last = listed.at(-1);
  if (!last || !has('0600') || !has('0601')) return;
  for (const fn of functions.slice(0, functions.indexOf(last))) {
    if (!fn.lists.has('grouped') || fn.listedAt || !fn.class) continue;
    fn.disputed.add('presence');
    const after = listed.find((other) => compareAddresses(other.address, fn.address) > 0)!;
    draft.contradicts(after.listedAt!, fn.address, 'presence', 'listed', 'absent');
  }
}
