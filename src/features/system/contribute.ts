import type { Host } from '../../host/host.ts';
import type { FileRequest } from '../../tree/request.ts';
import type { Contribution } from '../feature.ts';

const ntpDaemons = {
  chrony: { package: 'chrony', service: 'chronyd' },
  openntpd: { package: 'openntpd', service: 'openntpd' },
  busybox: { package: undefined, service: 'ntpd' },
  none: undefined,
};

/** Packages of main that hold processor microcode; extlinux and GRUB pick up the images in /boot by themselves. */
const microcodePackages = { intel: 'intel-ucode', amd: 'amd-ucode' };

/**
 * Time zone and keymap need files of these packages. setup-alpine adds the packages itself, but from the repositories,
 * while it restarts the network: if that fails it asks for the keymap, and leaves an entry in world that later stops
 * setup-disk (alpine-conf, setup-keymap.in and setup-timezone.in). It does not download packages that are installed
 * from the medium.
 */
export function contribute(host: Host): Contribution {
  const { system, install } = host;
  const ntp = ntpDaemons[system.ntp];
  const keymap = system.keymap !== 'us us' && system.keymap !== 'none';
  const serial = system.console.filter((name) => !/^tty\d/.test(name)).map(terminal);
  const uncommon = serial.filter(({ device }) => !inSecuretty.has(device));
  return {
    packages: [
      ...(ntp?.package ? [{ name: ntp.package, paths: [['system', 'ntp']] }] : []),
      ...(install.mode === 'sys' || system.timezone !== 'UTC'
        ? [{ name: 'tzdata', paths: [['system', 'timezone']] }]
        : []),
      ...(install.mode === 'sys' || keymap ? [{ name: 'kbd-bkeymaps', paths: [['system', 'keymap']] }] : []),
      ...microcode(host).map((name) => ({ name, paths: [['system', 'microcode']] })),
    ],
    services: [
      ...(ntp ? [{ name: ntp.service, runlevel: 'default' as const, paths: [['system', 'ntp']] }] : []),
      ...(keymap ? [{ name: 'loadkmap', runlevel: 'boot' as const, paths: [['system', 'keymap']] }] : []),
    ],
    kernelOptions:
      system.console.length === 1 && system.console[0] === 'tty0'
        ? []
        : system.console.map((name, index) => ({
            option: `console=${withSpeed(name)}`,
            paths: [['system', 'console', index]],
          })),
    files: [
      view('etc/hostname', ['hostname'], { hostname: host.hostname }),
      view('etc/hosts', ['hostname'], {
        names: namesOf(host),
        hosts: Object.entries(system.hosts).map(([address, names]) => ({ address, names: names.join(' ') })),
      }),
      ...(system.timezone === 'UTC'
        ? []
        : [{ path: 'etc/localtime', link: `/usr/share/zoneinfo/${system.timezone}`, paths: [['system', 'timezone']] }]),
      ...(keymap ? [view('etc/conf.d/loadkmap', ['system', 'keymap'], { keymap: keymapFile(system.keymap) })] : []),
      ...(serial.length > 0
        ? [
            view('etc/inittab', ['system', 'console'], { terminals: serial }),
            ...(uncommon.length > 0 ? [view('etc/securetty', ['system', 'console'], { terminals: uncommon })] : []),
          ]
        : []),
    ],
  };
}

/** The full name, if there is a domain, and the short one: setup-hostname takes full names, and cuts at the first dot. */
function namesOf({ hostname, system }: Host): string {
  const [short = '', ...rest] = hostname.split('.');
  const domain = rest.join('.') || system.domain;
  return domain ? `${short}.${domain} ${short}` : short;
}

/** Terminals on which Alpine's /etc/securetty allows root to log in, in every release (busybox package). */
const inSecuretty = new Set(['hvc0', 'ttyS0', 'ttyS1']);

const usualSpeed = '115200';

/**
 * A serial port without a speed starts with 9600 baud (8250_core.c, univ8250_console_setup), unlike its login prompt and
 * the boot loader's menu, which setup-disk sets to 115200.
 */
function withSpeed(name: string): string {
  return /^tty(S|USB)\d+$/.test(name) ? `${name},${usualSpeed}` : name;
}

function terminal(name: string) {
  const [device = '', settings = ''] = name.split(',');
  return { device, speed: /^\d+/.exec(settings)?.[0] ?? usualSpeed };
}

/** The path of a keymap in package kbd-bkeymaps, from which setup-keymap copies it during installation. */
function keymapFile(keymap: string): string {
  const [layout, variant] = keymap.split(' ');
  return `/usr/share/bkeymaps/${layout}/${variant}.bmap.gz`;
}

function microcode({ system, machine }: Host): string[] {
  if (system.microcode === 'none') return [];
  const vendor = system.microcode === 'auto' ? machine?.cpu.vendor : system.microcode;
  return vendor ? [microcodePackages[vendor]] : Object.values(microcodePackages);
}

function view(path: string, from: (string | number)[], values: object): FileRequest {
  return { path, view: { template: `system/${path}`, values }, paths: [from] };
}
