import keys from './apk-keys.json' with { type: 'json' };

/**
 * The public keys that sign Alpine's repositories for x86_64, as /usr/share/apk/keys/x86_64 has them (aports,
 * main/alpine-keys); the lists of 3.19 and edge are equal.
 */
export const alpineKeys: Readonly<Record<string, string>> = keys;
