import type { Draft } from '../draft.ts';
import type { Line } from '../lines.ts';
import { type CardDraft, isHostAddress } from './card-draft.ts';

const stanza = /^iface\s+([\w.:-]+)(?:\s+(inet6?)\s+(\w+))?(?:\s+inherits\s.*)?$/;
const others = /^(?:auto|allow-[\w-]+|no-auto-down|no-scripts|source|source-directory|mapping|template|rename)\s+\S/;
/** Options that name what an interface is made of: ifupdown, ifupdown2 of Proxmox, ifupdown-ng of Alpine. */
const ports =
  /^(?:bridge[-_]ports|bond[-_]slaves|slaves|vlan[-_]raw[-_]device|requires|ovs[-_]ports|ovs[-_]bonds)\s+(.+)$/;

/** Reads /etc/network/interfaces: what the host configures at its start. */
export class InterfacesFile {
  #card: CardDraft | undefined;
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  read({ text }: Line): boolean {
    const [, name, , method] = stanza.exec(text) ?? [];
    if (name) {
      this.#draft.sources.add('interfaces');
      this.#card = this.#draft.nic(name.replace(/:\d+$/, ''));
      if (method === 'dhcp' || method === 'auto') this.#card.addressed = true;
      return true;
    }
    if (others.test(text)) {
      this.#card = undefined;
      return /^(?:auto|allow-[\w-]+)\s/.test(text);
    }
    return this.#card ? this.#option(this.#card, text) : false;
  }

  #option(card: CardDraft, text: string): boolean {
    const [, address] = /^address\s+(\S+)/.exec(text) ?? [];
    if (address && isHostAddress(address)) card.addressed = true;
    if (/^gateway\s+[\da-f.:]+$/i.test(text)) card.route = true;
    const [, master] = /^bond[-_]master\s+([\w.-]+)$/.exec(text) ?? /^ovs[-_]bridge\s+([\w.-]+)$/.exec(text) ?? [];
    if (master) this.#draft.nic(master).below.add(card.name);
    const [, names = ''] = ports.exec(text) ?? [];
    if (names === 'none') card.portless = true;
    for (const each of names.split(/\s+/).filter((word) => /^[\w.:-]+$/.test(word) && !/^(none|all|regex)$/.test(word)))
      card.below.add(each);
    return (
      Boolean(address || master || names) ||
      /^(gateway|netmask|bridge|bond|ovs|mtu|dns|vlan|hwaddress|pre|post|up|down)/.test(text)
    );
  }
}
