import { describe, expect, test } from 'vitest';
import { afterActing, remediesFor } from '../support/foreign-keys.ts';

const onCard = (keys: string) => `network: { interfaces: { eth0: { ${keys} } } }`;

describe('an interface asks for an address where the other tool does, and only there', () => {
  test.fails.each(['bootproto: none', 'dhcp4: no', 'method: manual', 'dhcp: false', 'inet: manual'])(
    'not for %s',
    (keys) => {
      expect(afterActing(onCard(keys))).toMatchObject({ network: { interfaces: { eth0: { ipv4: 'none' } } } });
    },
  );

  test.fails.each(['inet: static', 'method: static', 'bootproto: static'])(
    'and a static one is left to the user: %s',
    (keys) => {
      const remedy = `Write ipv4: { address: … } in place of "${keys.split(':')[0]}".`;
      expect(remediesFor(onCard(keys))).toEqual([remedy]);
      expect(afterActing(onCard(keys))).toBe(remedy);
    },
  );

  test.each(['bootproto: dhcp', 'dhcp4: yes', 'method: auto', 'dhcp: true', 'inet: dhcp'])('%s', (keys) => {
    expect(afterActing(onCard(keys))).toMatchObject({ network: { interfaces: { eth0: { ipv4: 'dhcp' } } } });
  });
});
