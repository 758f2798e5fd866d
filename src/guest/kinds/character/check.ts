import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { asList, type Entry, notAllowedFor, outOfRange, required } from '../../rules.ts';
import { withoutSpice } from '../graphics/check.ts';
import { hasSpice } from '../graphics/screens.ts';

type Line = 'serial' | 'parallel' | 'console' | 'channel';

const allLines: Line[] = ['serial', 'parallel', 'console', 'channel'];

const linesOf = (guest: Guest, key: Line, at: Path) => asList(guest[key], [...at, key]);

export function pathOfLines(guest: Guest, at: Path): Problem[] {
  return allLines.flatMap((key) =>
    linesOf(guest, key, at).flatMap(([path, each]) =>
      ['file', 'pipe', 'dev'].includes(String(each.type)) ? required(path, each, String(each.type), 'path') : [],
    ),
  );
}

/** Keys that the host's end of a character device requires. */
const hostSide: Record<string, string[]> = {
  tcp: ['host', 'port'],
  udp: ['port'],
  unix: ['path'],
  spiceport: ['channel'],
};

export function hostSideOfLines(guest: Guest, at: Path): Problem[] {
  return allLines.flatMap((key) =>
    linesOf(guest, key, at).flatMap(([path, each]) => {
      const type = String(each.type);
      const wanted = type === 'unix' && key === 'channel' && each.mode !== 'connect' ? [] : (hostSide[type] ?? []);
      return [
        ...wanted.flatMap((name) => required(path, each, type, name)),
        ...(key !== 'channel' && ['spicevmc', 'qemu-vdagent'].includes(type)
          ? [notAllowedFor([...path, 'type'], `type ${type}`, `a ${key}`, ['channel'])]
          : []),
      ];
    }),
  );
}

const target = ({ target: seen }: Entry) => (seen as Entry | undefined)?.type;

/** A PC has four ISA serial ports. */
export function isaPorts(guest: Guest, at: Path): Problem[] {
  const isa = linesOf(guest, 'serial', at).filter(([, each]) =>
    [undefined, 'isa-serial'].includes(target(each) as undefined),
  );
  return [
    ...isa.flatMap(([path, { target: seen }]) => {
      const { port } = (seen ?? {}) as Entry;
      return Number(port) > 3 ? [outOfRange([...path, 'target', 'port'], 'port', port, 'ISA', 'at most 3')] : [];
    }),
    ...isa
      .slice(4)
      .map(([path]) =>
        outOfRange(path, 'serial ports', isa.length, 'ISA', 'at most 4, or target: { type: pci-serial }'),
      ),
  ];
}

export function consoleOnSerial(guest: Guest, at: Path): Problem[] {
  const onSerial = linesOf(guest, 'console', at).filter(
    ([path, each]) => path.at(-1) !== 0 && target(each) !== 'virtio' && path.length > at.length + 1,
  );
  return onSerial.map(([path]) =>
    notAllowedFor(path, 'target serial', 'a second console', [
      'the first console; others need target: { type: virtio }',
    ]),
  );
}

export function channelsThroughSpice(guest: Guest, at: Path): Problem[] {
  const given = guest.channel === undefined || guest.channel === 'none' ? [] : [guest.channel].flat();
  return hasSpice(guest)
    ? []
    : given.flatMap((each, index) => {
        const path = [...at, 'channel', ...(Array.isArray(guest.channel) ? [index] : [])];
        const type = typeof each === 'string' ? each : each.type;
        return type === 'spicevmc' || type === 'spiceport' ? [withoutSpice(path, type)] : [];
      });
}

export function portsThroughSpice(guest: Guest, at: Path): Problem[] {
  if (hasSpice(guest)) return [];
  return (['serial', 'parallel', 'console'] as const).flatMap((key) =>
    linesOf(guest, key, at).flatMap(([path, { type }]) =>
      type === 'spiceport' ? [withoutSpice([...path, 'type'], 'spiceport')] : [],
    ),
  );
}
