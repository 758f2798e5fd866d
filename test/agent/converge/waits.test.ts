import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, machine, object, overlay, records, waits } from './machine.ts';

/** A second disk of guests: a mount, a pool on it, a volume in that, a guest and a network. */
const second = {
  'etc/mkapkovl/fstab': `${overlay['etc/mkapkovl/fstab']}LABEL=more\t/srv/more\text4\tdefaults\t0\t2\n`,
  'etc/mkapkovl/libvirt/pools.table': 'default\tdir\t/srv/guests/images\tyes\nmore\tdir\t/srv/more\tyes\n',
  'etc/mkapkovl/libvirt/pools/more.xml': object('pool', 'more', 6, '  <path>/srv/more</path>\n'),
  'etc/mkapkovl/libvirt/networks.table': 'nat\tyes\ninner\tyes\n',
  'etc/mkapkovl/libvirt/networks/inner.xml': object('network', 'inner', 7),
  'etc/mkapkovl/libvirt/volumes.table': `${overlay['etc/mkapkovl/libvirt/volumes.table']}mail\tmore\tmail.raw\t/srv/more/mail.raw\traw\t1GiB\t-\t-\t-\n`,
  'etc/mkapkovl/libvirt/guests.table': `${overlay['etc/mkapkovl/libvirt/guests.table']}mail\tyes\t-\n`,
  'etc/mkapkovl/libvirt/domains/mail.xml': object('domain', 'mail', 8),
  'etc/mkapkovl/waits': `${waits}${[
    'pool more mount /srv/more',
    'volume more/mail.raw pool more',
    'guest mail domain mail',
    'guest mail pool more',
    'guest mail volume more/mail.raw',
    'guest mail network inner',
  ]
    .join('\n')
    .replaceAll(' ', '\t')}\n`,
};

/** The steps that are neither done nor needless, with their reasons. */
function failed(root: FakeRoot): Record<string, string> {
  const bad = Object.entries(records(root)).filter(([, state]) => state.startsWith('failed: '));
  return Object.fromEntries(bad.map(([step, state]) => [step, state.replace('failed: ', '')]));
}

function statusOf(root: FakeRoot, ...options: string[]): string {
  return root.run('usr/local/bin/mkapkovl-host', { arguments: ['status', ...options] }).stdout;
}

