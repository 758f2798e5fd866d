import type { Path } from '../../findings/finding.ts';
import { secretIn, unmistakableIn } from '../../secrets/find.ts';
import { secretWords } from '../../secrets/words.ts';
import { decoded } from './packed.ts';

/** Keys of cloud-init's modules and of its network configuration whose values are secret. */
export const secretKeys = new Set([
  'passwd',
  'hashed_passwd',
  'hashed-passwd',
  'plain_text_passwd',
  'plain-text-passwd',
  'password',
  'token',
  'activation-key',
  'activation_key',
  'registration_key',
  'validation_key',
  'admin_pass',
]);

/** Values of a password that are not secret: a locked account, or a password that cloud-init generates. */
export const harmless = /^([*!].*|R|RANDOM|)$/;

export interface Literal {
  path: Path;
  what: string;
}

/** Lists of commands: a string in them is for a shell, a list is the words of one command. */
const commands = new Set<unknown>(['runcmd', 'bootcmd']);

/** The literal secrets among values, each with its path. `file` is the file of the guest that a text becomes. */
export function literalSecrets(value: unknown, path: Path = [], file = ''): Literal[] {
  if (typeof value === 'string') {
    const words = commands.has(path.at(-2)) ? secretWords(value.match(/\S+/g) ?? []) : [];
    const what = (secretIn(value, file) ?? secretIn(decoded(value), file) ?? words[0])?.what;
    return what ? [{ path, what }] : [];
  }
  if (Array.isArray(value)) return inList(value, path);
  if (typeof value !== 'object' || value === null) return [];
  const written = 'path' in value && typeof value.path === 'string' ? value.path.replace(/^\/+/, '') : '';
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (path.at(-1) === 'chpasswd' && key === 'list')
      return passwordLines(inner) ? [{ path: at, what: 'passwords' }] : [];
    const literal = secretKeys.has(key.toLowerCase()) && (typeof inner === 'string' || typeof inner === 'number');
    if (literal && !harmless.test(String(inner))) return [{ path: at, what: `the value of ${key}` }];
    return literalSecrets(inner, at, key === 'content' ? written : '');
  });
}

function inList(list: readonly unknown[], path: Path): Literal[] {
  const each = list.flatMap((item, index) => literalSecrets(item, [...path, index]));
  const isCommand = !commands.has(path.at(-1)) && list.every((item) => typeof item !== 'object');
  const words = isCommand ? secretWords(list.map(String)) : [];
  const known = new Set(each.map((literal) => literal.path.at(-1)));
  return [...each, ...words.flatMap(({ index, what }) => (known.has(index) ? [] : [{ path: [...path, index], what }]))];
}

/** A secret that is recognizable by its form in any text. */
export function literalIn(text: string): string | undefined {
  return unmistakableIn(text)?.what;
}

/** `user:password`, one for each line or item. */
function passwordLines(list: unknown): boolean {
  const lines = Array.isArray(list) ? list : String(list).split('\n');
  return lines.some((line) => {
    const [, password] = /^[^:]+:(.*)$/.exec(String(line).trim()) ?? [];
    return password !== undefined && !harmless.test(password);
  });
}
