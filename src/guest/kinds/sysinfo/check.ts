import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { problem } from './codes.ts';

export function sysinfoUuid({ sysinfo, uuid }: Guest, at: Path): Problem[] {
  const given = typeof sysinfo === 'object' ? sysinfo.system?.uuid : undefined;
  return given && given.toLowerCase() !== uuid.toLowerCase()
    ? [problem('sysinfo-uuid-mismatch', [...at, 'sysinfo', 'system', 'uuid'], { uuid: given, own: uuid })]
    : [];
}
