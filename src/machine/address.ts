/** domain:bus:slot of a function, which all functions of one card share. */
export const slotOf = (address: string): string => address.slice(0, address.lastIndexOf('.'));

/** As lspci prints it: without the domain if that is 0000. */
export const shortAddress = (address: string): string => address.replace(/^0000:/, '');

/** By domain, bus, slot and function; domains of virtual root ports have more digits than others. */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [a, b].map((address) => address.padStart(16, '0'));
  return left! < right! ? -1 : left! > right! ? 1 : 0;
}

/** The address that many routing ids (bus, slot, function) after another one; undefined beyond the last bus. */
export function addressAfter(address: string, distance: number): string | undefined {
  const { domain, id } = routingOf(address);
  const next = id + distance;
  if (next > 0xffff) return undefined;
  const digits = (value: number) => value.toString(16).padStart(2, '0');
  return `${domain}:${digits(next >> 8)}:${digits((next >> 3) & 0x1f)}.${next & 7}`;
}

/** Whether an address comes after another one of the same domain. */
export function isAfter(address: string, other: string): boolean {
  const [one, two] = [routingOf(address), routingOf(other)];
  return one.domain === two.domain && two.id > one.id;
}

function routingOf(address: string): { domain: string; id: number } {
  const [domain = '', bus = '', slot = '', number = ''] = address.split(/[:.]/);
  const [low, middle, high] = [number, slot, bus].map((part) => Number.parseInt(part, 16)) as [number, number, number];
  return { domain, id: high * 256 + middle * 8 + low };
}
