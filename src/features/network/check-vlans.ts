import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { vlanNumber } from '../../profile/hardware.ts';
import { originOfName } from '../../target/card-names.ts';
import { problem, problemAt } from './codes.ts';

type Vlan = Host['network']['interfaces'][string]['vlan'];

export function checkVlans(host: Host): Problem[] {
  return [...vlanLinkMissing(host), ...vlanNameMisleads(host), ...vlanIdTaken(host)];
}

/** Whether a card may have the name, here or on another system; then that is what is reported. */
const isOfCard = (name: string) => ['kernel', 'other-system'].includes(originOfName(name));
const at = (name: string, ...rest: (string | number)[]) => ['network', 'interfaces', name, ...rest];

function vlanLinkMissing({ network: { interfaces } }: Host): Problem[] {
  const cards = new Set(portsOf(interfaces).map(({ name }) => name));
  return Object.entries(interfaces).flatMap(([name, { vlan }]) => {
    if (!vlan || interfaces[vlan.link] || cards.has(vlan.link) || isOfCard(vlan.link)) return [];
    return [problem('vlan-link-unknown', at(name, 'vlan', 'link'), { link: vlan.link })];
  });
}

/** A link has each VLAN once (register_vlan_dev, EEXIST). */
function vlanIdTaken({ network: { interfaces } }: Host): Problem[] {
  const all = Object.entries(interfaces).flatMap(([name, { vlan }]) => (vlan ? [{ name, ...vlan }] : []));
  return all.flatMap(({ name, link, id }, index) => {
    const other = all.slice(0, index).find((each) => each.link === link && each.id === id);
    if (!other) return [];
    const related = [{ path: at(other.name, 'vlan', 'id'), message: `${other.name} has it here` }];
    return [problem('vlan-id-taken', at(name, 'vlan', 'id'), { id, link, owner: other.name }, { related })];
  });
}

/** ifupdown-ng reads some names as VLANs, whatever the options below them say (its link executor, is_vlan). */
function vlanNameMisleads({ network: { interfaces } }: Host): Problem[] {
  return Object.entries(interfaces).flatMap(([name, { vlan, bridge, bond, mac }]) => {
    const read = readingOf(name, vlan);
    if (!read) return [];
    const plain = !vlan && !bridge && !bond && !mac;
    return [problemAt('vlan-name-misleading', { path: at(name), key: true }, { name, ...read, plain, vlan })];
  });
}

/** How ifupdown-ng interprets a name, if that contradicts the profile: in words, and with the VLAN that the name says. */
function readingOf(name: string, vlan: Vlan): { meaning: string; id?: number; link?: string } | undefined {
  if (name.startsWith('vlan')) {
    if (!vlan || name === `vlan${vlan.id}`) return undefined;
    const rest = name.slice('vlan'.length);
    return name.includes('.')
      ? { meaning: 'something other than a VLAN' }
      : { meaning: `the VLAN ${rest || 'without an id'}`, ...numbered(rest), link: vlan.link };
  }
  const dot = name.lastIndexOf('.');
  if (dot < 0 || (vlan && name === `${vlan.link}.${vlan.id}`)) return undefined;
  const [link, rest] = [name.slice(0, dot), name.slice(dot + 1)];
  return { meaning: `the VLAN ${rest || 'without an id'} on ${link}`, ...numbered(rest), link };
}

const numbered = (text: string) => {
  const id = vlanNumber(text);
  return id === undefined ? {} : { id };
};

/** Whether a name says that it is a VLAN, and no dot that of which link. */
export const isVlanName = (name: string): boolean => /^vlan[_-]?\d+$/.test(name);
