import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { type DeviceReader, numberOf, placed, said, truthOf } from '../../reader.ts';

/** Where libvirt makes the host's end of a channel for which nobody names a place. */
const generated = /^\/(var\/lib|run|var\/run)\/libvirt\/qemu\/channel\//;

const spice = (line: Element) => ['spicevmc', 'qemu-vdagent'].includes(attribute(line, 'type') ?? '');

/** What the guest sees of a line by default. */
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

/** libvirt writes the model that belongs to a type of port. */
const modelOf = (target: Element) => (each: Element) =>
  each.name === 'model' && attribute(each, 'name') === (attribute(target, 'type') ?? 'isa-serial') ? undefined : each;

function read(line: Element): Record<string, unknown> {
  const type = attribute(line, 'type');
  const source = child(line, 'source');
  const target = child(line, 'target');
  const shown = normal(line, -1);
  const own = child(shown, 'target');
  const from = child(shown, 'source');
  return {
    type,
    path: attribute(from, 'path'),
    channel: attribute(from, 'channel'),
    mode: attribute(source, 'mode'),
    host: attribute(from, 'host'),
    port: numberOf(from, 'service'),
    protocol: attribute(child(line, 'protocol'), 'type'),
    append: truthOf(from, 'append'),
    log: attribute(child(line, 'log'), 'file'),
    target:
      target &&
      own &&
      said({
        type: attribute(own, 'type'),
        name: attribute(own, 'name'),
        port: line.name === 'serial' || line.name === 'parallel' ? numberOf(own, 'port') : undefined,
      }),
    ...placed(line),
  };
}

/** Serial and parallel ports, consoles and channels. */
export const characterReader: DeviceReader = { normal, read };

/** The first console is another name of the first serial port, and libvirt makes whichever of the two is not there. */
export function withoutDoubles(devices: readonly Element[]): Element[] {
  const console = devices.find(({ name }) => name === 'console');
  const onSerial = console && (attribute(child(console, 'target'), 'type') ?? 'serial') === 'serial';
  if (!onSerial) return [...devices];
  if (devices.some(({ name }) => name === 'serial')) return devices.filter((each) => each !== console);
  const alone = mapChildren(console, (each) => (each.name === 'target' ? undefined : each));
  return devices.map((each) => (each === console ? { ...alone, name: 'serial' } : each));
}
