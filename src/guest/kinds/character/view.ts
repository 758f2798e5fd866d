import type { Guest } from '#src/host/guest.ts';
import { type Attributes, any, attributes, listOf, onOff } from '../../attributes.ts';
import { supports } from '../../os-variants.ts';
import { placedView } from '../address/view.ts';
import { hasSpice } from '../graphics/screens.ts';

type Port = Exclude<NonNullable<Guest['parallel']>, string | unknown[]>;

/** Any of them; they differ in their target. */
interface Line extends Omit<Port, 'target'> {
  target?: { type?: string | undefined; name?: string | undefined; port?: number | undefined } | undefined;
}

/** Template values of serial and parallel ports, consoles and channels, in a list for each element name. */
export function characterViews(guest: Guest): object[] {
  const serial = linesOf(guest.serial);
  const console = guest.console === undefined && serial.length === 0 ? linesOf('pty') : linesOf(guest.console);
  return [
    ...serial.map((line) => view('serial', line)),
    ...linesOf(guest.parallel).map((line) => view('parallel', line)),
    ...console.map((line) => view('console', line)),
    ...channelsOf(guest).map((line) => view('channel', line)),
  ];
}

function linesOf(given: Guest['serial' | 'parallel' | 'console']): Line[] {
  if (typeof given === 'string') return given === 'none' ? [] : [{ type: given }];
  return listOf(given);
}

const agent: Line = { type: 'unix', target: { name: 'org.qemu.guest_agent.0' } };

/** As in virt-install: given channels replace the one for the guest agent, and spice adds its own. */
function channelsOf(guest: Guest): Line[] {
  const given = guest.channel ?? (supports(guest, 'virtio-serial') ? 'guest_agent' : 'none');
  const list = given === 'none' ? [] : Array.isArray(given) ? given : [given];
  const channels = list.map(
    (each): Line => (each === 'guest_agent' ? agent : typeof each === 'string' ? { type: each } : each),
  );
  const spice = hasSpice(guest) && guest.channel !== 'none' && !channels.some(({ type }) => type === 'spicevmc');
  return spice ? [...channels, { type: 'spicevmc' }] : channels;
}

function view(name: string, line: Line): object {
  const { type, protocol, log } = line;
  const source = sourceOf(line);
  const target = targetOf(name, line);
  const placed = placedView(line);
  return { name, type, inner: any(source, protocol, target, log, placed), source, protocol, target, log, placed };
}

function targetOf(name: string, { type, target }: Line): object | undefined {
  if (name !== 'channel') return attributes({ ...target });
  const spice = type === 'spicevmc' || type === 'qemu-vdagent';
  return { type: 'virtio', ...target, name: target?.name ?? (spice ? 'com.redhat.spice.0' : undefined) };
}

/** libvirt calls the port of an address "service". */
function sourceOf({ type, path, host, port, append, ...line }: Line): Attributes | undefined {
  const mode = line.mode ?? (type === 'unix' || type === 'tcp' ? 'bind' : type === 'udp' ? 'connect' : undefined);
  return attributes({ mode, channel: line.channel, path, host, service: port, append: onOff(append) });
}
