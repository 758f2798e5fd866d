/** How many values an option takes: none, one, or one that may be left out. */
export type Takes = 'none' | 'one' | 'maybe';

export interface Option {
  /** What virt-install itself calls it (virtinst/virtinstall.py, parse_args). */
  name: string;
  takes: Takes;
}

/** In the order of parse_args: the last name is the longest. A new release's and those that are hidden from its help, too. */
const written: Record<Takes, string[]> = {
  one: [
    '--connect',
    '-n --name',
    '--memory',
    '-r --ram',
    '--vcpus',
    '--cpu',
    '--cpuset',
    '--metadata',
    '--xml',
    '-u --uuid',
    '--description',
    '-c --cdrom',
    '-l --location',
    '-x --extra-args',
    '--initrd-inject',
    '--install',
    '--reinstall',
    '--test-media-detection',
    '--boot',
    '--idmap',
    '--init',
    '--os-variant --osinfo',
    '--os-type',
    '--disk',
    '-w --network',
    '--graphics',
    '--controller',
    '--input',
    '--serial',
    '--parallel',
    '--channel',
    '--console',
    '--hostdev --host-device',
    '--filesystem',
    '--soundhw',
    '--audio',
    '--watchdog',
    '--video',
    '--smartcard',
    '--redirdev',
    '--memballoon',
    '--tpm',
    '--rng',
    '--panic',
    '--shmem',
    '--memdev',
    '--vsock',
    '--iommu',
    '--pstore',
    '-f --file',
    '-s --file-size',
    '-b --bridge',
    '-m --mac',
    '--vncport',
    '--vnclisten',
    '-k --keymap',
    '--iothreads',
    '--seclabel --security',
    '--keywrap',
    '--cputune',
    '--numatune',
    '--memtune',
    '--blkiotune',
    '--memorybacking',
    '--features',
    '--clock',
    '--pm',
    '--events',
    '--resource',
    '--sysinfo',
    '--qemu-commandline',
    '--launchSecurity --launchsecurity',
    '--virt-type',
    '--arch',
    '--machine',
    '--autoconsole',
    '--print-step',
    '--check',
  ],
  maybe: ['--sound', '--unattended', '--cloud-init', '--wait', '--print-xml'],
  none: [
    '--check-cpu',
    '--pxe',
    '--import',
    '--livecd',
    '--test-stub-command',
    '--nonsparse',
    '--nodisks',
    '--nonetworks',
    '--vnc',
    '--sdl',
    '--nographics',
    '-v --hvm',
    '-p --paravirt',
    '--container',
    '--accelerate',
    '--noapic',
    '--noacpi',
    '--autostart',
    '--transient',
    '--destroy-on-exit',
    '--prompt',
    '--force',
    '--noautoconsole',
    '--noreboot',
    '--replace',
    '--dry-run',
    '-q --quiet',
    '-d --debug',
    '-h --help',
    '--version',
  ],
};

/** Other spellings whose values mean the same. */
const same: Record<string, string> = {
  osinfo: 'os-variant',
  soundhw: 'sound',
  'host-device': 'hostdev',
  security: 'seclabel',
};

/** Every option by each of its names. */
export const options = new Map<string, Option>(
  Object.entries(written).flatMap(([takes, lines]) =>
    lines.flatMap((line) => {
      const names = line.split(' ');
      return names.map((flag): [string, Option] => {
        const long = (flag.startsWith('--') ? flag : names.at(-1)!).slice(2);
        const name = same[long] ?? (long === 'launchsecurity' ? 'launchSecurity' : long);
        return [flag, { name, takes: takes as Takes }];
      });
    }),
  ),
);

export const longNames = [...options.keys()].filter((name) => name.startsWith('--'));
