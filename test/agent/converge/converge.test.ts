import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type FakeRoot, fakeRoot } from '../support.ts';
import { bind, card, converge, hash, machine, object, overlay, records } from './machine.ts';

describeWith(['applets'], 'the converge stage', () => {
  test('makes a bare target what its profile says', () => {
    const root = machine();
    const { status, said } = converge(root);
    expect(said.filter((line) => !line.endsWith(': done') && !line.includes('not needed'))).toEqual([]);
    expect(status).toBe(0);
    expect(records(root)).toEqual({
      release: 'skipped',
      repositories: 'done',
      packages: 'done',
      modules: 'skipped',
      users: 'done',
      mounts: 'done',
      files: 'skipped',
      libvirt: 'done',
      libvirtd: 'done',
      services: 'skipped',
      pools: 'done',
      networks: 'done',
      'volume-default-web.qcow2': 'done',
      'volume-default-data.raw': 'done',
      guests: 'done',
      'guest-web': 'done',
      'guest-router': 'done',
      'guest-spare': 'skipped',
    });
    expect(root.read('etc/shadow')).toBe(`root:${hash}:0:::::\nqemu:!:0:::::\nana:*:0:::::\n`);
    expect(root.read('etc/fstab').split('\n').slice(-2)).toEqual([overlay['etc/mkapkovl/fstab']!.trim(), '']);
    expect(root.read('srv/guests/images/web.qcow2')).toBe('qcow2 21474836480\n');
    expect(root.read('srv/guests/images/data.raw')).toBe('raw 1073741824\n');
    expect(root.read('home/ana/.ssh/authorized_keys')).toBe('ssh-ed25519 AAAA ana\n');
    expect(root.snapshot()['home/ana/.ssh']).toBe('700/');
    expect(root.snapshot()['home/ana/.ssh/authorized_keys']).toMatch(/^600 /);
    expect(root.read('etc/doas.d/30-mkapkovl.conf')).toBe('permit persist :wheel\npermit nopass ana\n');
    expect(root.read('etc/conf.d/libvirtd')).toContain('-l unlimited');
    expect(root.read('etc/motd')).toBe(
      'Welcome to Alpine!\nmkapkovl: this machine matches its profile. See mkapkovl-host verify.\n',
    );
  });

  test('changes nothing when it runs again, and says so of each step', () => {
    const root = machine();
    converge(root);
    const before = root.snapshot(['fake', 'var']);
    const { status, said, effects } = converge(root);
    expect({ status, effects }).toEqual({ status: 0, effects: 0 });
    expect(said.filter((line) => !line.includes(': not needed'))).toEqual([]);
    expect(root.snapshot(['fake', 'var'])).toEqual(before);
  });

  test('puts nothing secret on a command line', () => {
    const root = machine();
    const { calls } = converge(root);
    expect(calls.filter((call) => call.includes(hash))).toEqual([]);
    expect(root.read('var/log/mkapkovl.log')).not.toContain(hash);
  });

  const number = 25;
  test(`has ${number} changes to be interrupted at`, () => {
    expect(converge(machine()).effects).toBe(number);
  });

  // Before a change is behind the one that came before it; what was going on then is done again.
  test.each(Array.from({ length: number + 1 }, (_, index) => (index === 0 ? '1 before' : `${index} after`)))(
    'comes to the same end when the power goes at change %s',
    (moment) => {
      const root = machine();
      expect(converge(root, { KILL: moment }).status).not.toBe(0);
      expect(root.read('etc/shadow')).not.toMatch(/^[^:]*::/m);
      expect(converge(root).status).toBe(0);
      expect(Object.values(records(root)).filter((state) => state !== 'done' && state !== 'skipped')).toEqual([]);
      whole ??= ended(converged());
      expect(ended(root)).toEqual(whole);
    },
  );

  let whole: Record<string, string> | undefined;
  const converged = () => {
    const root = machine();
    converge(root);
    return root;
  };
  /** All that is there, but for what tells of the runs themselves. */
  const ended = (root: FakeRoot) =>
    Object.fromEntries(
      Object.entries(root.snapshot(['fake/calls', 'fake/effects', 'var/log', 'var/lib/mkapkovl/steps'])).map(
        ([name, value]) => [name, value.replaceAll(root.folder, '')],
      ),
    );

  test.each([
    ['apk --quiet update', 'repositories', ['packages', 'users', 'libvirt', 'libvirtd', 'pools', 'guest-web']],
    ['apk --no-progress', 'packages', ['libvirt', 'guests']],
    ['adduser', 'users', []],
    ['addgroup', 'users', []],
    ['chpasswd', 'users', []],
    ['su -s', 'users', []],
    ['mount /srv/guests', 'mounts', ['pools', 'volume-default-web.qcow2', 'guest-web']],
    ['rc-service libvirtd start', 'libvirtd', ['pools', 'networks', 'guests', 'guest-web']],
    ['pool-define', 'pools', ['volume-default-data.raw', 'guest-web']],
    ['pool-build', 'pools', ['guest-web']],
    ['pool-start', 'pools', ['guest-web']],
    ['pool-autostart', 'pools', []],
    ['net-define', 'networks', ['guest-web']],
    ['net-start', 'networks', ['guest-web']],
    ['qemu-img create', 'volume-default-data.raw', ['guest-web']],
    ['qemu-img resize', 'volume-default-web.qcow2', ['guest-web']],
    ['wget', 'volume-default-web.qcow2', ['guest-web']],
    ['virsh -q define', 'guests', ['guest-web', 'guest-router']],
    ['virsh -q start web', 'guest-web', []],
  ])('tells that %s does not work, and what waits for it', (broken, step, waiting) => {
    const root = machine();
    const { status } = converge(root, { FAIL: broken });
    expect(status).toBe(1);
    const all = records(root);
    for (const name of [step, ...waiting]) expect(all[name]).toMatch(/^failed: ./);
    expect(root.read('etc/motd')).toContain(`failed: `);
    expect(root.read('etc/shadow')).not.toMatch(/^[^:]*::/m);
    expect(converge(root).status).toBe(0);
    expect(Object.values(records(root)).filter((state) => state.startsWith('failed'))).toEqual([]);
  });

  test('starts the guests that can start when one cannot', () => {
    const root = machine();
    bind(root, card, 'igb');
    expect(converge(root).status).toBe(1);
    expect(records(root)['guest-router']).toBe(`failed: device ${card} is bound to igb, not to vfio-pci`);
    expect(records(root)['guest-web']).toBe('done');
  });

  test('keeps a guest off while another device of its group is in use by the host', () => {
    const root = machine();
    bind(root, '0000:01:00.1', 'snd_hda_intel');
    converge(root);
    expect(records(root)['guest-router']).toMatch(
      /^failed: device 0000:01:00.1 is in the IOMMU group .* snd_hda_intel$/,
    );
  });

  test('starts a guest whose group has changed but is still whole, and says what has changed', () => {
    const root = machine({ 'etc/mkapkovl/groups': `${card}\t1\t${card}\n` });
    bind(root, '0000:01:00.1', 'vfio-pci');
    const { said } = converge(root);
    expect(records(root)['guest-router']).toBe('done');
    expect(root.read('var/lib/mkapkovl/steps/guest-router.json')).toContain(
      `the IOMMU group of ${card} is ${card},0000:01:00.1 now, but was ${card} when the facts were collected`,
    );
    expect(said).toContain('Guest router: done');
  });

  test('leaves a device to libvirt that the profile does not keep from the host, unless drivers hold on to its kind', () => {
    const root = machine({
      'etc/mkapkovl/devices': '',
      [`sys/bus/pci/devices/${card}/class`]: '0x030000\n',
    });
    bind(root, card, 'nouveau');
    converge(root);
    expect(records(root)['guest-router']).toBe('done');
    for (const held of ['0x0c0330\n', '0x010802\n', '0x0c0400\n', '0x020000\n']) {
      const other = machine({ 'etc/mkapkovl/devices': '', [`sys/bus/pci/devices/${card}/class`]: held });
      bind(other, card, 'some_driver');
      converge(other);
      expect(records(other)['guest-router']).toMatch(/^failed: device .* is bound to some_driver/);
    }
  });

  test('takes the records of the boot stage to the others, and tells at login of a device that was not bound', () => {
    const record = (step: string) =>
      `{"step":"${step}","state":"failed","reason":"already bound to xhci_hcd","at":1600000000}\n`;
    const root = machine({
      'run/mkapkovl/steps/bind.json': record('bind'),
      [`run/mkapkovl/steps/bind-${card}.json`]: record(`bind-${card}`),
      'run/mkapkovl/bind.log': 'passthrough: 0 of 1\n',
      'var/lib/mkapkovl/steps/bind-0000:0f:00.0.json': record('bind-0000:0f:00.0'),
    });
    converge(root);
    expect(records(root)).toMatchObject({ bind: 'failed: already bound to xhci_hcd' });
    expect(Object.keys(records(root)).filter((name) => name.startsWith('bind-'))).toEqual([`bind-${card}`]);
    expect(root.read('var/log/mkapkovl.log')).toContain('passthrough: 0 of 1\n');
    expect(root.read('etc/motd')).toContain(
      'mkapkovl: this machine does NOT match its profile; failed: bind. See mkapkovl-host status.',
    );
    const status = root.run('usr/local/bin/mkapkovl-host', { arguments: ['status'] });
    expect(status.status).toBe(1);
    expect(status.stdout.match(/^failed +bind.*$/gm)?.sort()).toEqual([
      `failed   bind-${card}: already bound to xhci_hcd`,
      'failed   bind: already bound to xhci_hcd',
    ]);
  });

  test('takes a group away again that the profile no longer gives, and the right that came with it', () => {
    const root = machine();
    converge(root);
    expect(root.read('etc/group')).toMatch(/^wheel:x:10:root,ana$/m);
    const users = 'etc/mkapkovl/users';
    root.write(users, root.read(users).replace('wheel,libvirt', 'libvirt'));
    expect(converge(root).status).toBe(0);
    expect(root.read('etc/group')).toMatch(/^wheel:x:10:root$/m);
    expect(root.read('etc/group')).toMatch(/^libvirt:x:101:ana$/m);
    expect(Object.keys(root.snapshot())).not.toContain('etc/doas.d/30-mkapkovl.conf');
    expect(converge(root).effects).toBe(0);
  });

  test('takes the keys of a user away that the profile no longer gives, and leaves those alone that it never gave', () => {
    const root = machine({ 'etc/mkapkovl/users': 'root\thash\t-\nana\tlocked\t-\nbob\tlocked\t-\n' });
    converge(root);
    const keysOf = (user: string) => `home/${user}/.ssh/authorized_keys`;
    expect(root.read(keysOf('ana'))).toBe(overlay['etc/mkapkovl/authorized_keys/ana']);
    root.write(keysOf('bob'), 'his own\n');
    rmSync(path.join(root.folder, 'etc/mkapkovl/authorized_keys/ana'));
    expect(converge(root, { FAIL: 'su ' }).said).toContain('Users: FAILED: cannot remove the SSH keys of ana');
    expect(converge(root).status).toBe(0);
    expect(Object.keys(root.snapshot())).not.toContain(keysOf('ana'));
    expect(root.read(keysOf('bob'))).toBe('his own\n');
    expect(converge(root).effects).toBe(0);
  });

  test('asks a member of wheel who has a password for it', () => {
    const root = machine({ 'etc/mkapkovl/users': 'root\tlocked\t-\nana\tprompt\twheel\nbob\tlocked\twheel\n' });
    converge(root);
    expect(root.read('etc/doas.d/30-mkapkovl.conf')).toBe('permit persist :wheel\npermit nopass bob\n');
  });

  test('makes nothing where a file system of the profile belongs that is not mounted', () => {
    const root = machine({ 'etc/mkapkovl/fstab': 'LABEL=guests\t/srv/guests\text4\tdefaults,nofail\t0\t2\n' });
    const { status, calls } = converge(root, { FAIL: 'mount /srv/guests' });
    expect(status).toBe(1);
    expect(records(root).mounts).toBe('done');
    expect(records(root).pools).toBe('failed: default: it waits for the mount /srv/guests');
    expect(calls.filter((call) => /^(virsh.* pool-(build|start)|qemu-img|wget)/.test(call))).toEqual([]);
  });

  test('starts anew on a diskless machine, where no record outlives a restart, and leaves its volumes as they are', () => {
    const root = machine();
    converge(root);
    const volumes = ['srv/guests/images/web.qcow2', 'srv/guests/images/data.raw'];
    const before = volumes.map((name) => root.read(name));
    // All is gone but what is on the mounted disk: accounts, packages, libvirt's definitions, records.
    const again = machine(Object.fromEntries(volumes.map((name, index) => [name, `${before[index]}`])));
    const { status, calls } = converge(again);
    expect(status).toBe(0);
    expect(calls.filter((call) => /^wget|qemu-img (create|resize)/.test(call))).toEqual([]);
    expect(volumes.map((name) => again.read(name))).toEqual(before);
  });

  test('lets the bridge above a device keep its driver', () => {
    const root = machine({ 'sys/bus/pci/devices/0000:00:01.0/class': '0x060400\n' });
    bind(root, '0000:00:01.0', 'pcieport');
    expect(converge(root).status).toBe(0);
  });

  test('keeps only guests with devices off in the rescue entry', () => {
    const root = machine({ 'proc/cmdline': 'quiet mkapkovl=rescue\n' });
    expect(converge(root).status).toBe(0);
    expect(records(root)).toMatchObject({ 'guest-web': 'done', 'guest-router': 'skipped' });
  });

  test('does not start again what somebody shut down, until the next boot', () => {
    const root = machine();
    converge(root);
    root.run('fake/programs/virsh', { arguments: ['-q', 'destroy', 'web'] });
    expect(converge(root).effects).toBe(0);
    root.run('fake/programs/rc-service', { arguments: ['libvirtd', 'start'] });
    root.stub('reboot', 'rm -r "$MKAPKOVL_ROOT/run"');
    root.run('fake/programs/reboot');
    expect(converge(root).calls).toContain('virsh -q start web');
  });

  test('gives libvirt a changed definition and leaves the guest running', () => {
    const root = machine();
    converge(root);
    const file = 'etc/mkapkovl/libvirt/domains/web.xml';
    root.write(file, root.read(file).replace('</domain>', '<vcpu>4</vcpu></domain>'));
    const { calls, effects } = converge(root);
    expect(effects).toBe(1);
    expect(calls).toContain(`virsh -q define ${root.folder}/${file}`);
    expect(calls.filter((call) => /destroy|shutdown|reboot|start web/.test(call))).toEqual([]);
  });

  /** A profile with a changed guest, a guest less, a guest and a package more, and a group less. */
  const change = (root: FakeRoot) => {
    const edit = (name: string, from: string, to: string) => root.write(name, root.read(name).replace(from, to));
    edit('etc/mkapkovl/libvirt/domains/web.xml', '</domain>', '<vcpu>4</vcpu></domain>');
    edit('etc/mkapkovl/libvirt/guests.table', 'spare\tno', 'more\tyes');
    root.write('etc/mkapkovl/libvirt/domains/more.xml', object('domain', 'more', 7));
    root.write(
      'etc/mkapkovl/libvirt/volumes.table',
      `${overlay['etc/mkapkovl/libvirt/volumes.table']}more\tdefault\tmore.raw\t/srv/guests/images/more.raw\traw\t1GiB\t-\t-\t-\n`,
    );
    rmSync(path.join(root.folder, 'etc/mkapkovl/libvirt/domains/spare.xml'));
    root.write('etc/mkapkovl/packages', `${root.read('etc/mkapkovl/packages')}htop\n`);
    edit('etc/mkapkovl/users', 'wheel,libvirt', 'libvirt');
  };
  const changes = [
    'apk --no-progress --wait 120 add htop',
    'delgroup ana wheel',
    'qemu-img create -q -f raw /srv/guests/images/more.raw.mkapkovl-new 1073741824',
    'virsh -q define /etc/mkapkovl/libvirt/domains/web.xml',
    'virsh -q define /etc/mkapkovl/libvirt/domains/more.xml',
    'virsh -q undefine spare --keep-nvram --keep-tpm --snapshots-metadata',
    'virsh -q start more',
  ];
  const changing = (root: FakeRoot, calls: string[]) =>
    calls
      .map((call) => call.replaceAll(root.folder, ''))
      .filter(
        (call) => !/^(stat|apk info|apk .*update|su .* cmp)|uuid|-info|domstate| uri| status$|pool-refresh/.test(call),
      );

  test('changes only what differs when the profile does, wherever that is interrupted', () => {
    const root = machine();
    converge(root);
    const copies = Array.from({ length: changes.length }, () => {
      const copy = fakeRoot();
      execFileSync('cp', ['-a', `${root.folder}/.`, copy.folder]);
      return copy;
    });
    change(root);
    expect(changing(root, converge(root).calls)).toEqual(changes);
    for (const [index, copy] of copies.entries()) {
      change(copy);
      expect(converge(copy, { KILL: `${index + 1} after` }).status).not.toBe(0);
      const { status, calls } = converge(copy);
      expect(status).toBe(0);
      // What was cut off is done again, and nothing that was there before is touched.
      expect(changes.slice(index)).toEqual(expect.arrayContaining(changing(copy, calls).slice(1)));
      expect(ended(copy)).toEqual(ended(root));
    }
  });

  test('takes a removed guest out of libvirt and leaves its disk', () => {
    const root = machine();
    converge(root);
    root.write('etc/mkapkovl/libvirt/guests.table', 'spare\tno\t-\n');
    root.write('etc/mkapkovl/libvirt/volumes.table', '');
    root.stub('remove', 'rm "$MKAPKOVL_ROOT"/etc/mkapkovl/libvirt/domains/web.xml');
    root.run('fake/programs/remove');
    const { calls } = converge(root);
    expect(calls.filter((call) => call.includes('undefine'))).toEqual([
      'virsh -q undefine web --keep-nvram --keep-tpm --snapshots-metadata',
    ]);
    expect(root.read('srv/guests/images/web.qcow2')).toBe('qcow2 21474836480\n');
    expect(Object.keys(records(root))).not.toContain('guest-web');
  });

  test('leaves a guest of the same name alone that somebody else made', () => {
    const root = machine({
      'fake/libvirt/domains/web/xml': '<name>web</name>\n<uuid>f0000000-0000-4000-8000-000000000000</uuid>\n',
      'fake/libvirt/domains/mine/xml': '<name>mine</name>\n<uuid>e0000000-0000-4000-8000-000000000000</uuid>\n',
    });
    expect(converge(root).status).toBe(1);
    expect(records(root).guests).toMatch(/^failed: libvirt already has another web /);
    expect(root.read('fake/libvirt/domains/web/xml')).toContain('f0000000');
    expect(root.read('fake/libvirt/domains/mine/xml')).toContain('e0000000');
  });

  test('never touches a volume that is there', () => {
    const root = machine({ 'srv/guests/images/web.qcow2': 'what was there\n' });
    const { calls } = converge(root);
    expect(root.read('srv/guests/images/web.qcow2')).toBe('what was there\n');
    expect(calls.filter((call) => call.startsWith('wget'))).toEqual([]);
  });

  test('only activates a pool that is no folder', () => {
    const root = machine({
      'etc/mkapkovl/libvirt/pools.table': 'default\tdir\t/srv/guests/images\tyes\nvg\tlogical\t/dev/vg\tno\n',
      'etc/mkapkovl/libvirt/pools/vg.xml': '<name>vg</name>\n<uuid>90000000-0000-4000-8000-000000000000</uuid>\n',
    });
    const { calls } = converge(root);
    expect(calls).toContain('virsh -q pool-start vg');
    expect(calls).not.toContain('virsh -q pool-build vg');
  });

  test('fills a logical volume under another name, and makes it anew after a power cut', () => {
    const changes = {
      'etc/mkapkovl/libvirt/pools.table': 'default\tdir\t/srv/guests/images\tyes\nvg\tlogical\t/dev/vg\tno\n',
      'etc/mkapkovl/libvirt/pools/vg.xml': '<name>vg</name>\n<uuid>90000000-0000-4000-8000-000000000000</uuid>\n',
      'etc/mkapkovl/libvirt/volumes.table':
        'web\tvg\tweb\t/dev/vg/web\traw\t20GiB\thttp://web/web.qcow2\t-\tnone\nweb\tvg\tdata\t/dev/vg/data\traw\t1GiB\t-\t-\t-\n',
    };
    const root = machine(changes);
    const { calls } = converge(root);
    const made = calls.filter((call) => /^lv/.test(call) || call.startsWith('qemu-img convert -n'));
    expect(made.map((call) => call.replaceAll(root.folder, ''))).toEqual([
      'lvcreate -y -W y -n web.mkapkovl -L 21474836480b vg',
      'qemu-img convert -n -f raw -O raw /var/lib/mkapkovl/images/vg-web.mkapkovl-new /dev/vg/web.mkapkovl',
      'lvrename vg web.mkapkovl web',
      'lvcreate -y -W y -n data.mkapkovl -L 1073741824b vg',
      'lvrename vg data.mkapkovl data',
    ]);
    expect(converge(root).effects).toBe(0);
    const cut = machine(changes);
    converge(cut, { FAIL: 'lvrename vg web.mkapkovl' });
    expect(Object.keys(cut.snapshot())).toContain('dev/vg/web.mkapkovl');
    expect(converge(cut).calls).toContain('lvremove -y vg/web.mkapkovl');
    expect(cut.read('dev/vg/web')).toBe(root.read('dev/vg/web'));
    expect(Object.keys(cut.snapshot()).filter((name) => /\.mkapkovl-(part|new)/.test(name))).toEqual([]);
  });

  test('adds only the packages that are missing', () => {
    const root = machine({ 'etc/apk/world': 'alpine-base\nqemu-img\nopenssh\n' });
    const { calls } = converge(root);
    expect(calls).toContain('apk --no-progress --wait 120 add libvirt-daemon qemu-system-x86_64>8');
  });

  test('restarts libvirtd when its settings are younger than it is', () => {
    const root = machine();
    converge(root);
    root.stub('age', 'touch -d 2020-01-01 "$MKAPKOVL_ROOT/run/libvirtd.pid"');
    root.run('fake/programs/age');
    expect(converge(root).calls).toContain('rc-service libvirtd restart');
    expect(converge(root).effects).toBe(0);
  });
});
