/** domain:bus:slot of a function, which all functions of one card share. */
export const slotOf = (address: string): string => address.slice(0, address.lastIndexOf('.'));

/** As lspci prints it: without the domain if that is 0000. */
export const shortAddress = (address: string): string => address.replace(/^0000:/, '');

/** By domain, bus, slot and function; domains of virtual root ports have more digits than others. */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [a, b].map((address) => address.padStart(16, '0'));
  return left! < right! ? -1 : left! > right! ? 1 : 0;
}
