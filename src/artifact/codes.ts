import { environment, error } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'secret-not-set': environment<{ name: string }>(
    (v) => `the environment variable ${v.name} is not set`,
    (v) => `Set ${v.name} for the build, or use { file: … } or { prompt: true }.`,
  ),
  'secret-file-missing': error<{ file: string }>(
    (v) => `the secret file ${v.file} does not exist`,
    'Create the file (mode 0600), or correct its name.',
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
  'secret-unusable': error<{ what: string; remedy: string }>(
    (v) => `the secret is ${v.what}`,
    (v) => v.remedy,
  ),
  'artifact-unreadable': environment<{ file: string; reason: string }>(
    (v) => `${v.file} cannot be read as an artifact of mkapkovl: ${v.reason}`,
    'Name a complete .apkovl.tar.gz (or .aes-256-cbc, with its passphrase), .answers or .manifest.json.',
  ),
});
