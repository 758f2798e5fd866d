import type { Kind } from './kind.ts';

const key = (what: string, pattern: RegExp, ...hints: string[]): Kind => ({ what, class: 'key', pattern, hints });

const base64Key = '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=';

/** Private and preshared keys, each form with its source. */
export const keyKinds: readonly Kind[] = [
  // RFC 7468 for PKCS 8, RFC 1421 for its forerunners; OpenSSH PROTOCOL.key; RFC 9580, 6.2 for PGP.
  key('a private key', /(?:BEGIN[A-Z0-9 ]{0,40}|END[A-Z0-9 ]{0,40}|\b)PRIVATE KEY(?: BLOCK)?-----/g, 'private key'),
  // RFC 4716 does not define private keys; this is the format of SSH2.
  key('a private key', /---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/g, 'ssh2 encrypted'),
  // PuTTY manual, appendix C.
  key('a private key', /^PuTTY-User-Key-File-\d: /gm, 'putty-user-key-file-'),
  // age-encryption.org/v1, bech32 with the prefix age-secret-key-.
  key('a private key', /AGE-SECRET-KEY-(?:PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58,}/gi, 'age-secret-key-'),
  // minisign(1), signify(1).
  key('a private key', /^untrusted comment: (?:minisign encrypted|signify)\b.{0,100}secret key/gm, 'untrusted comment'),
  // wg(8): 32 bytes in base64, whose second-to-last character encodes four bits. systemd.netdev(5) has the same names.
  key(
    'a key of WireGuard',
    new RegExp(`^[ \\t]*(?:PrivateKey|PresharedKey)[ \\t]*=[ \\t]*(?<secret>${base64Key})`, 'gim'),
    'privatekey',
    'presharedkey',
  ),
  // A JSON Web Key has its private part under "d" (RFC 7517, RFC 7518).
  key('a private key', /"d"\s{0,20}:\s{0,20}"(?<secret>[A-Za-z0-9_-]{40,2000})"/g, '"kty"'),
];

/** A WireGuard key without a name, as `wg genkey` prints it. */
export const bareKey = new RegExp(`^\\s*(?<secret>${base64Key})\\s*$`, 'g');
