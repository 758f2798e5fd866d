import type { Draft } from '../draft.ts';
import type { Line } from '../lines.ts';
import { type CardDraft, isHostAddress } from './card-draft.ts';
import { isMac } from './ip.ts';

/** eth0: flags=4163<UP,BROADCAST,RUNNING>  mtu 1500. */
const newer = /^([\w.-]+)(?::\d+)?: flags=\d+<([A-Z,_]*)>/;
/** eth0      Link encap:Ethernet  HWaddr 52:54:00:12:34:56, by busybox and old net-tools. */
const older = /^([\w.-]+)(?::\d+)?\s+Link encap:\S+(?:.*?\bHWaddr (\S+))?/;
const detail = /^(inet6?|ether|UP|BROADCAST|RX|TX|options|groups|media|status|nd6|loop|collisions)\b/;

/** Reads the output of ifconfig, which does not show what is part of a bridge or bond. */
export class IfconfigListing {
  #card: CardDraft | undefined;
  #cards: CardDraft[] = [];
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Reads the line that begins a card. */
  begin({ text }: Line): boolean {
    const [, name, flags, mac] = newer.exec(text) ?? older.exec(text)?.toSpliced(2, 0, '') ?? [];
    if (!name) return false;
    this.#draft.sources.add('ifconfig');
    this.#card = this.#draft.nic(name);
    this.#cards.push(this.#card);
    if (flags) this.#card.up ??= flags.split(',').includes('UP');
    if (mac && isMac(mac)) this.#card.mac ??= mac.toLowerCase();
    return true;
  }

  /** Reads a line below that. */
  detail({ text }: Line): boolean {
    const card = this.#card;
    if (!card || !detail.test(text)) return false;
    const [, address = ''] = /^inet6? (?:addr: ?)?(\S+)/.exec(text) ?? [];
    if (isHostAddress(address.replace(/%.*$/, ''))) card.addressed = true;
    const [, mac] = /^ether (\S+)/.exec(text) ?? [];
    if (mac && isMac(mac)) card.mac ??= mac.toLowerCase();
    return true;
  }

  leave(): void {
    this.#card = undefined;
  }

  end(): void {
    for (const card of this.#cards) card.addressed ??= false;
  }
}