describeWith(['applets'], 'what fails in the converge stage', () => {
  test('a service keeps no guest from starting', () => {
    // The link leads to a service that no package brings.
    const root = machine({ 'etc/runlevels/default/wg-quick.wg0': '' });
    expect(converge(root).status).toBe(1);
    expect(failed(root)).toEqual({ services: 'there is no service wg-quick.wg0' });
    expect(records(root)).toMatchObject({ 'guest-web': 'done', 'guest-router': 'done' });
  });

  test('a user keeps no guest from starting', () => {
    const root = machine();
    converge(root, { FAIL: 'adduser' });
    expect(Object.keys(failed(root))).toEqual(['users']);
  });

  test('a mount keeps only the pool on it, its volumes and their guests', () => {
    const root = machine(second);
    const { calls } = converge(root, { FAIL: 'mount /srv/more' });
    const why = 'it waits for the mount /srv/more';
    expect(failed(root)).toEqual({
      mounts: 'cannot mount /srv/more: mount ended with 1: mount: out of order',
      pools: `more: ${why}`,
      'volume-more-mail.raw': why,
      'guest-mail': why,
    });
    expect(records(root)).toMatchObject({ 'guest-web': 'done', 'guest-router': 'done' });
    expect(calls.filter((call) => /more\/mail\.raw|pool-\w+ more/.test(call))).toEqual([]);
  });

  test('a network keeps only the guests on it', () => {
    const root = machine(second);
    converge(root, { FAIL: 'net-start inner' });
    expect(Object.keys(failed(root))).toEqual(['guest-mail', 'networks']);
    expect(failed(root)['guest-mail']).toBe('it waits for the network inner');
  });

  test('one definition of a guest keeps only that guest', () => {
    const root = machine();
    converge(root, { FAIL: 'domains/web.xml' });
    expect(failed(root)).toMatchObject({ 'guest-web': 'it waits for the domain web' });
    expect(records(root)['guest-router']).toBe('done');
  });

  test('a volume keeps only the guests that use it', () => {
    const root = machine(second);
    converge(root, { FAIL: 'wget' });
    expect(Object.keys(failed(root))).toEqual(['guest-web', 'volume-default-web.qcow2']);
    expect(failed(root)['guest-web']).toBe('it waits for the volume default/web.qcow2');
  });

  test('a package that no repository has keeps the others from nothing', () => {
    const root = machine({ 'etc/mkapkovl/packages': `${overlay['etc/mkapkovl/packages']}vimm\n` });
    converge(root, { FAIL: 'vimm' });
    expect(Object.keys(failed(root))).toEqual(['packages']);
    expect(failed(root).packages).toMatch(/^vimm: apk ended with 1/);
    expect(records(root)).toMatchObject({ 'guest-web': 'done', 'guest-router': 'done' });
  });

  test('a package of one guest keeps only that guest', () => {
    const root = machine({
      'etc/mkapkovl/packages': `${overlay['etc/mkapkovl/packages']}swtpm\n`,
      'etc/mkapkovl/waits': `${waits}domain\trouter\tpackage\tswtpm\n`,
    });
    converge(root, { FAIL: 'swtpm' });
    expect(failed(root)).toMatchObject({
      guests: 'router: it waits for the package swtpm',
      'guest-router': 'it waits for the package swtpm',
    });
    expect(records(root)['guest-web']).toBe('done');
  });

  test('the repositories keep no guest whose packages are there', () => {
    const root = machine();
    converge(root);
    root.write('etc/mkapkovl/packages', `${overlay['etc/mkapkovl/packages']}htop\n`);
    root.stub('restart', 'rm -r "$MKAPKOVL_ROOT/run" "$MKAPKOVL_ROOT"/fake/libvirt/domains/*/active');
    root.run('fake/programs/restart');
    converge(root, { FAIL: 'apk --quiet update' });
    expect(Object.keys(failed(root))).toEqual(['packages', 'repositories']);
    expect(records(root)).toMatchObject({ 'guest-web': 'done', 'guest-router': 'done' });
  });

  test('a bridge that is not there is named, and keeps only the guests on it', () => {
    const root = machine({ 'etc/mkapkovl/waits': `${waits}guest\tweb\tinterface\tbr0\n` });
    converge(root);
    expect(failed(root)).toEqual({ 'guest-web': 'it waits for the interface br0' });
    root.write('sys/class/net/br0/mtu', '1500\n');
    expect(converge(root).status).toBe(0);
  });

  test('a kernel module is loaded at once, and keeps only the guests that need it', () => {
    const modules = { 'etc/modules': 'af_packet\nvhost_vsock\nvfio-pci\n', 'sys/module/af_packet/refcnt': '1\n' };
    const root = machine({ ...modules, 'etc/mkapkovl/waits': `${waits}guest\tweb\tmodule\tvhost_vsock\n` });
    converge(root, { FAIL: 'modprobe vhost_vsock' });
    expect(Object.keys(failed(root))).toEqual(['guest-web', 'modules']);
    expect(failed(root)['guest-web']).toBe('it waits for the module vhost_vsock');
    const { status, calls } = converge(root);
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith('modprobe'))).toEqual(['modprobe vhost_vsock']);
    expect(converge(root).effects).toBe(0);
  });

  test('is told first by status, before what waits for it, as text and as JSON', () => {
    const root = machine(second);
    converge(root, { FAIL: 'mount /srv/more' });
    const steps = ['mounts', 'pools', 'volume-more-mail.raw', 'guest-mail'];
    const [, text = ''] = statusOf(root).split('\n\n');
    expect(text.split('\n').slice(0, 2)).toEqual([
      'failed   mounts: cannot mount /srv/more: mount ended with 1: mount: out of order',
      'waiting  for the mount /srv/more: pools, volume-more-mail.raw, guest-mail',
    ]);
    expect(text).not.toMatch(/^(failed|waiting).*\n(.*\n)*(failed|waiting).*\n(.*\n)*(failed|waiting)/m);
    const json = JSON.parse(statusOf(root, '--json')).result.steps;
    expect(json.slice(0, 4).map(({ step }: { step: string }) => step)).toEqual(steps);
    expect(Object.keys(json[0])).toEqual(['step', 'state', 'reason', 'at']);
  });
});
