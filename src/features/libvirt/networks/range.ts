/** libvirt refuses a range whose ends differ in the second byte (virSocketAddrGetRange). */
const lastOfBlock = (address: number) => address - (address % 2 ** 16) + 2 ** 16 - 1;

export function netmask(length: number): string {
  return toText(2 ** 32 - 2 ** (32 - length));
}

/** The larger part of the range on either side of the host's own address; undefined if there is none. */
export function dhcpRange(host: string, length: number): { start: string; end: string } | undefined {
  if (length > 30) return undefined;
  const own = toNumber(host);
  const first = own - (own % 2 ** (32 - length));
  const last = first + 2 ** (32 - length) - 1;
  const [start, end] = own - first > last - own ? [first + 1, own - 1] : [own + 1, last - 1];
  return { start: toText(start), end: toText(Math.min(end, lastOfBlock(start))) };
}

export function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
