import type { Host } from './host.ts';

type Interfaces = Host['network']['interfaces'];
type Port = NonNullable<Interfaces[string]['bridge']>['ports'][number];

/** A card that is found by its MAC address and renamed before networking starts. */
export interface NamedCard {
  name: string;
  mac: string;
  path: (string | number)[];
}

/** The name of a port. One that has only a MAC address is called `nic` and the last three bytes of the address. */
export function portName(port: Port): string {
  if (typeof port === 'string') return port;
  return port.name ?? `nic${port.mac.toLowerCase().split(':').slice(3).join('')}`;
}

/** The ports of a bridge or bond with their paths. */
export function portsOf(
  interfaces: Interfaces,
): { owner: string; name: string; port: Port; path: (string | number)[] }[] {
  return Object.entries(interfaces).flatMap(([owner, { bridge, bond }]) =>
    (['bridge', 'bond'] as const).flatMap((kind) =>
      ((kind === 'bridge' ? bridge : bond)?.ports ?? []).map((port, index) => ({
        owner,
        name: portName(port),
        port,
        path: ['network', 'interfaces', owner, kind, 'ports', index],
      })),
    ),
  );
}

/** Every card that the profile identifies by its MAC address. */
export function namedCards(interfaces: Interfaces): NamedCard[] {
  const plain = Object.entries(interfaces).flatMap(([name, { mac }]) =>
    mac ? [{ name, mac: mac.toLowerCase(), path: ['network', 'interfaces', name, 'mac'] }] : [],
  );
  const ports = portsOf(interfaces).flatMap(({ name, port, path }) =>
    typeof port === 'string' ? [] : [{ name, mac: port.mac.toLowerCase(), path: [...path, 'mac'] }],
  );
  return [...plain, ...ports];
}
