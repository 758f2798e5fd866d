import { printable } from '../../findings/excerpt.ts';
import type { FunctionReport } from '../../machine/report/report.ts';
import { releases, usualRelease } from '../../target/releases.ts';
import { wrap } from '../devices/wrap.ts';
import type { Choice, Plan } from './plan.ts';

/** The text of a first profile, which passes check unchanged; proposals are in comments. */
export function profileText(plan: Plan): string {
  const { hostname, facts, machine, match, disk } = plan;
  return `${[
    '# yaml-language-server: $schema=profile.schema.json',
    ...comment('That file, for editors that complete and check keys: mkapkovl schema > profile.schema.json'),
    ...plan.about.flatMap((text) => comment(text)),
    ...comment('mkapkovl check lists what is wrong with it; docs/profile.md describes all keys.'),
    '',
    ...choice('', 'hostname: ', hostname),
    ...(facts === undefined ? [] : [`facts: ${quoted(facts)}`]),
    ...(machine === undefined ? [] : [`facts_machine: ${quoted(machine)} # facts of any other board are refused`]),
    ...(match === undefined
      ? []
      : comment('A medium for several hosts recognizes the machine by this line; remove its #:')),
    ...(match === undefined ? [] : [`# match: { ${match.key}: ${quoted(match.value)} }`]),
    '',
    ...comment(
      `It must be the release of the medium you boot from: ${releases[0]} to ${releases.at(-1)}.${plan.alpine === undefined ? '' : ` The host runs ${plan.alpine} now.`}`,
    ),
    `alpine: { release: "${usualRelease}" }`,
    '',
    'access:',
    '  root:',
    ...access(plan),
    '',
    'network:',
    '  interfaces:',
    ...bridges(plan),
    '',
    'install:',
    ...comment('The installer writes only to this disk, and only if it is blank.', 2),
    ...disk.remarks.flatMap((text) => comment(text, 2)),
    '  disk:',
    `    ${disk.key}: ${quoted(disk.value)}`,
    ...comment(
      `${disk.inUse ? 'It is not blank. ' : ''}To allow the installer to erase it, remove the # of this line:`,
      4,
    ),
    `    # wipe: ${quoted(disk.value)}`,
    '  # encrypt: { passphrase: { prompt: true } }',
    '',
    ...plan.remarks.flatMap((text) => comment(text)),
    ...libvirt(plan),
  ].join('\n')}\n`;
}

function access({ keys, keyRemarks = [], passwordToo }: Plan): string[] {
  const remarks = keyRemarks.flatMap((text) => comment(text, 4));
  if (keys === undefined)
    return [
      ...remarks,
      ...comment('The installer asks for it at the console. For an unattended installation use a key instead:', 4),
      '    password: { prompt: true }',
      '    # authorized_keys: ["ssh-ed25519 AAAA… you@home"]',
    ];
  const [only = '', ...more] = keys;
  const listed =
    more.length === 0
      ? [`    authorized_keys: [${quoted(only)}]`]
      : ['    authorized_keys:', ...keys.map((key) => `      - ${quoted(key)}`)];
  const password = [
    ...comment('Every key has options, so it may give no shell: the installer asks for a password, too.', 4),
    '    password: { prompt: true }',
  ];
  return [...remarks, ...listed, ...(passwordToo ? password : [])];
}

/** The bridges that guests are connected to. The first one has the address of the host. */
function bridges({ port, onHost }: Plan): string[] {
  const [first = 'br0', ...others] = onHost?.bridges ?? [];
  return [
    `    ${first}:`,
    '      bridge:',
    '        ports:',
    ...choice('          ', '- ', port),
    '      ipv4: dhcp',
    ...others.flatMap((name, index) => [
      ...comment(`Guests are connected to ${name}: check that this is its network card.`, 4),
      `    ${name}:`,
      '      bridge:',
      '        ports:',
      `          - ${port.others[index]?.value ?? `eth${index + 1}`}`,
    ]),
  ];
}

/** What the host has, or else a pool to begin with. */
function libvirt(plan: Plan): string[] {
  const { onHost } = plan;
  const pool = ['libvirt:', '  pools:', '    default: { type: dir, path: /var/lib/libvirt/images }', ''];
  if (!onHost) return [...pool, ...passthrough(plan)];
  const also = onHost.passthrough
    ? comment('What else can be passed through to guests: mkapkovl devices, with the facts.')
    : passthrough(plan);
  return [...comment('What libvirt on the host has.'), ...onHost.text.trimEnd().split('\n'), '', ...also];
}

const quoted = (text: string) => JSON.stringify(text);

const comment = (text: string, indent = 0): string[] =>
  wrap(`# ${printable(text)}`, 100, indent).map((line, index) =>
    index === 0 ? line : `${' '.repeat(indent)}# ${line.trim()}`,
  );

const choice = (indent: string, before: string, { value, because, others }: Choice): string[] => [
  `${indent}${before}${value}${because ? ` # ${printable(because)}` : ''}`,
  ...others.map((other) => `${indent}# ${before}${other.value} # ${printable(other.because)}`),
];

/** Groups as commented-out YAML: remove the first two characters of each line to use it. */
function passthrough({ groups, example, groupRemarks, unsafeInterrupts, onHost }: Plan): string[] {
  if (groups === null)
    return comment('Facts show what can be passed through to guests: mkapkovl probe, then mkapkovl devices.');
  if (groups.length === 0) {
    const nothing = groupRemarks.length > 0 ? [] : ['The host needs a device of every IOMMU group.'];
    return [...nothing, ...groupRemarks].flatMap((text) => comment(text));
  }
  return [
    ...comment('What can be passed through to guests. An IOMMU group can be passed through only as a whole.'),
    ...comment('Remove "# " from the lines that you want, and list under hostdevs what the guest gets.'),
    '# passthrough:',
    ...(unsafeInterrupts
      ? [
          '#   # The machine does not remap interrupts: VFIO starts guests only with this setting. Use it only if you trust them.',
          '#   allow_unsafe_interrupts: true',
        ]
      : []),
    '#   devices:',
    ...groups.flatMap(({ group, functions }) => [
      `#     # group ${group}`,
      ...functions.map((fn) => `#     - "${fn.address}" # ${describe(fn)}`),
    ]),
    // The profile has guests of its own.
    ...(onHost
      ? []
      : [
          '# vms:',
          '#   guest1:',
          '#     memory: 4096MiB',
          '#     memballoon: none',
          '#     networks: [{ bridge: br0 }]',
          `#     hostdevs: [${example.map(quoted).join(', ')}]`,
        ]),
  ];
}

function describe({ kind, name, id, usb, disks, nics, needs }: FunctionReport): string {
  const behind = [
    ...usb.map((device) => device.name ?? device.id ?? 'a USB device'),
    ...disks.map((disk) => disk.name),
    ...nics.map((nic) => nic.name),
  ];
  const parts = [
    `${name ?? kind}${id ? ` [${id}]` : ''}`,
    ...(behind.length > 0 ? [`with ${behind.join(', ')}`] : []),
    ...needs.map(({ detail }) => `the host may need it (${detail})`),
  ];
  return printable(parts.join('; '));
}
