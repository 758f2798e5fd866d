import { closest } from '../findings/closest.ts';

/** How many fields the key of each type has, its type included (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f). */
const fieldCounts: Readonly<Record<string, number>> = {
  'ssh-rsa': 3,
  'ssh-ed25519': 2,
  'ecdsa-sha2-nistp256': 3,
  'ecdsa-sha2-nistp384': 3,
  'ecdsa-sha2-nistp521': 3,
  'sk-ssh-ed25519@openssh.com': 3,
  'sk-ecdsa-sha2-nistp256@openssh.com': 4,
};

const isType = (word: string) => Object.hasOwn(fieldCounts, word);

/**
 * The type of a public key that is cut off or damaged; undefined if it is whole. Options may stand before it, as in
 * authorized_keys. OpenSSH passes over a line that it cannot read, without a word.
 */
export function damagedKey(line: string): string | undefined {
  const words = line.split(' ');
  const keys = words.flatMap((type, index) => (isType(type) ? [{ type, blob: words[index + 1] ?? '' }] : []));
  // The words of an option may look like a key, too.
  if (keys.some(({ type, blob }) => isWhole(type, Buffer.from(blob, 'base64')))) return undefined;
  return keys.at(-1)?.type ?? '';
}

/** Whether a key consists of exactly the fields of its type, the first of which names the type. */
function isWhole(type: string, blob: Buffer): boolean {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return false;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length && fields[0]?.toString() === type && fields.length === fieldCounts[type];
}

/** A text up to the first blank that is not in double quotes, as sshd finds where options end. */
const unquotedWord = /^(?:[^ "]|"(?:\\.|[^"\\])*")*/;

/** The options of a line, in order, and the words after them: the key's type, the key, and its comment. */
function partsOf(line: string): { options: string[]; words: string[] } {
  if (isType(line.split(' ')[0] ?? '')) return { options: [], words: line.split(' ') };
  const text = unquotedWord.exec(line)![0];
  const options = text.match(/(?:[^,"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  return { options, words: line.slice(text.length).trimStart().split(' ') };
}

/** Whether a whole second key follows the first: sshd reads it as a part of the first one's comment. */
export function hasSecondKey(line: string): boolean {
  const comment = partsOf(line).words.slice(2);
  // A comma that should separate the keys is the end of the word before.
  const words = comment.flatMap((word) => word.split(','));
  return words.some((type, index) => isType(type) && isWhole(type, Buffer.from(words[index + 1] ?? '', 'base64')));
}

/** Options of sshd(8), in any case of letters (OpenSSH, auth-options.c): flags, and those that have a value in quotes. */
const flags = ['restrict', 'cert-authority'];
const negatable = 'port-forwarding agent-forwarding X11-forwarding pty user-rc touch-required verify-required'.split(
  ' ',
);
const valued = 'command environment expiry-time from permitlisten permitopen principals tunnel'.split(' ');
const allFlags = [...flags, ...negatable, ...negatable.map((name) => `no-${name}`)];

export interface UnreadableOption {
  option: string;
  why: 'unknown' | 'unquoted' | 'blank';
  suggestion?: string | undefined;
}

/** The first option of a line that sshd cannot read; because of it, sshd passes over the key. */
export function unreadableOption(line: string): UnreadableOption | undefined {
  const { options, words } = partsOf(line);
  for (const text of options) {
    const [option = '', ...value] = text.split('=');
    const isOneOf = (names: string[]) => names.some((name) => name.toLowerCase() === option.toLowerCase());
    if (isOneOf(allFlags) && value.length === 0) continue;
    if (!isOneOf(valued)) {
      return { option, why: 'unknown', suggestion: closest(option, value.length > 0 ? valued : allFlags) };
    }
    if (!/^"(\\.|[^"\\])*"$/.test(value.join('='))) return { option, why: 'unquoted' };
  }
  const [next = ''] = words;
  return isType(next) ? undefined : { option: /^[^=]*/.exec(next)![0], why: 'blank' };
}

/**
 * Whether who has the key gets a shell: sshd runs nothing but the command that an option names (sshd(8), AUTHORIZED_KEYS
 * FILE FORMAT), such as that of a backup.
 */
export function opensShell(line: string): boolean {
  return !/^([^ "]|"(\\.|[^"\\])*")*\bcommand="/i.test(line);
}
