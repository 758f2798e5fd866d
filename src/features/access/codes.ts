import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'access-no-way-in': error(
    'nobody could log in: neither root nor a user has a key or a password; accounts of the system do not count',
    'Add access.root.authorized_keys or access.root.password, or a user with one of them.',
  ),
  'access-console-only': warning(
    'ssh will take no password, and the profile gives nobody a key: only the console is left',
    'Add authorized_keys, or give a user a password and say access.ssh.passwords: true.',
  ),
  'access-example-key': warning(
    "this is the examples' key, for which nobody has a private key: it lets nobody in",
    'Put your own public key here (cat ~/.ssh/id_ed25519.pub).',
  ),
  'access-system-account': error<{ name: string; what: 'account' | 'group' }>(
    (v) =>
      v.what === 'account'
        ? `${v.name} is an account of the system`
        : `${v.name} is a group of the system, whose name no user can have`,
    (v) => (v.name === 'root' ? 'Use access.root.' : 'Choose another name.'),
  ),
  'prompt-without-installer': error<{ mode: string }>(
    (v) => `in mode ${v.mode} there is no installer that could ask`,
    'Give the hash by { env: … } or { file: … }, or log in by key.',
  ),
});
