import { closest } from './closest.ts';

/**
 * Keys that hold secrets, and common misspellings of them; `passthrough` and the switch `ssh.passwords` are not among
 * them.
 */
export function isSecretKey(key: string): boolean {
  if (/^(passthrough|passwords)$/.test(key)) return false;
  return /pass|secret|token|psk|api_?key/i.test(key) || closest(key, ['password', 'passphrase']) !== undefined;
}

/** A key of a secret with something behind it. */
export interface NamedSecret {
  key: string;
  /** Where what is behind it begins. */
  start: number;
}

/** A word where a key or a text begins, and more behind it: a sign, or a blank where the sign is missing. */
const word =
  /(?<=(?:^|[{}[\],;:=：]|^\s*[-?])\s*["']*)([A-Za-z_][\w-]*)(?=["']?(?:\s*[:=;：]|\s)["']?[\s"':=]*[^\s"':=])/gmu;
const sign = /^["']?[\s:=;：]+["']?/u;

/** The keys of secrets in a text, whatever separates them from what follows. */
export function namedSecrets(text: string): NamedSecret[] {
  return [...text.matchAll(word)].flatMap(({ 0: key, index }) => {
    const behind = index + key.length;
    const start = behind + (sign.exec(text.slice(behind))?.[0].length ?? 0);
    return isSecretKey(key) ? [{ key, start }] : [];
  });
}

/** The key in `password:VALUE` or `password VALUE`, which YAML takes for a key as a whole: the rest of it may be the secret. */
export function secretKeyIn(key: string): string | undefined {
  return namedSecrets(key)[0]?.key;
}

/** A text as it may be shown: nothing of what follows the key of a secret. */
export function withoutNamedSecrets(text: string): string {
  const start = namedSecrets(text)[0]?.start;
  return start === undefined ? text : `${text.slice(0, start)}********`;
}
