import { matchSchema } from '../../features/match/schema.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../../machine/placeholders.ts';
import type { Facts } from '../../machine/schema.ts';

/** What a medium for several hosts can recognize the machine by: its serial number, or else its UUID. */
export function matchOf({ system: { serial, uuid } }: Facts): { key: 'serial' | 'uuid'; value: string } | undefined {
  if (serial && !isPlaceholderSerial(serial) && matchSchema.safeParse({ serial }).success)
    return { key: 'serial', value: serial };
  const value = uuid?.toLowerCase();
  if (value && !isPlaceholderUuid(value) && matchSchema.safeParse({ uuid: value }).success)
    return { key: 'uuid', value };
  return undefined;
}
