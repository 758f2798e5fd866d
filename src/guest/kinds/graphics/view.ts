import { attributes, yesNo } from '../../attributes.ts';
import { passwordMark } from './password.ts';
import type { Screen } from './screens.ts';

/** Template values of one screen, with virt-install's choices (virtinst/devices/graphics.py, set_defaults). */
export function screenView(name: string, screen: Screen, index: number): object {
  const { type, keymap, websocket, display, clipboard, filetransfer, mouse, streaming, gl } = screen;
  const spice = type === 'spice';
  return {
    attributes: { type, ...ports(screen), websocket, keymap, display, passwd: passwordMark(name, screen, index) },
    listen: listenView(screen),
    image: attributes({ compression: screen.image_compression ?? (spice ? 'off' : undefined) }),
    streaming: attributes({ mode: streaming }),
    clipboard: attributes({ copypaste: yesNo(clipboard) }),
    mouse: attributes({ mode: mouse }),
    filetransfer: attributes({ enable: yesNo(filetransfer) }),
    gl: gl === undefined ? undefined : glView(gl, type),
  };
}

function ports({ type, port, autoport, listen }: Screen): object {
  const spice = type === 'spice';
  if (!(spice || type === 'vnc') || listen === 'none' || typeof listen === 'object') return {};
  const any = port === undefined || port === -1;
  return {
    port: port ?? -1,
    tlsPort: spice ? -1 : undefined,
    autoport: yesNo(autoport ?? (any || undefined)),
  };
}

function listenView({ listen }: Screen): object | undefined {
  if (listen === undefined) return undefined;
  if (listen === 'none') return { type: 'none' };
  return typeof listen === 'string' ? { type: 'address', address: listen } : { type: 'socket', socket: listen.socket };
}

function glView(gl: NonNullable<Screen['gl']>, type: Screen['type']): object {
  const enable = type === 'spice' || type === 'sdl' ? yesNo(gl !== false) : undefined;
  return { enable, rendernode: typeof gl === 'object' ? gl.rendernode : undefined };
}
