import { environment, error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'secret-not-set': environment<{ name: string; empty: boolean; asked: boolean; content: string }>(
    (v) => `the environment variable ${v.name} is ${v.empty ? 'empty' : 'not set'}`,
    (v) =>
      `Set ${v.name} for the build to ${v.content}; or use { file: … }${v.asked ? ' or { prompt: true }' : ''}.${v.empty ? ' In CI, a variable is empty if the service has no such secret, or keeps it from this job.' : ''}`,
  ),
  'secret-file-empty': environment<{ file: string; content: string }>(
    (v) => `the secret file ${v.file} is empty`,
    (v) => `Put into it (mode 0600): ${v.content}. Or name another file.`,
  ),
  'secret-file-missing': error<{ file: string; content: string }>(
    (v) => `the secret file ${v.file} does not exist`,
    (v) => `Create the file (mode 0600) with this in it: ${v.content}. Or correct its name.`,
  ),
  'sign-no-program': environment(
    'the program ssh-keygen, which signs overlays, was not found',
    'Install OpenSSH (Debian: openssh-client, Alpine: openssh-keygen), version 8.2 or newer.',
  ),
  'sign-failed': environment<{ key: string; reason: string }>(
    (v) => `the overlay could not be signed with ${v.key}: ${v.reason}`,
    (v) =>
      /passphrase|no private key|agent/i.test(v.reason)
        ? `Run this on a terminal, where ssh-keygen asks for the passphrase, or give the key to an agent: ssh-add ${v.key.replace(/\.pub$/, '')}`
        : 'Name the file of a private SSH key, or of its .pub file if an agent or a hardware key holds it. Nothing was written.',
  ),
  'secret-unusable': error<{ from: string; what: string; remedy: string }>(
    (v) => `the secret in ${v.from} is ${v.what}`,
    (v) => v.remedy,
  ),
  'bundle-key-unusable': environment<{ file: string; reason: string; make: boolean }>(
    (v) => `${v.file} cannot be the key of a bundle: ${v.reason}`,
    (v) =>
      `Name the file of a private RSA key without a passphrase${v.make ? ', or a new file: the key is made then' : ''}.`,
  ),
  'bundle-key-exposed': environment<{ file: string }>(
    (v) => `others can read the private key ${v.file}: with it anyone can sign packages that the hosts install`,
    (v) =>
      `If no one else can have read it: chmod 600 ${v.file}. Otherwise name a new file, and build overlays with the new key.`,
  ),
  'bundle-key-made': warning<{ file: string; name: string }>(
    (v) => `${v.file} is a new private key: hosts with the public part (/etc/apk/keys/${v.name}) trust what it signs`,
    'Keep it where only you can read it, and out of version control; name it again for the next build and medium.',
  ),
  'temporary-folder-unwritable': environment<{ folder: string; reason: string }>(
    (v) => `no temporary folder can be made in ${v.folder}: ${v.reason}`,
    'Correct the cause, or set TMPDIR to another folder with space. Nothing was written.',
  ),
  'artifact-unreadable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be read as an artifact of mkapkovl: ${v.reason}`,
    'Name a complete .apkovl.tar.gz (or .aes-256-cbc, with its passphrase), .answers or .manifest.json.',
  ),
});
