import type { NetworkCard, PciFunction } from '../../schema.ts';
import { addressInName } from '../paths.ts';
import { type CardDraft, isMade, isTunnel, mayHavePorts } from './card-draft.ts';

/** What the lines say about a function that can tie a card to it. */
export interface Tie {
  address: string;
  /** The number of its hotplug slot, from which systemd makes ens3. */
  slot?: string | undefined;
  /** The serial number of the device, which has the MAC address of its first port in it. */
  serial?: string | undefined;
}

type Cards = Omit<NetworkCard, 'driver'>[];

/**
 * The cards of the machine. What is made of cards (bridges, bonds, VLANs) is followed down to these: the default route
 * of a bridge is that of its ports, and so is the host's address.
 */
export function settleCards(drafts: readonly CardDraft[], pci: readonly PciFunction[], ties: readonly Tie[]): Cards {
  const all = new Stack(drafts);
  const routed = all.below(({ route }) => route === true);
  const addressed = all.below((card) => card.addressed === true);
  const showsPorts = drafts.some(({ master }) => master !== undefined);
  // A bridge or bond on the way out, of which nothing shows the ports: any card may be one.
  const isOpen = (card: CardDraft) =>
    card.route === true || (mayHavePorts(card) && (routed.has(card) || (addressed.has(card) && !showsPorts)));
  const cards = all.cards.filter((card) => !all.isStacked(card) && !isTunnel(card) && (!isMade(card) || isOpen(card)));
  const placed = cards.map((card) => ({ card, controller: placeOf(card, pci, ties) }));
  const routes = placed.filter(({ card }) => routed.has(card));
  const isKnown = routes.length > 0 && routes.every(({ controller }) => controller !== null);
  return placed.map(({ card, controller }) => ({
    name: card.name,
    mac: macOf(card, cards),
    controller,
    carrier: card.carrier ?? null,
    default_route: routed.has(card) ? true : isKnown ? false : null,
    in_use: addressed.has(card) || routed.has(card) ? true : isIdle(card, all) ? false : null,
  }));
}

/** Nothing is configured on it: not known of a card that is up, if the listing does not show bridges or addresses. */
function isIdle(card: CardDraft, all: Stack): boolean {
  if (card.master || all.isBelowAny(card)) return false;
  return card.up === false || (card.addressed === false && card.master === null);
}

/** The ports of a bond show one address, which then names none of them. */
function macOf({ mac }: CardDraft, cards: readonly CardDraft[]): string {
  return mac && cards.filter((other) => other.mac === mac).length === 1 ? mac : '';
}

/** By what a line says, else by a name that contains the address, else by slot or MAC address. */
function placeOf(card: CardDraft, pci: readonly PciFunction[], ties: readonly Tie[]): string | null {
  const names = [card.name, ...card.also];
  const found = [
    card.controller,
    ...names.map(addressInName),
    ...names.map((name) => addressOfSlot(name, ties)),
    addressOfSerial(card, ties),
  ].find(Boolean);
  return found && pci.some(({ address }) => address === found) ? found : null;
}

/** ens3f1 is function 1 in hotplug slot 3 (systemd.net-naming-scheme(7)), if only one device is said to be there. */
function addressOfSlot(name: string, ties: readonly Tie[]): string | undefined {
  const [, slot, fn = '0'] = /^(?:en|ib|wl)s(\d+)(?:f(\d+))?(?:n\w+|d\d+)?$/.exec(name) ?? [];
  const there = slot ? ties.filter((tie) => tie.slot === slot) : [];
  const devices = new Set(there.map(({ address }) => address.replace(/\..$/, '')));
  return devices.size === 1 ? there.find(({ address }) => address.endsWith(`.${fn}`))?.address : undefined;
}

/** 52-54-00-ff-ff-12-34-56 is the serial number of a card with the address 52:54:00:12:34:56. */
function addressOfSerial({ mac }: CardDraft, ties: readonly Tie[]): string | undefined {
  const serial = mac?.replaceAll(':', '-').replace(/^((?:\w\w-){3})/, '$1ff-ff-');
  const there = serial ? ties.filter((tie) => tie.serial === serial) : [];
  return there.length === 1 ? there[0]!.address : undefined;
}

/** Which interface is made of which others. */
class Stack {
  readonly cards: CardDraft[] = [];
  readonly #byName = new Map<string, CardDraft>();
  readonly #above = new Set<CardDraft>();
  readonly #on = new Map<CardDraft, Set<CardDraft>>();

  constructor(drafts: readonly CardDraft[]) {
    const names = new Set(drafts.map(({ name }) => name));
    const aliases = new Map(drafts.flatMap((card) => [...card.also].map((name) => [name, card] as const)));
    for (const card of drafts) {
      const same = aliases.get(card.name);
      if (same && same !== card) unite(same, card);
      else {
        this.cards.push(card);
        this.#byName.set(card.name, card);
      }
    }
    for (const [name, card] of aliases) this.#byName.set(name, card);
    for (const card of this.cards) {
      const vlan = /^(.+)\.\d+$/.exec(card.name)?.[1];
      const below = new Set([...card.below, ...(vlan && names.has(vlan) ? [vlan] : [])]);
      for (const name of below) this.#link(card, this.#named(name));
      if (card.master) this.#link(this.#named(card.master), card);
    }
  }

  isStacked = (card: CardDraft): boolean => this.#on.has(card);
  isBelowAny = (card: CardDraft): boolean => this.#above.has(card);

  /** Those with this property, and what they are made of. */
  below(has: (card: CardDraft) => boolean): Set<CardDraft> {
    const found = new Set<CardDraft>();
    const follow = (card: CardDraft): void => {
      if (found.has(card)) return;
      found.add(card);
      for (const each of this.#on.get(card) ?? []) follow(each);
    };
    for (const card of this.cards.filter(has)) follow(card);
    return found;
  }

  #named(name: string): CardDraft {
    const known = this.#byName.get(name);
    if (known) return known;
    const added: CardDraft = { name, below: new Set(), also: new Set() };
    this.cards.push(added);
    this.#byName.set(name, added);
    return added;
  }

  #link(above: CardDraft, below: CardDraft): void {
    if (above === below) return;
    this.#on.set(above, (this.#on.get(above) ?? new Set()).add(below));
    this.#above.add(below);
  }
}

/** Two names of one card. */
function unite(card: CardDraft, other: CardDraft): void {
  for (const each of other.below) card.below.add(each);
  if (other.route) card.route = true;
  if (other.addressed) card.addressed = true;
  card.master ??= other.master ?? null;
  if (other.controller) card.controller ??= other.controller;
}
