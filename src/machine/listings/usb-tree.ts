import type { Draft, UsbDraft } from './draft.ts';
import type { Line } from './lines.ts';

/** /:  Bus 02.Port 1: Dev 1, Class=root_hub, Driver=xhci_hcd/10p, 5000M; older and newer lsusb pad the numbers. */
const root = /^\/?:?\s*Bus (\d+)\.Port (\d+): Dev (\d+),\s*Class=root_hub,\s*Driver=([^/,\s]*)(?:\/\w*)?,\s*(\S+)/i;
/** |__ Port 7: Dev 2, If 0, Class=Human Interface Device, Driver=usbhid, 12M */
const branch = /^\|__ Port (\d+): Dev (\d+),\s*(?:If (\d+),\s*)?Class=([^,]*),\s*Driver=([^,]*),?\s*(\S*)/i;
/** What lsusb -tv adds below each. */
const id = /^ID ([0-9a-f]{4}:[0-9a-f]{4})\b\s*(.*)$/i;

/** Class names as lsusb -t prints them, with the class's two digits (usb.org, defined class codes). */
const classes: [RegExp, string][] = [
  [/^hub$/i, '09'],
  [/^human interface device|^hid$/i, '03'],
  [/^mass storage|^stor\.?$/i, '08'],
  [/^audio$/i, '01'],
  [/^video$/i, '0e'],
  [/^wireless|^wlcon$/i, 'e0'],
  [/^communications|^comm\.?$/i, '02'],
  [/^cdc data|^data$/i, '0a'],
  [/^printer|^print$/i, '07'],
  [/^vendor specific/i, 'ff'],
  [/^application specific|^app\.?$/i, 'fe'],
  [/^miscellaneous|^misc$/i, 'ef'],
  [/^chip\/smartcard|^chip/i, '0b'],
  [/^imaging|^still/i, '06'],
  [/^physical/i, '05'],
];

/** Reads lsusb -t, in which every device is below its parent. */
export class UsbTree {
  #bus: number | undefined;
  /** The port path of the last line, with the indentation of each port. */
  #way: { indent: number; port: number }[] = [];
  #last: UsbDraft | undefined;

  read(draft: Draft, line: Line): boolean {
    const hub = root.exec(line.text);
    if (hub) return this.#root(draft, line, hub);
    const below = branch.exec(line.text);
    if (below) return this.#branch(draft, line, below);
    const named = id.exec(line.text);
    if (!named || !this.#last) return false;
    this.#last.id ??= named[1]!.toLowerCase();
    if (named[2]) this.#last.product ??= named[2];
    return true;
  }

  #root(draft: Draft, line: Line, [, number, , device, driver = '', speed = '']: RegExpExecArray): boolean {
    draft.sources.add('lsusb -t');
    this.#bus = Number(number);
    this.#way = [];
    const hub = draft.usbDevice(this.#bus, Number(device), undefined, line);
    hub.class ??= '09';
    hub.id ??= rootHubId(driver, speed);
    draft.bus(this.#bus, line).driver ??= driver;
    this.#last = hub;
    return true;
  }

  #branch(draft: Draft, line: Line, [, port, device, , kind = '', driver = '']: RegExpExecArray): boolean {
    if (this.#bus === undefined) {
      draft.unreadable(line, 'the line of its bus ("/:  Bus …") is missing');
      return true;
    }
    this.#way = this.#way.filter(({ indent }) => indent < line.indent);
    this.#way.push({ indent: line.indent, port: Number(port) });
    const path = `${this.#bus}-${this.#way.map((step) => step.port).join('.')}`;
    const found = draft.usbDevice(this.#bus, Number(device), path, line);
    if (found.port !== path)
      draft.contradicts(line, `USB bus ${this.#bus} device ${Number(device)}`, 'port', found.port!, path);
    const code = classes.find(([pattern]) => pattern.test(kind.trim()))?.[1];
    if (code) found.class ??= code;
    const name = driver.replace(/\/\d+p$/, '').trim();
    if (name && name !== '(none)' && name !== '[none]') found.driver ??= name;
    this.#last = found;
    return true;
  }
}

/** The ids that Linux gives its root hubs (drivers/usb/core/hcd.c). */
function rootHubId(driver: string, speed: string): string {
  if (/^[uo]hci/i.test(driver)) return '1d6b:0001';
  return Number.parseInt(speed, 10) >= 5000 ? '1d6b:0003' : '1d6b:0002';
}
