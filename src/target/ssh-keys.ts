/** How many fields the key of each type has, its type included (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f). */
const fieldCounts: Readonly<Record<string, number>> = {
  'ssh-rsa': 3,
  'ssh-ed25519': 2,
  'ecdsa-sha2-nistp256': 3,
  'ecdsa-sha2-nistp384': 3,
  'ecdsa-sha2-nistp521': 3,
  'sk-ssh-ed25519@openssh.com': 3,
  'sk-ecdsa-sha2-nistp256@openssh.com': 4,
};

/**
 * The type of a public key that is cut off or damaged; undefined if it is whole. Options may stand before it, as in
 * authorized_keys. OpenSSH passes over a line that it cannot read, without a word.
 */
export function damagedKey(line: string): string | undefined {
  const words = line.split(' ');
  const keys = words.flatMap((type, index) => (type in fieldCounts ? [{ type, blob: words[index + 1] ?? '' }] : []));
  // The words of an option may look like a key, too.
  if (keys.some(({ type, blob }) => isWhole(type, Buffer.from(blob, 'base64')))) return undefined;
  return keys.at(-1)?.type ?? '';
}

/** Whether a key consists of exactly the fields of its type, the first of which names the type. */
function isWhole(type: string, blob: Buffer): boolean {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return false;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length && fields[0]?.toString() === type && fields.length === fieldCounts[type];
}

/**
 * Whether who has the key gets a shell: sshd runs nothing but the command that an option names (sshd(8), AUTHORIZED_KEYS
 * FILE FORMAT), such as that of a backup.
 */
export function opensShell(line: string): boolean {
  return !/^([^ "]|"(\\.|[^"\\])*")*\bcommand="/i.test(line);
}
