/** An IP address with its prefix length, in numbers. */
export interface Network {
  family: 4 | 6;
  length: number;
  own: bigint;
  /** The first and last address of the network. */
  first: bigint;
  last: bigint;
}

/** The network of `address/length`; an address alone is a network of itself. */
export function networkOf(prefix: string): Network {
  const [address = '', length] = prefix.split('/');
  const family = address.includes(':') ? 6 : 4;
  const bits = family === 6 ? 128 : 32;
  const own = family === 6 ? fromColons(address) : fromDots(address);
  const used = length === undefined ? bits : Number(length);
  const size = 1n << BigInt(bits - used);
  const first = own - (own % size);
  return { family, length: used, own, first, last: first + size - 1n };
}

/** Whether an address is in the network of `prefix`. */
export function isWithin(address: string, prefix: string): boolean {
  const [one, network] = [networkOf(address), networkOf(prefix)];
  return one.family === network.family && one.own >= network.first && one.own <= network.last;
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [networkOf(one), networkOf(other)];
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** The first and the last address of an IPv4 network, which no host has; a /31 has neither (RFC 3021). */
export function isReserved(address: string, prefix: string): boolean {
  const { family, length, first, last } = networkOf(prefix);
  const { own } = networkOf(address);
  return family === 4 && length < 31 && (own === first || own === last);
}

function fromDots(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** `::` stands for as many zeros as are missing, and the last 32 bits may be written with dots (RFC 4291, 2.2). */
function fromColons(address: string): bigint {
  const dotted = /[^:]*\.[^:]*$/.exec(address)?.[0];
  const low = dotted === undefined ? undefined : fromDots(dotted);
  const text =
    low === undefined
      ? address
      : address.replace(dotted!, `${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  const [head = '', tail] = text.split('::');
  const parts = (half: string | undefined) => (half ? half.split(':') : []);
  const zeros = tail === undefined ? 0 : 8 - parts(head).length - parts(tail).length;
  const all = [...parts(head), ...Array<string>(zeros).fill('0'), ...parts(tail)];
  return all.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}
