import { closest } from './closest.ts';

/**
 * Keys that hold secrets, and common misspellings of them; `passthrough` and the switch `ssh.passwords` are not among
 * them.
 */
export function isSecretKey(key: string): boolean {
  if (/^(passthrough|passwords)$/.test(key)) return false;
  return /pass|secret|token|psk|api_?key/i.test(key) || closest(key, ['password', 'passphrase']) !== undefined;
}

/** The key in `password:VALUE`, which YAML takes for a key as a whole: the rest of it may be the secret. */
export function secretKeyIn(key: string): string | undefined {
  const [, name] = /^\s*([\w-]+)\s*[:=]./s.exec(key) ?? [];
  return name !== undefined && isSecretKey(name) ? name : undefined;
}
