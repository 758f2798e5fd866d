import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'cloud-init-beginning': error<{ what: string }>(
    (v) => `cloud-init does not know what to do with ${v.what} that begins like this`,
    'Begin it with #cloud-config, #!/bin/sh, #include, #cloud-boothook, "## template: jinja" or MIME headers, or write values.',
  ),
  'cloud-init-not-yaml': error<{ what: string; line: number; reason: string }>(
    (v) => `${v.what} is not YAML, in its line ${v.line}: ${v.reason}`,
    'Correct it there; a guest would start without it.',
  ),
  'cloud-init-not-values': error<{ what: string }>(
    (v) => `${v.what} is not a map of keys to values`,
    'Write key: value lines.',
  ),
  'cloud-init-network-version': error(
    'a network configuration needs version: 1 with a list config:, or version: 2',
    'Add version: 2, and ethernets: below it.',
  ),
  'cloud-init-literal-secret': error<{ what: string }>(
    (v) => `${v.what} must not stand in what cloud-init is given`,
    'Give it a name under secrets: ({ env: NAME } or { file: PATH }), and write { secret: that name } in its place, among values.',
  ),
  'cloud-init-secret-unknown': error<{ name: string; known: string }>(
    (v) => `there is no secret ${v.name}`,
    (v) => `Add it under cloud_init.secrets (there: ${v.known}).`,
  ),
  'cloud-init-secret-idle': warning<{ name: string }>(
    (v) => `nothing of this guest's cloud_init has the secret ${v.name}`,
    (v) => `Write { secret: ${v.name} } among the values of user_data, or take it out.`,
  ),
  'cloud-init-too-large': error<{ what: string; limit: string }>(
    (v) => `${v.what} is larger than ${v.limit}`,
    'The overlay lies in memory while it is unpacked. Let the guest download what is large (#include).',
  ),
  'cloud-init-without-a-drive': error(
    "all four of this machine's IDE drives are taken, and none is left for cloud-init's CD",
    'Use machine: q35, or bus: virtio for a disk.',
  ),
});
