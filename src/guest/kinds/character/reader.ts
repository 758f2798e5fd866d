import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, placed, said, type Values, valuesOf } from '../../reader.ts';
import { asNumber, asTruth, type Keys, textIn } from '../../vocabulary.ts';

/** The folder in which libvirt creates the host's end of a channel without a path. */
const generated = /^\/(var\/lib|run|var\/run)\/libvirt\/qemu\/channel\//;

const spice = (line: Element) => ['spicevmc', 'qemu-vdagent'].includes(attribute(line, 'type') ?? '');

/** The default target of each character device. */
const usualTarget: Record<string, string> = { serial: 'isa-serial', console: 'serial', channel: 'virtio' };

function normal(line: Element, index: number): Element {
  return mapChildren(withAttributes(line, { tty: undefined }), (each) => {
    if (each.name === 'source') return sourceOf(line, each);
    if (each.name === 'protocol') return attribute(each, 'type') === 'raw' ? undefined : each;
    if (each.name !== 'target') return each;
    const said = withAttributes(mapChildren(each, modelOf(each)), { state: undefined });
    const usual = withoutUsual(said, {
      type: usualTarget[line.name] ?? '',
      port: String(index),
      ...(spice(line) ? { name: 'com.redhat.spice.0' } : {}),
    });
    return isBare(usual) ? undefined : usual;
  });
}

function sourceOf(line: Element, source: Element): Element | undefined {
  const type = attribute(line, 'type');
  if (type === 'pty' || type === 'null' || type === 'vc' || type === 'stdio') return undefined;
  const path = attribute(source, 'path');
  const own = line.name === 'channel' && path !== undefined && generated.test(path);
  const plain = withoutUsual(own ? withAttributes(source, { path: undefined }) : source, {
    mode: type === 'udp' ? 'connect' : 'bind',
    append: 'off',
    tls: 'no',
  });
  return isBare(plain) ? undefined : plain;
}

/** The model that libvirt adds for a type of port. */
const modelOf = (target: Element) => (each: Element) =>
  each.name === 'model' && attribute(each, 'name') === (attribute(target, 'type') ?? 'isa-serial') ? undefined : each;

const keys: Keys = [
  ['@type', 'type'],
  ['source/@path', 'path'],
  ['source/@mode', 'mode'],
  ['source/@host', 'host'],
  ['source/@service', 'port', asNumber],
  ['source/@append', 'append', asTruth],
  ['source/@channel', 'channel'],
  ['protocol/@type', 'protocol'],
  ['log/@file', 'log'],
  ['target/@type', 'target.type'],
  ['target/@name', 'target.name'],
  ['target/@port', 'target.port', asNumber],
  ...placed,
];

/** Everything that libvirt fills in is redundant, except the mode and the protocol of the source. */
function read(line: Element): Values {
  const shown = normal(line, -1);
  const { target, ...values } = valuesOf(shown, keys);
  const ports = line.name === 'serial' || line.name === 'parallel';
  return {
    ...values,
    mode: textIn(line, 'source/@mode'),
    protocol: textIn(line, 'protocol/@type'),
    target: target && said(ports ? (target as Values) : { ...(target as Values), port: undefined }),
  };
}

/** Serial and parallel ports, consoles and channels. */
export const characterReader: DeviceReader = { keys, normal, read };

/** The first console is an alias of the first serial port, and libvirt adds whichever of the two is missing. */
export function withoutAliasConsole(devices: readonly Element[]): Element[] {
  const console = devices.find(({ name }) => name === 'console');
  const onSerial = console && (attribute(child(console, 'target'), 'type') ?? 'serial') === 'serial';
  if (!onSerial) return [...devices];
  if (devices.some(({ name }) => name === 'serial')) return devices.filter((each) => each !== console);
  const alone = mapChildren(console, (each) => (each.name === 'target' ? undefined : each));
  return devices.map((each) => (each === console ? { ...alone, name: 'serial' } : each));
}
