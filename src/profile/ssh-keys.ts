import { format } from './format.ts';

/** Key type, base64 key, comment: the line of a .pub file; printable and on one line. */
const keyLine = String.raw`(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]{40,}={0,3}( [\x20-\x7e]*)?`;
const exampleKeyLine = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC ana@desk';

/** OpenSSH 7.0 stopped accepting DSA, and 10.0 removed it. */
const dsa = (text: string) =>
  /(^|\s)ssh-dss\s/.test(text)
    ? 'a public SSH key that OpenSSH accepts: it no longer takes DSA (ssh-dss)\nMake a new key with ssh-keygen -t ed25519, and copy the one line of ~/.ssh/id_ed25519.pub.'
    : undefined;

export const authorizedKey = format(
  // sshd(8) AUTHORIZED_KEYS FILE FORMAT: options, then the key.
  new RegExp(String.raw`^([\x21-\x7e][\x20-\x7e]*[ ])?${keyLine}$`),
  'a public SSH key',
  'Copy the one line of your .pub file, such as "ssh-ed25519 AAAA… you@home".',
  exampleKeyLine,
  dsa,
);

/** A key without options: as it is in a .pub file. */
export const publicKey = format(
  new RegExp(`^${keyLine}$`),
  'a public SSH key without options',
  'Copy the one line of your .pub file, such as "ssh-ed25519 AAAA… you@home", with nothing before it.',
  exampleKeyLine,
  dsa,
);
