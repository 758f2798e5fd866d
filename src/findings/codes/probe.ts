import { environment, warning } from '../code.ts';

const here = (host: string | undefined) => host ?? 'this machine';

/** Measuring a machine. */
export const probeCodes = {
  'probe-failed': environment<{ host: string | undefined; reason: string }>(
    (v) => `${here(v.host)} cannot be probed: ${v.reason}`,
    (v) =>
      v.host === undefined
        ? 'It takes sh and Linux; mkapkovl probe USER@HOST measures another machine.'
        : `ssh ${v.host} true must work, with a password or a key. Without ssh, take the script there: mkapkovl probe --script > probe.sh, then sh probe.sh > facts.json on the machine.`,
  ),
  'probe-answer': environment<{ host: string | undefined; reason: string }>(
    (v) => `what ${here(v.host)} answered is no facts: ${v.reason}`,
    'Silence what its shell prints for commands (~/.profile, ~/.bashrc), or run it there: mkapkovl probe --script > probe.sh, then sh probe.sh > facts.json on the machine.',
  ),
  'probe-unwritable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} is not written: ${v.reason}`,
    'Name another file with --out, or move that one away.',
  ),
  'probe-not-measured': warning<{ what: string; remedy: string }>(
    (v) => v.what,
    (v) => v.remedy || 'The facts say null there.',
  ),
};
