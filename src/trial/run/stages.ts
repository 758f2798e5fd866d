/** The stages of a machine, in order; each trial has some of them. */
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

/** A stage, and its beginning in seconds since power-on. */
export interface Stage {
  name: StageName;
  at: number;
}

/**
 * The stage that a line of the console announces. With `quiet` a kernel prints almost nothing, and Alpine's init
 * nothing at all: its time then counts towards the previous stage.
 */
const signs: [RegExp, StageName][] = [
  // A leading time is the kernel's (printk.time); its first line is "Linux version …".
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

/** These the guest reports on its second port; all others are announced by lines of the console. */
const reported: readonly StageName[] = ['converge', 'verify', 'power-off'];

const placeOf = (name: StageName) => stageNames.indexOf(name);

/** The stages of a boot as they begin. None occurs twice, or after a later one of the same port. */
export class Stages {
  readonly all: Stage[] = [{ name: 'firmware', at: 0 }];

  get current(): StageName {
    return this.all.at(-1)!.name;
  }

  begin(name: StageName, at: number): boolean {
    const isReported = reported.includes(name);
    const ofPort = this.all.filter((stage) => reported.includes(stage.name) === isReported);
    if (ofPort.some((stage) => placeOf(stage.name) >= placeOf(name))) return false;
    // A busy machine may read a line of the console after what the guest reported later.
    const later = this.all.findIndex((stage) => placeOf(stage.name) > placeOf(name));
    if (later === -1) this.all.push({ name, at });
    else this.all.splice(later, 0, { name, at: Math.min(at, this.all[later]!.at) });
    return true;
  }

  has(name: StageName): boolean {
    return this.all.some((stage) => stage.name === name);
  }
}
