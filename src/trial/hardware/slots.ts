/** A place on the first bus, as QEMU writes it. */
export interface Slots {
  /** Allocates the lowest free slot, or a given one if it is free. */
  take(wanted?: number): number | undefined;
}

/** Slots of q35 itself: the host bridge, and in the last slot the LPC bridge, AHCI and SMBus. */
const chipset = [0x00, 0x1f];

/** The free slots of the first bus. */
export function freeSlots(): Slots {
  const taken = new Set(chipset);
  return {
    take: (wanted) => {
      const slot = wanted ?? [...Array(32).keys()].find((each) => !taken.has(each));
      if (slot === undefined || (wanted !== undefined && taken.has(wanted))) return undefined;
      taken.add(slot);
      return slot;
    },
  };
}
