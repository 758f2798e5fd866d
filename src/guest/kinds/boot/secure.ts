import type { Guest } from '#src/host/guest.ts';

/** Whether the guest must boot only signed systems. */
export function secureBoot({ boot: { secure_boot } }: Pick<Guest, 'boot'>): boolean | undefined {
  return typeof secure_boot === 'object' ? secure_boot.enabled : secure_boot;
}
