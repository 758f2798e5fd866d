import { format } from './format.ts';

/** Key type, base64 key, comment: the line of a .pub file; printable and on one line. */
const keyLine = String.raw`(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]{40,}={0,3}( [\x20-\x7e]*)?`;
const exampleKeyLine = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC ana@desk';

export const authorizedKey = format(
  // sshd(8) AUTHORIZED_KEYS FILE FORMAT: options, then the key.
  new RegExp(String.raw`^([\x21-\x7e][\x20-\x7e]*[ ])?${keyLine}$`),
  'a public SSH key',
  'Copy the one line of your .pub file, such as "ssh-ed25519 AAAA… you@home".',
  exampleKeyLine,
);

/** A key without options: as it is in a .pub file. */
export const publicKey = format(
  new RegExp(`^${keyLine}$`),
  'a public SSH key without options',
  'Copy the one line of your .pub file, such as "ssh-ed25519 AAAA… you@home", with nothing before it.',
  exampleKeyLine,
);
