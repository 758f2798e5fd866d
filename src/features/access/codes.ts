import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';
import type { UnreadableOption } from '../../target/ssh-keys.ts';

export const { codes, problem, problemAt } = findingsOf({
  'access-no-way-in': error(
    'no one could log in: neither root nor a user has a key or a password (system accounts do not count)',
    'Add access.root.authorized_keys or access.root.password, or a user with one of them.',
  ),
  'access-console-only': warning(
    'login is possible only at the console: ssh accepts no passwords, and no user has a key',
    'Add authorized_keys, or give a user a password and set access.ssh.passwords: true.',
  ),
  'access-behind-mount': warning<{ names: string; folders: string }>(
    (v) =>
      `login is possible only with the keys of ${v.names}, and they are on a file system that may be mounted late or not at all (${v.folders})`,
    'Add access.root.authorized_keys or a password, or leave the home of one of these users on the system disk.',
  ),
  'access-key-damaged': error<{ type: string }>(
    (v) => `this ${v.type} key is cut off or damaged, so no one could log in with it`,
    'Copy the whole line of the .pub file again (cat ~/.ssh/id_ed25519.pub).',
  ),
  'access-keys-in-one-text': error(
    'these are two keys in one text: sshd reads the second as a comment of the first, so its owner could not log in',
    'Write each key as an item of the list, in quotes of its own, with a comma between: ["ssh-ed25519 AAAA… ana", "ssh-ed25519 AAAA… bob"].',
  ),
  'access-key-option-unreadable': error<UnreadableOption>(
    (v) =>
      `sshd cannot read the option ${v.option} before the key${v.why === 'unquoted' ? ', whose value is not in quotes' : ''}, and then passes over the key, so no one could log in with it`,
    (v) => {
      if (v.why === 'unquoted') return `Write its value in double quotes: ${v.option}="…".`;
      if (v.why === 'blank') return 'Write all options in one word: with commas between them, and without blanks.';
      return v.suggestion
        ? `Did you mean ${v.suggestion}?`
        : 'Remove it, or write an option of sshd(8), such as restrict or from="192.168.1.0/24". A comment stands after the key.';
    },
  ),
  'access-example-key': warning(
    'this is the key of the examples, which has no private key: no one can log in with it',
    'Replace it with your own public key (cat ~/.ssh/id_ed25519.pub).',
  ),
  'access-system-account': error<{ name: string; what: 'account' | 'group' }>(
    (v) =>
      v.what === 'account'
        ? `${v.name} is the name of a system account`
        : `${v.name} is the name of a system group, and each user has a group of the same name`,
    (v) => (v.name === 'root' ? 'Use access.root.' : 'Choose another name.'),
  ),
  'group-unknown': warning<{ group: string; from?: string | undefined; suggestion?: string | undefined }>(
    (v) =>
      v.from
        ? `the group ${v.group} comes with a package that the profile does not install`
        : `neither Alpine nor a package of this profile is known to have a group ${v.group}`,
    (v) => {
      if (v.from) return `Add ${v.from} to packages.`;
      return v.suggestion
        ? `Did you mean ${v.suggestion}?`
        : 'Check the name, and add the package that creates the group to packages. If both are right, leave it: the groups of few packages are known.';
    },
  ),
  'prompt-without-installer': error<{ mode: string }>(
    (v) => `in mode ${v.mode} no installer runs that could ask for it`,
    'Provide the hash with { env: … } or { file: … }, or use a key to log in.',
  ),
});
