import type { Draft } from '../draft.ts';
import { addressPattern, fullAddress } from '../function-line.ts';
import type { Line } from '../lines.ts';
import { type CardDraft, isHostAddress } from './card-draft.ts';

/** 2: enp3s0: <BROADCAST,…> mtu …, as ip link, ip addr and bridge link print it; with -o there is more in the line. */
const header = /^(\d+): ([\w.:-]+?)(?:@([\w.:-]+))?(?: state \w+ )?: <([A-Z0-9_,-]*)>\s*(.*)$/;
/** Forums and scripts join the lines. */
const nextHeader = /\s+(?=\d+: [\w.:-]+(?:@[\w.:-]+)?: <[A-Z])/;
/** ip -o addr: 2: enp3s0    inet 10.0.0.2/24 brd 10.0.0.255 scope global enp3s0. */
const oneLine = /^\d+: ([\w.:-]+)\s+inet6? (\S+)(?:.*?\bscope (\w+))?/;
/** ip -br link and ip -br addr: enp3s0  UP  10.0.0.2/24, or a MAC address and flags. */
const brief =
  /^([\w.:-]+?)(?:@([\w.:-]+))?\s+(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)(?:\s+(\S.*))?$/;
const parent = new RegExp(`\\bparentbus pci parentdev (${addressPattern})`, 'i');

/** Reads the output of ip link, ip addr and bridge link, in any of their forms but JSON. */
export class IpListing {
  #card: CardDraft | undefined;
  #last = 0;
  /** The cards that one command has listed, and whether it shows addresses: of those without one it says so. */
  #run: { cards: CardDraft[]; addresses: boolean } = { cards: [], addresses: false };
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Reads the line that begins a card. */
  begin({ text }: Line): boolean {
    if (header.test(text)) {
      for (const part of text.split(nextHeader)) this.#header(header.exec(part));
      return true;
    }
    return this.#oneLine(oneLine.exec(text)) || this.#brief(brief.exec(text));
  }

  /** Reads a line below that. */
  detail({ text }: Line): boolean {
    const card = this.#card;
    if (!card || !/^(link\/|inet6? |altname |valid_lft |alias |brd |promiscuity |RX|TX)/.test(text)) return false;
    // A script has joined the lines: what follows is the next card.
    const [own = '', ...next] = text.split(nextHeader);
    const [, address, scope] = /^inet6? (\S+)(?:.*?\bscope (\w+))?/.exec(own) ?? [];
    if (address) {
      this.#run.addresses = true;
      this.#addressed(card, address, scope);
    }
    this.#details(card, own);
    for (const part of next) this.#header(header.exec(part));
    return true;
  }

  leave(): void {
    this.#card = undefined;
  }

  /** Call it at the end: what a list of addresses does not show, a card does not have. */
  end(): void {
    if (this.#run.addresses) for (const card of this.#run.cards) card.addressed ??= false;
    this.#run = { cards: [], addresses: false };
    this.leave();
  }

  #header(match: RegExpExecArray | null): void {
    if (!match) return;
    const [, index, name = '', on, flags = '', rest = ''] = match;
    if (Number(index) <= this.#last) this.end();
    this.#last = Number(index);
    const card = this.#named(name, on);
    card.up = flags.split(',').includes('UP');
    card.carrier = flags.includes('LOWER_UP') ? true : (card.carrier ?? false);
    const [, master] = /\bmaster ([\w.:-]+)/.exec(rest) ?? [];
    card.master = master ?? card.master ?? null;
    this.#run.cards.push(card);
    this.#details(card, rest);
  }

  #oneLine(match: RegExpExecArray | null): boolean {
    if (!match) return false;
    const [, name = '', address = '', scope] = match;
    this.#addressed(this.#named(name, undefined), address, scope);
    return true;
  }

  #brief(match: RegExpExecArray | null): boolean {
    if (!match) return false;
    const [, name = '', on, state, rest = ''] = match;
    const words = rest.split(/\s+/).filter(Boolean);
    const mac = words.find((word) => isMac(word));
    const addresses = words.filter((word) => /^[\da-f.:]+\/\d+$/i.test(word));
    // A table of something else.
    if (words.length > 0 && !mac && addresses.length === 0) return false;
    const card = this.#named(name, on);
    if (state === 'DOWN') card.up ??= false;
    if (mac) card.mac ??= mac.toLowerCase();
    else if (addresses.some((address) => isHostAddress(address))) card.addressed = true;
    else card.addressed ??= false;
    return true;
  }

  #details(card: CardDraft, text: string): void {
    const [, mac] = /\bpermaddr (\S+)/.exec(text) ?? /\blink\/ether (\S+)/.exec(text) ?? [];
    if (mac && isMac(mac)) card.mac = mac.toLowerCase();
    const [, other] = /^altname ([\w.:-]+)/.exec(text) ?? [];
    if (other) card.also.add(other);
    const [, address] = parent.exec(text) ?? [];
    if (address) card.controller ??= fullAddress(address);
  }

  #named(name: string, on: string | undefined): CardDraft {
    this.#draft.sources.add('ip');
    const card = this.#draft.nic(name);
    // veth0@if5 is on nothing that this machine lists.
    if (on && !/^if\d+$|^NONE$/.test(on)) card.below.add(on);
    this.#card = card;
    return card;
  }

  #addressed(card: CardDraft, address: string, scope: string | undefined): void {
    if (isHostAddress(address, scope)) card.addressed = true;
  }
}

export const isMac = (text: string): boolean => /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(text);
