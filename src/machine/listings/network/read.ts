import type { Draft } from '../draft.ts';
import { addressPattern, fullAddress } from '../function-line.ts';
import type { Line } from '../lines.ts';
import { BridgeListing } from './bridges.ts';
import { IfconfigListing } from './ifconfig.ts';
import { InterfacesFile } from './interfaces-file.ts';
import { IpListing } from './ip.ts';

const expression = (pattern: string) => new RegExp(pattern, 'i');
/** Lines that say at which address a card is. */
const places: RegExp[] = [
  // lshw -businfo: pci@0000:03:00.0  enp3s0  network  I211 Gigabit Network Connection
  expression(`^pci@(${addressPattern})\\s+([\\w.-]+)\\s+network\\b`),
  // Of the kernel's log only what has the final names.
  expression(`\\b(${addressPattern}) ([\\w.-]+): renamed from \\w+`),
  expression(`\\b(${addressPattern}):? (?:[\\w.-]+: )*([\\w.-]+?):? (?:NIC )?Link is up`),
];

/** Reads what commands and files say about network cards, and which of them the host uses. */
export class NetworkListing {
  readonly #ip: IpListing;
  readonly #ifconfig: IfconfigListing;
  readonly #bridges: BridgeListing;
  readonly #file: InterfacesFile;
  readonly #draft: Draft;
  /** The card of which ethtool -i was asked; its output does not have the name. */
  #asked: string | undefined;

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#ip = new IpListing(draft);
    this.#ifconfig = new IfconfigListing(draft);
    this.#bridges = new BridgeListing(draft);
    this.#file = new InterfacesFile(draft);
  }

  read(line: Line): boolean {
    const { text } = line;
    if (this.#begin(line) || this.#ip.detail(line) || this.#ifconfig.detail(line)) return true;
    if (this.#bridges.read(line) || this.#file.read(line)) return true;
    return this.#routeTable(text) || this.#place(text) || this.#ethtool(text);
  }

  /** What comes below a card belongs to the command that has begun it. */
  #begin(line: Line): boolean {
    const byIp = this.#ip.begin(line);
    if (byIp) this.#ifconfig.leave();
    const begun = byIp || this.#ifconfig.begin(line);
    if (begun && !byIp) this.#ip.leave();
    return begun;
  }

  blank(): void {
    this.#ip.leave();
    this.#ifconfig.leave();
    this.#bridges.blank();
  }

  end(): void {
    this.#ip.end();
    this.#ifconfig.end();
  }

  /** route -n, netstat -rn: 0.0.0.0  192.168.1.1  0.0.0.0  UG  100  0  0 enp3s0. */
  #routeTable(text: string): boolean {
    const [, name] =
      /^(?:0\.0\.0\.0|default)\s+\S+\s+0\.0\.0\.0\s+U\w*G\w*\s+(?:\d+\s+){2,3}([\w.-]+)$/.exec(text) ?? [];
    if (!name) return false;
    this.#draft.sources.add('route');
    this.#draft.nic(name).route = true;
    return true;
  }

  #place(text: string): boolean {
    for (const pattern of places) {
      const [, address, name] = pattern.exec(text) ?? [];
      if (!address || !name) continue;
      this.#draft.sources.add('dmesg');
      this.#draft.nic(name).controller ??= fullAddress(address);
      return true;
    }
    return false;
  }

  #ethtool(text: string): boolean {
    const [, asked] = /\bethtool\s+-i\s+([\w.-]+)\s*$/.exec(text) ?? [];
    if (asked) this.#asked = asked;
    const [, address] = expression(`^bus-info: (${addressPattern})$`).exec(text) ?? [];
    if (!address || !this.#asked) return false;
    this.#draft.sources.add('ethtool');
    this.#draft.nic(this.#asked).controller ??= fullAddress(address);
    this.#asked = undefined;
    return true;
  }
}
