import { secretsFolder } from '../target/paths.ts';

interface SecretKind {
  /** What the file or variable is to contain, for people who have to make it. */
  content: string;
  limit?: { bytes: number; whose: string };
}

/** By the beginning of a secret's name in the overlay. */
const kinds: Record<string, SecretKind> = {
  'password.': { content: 'the hash of the password, which openssl passwd -6 prints' },
  'luks-passphrase': { content: 'the passphrase of the disk, in one line' },
  // RFC 6143 cuts a password to 8 bytes, so libvirt refuses longer ones; libspice-server allows 60.
  'vnc.': {
    content: 'the password of the screen, in one line of at most 8 bytes',
    limit: { bytes: 8, whose: 'graphics of type vnc' },
  },
  'spice.': {
    content: 'the password of the screen, in one line of at most 60 bytes',
    limit: { bytes: 60, whose: 'graphics of type spice' },
  },
  'cloud-init.': {
    content: 'the secret for cloud-init, in one line',
    limit: { bytes: 2047, whose: "cloud-init's seeds" },
  },
  'file.': { content: 'what the file on the target is to have in this place' },
};

const other: SecretKind = { content: 'the secret' };

export function secretKind(path: string): SecretKind {
  const name = path.slice(secretsFolder.length + 1);
  const [, kind = other] = Object.entries(kinds).find(([prefix]) => name.startsWith(prefix)) ?? [];
  return path.startsWith(`${secretsFolder}/`) ? kind : other;
}
