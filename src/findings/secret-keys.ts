import { closest } from './closest.ts';

/**
 * Keys that hold secrets, and common misspellings of them; `passthrough` and the switch `ssh.passwords` are not among
 * them.
 */
export function isSecretKey(key: string): boolean {
  if (/^(passthrough|passwords)$/.test(key)) return false;
  return /pass|secret|token|psk|api_?key/i.test(key) || closest(key, ['password', 'passphrase']) !== undefined;
}
