import { bareKey } from './keys.ts';
import type { Kind } from './kind.ts';

/** A file of the target whose format makes its content a secret that would not be one elsewhere. */
interface FileKind extends Kind {
  path: RegExp;
}

const whole = /^.+/gs;
const file = (what: string, path: RegExp, pattern: RegExp): FileKind => ({
  what,
  class: 'text',
  path,
  pattern,
  hints: [''],
});

/** Files that are known by their path. The source of each follows it. */
const fileKinds: readonly FileKind[] = [
  // sshd(8), FILES; dropbear(8), FILES; ssh(1), -i.
  file(
    'a private key',
    /^etc\/ssh\/ssh_host_\w+_key$|^etc\/dropbear\/\w+_host_key$|(^|\/)\.ssh\/id_[a-z0-9_]+$/,
    whole,
  ),
  // PKCS 12, Java, KeePass and Kerberos keep keys in files with these names; crypto_keyfile.bin is mkinitfs' name for a
  // key file of cryptsetup(8).
  file(
    'a store of keys',
    /\.(p12|pfx|jks|keystore|kdbx?|keytab)$|(^|\/)crypto_keyfile\.bin$|(^|\/)\.vnc\/passwd$/,
    whole,
  ),
  // pppd(8), AUTHENTICATION: client, server, secret.
  file(
    'a password',
    /(^|\/)(chap|pap|srp)-secrets$/,
    /^[ \t]*(?!#)\S{1,256}[ \t]{1,50}\S{1,256}[ \t]{1,50}(?<secret>\S{1,256})/gm,
  ),
  // ipsec.secrets(5).
  file(
    'a password',
    /(^|\/)(ipsec|swanctl)[\w.-]*secrets$/,
    /^(?!\s{0,20}#)[^\n]{0,500}:[ \t]{0,20}(?:PSK|EAP|XAUTH|NTLM|PIN)[ \t]{1,20}(?<secret>\S[^\n]{0,500})/gm,
  ),
  // The PostgreSQL manual, "The Password File": host, port, database, user, password.
  file(
    'a password',
    /(^|\/)\.pgpass$/,
    /^(?!#)[^:\n]{0,256}:[^:\n]{0,20}:[^:\n]{0,256}:[^:\n]{0,256}:(?<secret>[^\n]{1,256})/gm,
  ),
  // netrc(5).
  file('a password', /(^|\/)[._]netrc$/, /\bpassword\s{1,50}(?<secret>\S{1,256})/g),
  // htpasswd(1): a DES hash of crypt has no prefix.
  file(
    'the hash of a password',
    /htpasswd|(^|\/)shadow[^/]*$/,
    /^[^:#\n]{1,256}:(?<secret>[./0-9A-Za-z]{13})(?::|$)/gm,
  ),
  // wg(8): the output of `wg genkey` or `wg genpsk`, alone in a file.
  file('a key of WireGuard', /^(?!.*pub).*(private|preshared|psk|wg|wireguard|\.key$)/i, bareKey),
];

/** The kinds of secrets that a file of the target can contain. */
export function kindsAt(path: string): readonly Kind[] {
  return fileKinds.filter((kind) => kind.path.test(path));
}
