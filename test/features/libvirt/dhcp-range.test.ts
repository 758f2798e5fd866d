import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkView } from '#src/features/libvirt/networks/view.ts';

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

interface Range {
  start: string;
  end: string;
}

/** What guests of a network may get. */
function range(address: string, dhcp = true): Range | undefined {
  const network = { forward: 'nat', address, dhcp, stp: true, delay: 0, routes: [], autostart: true } as const;
  const { addresses } = networkView('net', 'uuid', { ...network, routes: [] }, 0) as {
    addresses: { dhcp?: { ranges: Range[] } }[];
  };
  return addresses[0]?.dhcp?.ranges[0];
}

test.each([
  ['192.168.122.1/24', '192.168.122.2', '192.168.122.254'],
  ['192.168.122.254/24', '192.168.122.1', '192.168.122.253'],
  ['192.168.122.100/24', '192.168.122.101', '192.168.122.254'],
  ['192.168.122.200/24', '192.168.122.1', '192.168.122.199'],
  ['10.0.0.1/30', '10.0.0.2', '10.0.0.2'],
  ['10.0.0.2/30', '10.0.0.1', '10.0.0.1'],
  ['172.16.0.1/16', '172.16.0.2', '172.16.255.254'],
  // libvirt takes no longer ones.
  ['10.0.0.1/8', '10.0.0.2', '10.0.255.255'],
])('with the host at %s guests get %s to %s', (address, start, end) => {
  expect(range(address)).toEqual({ start, end });
});

test.each(['10.0.0.0/31', '10.0.0.1/32'])('there is nothing to give away in %s', (address) => {
  expect(range(address)).toBeUndefined();
});

test('nothing is given away without DHCP', () => {
  expect(range('192.168.122.1/24', false)).toBeUndefined();
});

test('never the address of the host, of the network or of everybody, and always some within', () => {
  const hosts = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 30 }));
  const property = fc.property(hosts, ([bits, length]) => {
    const width = 2 ** (32 - length);
    const first = bits - (bits % width);
    // Never the first or the last of the network, which no host can have.
    const own = first + 1 + (bits % (width - 2));
    const text = [24, 16, 8, 0].map((shift) => Math.floor(own / 2 ** shift) % 256).join('.');
    const found = range(`${text}/${length}`);
    const [start, end] = [number(found?.start ?? ''), number(found?.end ?? '')];
    expect(start).toBeGreaterThan(first);
    expect(end).toBeLessThan(first + width - 1);
    expect(start).toBeLessThanOrEqual(end);
    expect(own < start || own > end).toBe(true);
    // virSocketAddrGetRange: the first two bytes of both ends are the same.
    expect(Math.floor(start / 2 ** 16)).toBe(Math.floor(end / 2 ** 16));
  });
  fc.assert(property, { seed: 20261128, numRuns: 2000 });
});
