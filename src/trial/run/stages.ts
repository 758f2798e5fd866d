/** What a machine goes through, in this order; each trial has some of them. */
const stageNames = [
  'firmware',
  'kernel',
  'initramfs',
  'overlay',
  'packages',
  'runlevel',
  'install',
  'reboot',
  'converge',
  'verify',
  'power-off',
] as const;

export type StageName = (typeof stageNames)[number];

/** A stage and when it began: seconds since power-on. */
export interface Stage {
  name: StageName;
  at: number;
}

/**
 * What a line of the console says has begun. With `quiet` on its command line a kernel says next to nothing, and
 * Alpine's init nothing at all: what it does then counts to the stage before.
 */
const signs: [RegExp, StageName][] = [
  // A time in front is the kernel's (printk.time); its first line is "Linux version …".
  [/^\[ *\d+\.\d+\] /, 'kernel'],
  // mkinitfs, initramfs-init.in: `echo "Alpine Init $VERSION"`, and ebegin "Loading user settings from $ovl",
  // ebegin "Installing packages to root filesystem". They go to /dev/kmsg too, which is why kernel times may precede them.
  [/Alpine Init \d/, 'initramfs'],
  [/Loading user settings from /, 'overlay'],
  [/Installing packages to root filesystem/, 'packages'],
  // openrc, src/openrc/rc.c, do_sysinit
  [/OpenRC \S+ is starting up /, 'runlevel'],
  // Our own agent: etc/init.d/mkapkovl-install, agent/install.sh
  [/^ \* Installing \.\.\./, 'install'],
  [/mkapkovl: installed; starting from /, 'reboot'],
];

/** The last stage that a line announces. */
export function stageOf(line: string): StageName | undefined {
  return signs.findLast(([sign]) => sign.test(line))?.[1];
}

/** The stages of a boot as they begin. None comes twice, and none after a later one. */
export class Stages {
  readonly all: Stage[] = [{ name: 'firmware', at: 0 }];

  get current(): StageName {
    return this.all.at(-1)!.name;
  }

  begin(name: StageName, at: number): boolean {
    if (stageNames.indexOf(name) <= stageNames.indexOf(this.current)) return false;
    this.all.push({ name, at });
    return true;
  }

  has(name: StageName): boolean {
    return this.all.some((stage) => stage.name === name);
  }
}
