import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { happens, reportIn } from './guest.ts';

const sys = "INSTALL_MODE='sys'\n";

describeWith(['busybox', 'setsid'], 'the script that reports the outcome of a trial', () => {
  test('waits for the runlevel and for the converge stage, then lets the machine verify itself, and switches it off', () => {
    const report = reportIn({ root: 'ext4', while: { 3: happens.runlevel, 6: happens.converge } });
    expect([...report.events.keys()]).toEqual(['begun', 'runlevel', 'converging', 'converged', 'verified', 'end']);
    expect(report).toMatchObject({ kind: 'installed', buildId: 'b1', ended: 0, off: 'off \n', stderr: '' });
    expect(report.sections.get('status')?.lines).toEqual(['status --json']);
    expect(report.sections.get('verify')?.lines).toEqual(['verify --json']);
    expect(report.text).toMatch(/^at 12\.34 begun 1 installed b1\n/);
  });

  test('reports each step when it changes, and nothing twice', () => {
    const report = reportIn({
      root: 'ext4',
      while: {
        2: happens.step('packages', 'started'),
        4: happens.step('packages', 'done', 'added vim'),
        6: happens.runlevel,
        8: happens.converge,
      },
    });
    expect(report.text.match(/^record.*$/gm)).toEqual([
      'record\t1700000000\tstarted\tpackages\t',
      'record\t1700000000\tdone\tpackages\tadded vim',
      'record\t1700000000\tdone\trepositories\t',
    ]);
  });

  test('one look between two runlevels does not count', () => {
    // The name is written, and the marker not yet there; then it is.
    const between = 'rm -r run/openrc/rc.starting; echo default > run/openrc/softlevel';
    const report = reportIn({
      root: 'ext4',
      while: { 3: between, 4: 'mkdir run/openrc/rc.starting', 9: happens.runlevel, 12: happens.converge },
    });
    expect(report.text.indexOf(' runlevel\n')).toBeGreaterThan(report.text.indexOf(' alive '));
    expect([...report.events.keys()]).toContain('converged');
  });

  test('says what it waits for', () => {
    const report = reportIn({
      root: 'tmpfs',
      files: { 'run/openrc/starting/chronyd': '', 'run/openrc/starting/sshd': '' },
      while: { 12: happens.runlevel, 15: happens.converge },
    });
    expect(report.text).toContain('at 12.34 alive chronyd sshd \n');
    expect(report.kind).toBe('diskless');
  });

  test('a converge stage that never begins is reported after a minute', () => {
    const report = reportIn({ root: 'ext4', while: { 2: happens.runlevel } });
    expect([...report.events.keys()]).toEqual(['begun', 'runlevel', 'absent', 'verified', 'end']);
  });

  test('a verify that fails is reported with its status and the end of the log, and so does the trial end', () => {
    const report = reportIn({
      root: 'ext4',
      files: { 'var/log/mkapkovl.log': 'first\nlast' },
      programs: { 'mkapkovl-host': '[ "$1" = status ] || { printf "[1]"; exit 1; }' },
      while: { 1: happens.runlevel, 2: happens.converge },
    });
    expect(report.sections.get('verify')).toEqual({ lines: ['[1]'], status: 1 });
    expect(report.sections.get('log')?.lines).toEqual(['first', 'last']);
    expect(report.ended).toBe(1);
  });

  test('reports the driver of each device that is passed through, and which driver logged about it first', () => {
    const device = (address: string, id: string) => ({
      [`sys/bus/pci/devices/${address}/vendor`]: `0x${id.slice(0, 4)}\n`,
      [`sys/bus/pci/devices/${address}/device`]: `0x${id.slice(5)}\n`,
    });
    const report = reportIn({
      root: 'ext4',
      files: {
        ...device('0000:00:1a.0', '8086:2937'),
        ...device('0000:00:1d.0', '8086:2934'),
        ...device('0000:00:1b.0', '8086:293e'),
        'etc/mkapkovl/devices': 'address\t0000:00:1a.0\t8086:2937\nid\t8086:2934\n',
      },
      programs: {
        dmesg: `cat <<'END'
[    0.412345] pci 0000:00:1d.0: [8086:2934] type 00 class 0x0c0300
[    5.860061] uhci_hcd 0000:00:1d.0: UHCI Host Controller
[    5.860286] uhci_hcd 0000:00:1d.0: new USB bus registered, assigned bus number 2
[    6.709237] virtio_blk virtio1: 2/0/0 default/read/poll queues
END`,
      },
      while: {
        1: `ln -s /sys/bus/pci/drivers/vfio-pci sys/bus/pci/devices/0000:00:1a.0/driver; ${happens.runlevel}`,
        3: happens.converge,
      },
    });
    expect(report.sections.get('devices')?.lines).toEqual(['0000:00:1a.0\tvfio-pci', '0000:00:1d.0\tnone']);
    expect(report.sections.get('drivers')?.lines).toEqual([
      '0.412345\tpci\t0000:00:1d.0',
      '5.860061\tuhci_hcd\t0000:00:1d.0',
    ]);
    expect(report.sections.get('tables')?.lines).toContain('devices\t2');
  });
});

