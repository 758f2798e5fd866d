import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { problem } from './codes.ts';

/** What boards report whose maker did not fill in the SMBIOS table (SMBIOS Reference Specification, 7.2). */
const unset =
  /^(to be filled by o\.?e\.?m\.?|default string|system serial number|chassis serial number|serial number|not specified|not applicable|not available|none|n\/a|na|invalid|unknown|empty|oem|0?123456789.*|(.)\2*)$/i;

/** AMI's example of a UUID, in both byte orders; and one digit throughout. */
const unsetUuid = /^(03000200-0400-0500-0006-000700080009|00020003-0004-0005-0006-000700080009)$/i;

/** Whether a medium could recognize the machine. */
export function check({ match }: Host): Problem[] {
  if (!match) return [];
  const { serial, uuid } = match;
  if (serial === undefined && uuid === undefined) return [problem('match-empty', ['match'], undefined)];
  return [
    ...(serial !== undefined && unset.test(serial)
      ? [problem('match-placeholder', ['match', 'serial'], { value: serial })]
      : []),
    ...(uuid !== undefined && (unsetUuid.test(uuid) || /^(.)\1*$/.test(uuid.replaceAll('-', '')))
      ? [problem('match-placeholder', ['match', 'uuid'], { value: uuid })]
      : []),
  ];
}
