import type { Draft } from '../draft.ts';
import type { Line } from '../lines.ts';

const brctl = /^([\w.-]+)\s+[0-9a-f]{4}\.[0-9a-f]{12}\s+(?:yes|no)(?:\s+([\w.-]+))?$/i;
const quoted = '"?([\\w.-]+)"?$';

/** Reads brctl show, ovs-vsctl show and the files in /proc/net/bonding: what bridges and bonds are made of. */
export class BridgeListing {
  #bridge: string | undefined;
  #switch: string | undefined;
  #port: string | undefined;
  #bond: string | undefined;
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  read({ text, indent }: Line): boolean {
    return this.#brctl(text, indent) || this.#ovs(text, indent) || this.#bonding(text);
  }

  blank(): void {
    this.#bridge = undefined;
  }

  #brctl(text: string, indent: number): boolean {
    if (/^bridge name\s+bridge id\s+STP enabled\s+interfaces$/i.test(text)) return true;
    const [, bridge, first] = brctl.exec(text) ?? [];
    if (bridge) {
      this.#bridge = bridge;
      this.#draft.sources.add('brctl');
      this.#draft.nic(bridge);
      if (first) this.#draft.nic(bridge).below.add(first);
      return true;
    }
    // The further ports of a bridge stand alone, below the first one.
    if (this.#bridge && indent >= 16 && /^[\w.-]+$/.test(text)) {
      this.#draft.nic(this.#bridge).below.add(text);
      return true;
    }
    this.#bridge = undefined;
    return false;
  }

  #ovs(text: string, indent: number): boolean {
    if (indent === 0 && this.#switch) this.#switch = undefined;
    const [, bridge] = new RegExp(`^Bridge ${quoted}`).exec(text) ?? [];
    if (bridge && indent > 0) {
      this.#switch = bridge;
      this.#draft.sources.add('ovs-vsctl');
      return true;
    }
    if (!this.#switch) return false;
    const [, kind, name = ''] = new RegExp(`^(Port|Interface) ${quoted}`).exec(text) ?? [];
    if (kind === 'Port') {
      this.#port = name;
      if (name !== this.#switch) this.#draft.nic(this.#switch).below.add(name);
    } else if (kind === 'Interface' && this.#port && name !== this.#port) this.#draft.nic(this.#port).below.add(name);
    // A port of the host itself, which leads out through the others.
    else if (text === 'type: internal' && this.#port && this.#port !== this.#switch)
      this.#draft.nic(this.#port).below.add(this.#switch);
    return Boolean(kind) || text === 'type: internal';
  }

  /** The kernel does not print the name of the bond, but it is in the command. */
  #bonding(text: string): boolean {
    const [, asked] = /\/proc\/net\/bonding\/([\w.-]+)/.exec(text) ?? [];
    if (asked) this.#bond = asked;
    const [, slave] = /^Slave Interface: ([\w.-]+)$/.exec(text) ?? [];
    if (!slave) return false;
    this.#draft.sources.add('bonding');
    if (this.#bond) this.#draft.nic(this.#bond).below.add(slave);
    else this.#draft.nic(slave);
    return true;
  }
}
