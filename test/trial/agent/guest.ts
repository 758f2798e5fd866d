import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Report } from '#src/trial/run/report.ts';
import { fakeRoot } from '../../agent/support.ts';

const record = (step: string, state: string, reason = '') =>
  `{"step":"${step}","state":"${state}","reason":"${reason}","at":1700000000}\n`;

export interface Guest {
  /** Where its root file system is: in memory, or on a disk. */
  root: 'tmpfs' | 'ext4';
  files?: Record<string, string>;
  /** What happens while the script pauses, in sh, by the number of the pause from 1. The working folder is the root. */
  while?: Record<number, string>;
  /** The programs that it starts, in sh; the name of one that is not there is refused. */
  programs?: Record<string, string>;
}

export interface SentReport extends Report {
  text: string;
  /** What was started to switch the machine off, if it was. */
  off: string;
  stderr: string;
}

/** Lets the script that a trial puts into the guest run in a fake root, and reads its report. */
export function reportIn({ root, files = {}, while: meanwhile = {}, programs = {} }: Guest): SentReport {
  const guest = fakeRoot({
    'proc/uptime': '12.34 20.00\n',
    'proc/mounts': `${root === 'tmpfs' ? 'tmpfs' : '/dev/vda2'} / ${root} rw 0 0\n`,
    'etc/mkapkovl/build-id': 'b1\n',
    'run/openrc/softlevel': 'boot\n',
    'run/openrc/rc.starting/there': '',
    'run/mkapkovl/keep': '',
    port: '',
    off: '',
    ...files,
  });
  cpSync('overlays/trial', guest.folder, { recursive: true });
  mkdirSync(path.join(guest.folder, 'var/lib/mkapkovl/steps'), { recursive: true });
  const cases = Object.entries(meanwhile).map(([number, script]) => `${number}) ${script} ;;`);
  guest.stub(
    'sleep',
    `cd '${guest.folder}'; echo >> pauses; n=$(wc -l < pauses)
    [ "$n" -lt 300 ] || { echo 'it waits for ever' >&2; kill -TERM "-$(ps -o pgid= -p $$ | tr -d ' ')"; }
    case $n in ${cases.join('\n')} esac`,
  );
  const all = { dmesg: 'true', stty: 'true', 'mkapkovl-host': 'echo "$*"', ...programs };
  for (const [name, script] of Object.entries(all)) guest.stub(name, script);
  guest.stub('off', `echo "off $*" > '${guest.folder}/off'`);
  const { stderr } = guest.run('etc/mkapkovl/trial/report.sh', {
    env: { MKAPKOVL_TRIAL_PORT: path.join(guest.folder, 'port'), MKAPKOVL_TRIAL_OFF: 'off' },
  });
  const heard = new Report() as SentReport;
  heard.text = readFileSync(path.join(guest.folder, 'port'), 'utf8');
  heard.off = readFileSync(path.join(guest.folder, 'off'), 'utf8');
  heard.stderr = stderr;
  heard.feed(heard.text);
  return heard;
}

/** What happens in a fake root, as sh. */
export const happens = {
  runlevel: 'rm -r run/openrc/rc.starting; echo default > run/openrc/softlevel',
  step: (step: string, state: string, reason?: string) =>
    `printf '%s' '${record(step, state, reason)}' > var/lib/mkapkovl/steps/${step}.json`,
  /** The converge stage holds its lock for as long as the file is there. */
  converge: `touch run/mkapkovl/converge.lock; printf '%s' '${record('repositories', 'done')}' > var/lib/mkapkovl/steps/repositories.json`,
};
