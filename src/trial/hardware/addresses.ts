/** The addresses of one of QEMU's user networks; all are inside the network and distinct. */
export interface Addresses {
  net: string;
  /** The guest's gateway, which is this machine. */
  host: string;
  dns: string;
  /** The first DHCP lease. */
  lease: string;
  /** The address that is forwarded to the package server. */
  server: string;
}

/** The network of a card: that of its static address and gateway, or one like QEMU's default. */
export function addressesFor(wanted: { address: string; gateway?: string } | undefined, index: number): Addresses {
  return (wanted && around(wanted)) ?? around({ address: `10.0.${2 + index}.15/24`, gateway: `10.0.${2 + index}.2` })!;
}

function around({ address, gateway }: { address: string; gateway?: string }): Addresses | undefined {
  const [own = '', length = ''] = address.split('/');
  const prefix = Number(length);
  // Five hosts at least: the machine itself, gateway, name server, lease, server.
  if (prefix > 29 || prefix < 8) return undefined;
  const size = 2 ** (32 - prefix);
  const base = Math.floor(numberOf(own) / size) * size;
  const taken = new Set([numberOf(own), ...(gateway ? [numberOf(gateway)] : [])]);
  if (gateway && Math.floor(numberOf(gateway) / size) * size !== base) return undefined;
  const take = (): string => {
    for (let number = Math.min(base + size - 2, base + 200); number > base; number--) {
      if (!taken.has(number)) {
        taken.add(number);
        return textOf(number);
      }
    }
    throw new Error(`no address left in ${address}`);
  };
  // DHCP leases consecutive addresses, so the addresses after it must be free.
  const lease = take();
  return { net: `${textOf(base)}/${prefix}`, host: gateway ?? take(), dns: take(), server: take(), lease };
}

const numberOf = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const textOf = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
