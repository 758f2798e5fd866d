import * as z from 'zod';
import { domainName, hostname, ipAddress, timezone } from '../../profile/scalars.ts';

export const hostnameSchema = hostname.describe('Name of the machine, and of the artifacts that are built for it.');

const consoleName = () =>
  z
    .string()
    .regex(
      /^(tty\d{1,2}|hvc\d|ttyS\d{1,2}(,\d{3,7}([noe][78]?r?)?)?|ttyUSB\d(,\d{3,7})?)$/,
      'a console\nWrite tty0, hvc0, or in quotes a serial port with its speed: "ttyS0,115200". In [ ] a comma begins the next item.',
    )
    .meta({ examples: ['ttyS0,115200'] });

const keymap = () =>
  z
    .string()
    .regex(
      /^(none|[a-z][a-z0-9_-]* [a-z][a-zA-Z0-9_-]*)$/,
      'a keymap\nWrite layout and variant of kbd-bkeymaps, such as "de de-nodeadkeys", or none.',
    )
    .meta({ examples: ['us us'] });

export const systemSchema = z
  .strictObject({
    domain: domainName.optional().describe('Domain of the machine, for /etc/hosts.'),
    hosts: z
      .record(ipAddress, z.array(hostname).min(1, 'a list with at least one name\nName the host.'))
      .default({})
      .describe('Additional lines of /etc/hosts: address to names.')
      .meta({ examples: [{ '192.168.1.20': ['nas.lan', 'nas'] }] }),
    timezone: timezone.default('UTC').describe('Time zone.'),
    keymap: keymap().default('us us').describe('Keyboard layout and variant, in the form of setup-keymap.'),
    ntp: z.enum(['chrony', 'openntpd', 'busybox', 'none']).default('chrony').describe('NTP client.'),
    console: z
      .array(consoleName())
      .default(['tty0'])
      .describe('Kernel consoles; the last one shows the boot messages. Serial consoles also get a login prompt.'),
    microcode: z
      .enum(['auto', 'intel', 'amd', 'none'])
      .default('auto')
      .describe('Processor microcode. auto uses the vendor in the facts, or installs both without facts.'),
  })
  .prefault({})
  .describe('Name, time, keyboard and consoles.');
