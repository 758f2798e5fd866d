import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'cloud-init-unknown-format': error<{ what: string }>(
    (v) => `cloud-init does not recognize the format of ${v.what} by its first line`,
    'Begin it with #cloud-config, #!/bin/sh, #include, #cloud-boothook, "## template: jinja" or MIME headers, or give values instead.',
  ),
  'cloud-init-not-yaml': error<{ what: string; line: number; reason: string }>(
    (v) => `${v.what} is not valid YAML (line ${v.line}): ${v.reason}`,
    'Correct that line: cloud-init would ignore the whole document.',
  ),
  'cloud-init-not-a-map': error<{ what: string }>(
    (v) => `${v.what} is not a map of keys to values`,
    'Write key: value lines.',
  ),
  'cloud-init-network-version': error(
    'a network configuration needs version: 2, or version: 1 with a list config:',
    'Write version: 2, with the interfaces under ethernets:.',
  ),
  'cloud-init-literal-secret': error<{ what: string; given: 'values' | 'file' }>(
    (v) => `${v.what} must not be written in the data for cloud-init`,
    (v) =>
      `Define the secret under cloud_init.secrets (NAME: { env: VARIABLE } or { file: PATH }), and write { secret: NAME } in its place.${v.given === 'file' ? ' Only values in the profile can name a secret, not a file or a text: write the data as keys and values (a script, for example, as a file under write_files).' : ''}`,
  ),
  'cloud-init-secret-unknown': error<{ name: string; known: string }>(
    (v) => `the secret ${v.name} is not defined`,
    (v) => `Add it under cloud_init.secrets (defined: ${v.known}).`,
  ),
  'cloud-init-secret-has-no-effect': warning<{ name: string }>(
    (v) => `the secret ${v.name} has no effect: cloud_init of this guest does not use it`,
    (v) => `Write { secret: ${v.name} } among the values of user_data, or remove it.`,
  ),
  'cloud-init-too-large': error<{ what: string; limit: string }>(
    (v) => `${v.what} is larger than ${v.limit}`,
    'Have the guest download large content (#include): the overlay is unpacked in memory.',
  ),
  'cloud-init-no-free-drive': error(
    'all four IDE drives of the guest are in use, and none is left for the CD of cloud-init',
    'Use machine: q35, or bus: virtio for a disk.',
  ),
});
