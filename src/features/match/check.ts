import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../../machine/placeholders.ts';
import { problem } from './codes.ts';

/** Whether a medium could recognize the machine. */
export function check({ match, machine }: Host): Problem[] {
  if (!match) return [];
  const { serial, uuid } = match;
  if (serial === undefined && uuid === undefined) return [problem('match-empty', ['match'], undefined)];
  return [
    ...(serial !== undefined && isPlaceholderSerial(serial)
      ? [problem('match-placeholder', ['match', 'serial'], { value: serial })]
      : []),
    ...(uuid !== undefined && isPlaceholderUuid(uuid)
      ? [problem('match-placeholder', ['match', 'uuid'], { value: uuid })]
      : []),
    ...otherMachine('serial', serial, machine?.system.serial, isPlaceholderSerial),
    ...otherMachine('uuid', uuid, machine?.system.uuid, isPlaceholderUuid),
  ];
}

/** The medium would not take the machine of the facts for the one that the profile is for. */
function otherMachine(
  key: 'serial' | 'uuid',
  value: string | undefined,
  found: string | null | undefined,
  isPlaceholder: (value: string) => boolean,
): Problem[] {
  if (value === undefined || !found?.trim() || isPlaceholder(value) || isPlaceholder(found)) return [];
  return value.toLowerCase() === found.trim().toLowerCase()
    ? []
    : [problem('match-of-another-machine', ['match', key], { key, value, found: found.trim() })];
}
