import { byAddress, functionAt } from './by-address.ts';
import { isBridge } from './kinds.ts';
import { perFacts } from './per-facts.ts';
import type { Facts, PciFunction } from './schema.ts';

/** Whether it is in a box or a dock behind a Thunderbolt or USB4 port, and not a part of the machine's own controller. */
export const isRemovable = (facts: Facts, { address }: Pick<PciFunction, 'address'>): boolean =>
  removable(facts).has(address);

/** What everything that goes with one cable has in common: the port, or the first bridge behind it. */
export const boxOf = (facts: Facts, { address }: Pick<PciFunction, 'address'>): string | undefined =>
  removable(facts).get(address);

/** Bridges of Thunderbolt controllers, for facts without names (pci.ids; drivers/thunderbolt/nhi.h). */
const switchIds =
  /^8086:(0b26|1136|1513|151[ab]|154[789]|156[79bd]|157[68e]|15c0|15d3|15da|15e7|15ea|15ef|578[0-6]|57a4)$/;
/** Those that are in docks and boxes only: Titan Ridge DD, Goshen Ridge. */
const boxIds = /^8086:(0b26|15ef)$/;
/** Ports of processors: Ice Lake to Raptor Lake, Meteor Lake, AMD since Rembrandt. */
const portIds = /^(8086:(8a1d|8a1f|8a2[13]|9a2[3579bdf]|9a31|461f|462f|463f|466e|7ec[4-7]|a72f|a73f|a76e)|1022:14cd)$/;
const portNames = /\bThunderbolt\b.*\bRoot Port\b|\bUSB4\/Thunderbolt PCIe tunnel\b/i;

const isPort = (fn: PciFunction) => isBridge(fn) && (portIds.test(fn.id ?? '') || portNames.test(fn.name ?? ''));
const isSwitch = (fn: PciFunction) =>
  isBridge(fn) && !isPort(fn) && (switchIds.test(fn.id ?? '') || /\bThunderbolt\b.*\bBridge\b/i.test(fn.name ?? ''));
/** The native host interface, which only the machine's own controller shows. */
const isInterface = (fn: PciFunction) => fn.class.startsWith('0c0340') || /\bNHI\b/.test(fn.name ?? '');

const removable = perFacts((facts): ReadonlyMap<string, string> => {
  const boxes = boxesOf(facts);
  const found = (facts.pci ?? []).filter((fn) => !isBridge(fn));
  return new Map(
    found.flatMap((fn) => {
      const box = fn.removable === false ? undefined : findBox(facts, fn, boxes);
      return box === undefined ? [] : [[fn.address, box] as const];
    }),
  );
});

function findBox(facts: Facts, fn: PciFunction, boxes: readonly Box[]): string | undefined {
  const way = (fn.bridges ?? []).flatMap((address) => functionAt(facts, address) ?? []);
  // The port itself is a part of the machine, and is not marked.
  const measured = way.find((bridge) => bridge.removable) ?? (fn.removable ? fn : undefined);
  if (measured) {
    const at = way.indexOf(measured);
    return ((at === -1 ? way.at(-1) : way[at - 1]) ?? measured).address;
  }
  if (fn.bridges) {
    const known = way.find((bridge) => isPort(bridge) || boxIds.test(bridge.id ?? ''));
    // The machine's own controller is a switch, too: two bridges on the way, the second of which is the port.
    const switches = way.filter(isSwitch);
    return (known ?? (switches.length > 2 ? switches[1] : undefined))?.address;
  }
  const { domain, bus } = placeOf(fn);
  const box = boxes.find((each) => each.domain === domain && bus > each.bus + 1 && bus <= each.last);
  return box && `${box.domain}:${box.bus}`;
}

interface Box {
  domain: string;
  /** The bus of its upstream port. */
  bus: number;
  /** The last bus below it. */
  last: number;
}

/**
 * Where the ways are not known: an upstream port has its downstream ports on the next bus, and a bus for each of them
 * follows, because Linux numbers depth first. The machine's own controller has its host interface at the first one.
 */
function boxesOf(facts: Facts): Box[] {
  const pci = [...(facts.pci ?? [])].sort(byAddress);
  const bridges = pci.filter(isSwitch).map(placeOf);
  const interfaces = pci.filter(isInterface).map(placeOf);
  const isIntegrated = pci.some(isPort) || interfaces.some(({ bus }) => bus === 0);
  const tops = bridges.filter(({ slot, ...top }) => slot === '00.0' && portsOf(top, bridges) > 0);
  return tops
    .filter(({ domain, bus }, index) => {
      if (interfaces.some((other) => other.domain === domain && other.bus === bus + 2)) return false;
      return isIntegrated || interfaces.length > 0 || index > 0;
    })
    .map((top) => ({ ...top, last: top.bus + 1 + portsOf(top, bridges) }));
}

const portsOf = ({ domain, bus }: Omit<Place, 'slot'>, bridges: readonly Place[]) =>
  bridges.filter((other) => other.domain === domain && other.bus === bus + 1).length;

interface Place {
  domain: string;
  bus: number;
  /** Slot and function. */
  slot: string;
}

function placeOf({ address }: PciFunction): Place {
  const [domain = '', bus = '', slot = ''] = address.split(':');
  return { domain, bus: Number.parseInt(bus, 16), slot };
}
