import type { Host } from '#src/host/host.ts';

/** Every network card of every guest, with its place in the profile. */
export function cardsOf({ vms }: Host) {
  return Object.entries(vms).flatMap(([guest, { networks }]) =>
    networks.map((card, index) => ({ guest, card, path: ['vms', guest, 'networks', index] })),
  );
}
