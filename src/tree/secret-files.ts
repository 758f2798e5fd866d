import type { Path, Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { literalProblem } from '../profile/literals.ts';
import { secretIn } from '../secrets/find.ts';
import { problem } from './codes.ts';
import type { Piece } from './entry.ts';

type File = Host['files'][string];

/** Whether the agent puts a file together, because there is a secret in it. */
export function hasSecrets({ secret, content }: File): boolean {
  return secret !== undefined || (Array.isArray(content) && content.some((piece) => typeof piece !== 'string'));
}

/** The pieces of a file with secrets, in order, and what is wrong with it. */
export function secretFile(target: string, file: File): { pieces: Piece[]; problems: Problem[] } {
  const from: Path = ['files', target];
  const whole: Piece[] = file.secret ? [{ secret: file.secret, whole: true, path: [...from, 'secret'] }] : [];
  const parts = Array.isArray(file.content) ? file.content : [];
  const pieces = parts.flatMap((part): Piece[] => {
    if (typeof part === 'string') return part === '' ? [] : [{ text: part }];
    const secret = file.secrets?.[part.secret];
    return secret ? [{ secret, name: part.secret, path: [...from, 'secrets', part.secret] }] : [];
  });
  const problems = [
    ...wrongPlace(target),
    ...modeTooWide(target, file),
    ...undefinedSecrets(target, file),
    ...literalsBetween(target, parts),
  ];
  return { pieces: [...whole, ...pieces], problems };
}

/** Where no file can be put together on the target, why, and what to do. */
const wrongPlaces: { at: RegExp; reason: string; remedy: string }[] = [
  {
    // The group `network` of the agent (apply/plan.sh).
    at: /^\/etc\/(network\/.|mactab$|resolv\.conf$|udhcpc\/.|conf\.d\/networking$)/,
    reason: 'mkapkovl-host apply restores the files of the network together if the new one fails, and not this one',
    remedy: 'Put the secret into a file that the network only reads, such as one in /etc/wireguard or /etc/ppp.',
  },
  {
    at: /^\/etc\/(fstab|default\/grub|update-extlinux\.conf|mkinitfs\/mkinitfs\.conf)$/,
    reason: 'setup-disk and the agent write it, too',
    remedy: 'Put the secret into a file of its own. A mount of CIFS, for example, reads one that credentials= names.',
  },
  {
    at: /^\/home\/./,
    reason:
      'the user whose home it is in could replace a folder by a link, and root would write the file where it leads',
    remedy: 'Put it below /etc, and give it to the user with owner: "UID:GID".',
  },
];

function wrongPlace(target: string): Problem[] {
  const wrong = wrongPlaces.find(({ at }) => at.test(target));
  return wrong ? [problem('secret-file-place', ['files', target], { path: target, ...wrong })] : [];
}

function modeTooWide(target: string, { mode }: File): Problem[] {
  const wide = mode !== undefined && (Number.parseInt(mode, 8) & ~0o600) !== 0;
  return wide ? [problem('secret-file-mode', ['files', target, 'mode'], { path: target, mode })] : [];
}

function undefinedSecrets(target: string, { content, secrets = {} }: File): Problem[] {
  const known = Object.keys(secrets).join(', ') || 'none';
  return (Array.isArray(content) ? content : []).flatMap((part, index) =>
    typeof part === 'string' || Object.hasOwn(secrets, part.secret)
      ? []
      : [problem('file-secret-unknown', ['files', target, 'content', index, 'secret'], { name: part.secret, known })],
  );
}

/** Secrets that no piece of the content names. */
export function unusedSecrets(target: string, { content, secrets = {} }: File): Problem[] {
  const used = new Set((Array.isArray(content) ? content : []).map((part) => typeof part !== 'string' && part.secret));
  return Object.keys(secrets)
    .filter((name) => !used.has(name))
    .map((name) => problem('file-secret-has-no-effect', ['files', target, 'secrets', name], { name }));
}

/** A literal secret may be spread over pieces; those of the profile are no part of it. */
function literalsBetween(target: string, parts: readonly (string | { secret: string })[]): Problem[] {
  const text = parts.map((part) => (typeof part === 'string' ? part : '<secret>')).join('');
  const found = secretIn(text, target.slice(1));
  return found ? [literalProblem(found, ['files', target, 'content'])] : [];
}
