import type { Draft } from './draft.ts';
import { addressPattern, fullAddress } from './function-line.ts';
import type { Line } from './lines.ts';

const expression = (pattern: string) => new RegExp(pattern, 'i');

/** Bus 003 Device 002: ID 10c4:ea60 Silicon Labs CP210x UART Bridge. */
const plain = /^Bus (\d+) Device (\d+): ID ([0-9a-f]{4}:[0-9a-f]{4})\b\s*(.*)$/i;
/** Bus 003 Device 002 Port 3-2  ID 10c4:ea60 Silicon Labs …, as Unraid prints it below the controller. */
const withPort = /^Bus (\d+) Device (\d+) Port (\d+-[\d.]+)\s+ID ([0-9a-f]{4}:[0-9a-f]{4})\b\s*(.*)$/i;
/** USB: [10c4:ea60]  Bus 003 Device 002  Silicon Labs …, below its controller. */
const belowController = /^USB:\s*\[([0-9a-f]{4}:[0-9a-f]{4})\]\s+Bus (\d+) Device (\d+)\s*(.*)$/i;
/** lsusb -v: the serial number of a root hub is the address of its controller (drivers/usb/core/hcd.c). */
const serialOfRoot = expression(`^iSerial\\s+\\d+\\s+(${addressPattern})$`);
/** Bus 3 --> 0000:00:1a.0 (IOMMU group 4), by the loop over /sys/bus/usb/devices/usb*. */
const busOfController = expression(
  `^Bus\\s+(\\d+)\\s*(?:[-=]+>|:|is|on)\\s*(${addressPattern})\\s*(?:\\(\\s*IOMMU[ _]group:?\\s*([^)]*?)\\s*\\))?`,
);

/** Reads the output of lsusb, and of loops that use it. */
export function readUsbLine(draft: Draft, line: Line): boolean {
  const { text } = line;
  const device = plain.exec(text);
  if (device) {
    draft.sources.add('lsusb');
    draft.currentBus = Number(device[1]);
    addDevice(draft, line, { bus: device[1]!, number: device[2]!, id: device[3]!, name: device[4]! });
    return true;
  }
  const ported = withPort.exec(text);
  if (ported) {
    const [, bus = '', number = '', port = '', id = '', name = ''] = ported;
    draft.sources.add('lsusb');
    // Port 0 is the root hub's own.
    addDevice(draft, line, { bus, number, id, name, ...(port.endsWith('-0') ? {} : { port }) });
    if (draft.current) draft.busOf(Number(bus), draft.current.address, line);
    return true;
  }
  const below = belowController.exec(text);
  if (below) {
    draft.sources.add('lsusb');
    addDevice(draft, line, { bus: below[2]!, number: below[3]!, id: below[1]!, name: below[4]! });
    if (draft.current) draft.busOf(Number(below[2]), draft.current.address, line);
    return true;
  }
  const serial = serialOfRoot.exec(text);
  if (serial && draft.currentBus !== undefined) {
    draft.busOf(draft.currentBus, fullAddress(serial[1]!), line);
    return true;
  }
  return readBus(draft, line, busOfController.exec(text));
}

function readBus(draft: Draft, line: Line, match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const address = fullAddress(match[2]!);
  draft.sources.add('lsusb');
  draft.busOf(Number(match[1]), address, line);
  const controller = draft.at(address, line);
  if (match[3] !== undefined) {
    // Without a group, the loop prints the name of the missing link.
    const known = /^\d+$/.test(match[3]);
    draft.sources.add('IOMMU groups');
    if (!known) draft.saysNoGroups = true;
    draft.note(controller, 'group', known ? Number(match[3]) : null, line);
  }
  return true;
}

interface Given {
  bus: string;
  number: string;
  id: string;
  name: string;
  port?: string;
}

function addDevice(draft: Draft, line: Line, { bus, number, id, name, port }: Given): void {
  const device = draft.usbDevice(Number(bus), Number(number), port, line);
  if (device.id && device.id !== id.toLowerCase()) {
    draft.contradicts(line, `USB bus ${Number(bus)} device ${Number(number)}`, 'id', device.id, id.toLowerCase());
    return;
  }
  device.id ??= id.toLowerCase();
  const product = name.replace(/^\.\.\.$/, '').trim();
  if (product) device.product ??= product;
  draft.bus(Number(bus), line);
}
