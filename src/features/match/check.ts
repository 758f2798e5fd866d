import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isPlaceholderSerial, isPlaceholderUuid } from '../../machine/placeholders.ts';
import { problem } from './codes.ts';

/** Whether a medium could recognize the machine. */
export function check({ match }: Host): Problem[] {
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
  ];
}
