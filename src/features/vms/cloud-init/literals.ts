import type { Path } from '../../../findings/finding.ts';

/** Keys of cloud-init's modules and of its network configuration whose values are nobody else's business. */
const secretKeys = new Set([
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
]);

/** What stands in place of a password, and opens nothing: a locked account, or one that cloud-init draws. */
const harmless = /^([*!].*|R|RANDOM|)$/;

export interface Literal {
  path: Path;
  what: string;
}

/** The secrets that stand in values as they are, each with its place in them. */
export function literalSecrets(value: unknown, path: Path = []): Literal[] {
  if (typeof value === 'string') return holdsKey(value) ? [{ path, what: 'a private key' }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => literalSecrets(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (path.at(-1) === 'chpasswd' && key === 'list')
      return passwordLines(inner) ? [{ path: at, what: 'passwords' }] : [];
    const literal = secretKeys.has(key) && (typeof inner === 'string' || typeof inner === 'number');
    if (literal && !harmless.test(String(inner))) return [{ path: at, what: `the value of ${key}` }];
    return literalSecrets(inner, at);
  });
}

export const holdsKey = (text: string) => text.includes('PRIVATE KEY-----');

/** `user:password`, a line or an item each. */
function passwordLines(list: unknown): boolean {
  const lines = Array.isArray(list) ? list : String(list).split('\n');
  return lines.some((line) => {
    const [, password] = /^[^:]+:(.*)$/.exec(String(line).trim()) ?? [];
    return password !== undefined && !harmless.test(password);
  });
}
