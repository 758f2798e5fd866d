import { type Element, mapChildren } from '#src/xml/element.ts';
import type { Leftover } from '../../imported.ts';
import { withoutSecrets } from '../secrets.ts';

/** A pool's definition without the login to its server, of which nothing is shown. */
export function withoutLogin(root: Element, leftovers: Leftover[]): Element {
  const plain = mapChildren(root, (source) => {
    if (source.name !== 'source') return source;
    return mapChildren(source, (each) => {
      if (each.name !== 'auth') return each;
      leftovers.push(loginLost(each.start));
      return undefined;
    });
  });
  return withoutSecrets(plain, leftovers);
}

const loginLost = (offset: number): Leftover => ({
  kind: 'lost',
  where: 'pool/source/auth',
  value: 'not shown',
  why: 'a profile must not contain secrets, and pools have no key for a login',
  remedy:
    'If the server asks for a login, define this pool on the target yourself: virsh secret-define, virsh secret-set-value and virsh pool-define.',
  offset,
});
