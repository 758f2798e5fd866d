import type { ObservedBoot } from '#src/trial/run/observed.ts';
import { Report } from '#src/trial/run/report.ts';
import type { StageName } from '#src/trial/run/stages.ts';
import type { Prepared } from '#src/trial/trial.ts';
import { type Judgement, judge } from '#src/trial/verdict/judge.ts';

const told = `at 20.0 begun 1 diskless b1
at 40.0 runlevel
at 41.0 converging
record\t1795000000\tdone\tpackages\tadded vim
at 60.0 converged
begin verify
| []
end verify 0
at 70.0 verified
begin tables
| devices\t1
| users\t1
| fstab\t0
| libvirt/guests.table\t0
| libvirt/pools.table\t0
| libvirt/networks.table\t0
| functions\t0
| mediated\t0
| libvirt/volumes.table\t0
end tables 0
begin devices
| 0000:00:1a.0\tvfio-pci
end devices 0
begin drivers
| 0.4\tpci\t0000:00:1a.0
| 5.8\tehci-pci\t0000:00:1d.7
end drivers 0
at 71.0 end 0
`;

/** What a guest reports instead of a success. */
export function report(changes: Record<string, string> = {}): Report {
  const heard = new Report();
  const text = Object.entries(changes).reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`nothing like "${from}" is told`);
    return all.replace(from, () => to);
  }, told);
  heard.feed(text);
  return heard;
}

/** One finding of verify, as the guest reports it. */
export const found = (code: string, message: string) => ({ '| []': `| ${JSON.stringify([{ code, message }])}` });

/** A boot that went well, but for what is given. */
export function boot(changes: Partial<ObservedBoot> = {}): ObservedBoot {
  const names: StageName[] = [
    'firmware',
    'kernel',
    'overlay',
    'packages',
    'runlevel',
    'converge',
    'verify',
    'power-off',
  ];
  return {
    name: 'medium',
    seconds: 80,
    stages: names.map((name, index) => ({ name, at: index * 10 })),
    ending: 'poweroff',
    report: report(),
    ...{ notices: [], passphraseAsked: 0, last: ['reboot: Power down'] },
    ...changes,
  };
}

export function prepared(changes: Partial<Prepared> = {}): Prepared {
  return {
    hostname: 'kvm1',
    folder: '/tmp/mkapkovl-trial-1',
    buildId: 'b1',
    accelerator: { name: 'tcg', why: 'there is no /dev/kvm' },
    medium: { path: '/media/alpine.iso', release: '3.23', kernel: 'lts' },
    ...{ substitutions: [], untested: [], filesThatDiffer: [] },
    boots: [{ name: 'medium', program: 'qemu', words: [], ends: 'poweroff' }],
    close: async () => {},
    ...changes,
  };
}

/** The two boots of an installation that went well. */
export const installing: Partial<Prepared> = {
  boots: [
    { name: 'medium', program: 'qemu', words: [], ends: 'reboot' },
    { name: 'disk', program: 'qemu', words: [], ends: 'poweroff' },
  ],
};
export function live(changes: Partial<ObservedBoot> = {}): ObservedBoot {
  const heard = new Report();
  heard.feed('at 20.0 begun 1 live b1\nrecord\t1\tdone\tinstall-finish\t\n');
  const names: StageName[] = ['firmware', 'kernel', 'overlay', 'packages', 'runlevel', 'install', 'reboot'];
  return boot({
    stages: names.map((name, index) => ({ name, at: index })),
    ending: 'reboot',
    report: heard,
    ...changes,
  });
}
export const fromDisk = (changes: Partial<ObservedBoot> = {}) =>
  boot({ name: 'disk', report: report({ '1 diskless': '1 installed' }), ...changes });

/** What became of the promises whose words match. */
export function stateOf({ promises }: Judgement, words: RegExp): string[] {
  return promises.flatMap(({ what, state, why }) => (words.test(what) ? [state, ...why] : []));
}

export const judged = (boots: ObservedBoot[], changes: Partial<Prepared> = {}) => judge(prepared(changes), { boots });
