import { describe, expect, test } from 'vitest';
import { domainsOf } from '../support/domains.ts';

const guest = (name: string, more = '') =>
  `${name}: { memory: 1GiB, networks: [{ bridge: br0 }, { bridge: br0 }]${more} }`;
const uuidIn = (xml = '') => /<uuid>(.*)<\/uuid>/.exec(xml)?.[1];
const macsIn = (xml = '') => [...xml.matchAll(/<mac address='([^']+)'\/>/g)].map(([, mac]) => mac);

describe('what a guest is known by', () => {
  test('is the same in every build', async () => {
    const [first, second] = [await domainsOf(guest('a')), await domainsOf(guest('a'))];
    expect(first).toEqual(second);
    // sha256 of uuid or mac, host, guest (and card), with NULs between, as sha256sum has it: another derivation would make
    // every guest that is already defined another one.
    expect(uuidIn(first.a)).toBe('e405aea5-8560-8409-aefe-41a4b0106583');
    expect(macsIn(first.a)).toEqual(['52:54:00:eb:24:9c', '52:54:00:4e:95:c4']);
  });

  test('stays when other guests come, and whatever else changes about it', async () => {
    const alone = await domainsOf(guest('b'));
    const among = await domainsOf(`${guest('a')}, ${guest('b', ', vcpus: 4, title: Renamed')}`);
    expect(uuidIn(among.b)).toBe(uuidIn(alone.b));
    expect(macsIn(among.b)).toEqual(macsIn(alone.b));
  });

  test('differs between guests, between hosts, and from card to card', async () => {
    const here = await domainsOf(`${guest('a')}, ${guest('b')}`);
    const there = await domainsOf(`${guest('a')}, ${guest('b')}`, 'other');
    const all = [here.a, here.b, there.a, there.b];
    expect(new Set(all.map(uuidIn)).size).toBe(4);
    expect(new Set(all.flatMap(macsIn)).size).toBe(8);
  });

  test('is not mixed up where names run together', async () => {
    const one = await domainsOf(guest('bc'), 'a');
    const two = await domainsOf(guest('c'), 'ab');
    expect(uuidIn(one.bc)).not.toBe(uuidIn(two.c));
  });

  test('is a UUID of version 8, and addresses in the range of QEMU', async () => {
    const { a } = await domainsOf(guest('a'));
    expect(uuidIn(a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const mac of macsIn(a)) expect(mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
  });

  test('is what the profile says, if it says so', async () => {
    const uuid = '11111111-2222-4333-8444-555555555555';
    const { a } = await domainsOf(
      `a: { memory: 1GiB, uuid: ${uuid}, networks: [{ bridge: br0, mac: "52:54:00:00:00:01" }, { bridge: br0 }] }`,
    );
    expect(uuidIn(a)).toBe(uuid);
    expect(macsIn(a)[0]).toBe('52:54:00:00:00:01');
    expect(macsIn(a)[1]).toBe(macsIn((await domainsOf(guest('a'))).a)[1]);
  });
});
