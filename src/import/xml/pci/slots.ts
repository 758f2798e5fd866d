/** The place of a function on the guest's PCI buses. */
export interface Place {
  bus: number;
  slot: number;
  fn: number;
  /** Whether the function says that others share its slot. */
  shared?: boolean;
}

const lastSlot = 31;

interface Slot {
  functions: Set<number>;
  /** Whether only root ports are in it: those share slots (VIR_PCI_CONNECT_AGGREGATE_SLOT). */
  ports: boolean;
}

/** What is taken on the guest's buses; libvirt gives each device the first free place (domain_addr.c). */
export class Slots {
  readonly #slots = new Map<string, Slot>();
  /** The buses of root ports, with one slot each. */
  ports: number[] = [];

  isFree(bus: number, slot: number): boolean {
    return !this.#slots.has(`${bus}:${slot}`);
  }

  take(place: Place, ports = false): Place {
    const key = `${place.bus}:${place.slot}`;
    const slot = this.#slots.get(key) ?? { functions: new Set(), ports };
    slot.functions.add(place.fn);
    slot.ports &&= ports;
    this.#slots.set(key, slot);
    return place;
  }

  /** The first free slot of a bus; undefined if there is none, for then libvirt adds a bridge. */
  nextSlot(bus = 0, fn = 0): Place | undefined {
    const slot = this.#find((each) => this.isFree(bus, each));
    return slot === undefined ? undefined : this.take({ bus, slot, fn });
  }

  /** The first free root port; libvirt adds another if there is none. */
  nextPort(): Place {
    let bus = this.ports.find((each) => this.isFree(each, 0));
    if (bus === undefined) {
      bus = Math.max(0, ...this.ports) + 1;
      this.ports.push(bus);
    }
    return this.take({ bus, slot: 0, fn: 0 });
  }

  /** The place for a root port itself. */
  nextForPort(): Place | undefined {
    const functionOf = (slot: number) => {
      const taken = this.#slots.get(`0:${slot}`);
      if (!taken) return 0;
      const free = [0, 1, 2, 3, 4, 5, 6, 7].find((each) => !taken.functions.has(each));
      return taken.ports ? free : undefined;
    };
    const slot = this.#find((each) => functionOf(each) !== undefined);
    if (slot === undefined) return undefined;
    const fn = functionOf(slot)!;
    return this.take({ bus: 0, slot, fn, ...(fn === 0 ? { shared: true } : {}) }, true);
  }

  #find(fits: (slot: number) => boolean): number | undefined {
    for (let slot = 1; slot <= lastSlot; slot++) if (fits(slot)) return slot;
    return undefined;
  }
}
