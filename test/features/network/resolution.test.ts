import { expect, test } from 'vitest';
import { leastProfile } from '../../support/run.ts';
import { targetFiles } from '../../support/target.ts';

const profile = (ipv4: string, dns: string) =>
  `${leastProfile}network: { interfaces: { eth0: { ipv4: ${ipv4} } }, dns: ${dns} }\n`;
const fixed = '{ address: 10.0.0.2/24 }';

async function resolution(text: string) {
  const files = await targetFiles(text);
  return [files['etc/resolv.conf'], files['etc/udhcpc/udhcpc.conf']];
}

test('with fixed addresses, servers and domains are written to resolv.conf', async () => {
  const files = await resolution(profile(fixed, '{ servers: [9.9.9.9, "fd00::1"], search: [lan.example, example] }'));
  expect(files).toEqual(['search lan.example example\nnameserver 9.9.9.9\nnameserver fd00::1\n', undefined]);
});

test('DHCP without a word about names leaves both to the lease', async () => {
  expect(await resolution(profile('dhcp', '{}'))).toEqual([undefined, undefined]);
});

test('DHCP with servers: the lease may not replace them', async () => {
  const [resolv, settings] = await resolution(profile('dhcp', '{ servers: [9.9.9.9], search: [lan.example] }'));
  expect(resolv).toBe('search lan.example\nnameserver 9.9.9.9\n');
  expect(settings).toMatch(/^RESOLV_CONF='no'$/m);
});

test('DHCP with domains alone: servers come from the lease, domains go through the script that writes them', async () => {
  const [resolv, settings] = await resolution(profile('dhcp', '{ search: [lan.example, example] }'));
  expect(resolv).toBeUndefined();
  expect(settings).toMatch(/^search='lan.example example'$/m);
  expect(settings).not.toMatch(/^RESOLV_CONF/m);
});
