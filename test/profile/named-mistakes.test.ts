import { describe, expect, test } from 'vitest';
import { findingsFor } from '../support/reported.ts';

const first = async (keys: string) => (await findingsFor(keys))[0]!;
const address = (ipv4: string) => `network: { interfaces: { eth0: { ipv4: { address: ${ipv4} } } } }`;

describe('a finding names the part that is wrong', () => {
  test.each([
    [address('10.1.400.140/24'), '400 is more than 255'],
    [address('10.1.4.140/40'), '/40 is more than /32'],
    [address('10.01.4.140/24'), '01 begins with 0'],
    ['network: { dns: { servers: [9.9.9.999] } }', '999 is more than 255'],
    [address('10.1.4/24'), 'an IPv4 address with its prefix length'],
  ])('%s: %s', async (keys, text) => {
    const { code, message } = await first(keys);
    expect(code).toBe('invalid-value');
    expect(message).toContain(text);
  });
});

describe('items of a list in one text get commas', () => {
  test.each([
    ['packages: [vim pciutils]', '[vim, pciutils]'],
    ['packages: ["vim,pciutils"]', '[vim, pciutils]'],
    ['network: { interfaces: { br0: { bridge: { ports: [eth0 eth1] }, ipv4: dhcp } } }', '[eth0, eth1]'],
  ])('%s: %s', async (keys, list) => {
    expect((await first(keys)).remedy).toContain(`Put a comma between the items of a list: ${list}`);
  });

  test('but not words that are no items by themselves', async () => {
    expect((await first('packages: ["vim !§"]')).remedy).toMatch(/^Write it as in \/etc\/apk\/world/);
  });
});

test('an SSH key with DSA is not to be copied again: OpenSSH does not accept its type', async () => {
  const key = `ssh-dss AAAAB3NzaC1kc3MAAACB${'A'.repeat(60)} ana@desk`;
  const { message, remedy } = await first(`access: { root: { authorized_keys: ["${key}"] } }`);
  expect(message).toMatch(/no longer takes DSA/);
  expect(remedy).toMatch(/ssh-keygen -t ed25519/);
});
