import type { Path } from '../../findings/finding.ts';
import { unmistakableIn } from '../../secrets/find.ts';
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

/** The literal secrets among values, each with its path. */
export function literalSecrets(value: unknown, path: Path = []): Literal[] {
  if (typeof value === 'string') {
    const what = literalIn(value) ?? literalIn(decoded(value));
    return what ? [{ path, what }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => literalSecrets(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (path.at(-1) === 'chpasswd' && key === 'list')
      return passwordLines(inner) ? [{ path: at, what: 'passwords' }] : [];
    const literal = secretKeys.has(key.toLowerCase()) && (typeof inner === 'string' || typeof inner === 'number');
    if (literal && !harmless.test(String(inner))) return [{ path: at, what: `the value of ${key}` }];
    return literalSecrets(inner, at);
  });
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
