import {
  attribute,
  child,
  type Element,
  element,
  isBare,
  mapChildren,
  withAttributes,
  withChildren,
} from '#src/xml/element.ts';
import { type DeviceReader, valuesOf } from '../../reader.ts';
import { asNumber, asTruth, type Found, found, type Keys, type Wording } from '../../vocabulary.ts';

const remote = (screen: Element) => ['vnc', 'spice'].includes(attribute(screen, 'type') ?? '');
const chosen = (screen: Element) =>
  attribute(screen, 'autoport') === 'yes' || (attribute(screen, 'port') ?? '-1') === '-1';

/** libvirt writes the address twice, and for a running guest the ports that it chose. */
function normal(screen: Element): Element {
  const listen = listenOf(screen);
  const rest = screen.children.filter((each) => each.name !== 'listen');
  const any = remote(screen) && chosen(screen);
  const plain = withAttributes(withChildren(screen, [...rest, ...(listen ? [listen] : [])]), {
    listen: undefined,
    socket: undefined,
    connected: undefined,
    port: any ? undefined : attribute(screen, 'port'),
    autoport: undefined,
    tlsPort: any || attribute(screen, 'tlsPort') === '-1' ? undefined : attribute(screen, 'tlsPort'),
  });
  return mapChildren(plain, (each) => {
    if (each.name === 'image') return attribute(each, 'compression') === 'auto_glz' ? undefined : each;
    if (each.name !== 'gl' || attribute(screen, 'type') !== 'egl-headless') return each;
    const file = withAttributes(each, { enable: undefined });
    return isBare(file) ? undefined : file;
  });
}

function listenOf(screen: Element): Element | undefined {
  const given = child(screen, 'listen');
  const address = attribute(given, 'address') ?? attribute(screen, 'listen');
  const type = attribute(given, 'type') ?? (attribute(screen, 'socket') ? 'socket' : 'address');
  if (type === 'socket')
    return element('listen', { type, socket: attribute(given, 'socket') ?? attribute(screen, 'socket') });
  if (type !== 'address') return given && withAttributes(given, { address: undefined });
  return !remote(screen) || address === undefined ? undefined : element('listen', { type, address });
}

const keys: Keys = [
  ['@type', 'type'],
  ['@port', 'port', asNumber],
  ['@autoport', 'autoport', asTruth],
  ['@keymap', 'keymap'],
  ['@websocket', 'websocket', asNumber],
  ['@display', 'display'],
  ['image/@compression', 'image_compression'],
  ['clipboard/@copypaste', 'clipboard', asTruth],
  ['filetransfer/@enable', 'filetransfer', asTruth],
  ['mouse/@mode', 'mouse'],
  ['streaming/@mode', 'streaming'],
  listensAt,
  gl,
];

export const graphicsReader: DeviceReader = {
  keys,
  normal,
  read(screen) {
    const compression = attribute(screen, 'type') === 'spice' ? { image_compression: 'auto_glz' } : {};
    const { autoport: _, ...values } = valuesOf(screen, keys, compression);
    if (!remote(screen)) return { ...values, port: undefined, listen: undefined };
    return chosen(screen) ? { ...values, port: undefined } : values;
  },
};

function listensAt(screen: Element): Found[] {
  const given = child(screen, 'listen');
  const type = attribute(given, 'type') ?? (attribute(screen, 'socket') === undefined ? 'address' : 'socket');
  const listen = (value: unknown, ...at: string[]) => [found('listen', value, screen, 'listen/@type', ...at)];
  if (type === 'none') return listen('none');
  if (type === 'socket') {
    const socket = attribute(given, 'socket') ?? attribute(screen, 'socket');
    return listen(socket === undefined ? {} : { socket }, 'listen/@socket', '@socket');
  }
  const address = attribute(given, 'address') ?? attribute(screen, 'listen');
  return type === 'address' && address !== undefined ? listen(address, 'listen/@address', '@listen') : [];
}

function gl(screen: Element, { truth }: Wording): Found[] {
  const gl = child(screen, 'gl');
  const file = attribute(gl, 'rendernode');
  const enable = attribute(gl, 'enable');
  if (enable === undefined && file === undefined) return [];
  const on = truth(enable ?? 'yes') ?? true;
  return [found('gl', on && file !== undefined ? { rendernode: file } : on, screen, 'gl/@rendernode', 'gl/@enable')];
}
