import { shortAddress } from '../../machine/address.ts';
import { functionAt } from '../../machine/by-address.ts';
import { groupState } from '../../machine/groups.ts';
import { ownName } from '../../machine/host-name.ts';
import { isWired } from '../../machine/kinds.ts';
import type { Names } from '../../machine/names.ts';
import { isRefused, needsOfGroup } from '../../machine/needs/host-needs.ts';
import { listed } from '../../machine/needs/need.ts';
import { type GroupReport, reportOn } from '../../machine/report/report.ts';
import { verdictOn } from '../../machine/report/verdict.ts';
import type { Disk, Facts, NetworkCard } from '../../machine/schema.ts';
import { hostname, plainText } from '../../profile/scalars.ts';
import { shellWord } from '../shell-word.ts';
import { chooseDisk } from './disk.ts';
import { matchOf } from './match.ts';
import type { Choice, Plan } from './plan.ts';

/** What the facts say for a first profile. What they do not show becomes a comment, never an invented value. */
export function planFromFacts(facts: Facts, files: readonly string[], names: Names): Plan {
  const { card, port } = choosePort(facts);
  const { disk, choice } = chooseDisk(facts);
  const machine = machineOf(facts);
  const match = matchOf(facts);
  const groups = groupsToGive(facts, names, disk, card);
  return {
    about: [
      `From the facts in ${listed(files)}${describe(facts)}`,
      ...(files.length > 1
        ? [
            `To name the facts here, join the listings: cat ${files.map(shellWord).join(' ')} > facts.txt, and add facts: facts.txt`,
          ]
        : []),
    ],
    hostname: chooseHostname(facts),
    ...(files.length === 1 ? { facts: files[0]! } : {}),
    ...(machine ? { machine } : {}),
    ...(match ? { match } : {}),
    port,
    disk: choice,
    groups,
    example: exampleOf(facts, groups),
    groupRemarks: groupRemarks(facts),
    unsafeInterrupts: facts.iommu.interrupt_remapping === false,
    remarks:
      facts.cpu.virtualization === ''
        ? [
            'The processor reports no virtualization: enable it in the firmware setup (VT-x, SVM), or guests will be very slow.',
          ]
        : [],
  };
}

function describe({ system, date }: Facts): string {
  const parts = [system.product || system.board, date && `collected on ${date.slice(0, 10)}`].filter(Boolean);
  return parts.length > 0 ? `: ${parts.join(', ')}.` : '.';
}

function chooseHostname(facts: Facts): Choice {
  const own = ownName(facts);
  return own !== undefined && hostname.safeParse(own).success
    ? { value: own, because: 'its current name', others: [] }
    : { value: 'kvm1', because: 'the facts have no name: change it', others: [] };
}

/** Placeholders that manufacturers leave in the fields of SMBIOS tables. */
const filler =
  /^(|to be filled by o\.?e\.?m\.?|default string|system product name|system version|none|not specified|super server|n\/a)$/i;

function machineOf({ system: { product, board } }: Facts): string | undefined {
  return (
    [board, product].find((name) => name && !filler.test(name.trim()) && plainText.safeParse(name).success) ?? undefined
  );
}

const usable = ({ mac, name }: NetworkCard) => /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(mac) && !name.startsWith('wl');

/** The card with the default route, else one with a link, else the first. */
function choosePort(facts: Facts): { card: NetworkCard | undefined; port: Choice } {
  const cards = (facts.nics ?? []).filter(usable);
  const card = cards.find((nic) => nic.default_route) ?? cards.find((nic) => nic.carrier) ?? cards[0];
  if (!card) {
    return { card, port: { value: 'eth0', because: withoutName(facts), others: [] } };
  }
  const why = card.default_route
    ? 'it has the default route'
    : `${card.carrier ? 'a cable is plugged in' : 'the first one'}; no default route is known; check that it is the right card`;
  return {
    card,
    port: {
      value: portOf(card),
      because: `${card.name}: ${why}`,
      others: cards.filter((nic) => nic !== card).map((nic) => ({ value: portOf(nic), because: portState(nic) })),
    },
  };
}

/** lspci shows cards, and only ip or ifconfig shows what they are called. */
function withoutName({ pci }: Facts): string {
  const cards = (pci ?? []).filter(isWired).map(({ address }) => shortAddress(address));
  if (cards.length === 0) return 'the facts list no network card; check the name: ip link';
  return `the facts show ${listed(cards)} without ${cards.length === 1 ? 'its name' : 'their names'}; check which it is: ip link`;
}

const portOf = ({ mac }: NetworkCard) => `{ mac: "${mac.toLowerCase()}" }`;
const portState = ({ name, default_route, carrier }: NetworkCard) =>
  `${name}${default_route ? ': it has a default route too' : carrier ? ': a cable is plugged in' : ''}`;

/** Whole groups that could be useful in a guest, and that neither the host nor this profile needs. */
function groupsToGive(
  facts: Facts,
  names: Names,
  disk: Disk | undefined,
  card: NetworkCard | undefined,
): GroupReport[] {
  if (groupState(facts) !== 'known') return [];
  const used = new Set([...(disk?.controllers ?? []), ...(card?.controller ? [card.controller] : [])]);
  const wanted = /^(01|02|03|04|0c00|0c03|0d|12)/;
  return reportOn(facts, names)
    .groups.map(withoutCarried)
    .filter(
      ({ group, functions }) =>
        group !== null &&
        functions.length > 0 &&
        functions.some((fn) => wanted.test(fn.class) && !fn.internal) &&
        !functions.some((fn) => used.has(fn.address)) &&
        functions.every((fn) => /^[0-9a-f]{4,8}:[0-9a-f]{2}:[01]/.test(fn.address) && functionAt(facts, fn.address)) &&
        !needsOfGroup(facts, functions[0]!.address).some(isRefused),
    );
}

/** What exists through another function of the group is no device of a profile. */
const withoutCarried = (group: GroupReport): GroupReport => ({
  ...group,
  functions: group.functions.filter(({ needs }) => !needs.some(({ kind }) => kind === 'carrier')),
});

/** The best device of what can be given away, with the rest of its card: one that nothing stands against, if there is one. */
function exampleOf(facts: Facts, groups: readonly GroupReport[]): string[] {
  const addresses = new Set(groups.flatMap(({ functions }) => functions.map(({ address }) => address)));
  const found = verdictOn(facts, (fn) => addresses.has(fn.address));
  const best = found.find(({ best, unsure }) => best && !unsure) ?? found.find((each) => each.best);
  if (best) return [best.best!, ...best.along.filter((address) => addresses.has(address))];
  const first = found.flatMap(({ candidates }) => candidates)[0];
  return [first ?? groups[0]?.functions.find(({ internal }) => !internal)?.address].filter((one) => one !== undefined);
}

function groupRemarks(facts: Facts): string[] {
  const { reason } = facts.iommu;
  const state = groupState(facts);
  if (state === 'known') return [];
  return state === 'off'
    ? [
        `The IOMMU is off${reason ? `: ${reason}` : ''}.`,
        'Enable VT-d or AMD-Vi in the firmware setup, boot with intel_iommu=on iommu=pt, and collect the facts again.',
      ]
    : ['The IOMMU groups are unknown, and so is which devices must be passed through together: run mkapkovl probe.'];
}
