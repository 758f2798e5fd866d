import type { Path, Problem } from '../../findings/finding.ts';
import { firstClaims } from '../../host/claims.ts';
import type { Host } from '../../host/host.ts';
import type { NetworkCard } from '../../machine/schema.ts';
import { problem, problemAt } from './codes.ts';
import { namedCards, portsOf } from './ports.ts';

/** Whether this machine has the network cards that the profile names, and does not pass them through. */
export function checkCards(host: Host): Problem[] {
  const nics = host.machine?.nics;
  return nics ? [...byAddress(host, nics), ...byName(host, nics), ...handedOver(host, nics)] : [];
}

function byAddress({ network: { interfaces } }: Host, nics: readonly NetworkCard[]): Problem[] {
  const macs = new Set(nics.map(({ mac }) => mac.toLowerCase()));
  return namedCards(interfaces)
    .filter(({ mac }) => !macs.has(mac))
    .map(({ mac, path }) => problem('card-not-in-facts', path, { mac, known: [...macs].join(', ') }));
}

interface Named {
  name: string;
  path: Path;
  /** The name is a key in the profile. */
  key: boolean;
}

/** Cards given by the kernel's names: ports, links of VLANs, and plain interfaces. */
function cardsByName({ network: { interfaces } }: Host): Named[] {
  const given = new Set(namedCards(interfaces).map(({ name }) => name));
  const ports = portsOf(interfaces)
    .filter(({ port }) => typeof port === 'string')
    .map(({ name, path }) => ({ name, path, key: false }));
  const plain = Object.entries(interfaces).flatMap(([name, { bridge, bond, vlan }]) => {
    const path: Path = ['network', 'interfaces', name];
    if (vlan) return [{ name: vlan.link, path: [...path, 'vlan', 'link'], key: false }];
    return bridge || bond ? [] : [{ name, path, key: true }];
  });
  const made = (name: string) => {
    const value = interfaces[name];
    return Boolean(value?.bridge || value?.bond || value?.vlan);
  };
  // The loopback interface is not a card: every machine has it.
  return [...ports, ...plain].filter(
    ({ name }) => name !== 'lo' && !given.has(name) && !made(name) && !name.includes('.'),
  );
}

/**
 * Alpine's mdev keeps the kernel's names: eth0, eth1 … in the order in which the cards are found. Facts collected under
 * another system have its names, so only the number of cards shows which ethN exist.
 */
function byName(host: Host, nics: readonly NetworkCard[]): Problem[] {
  const names = new Set(nics.map(({ name }) => name));
  const wired = nics.filter(({ name }) => !name.startsWith('wl')).length;
  return cardsByName(host).flatMap(({ name, path, key }) => {
    const number = /^eth(\d+)$/.exec(name)?.[1];
    const where = { path, key };
    if (number !== undefined ? names.has(name) || Number(number) < wired : /^wlan\d+$/.test(name) && names.has(name)) {
      return [];
    }
    const card = nics.find((nic) => nic.name === name);
    return card
      ? [problemAt('port-name-of-another-system', where, { name, mac: card.mac })]
      : [
          problemAt('port-not-in-facts', where, {
            name,
            known: nics.map((nic) => `${nic.name} (${nic.mac})`).join(', '),
          }),
        ];
  });
}

/** A port cannot belong to the host if its card is passed through. */
function handedOver(host: Host, nics: readonly NetworkCard[]): Problem[] {
  const claims = firstClaims(host);
  const macs = new Map(namedCards(host.network.interfaces).map(({ mac, path }) => [mac, path]));
  const names = new Map(cardsByName(host).map(({ name, path }) => [name, path]));
  return nics.flatMap(({ name, mac, controller }) => {
    const claim = controller ? claims.get(controller) : undefined;
    const path = macs.get(mac.toLowerCase()) ?? names.get(name);
    if (!claim || !path) return [];
    const related = [{ path, message: 'the host uses it here' }];
    return [problem('port-passed-through', claim.path, { device: claim.address, name, mac }, { related })];
  });
}
