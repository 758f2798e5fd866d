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
import { type DeviceReader, number, numberOf, truthOf } from '../../reader.ts';

const remote = (screen: Element) => ['vnc', 'spice'].includes(attribute(screen, 'type') ?? '');
const chosen = (screen: Element) =>
  attribute(screen, 'autoport') === 'yes' || (attribute(screen, 'port') ?? '-1') === '-1';

/** libvirt says the address twice, and of a running guest the ports that it found free. */
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

export const graphicsReader: DeviceReader = {
  normal,
  read(screen) {
    const type = attribute(screen, 'type');
    const any = !remote(screen) || chosen(screen);
    return {
      type,
      port: any ? undefined : number(attribute(screen, 'port')),
      listen: whereOf(listenOf(screen)),
      keymap: attribute(screen, 'keymap'),
      websocket: numberOf(screen, 'websocket'),
      image_compression:
        attribute(child(screen, 'image'), 'compression') ?? (type === 'spice' ? 'auto_glz' : undefined),
      clipboard: truthOf(child(screen, 'clipboard'), 'copypaste'),
      filetransfer: truthOf(child(screen, 'filetransfer'), 'enable'),
      mouse: attribute(child(screen, 'mouse'), 'mode'),
      streaming: attribute(child(screen, 'streaming'), 'mode'),
      gl: glOf(child(screen, 'gl')),
      display: attribute(screen, 'display'),
    };
  },
};

function whereOf(listen: Element | undefined): unknown {
  const type = attribute(listen, 'type');
  if (type === 'none') return 'none';
  if (type === 'socket') {
    const socket = attribute(listen, 'socket');
    return socket === undefined ? {} : { socket };
  }
  return type === 'address' ? attribute(listen, 'address') : undefined;
}

function glOf(gl: Element | undefined): unknown {
  const rendernode = attribute(gl, 'rendernode');
  if (!gl) return undefined;
  if (truthOf(gl, 'enable') === false) return false;
  return rendernode === undefined ? true : { rendernode };
}
