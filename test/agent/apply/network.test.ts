import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { locks } from '../support.ts';
import { applied, bridge, type Machine, machine, overlay, plainPort, profile, refused } from './machine.ts';

const interfaces = 'etc/network/interfaces';
/** Long enough for a test to confirm; the process that waits ends within a second of that, or of the test's folder. */
const patient = { MKAPKOVL_PAUSE: '1' };
const withCard = `${profile}network: { interfaces: { lan0: { mac: "02:00:00:00:00:01", ipv4: dhcp } } }\n`;

/** A machine with an overlay whose network is a plain port. */
async function withPort(): Promise<Machine> {
  const on = machine();
  applied(on, await overlay(profile + plainPort));
  on.write('fake/calls', '');
  return on;
}
const record = (on: Machine) => JSON.parse(on.read('var/lib/mkapkovl/steps/apply-network.json'));
/** How the network was started and stopped, with the first line about a bridge that it had then. */
const restarts = (on: Machine) =>
  on
    .calls()
    .filter((call) => /^networking|bridge-ports/.test(call))
    .map((call) => call.trim());

describeWith(['applets'], 'a new network', () => {
  test('comes last, is told to be confirmed, and stays once it is', async () => {
    const on = await withPort();
    const file = await overlay(profile + bridge);
    const { status, stdout, stderr } = on.host(['apply', file, '--seconds', '600'], patient);
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(
        '\nRun mkapkovl-host confirm within 600 seconds, or the old network is restored.\n',
      ),
    });
    const said = stderr.split('\n').filter((line) => line !== '');
    expect(said.at(-1)).toBe('mkapkovl: Network: done');
    expect(on.read(interfaces)).toContain('bridge-ports eth0');
    expect(restarts(on)).toEqual(['networking --nodeps stop', 'networking --nodeps start', 'bridge-ports eth0']);
    expect(record(on)).toMatchObject({ state: 'done', reason: expect.stringContaining('not confirmed yet') });

    expect(refused(on, [file])).toBe('apply-unconfirmed');
    expect(on.host(['confirm'])).toMatchObject({ status: 0, stdout: 'The new network is kept.\n' });
    expect(record(on)).toMatchObject({ state: 'done', reason: 'confirmed' });
    expect(on.read(interfaces)).toContain('bridge-ports eth0');
    // Whoever holds one of these locks keeps the old network from being restored.
    const files = ['apply.lock', 'converge.lock', 'network.lock', 'network.watch'];
    expect(locks(on)).toEqual(Object.fromEntries(files.map((name) => [`run/mkapkovl/${name}`, '600'])));
    expect(applied(on, file)).toMatch(
      /^Signature: not checked, .*\nNo change: this machine already matches the overlay\.\n$/,
    );
    expect(Object.keys(on.snapshot()).filter((name) => name.startsWith('var/lib/mkapkovl/network'))).toEqual([]);
  });

  test('goes again when nobody confirms it, and that is on record', async () => {
    const on = await withPort();
    const before = on.read(interfaces);
    const file = await overlay(profile + bridge);
    const { status, stderr } = on.host(['apply', file, '--seconds', '3']);
    const reason = 'no one confirmed the new network within 3 seconds: the old network is restored';
    expect({ status, stderr }).toMatchObject({
      status: expect.any(Number),
      stderr: expect.stringContaining('Network'),
    });
    expect(on.read(interfaces)).toBe(before);
    expect(restarts(on)).toEqual([
      ...['networking --nodeps stop', 'networking --nodeps start', 'bridge-ports eth0'],
      ...['networking --nodeps stop', 'bridge-ports eth0', 'networking --nodeps start'],
    ]);
    expect(record(on)).toMatchObject({ state: 'failed', reason });
    expect(on.host(['confirm'])).toMatchObject({ status: 1, stderr: expect.stringContaining('[confirm-nothing]') });
    expect(on.host(['status'])).toMatchObject({ status: 1, stdout: expect.stringContaining(reason) });
  });

  test('goes again at once when it does not start', async () => {
    const on = await withPort();
    const before = on.read(interfaces);
    on.write('etc/init.d/networking', '#!/bin/sh\n! grep -q bridge "$MKAPKOVL_ROOT/etc/network/interfaces"\n', 0o755);
    const { status, stderr } = on.host(['apply', await overlay(profile + bridge)], patient);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        'the new network did not start; see /var/log/mkapkovl.log: the old network is restored',
      ),
    });
    expect(on.read(interfaces)).toBe(before);
  });

  test('is not said to be gone when the old one cannot be written, which the next start does', async () => {
    const on = await withPort();
    const before = on.read(interfaces);
    const kept = 'var/lib/mkapkovl/network/old/etc/network/interfaces';
    const loses = `! grep -q bridge etc/network/interfaces || { [ ! -e ${kept} ] || mv ${kept} fake/kept; exit 1; }`;
    on.write('etc/init.d/networking', `#!/bin/sh\ncd "$MKAPKOVL_ROOT"\n[ "$2" = stop ] || ${loses}\n`, 0o755);
    const { status, stderr } = on.host(['apply', await overlay(profile + bridge)], patient);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the files of the old network cannot be written either'),
    });
    expect(stderr).not.toContain('is back');
    expect(record(on)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('files of the old network cannot be written'),
    });
    expect(on.host(['confirm'])).toMatchObject({ status: 1, stderr: expect.stringContaining('[confirm-early]') });

    on.write(kept, on.read('fake/kept'));
    on.write('fake/boot', 'rm -rf "$MKAPKOVL_ROOT/run"; sh "$MKAPKOVL_ROOT/etc/mkapkovl/agent/apply/network.sh" boot');
    expect(on.run('fake/boot')).toMatchObject({ status: 0 });
    expect(on.read(interfaces)).toBe(before);
  });

  test('goes again when the machine is restarted before it is confirmed, before the network starts', async () => {
    const on = await withPort();
    const before = on.content();
    on.host(['apply', await overlay(profile + withCard.slice(profile.length)), '--seconds', '600'], patient);
    expect(Object.keys(on.content())).toContain('etc/mactab');
    on.write('fake/calls', '');
    on.write('fake/boot', 'rm -rf "$MKAPKOVL_ROOT/run"; sh "$MKAPKOVL_ROOT/etc/mkapkovl/agent/apply/network.sh" boot');
    expect(on.run('fake/boot')).toMatchObject({ status: 0 });
    const changed = [
      'etc/network/interfaces',
      'etc/mactab',
      'etc/init.d/mkapkovl-cards',
      'etc/runlevels/boot/mkapkovl-cards',
    ];
    const content = on.content();
    expect(changed.map((name) => content[name])).toEqual(changed.map((name) => before[name]));
    expect(restarts(on)).toEqual([]);
    expect(record(on)).toMatchObject({ state: 'failed', reason: expect.stringContaining('was restarted') });
    expect(Object.keys(on.snapshot()).filter((name) => name.startsWith('var/lib/mkapkovl/network'))).toEqual([]);
  });

  test('is taken back by the next apply when the process that waited for confirm is gone', async () => {
    const on = await withPort();
    const file = await overlay(profile + bridge);
    const networking = on.read('etc/init.d/networking');
    on.write('etc/init.d/networking', '#!/bin/sh\n[ "$2" = stop ] || kill -9 0\n', 0o755);
    expect(on.host(['apply', file])).toMatchObject({ status: 1, stderr: expect.stringContaining('was interrupted') });
    on.write('etc/init.d/networking', networking, 0o755);
    expect(on.read(interfaces)).toContain('bridge-ports');
    on.write('fake/calls', '');
    const { stdout } = on.host(['apply', file, '--seconds', '600'], patient);
    expect(stdout).toContain('~ /etc/network/interfaces\n');
    expect(restarts(on).slice(0, 3)).toEqual([
      'networking --nodeps stop',
      'bridge-ports eth0',
      'networking --nodeps start',
    ]);
    expect(on.host(['confirm'])).toMatchObject({ status: 0 });
    expect(on.read(interfaces)).toContain('bridge-ports');
  });

  test('does not come while its packages are missing', async () => {
    const on = await withPort();
    const { status, stderr } = on.host(['apply', await overlay(profile + bridge)], { FAIL: ' add ', ...patient });
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('it waits for the packages'),
    });
    expect(restarts(on)).toEqual([]);
    expect(on.read(interfaces)).not.toContain('bridge');
  });

  test('takes the ports of running guests to its bridge, which is another one', async () => {
    const on = await withPort();
    on.write('sys/class/net/br0/brif/vnet0/state', '3\n');
    on.write('sys/class/net/br0/brif/eth0/state', '3\n');
    on.host(['apply', await overlay(profile + bridge), '--seconds', '600'], patient);
    expect(on.calls().filter((call) => call.startsWith('ip '))).toEqual(['ip link set dev vnet0 master br0']);
    on.host(['confirm']);
  });

  test('is not looked at again when it was and something else changes', async () => {
    const on = await withPort();
    applied(on, await overlay(`${profile}${plainPort}packages: [htop]\n`));
    expect(restarts(on)).toEqual([]);
  });
});
