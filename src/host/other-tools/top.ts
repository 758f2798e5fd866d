import { advice, matching, same, type Word } from './word.ts';

/** Keys at the top, of cloud-init, Ignition and other tools. */
export const topWords: readonly Word[] = [
  same(/^(fqdn|FQDN|host_name|hostName|HostName|HOSTNAME|host)$/, 'hostname', ({ value }) =>
    matching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i, value),
  ),
  advice(/^ssh_(authorized_)?keys$/, 'Keys belong to an account: access: { root: { authorized_keys: … } }.'),
  advice(/^write_files$/, 'Files are named by their path: files: { /etc/example: { content: … } }.'),
  advice(/^(systemd|units|rc)$/, 'Services are named with their runlevel: services: { crond: default }.'),
  advice(
    /^(runcmd|bootcmd)$/,
    'The machine runs no commands of a profile. Write what they would make: packages:, services: and files: have keys for it.',
  ),
  advice(
    /^(ignition|passwd|variant|cloud-config|autoinstall)$/,
    'This is for another installer. A profile has hostname:, alpine:, access: and install: (profiles/minimal.yaml).',
  ),
  advice(
    /^(domains?|guests?|virtual_?machines?|instances?)$/,
    'Guests are below vms:, each by its name: vms: { web: { memory: 2GiB } }.',
  ),
];