describeWith(['busybox', 'setsid'], 'in the live system of an installer', () => {
  const files = { 'etc/mkapkovl/install.conf': sys, 'run/openrc/starting/mkapkovl-install': '' };
  const ended = 'rm run/openrc/starting/mkapkovl-install';

  test('it reports the steps and leaves the restart to the installer', () => {
    const report = reportIn({
      ...{ root: 'tmpfs', files },
      while: { 4: happens.step('install-check', 'done'), 6: `${happens.step('install-finish', 'done')}; ${ended}` },
    });
    expect(report).toMatchObject({ kind: 'live', ended: undefined, off: '' });
    expect([...report.records.keys()]).toEqual(['install-check', 'install-finish']);
  });

  test('markers of openrc that vanish while it installs do not look like its end', () => {
    const report = reportIn({
      ...{ root: 'tmpfs', files },
      while: {
        2: happens.step('install-check', 'done'),
        3: happens.runlevel,
        9: `${happens.step('install-finish', 'done')}; ${ended}`,
      },
    });
    expect(report).toMatchObject({ ended: undefined, off: '' });
    expect(report.records.get('install-finish')?.state).toBe('done');
  });

  test('an installer that gives up is reported with its reason and the log, and the machine is switched off', () => {
    const report = reportIn({
      root: 'tmpfs',
      files: { ...files, 'var/log/mkapkovl.log': 'no disk\n' },
      while: { 3: `${happens.step('install-check', 'failed', 'no disk has it')}; ${ended}` },
    });
    expect(report).toMatchObject({ ended: 1, off: 'off \n' });
    expect(report.records.get('install-check')?.reason).toBe('no disk has it');
    expect(report.sections.get('log')?.lines).toEqual(['no disk']);
  });

  test('an installer that is in no runlevel is not waited for', () => {
    const report = reportIn({
      root: 'tmpfs',
      files: { 'etc/mkapkovl/install.conf': sys },
      while: { 2: happens.runlevel },
    });
    expect(report).toMatchObject({ kind: 'live', ended: 1 });
  });
});

describeWith(['busybox', 'setsid', 'tar'], 'with a disk that is an archive of more to do', () => {
  test('what it says and how it ends is reported before the end, which it does not change', () => {
    const archive = folderWith({ 'run.sh': 'echo "done here"; exit 3\n' });
    execFileSync('tar', ['-C', archive, '-cf', path.join(archive, 'more.tar'), 'run.sh']);
    const report = reportIn({
      root: 'tmpfs',
      files: { 'sys/block/vdb/serial': 'TRIALMORE', 'sys/block/vda/serial': 'SERIAL1' },
      while: { 1: `mkdir -p dev; cp '${archive}/more.tar' dev/vdb`, 2: happens.runlevel, 4: happens.converge },
    });
    expect(report.sections.get('more')).toEqual({ lines: ['done here'], status: 3 });
    expect(report).toMatchObject({ ended: 0, off: 'off \n' });
  });
});

test('the service starts it behind the back of the runlevel, before all that it watches', () => {
  const service = readFileSync('overlays/trial/etc/init.d/mkapkovl-try', 'utf8');
  expect(service).toMatch(/before .*mkapkovl-install mkapkovl-converge/);
  expect(service).toMatch(/setsid sh .*report\.sh" < \/dev\/null > \/dev\/null 2>&1 &/);
});
