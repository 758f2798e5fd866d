import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startService } from '../support/openrc.ts';
import { folderWith } from '../support/run.ts';
import { describeWith } from '../support/tools.ts';

const mac = (last: number) => `52:54:00:00:00:0${last}`;

/** ip(8) as far as it is used, over the fake /sys: it renames like the kernel, only what is down and to a free name. */
const ip = `
  ip() {
    record "ip $*"
    at="$SYS/class/net/$4"
    [ -d "$at" ] || { record "no $4"; return 1; }
    case "$5" in
      down) echo down > "$at/operstate" ;;
      name)
        [ "$(cat "$at/operstate")" = down ] || { record "$4 is up"; return 1; }
        [ -e "$SYS/class/net/$6" ] && { record "$6 is taken"; return 1; }
        mv "$at" "$SYS/class/net/$6" ;;
    esac
  }`;

interface Interface {
  mac: string;
  /** Bridges, bonds and VLANs have none. */
  virtual?: boolean;
}

/** Runs the service on a machine with these interfaces; `mactab` is what the profile wants. */
function named(interfaces: Record<string, Interface>, mactab: string) {
  const folder = folderWith({ mactab });
  const net = path.join(folder, 'sys/class/net');
  for (const [name, { mac: address, virtual }] of Object.entries(interfaces)) {
    mkdirSync(path.join(net, name, ...(virtual ? [] : ['device'])), { recursive: true });
    writeFileSync(path.join(net, name, 'address'), `${address}\n`);
    writeFileSync(path.join(net, name, 'operstate'), 'up\n');
  }
  const env = { SYS: path.join(folder, 'sys'), MACTAB: path.join(folder, 'mactab') };
  const ran = startService('network/etc/init.d/mkapkovl-cards', ip, env);
  const now = readdirSync(net).map((name) => [name, readFileSync(path.join(net, name, 'address'), 'utf8').trim()]);
  return { ...ran, names: Object.fromEntries(now) };
}

const lo = { lo: { mac: '00:00:00:00:00:00', virtual: true } };

describeWith(['applets'], 'mkapkovl-cards', () => {
  test('gives a card the name that belongs to its address', () => {
    const { names, ended } = named({ ...lo, eth0: { mac: mac(1) } }, `# names\nlan0 ${mac(1)}\n`);
    expect(names).toEqual({ lo: '00:00:00:00:00:00', lan0: mac(1) });
    expect(ended).toBe(0);
  });

  test('takes a card down before it renames it, and touches no other', () => {
    const { calls } = named({ ...lo, eth0: { mac: mac(1) }, eth1: { mac: mac(2) } }, `lan0 ${mac(1)}\n`);
    expect(calls).toEqual([
      'ip link set dev eth0 down',
      'ip link set dev eth0 name mk525400000001',
      'ip link set dev mk525400000001 down',
      'ip link set dev mk525400000001 name lan0',
    ]);
  });

  test('does nothing to a card that has its name already', () => {
    const { names, calls, ended } = named({ eth0: { mac: mac(1) } }, `eth0 ${mac(1)}\n`);
    expect({ names, calls, ended }).toEqual({ names: { eth0: mac(1) }, calls: [], ended: 0 });
  });

  test('swaps two names', () => {
    const { names, ended } = named(
      { eth0: { mac: mac(2) }, eth1: { mac: mac(1) } },
      `eth0 ${mac(1)}\neth1 ${mac(2)}\n`,
    );
    expect(names).toEqual({ eth0: mac(1), eth1: mac(2) });
    expect(ended).toBe(0);
  });

  test('turns three names in a ring', () => {
    const { names, ended } = named(
      { eth0: { mac: mac(1) }, eth1: { mac: mac(2) }, eth2: { mac: mac(3) } },
      `eth1 ${mac(1)}\neth2 ${mac(2)}\neth0 ${mac(3)}\n`,
    );
    expect(names).toEqual({ eth1: mac(1), eth2: mac(2), eth0: mac(3) });
    expect(ended).toBe(0);
  });

  test('moves a stranger out of the way that holds a wanted name', () => {
    const { names, ended } = named({ eth0: { mac: mac(9) }, eth1: { mac: mac(1) } }, `eth0 ${mac(1)}\n`);
    expect(names).toEqual({ eth0: mac(1), mk525400000009: mac(9) });
    expect(ended).toBe(0);
  });

  test('reports a missing card, fails, and renames the others', () => {
    const { names, printed, ended } = named({ eth0: { mac: mac(1) } }, `lan0 ${mac(1)}\nlan1 ${mac(2)}\n`);
    expect(names).toEqual({ lan0: mac(1) });
    expect(printed).toContain(`ewarn: no network card has the address ${mac(2)}; lan1 is missing`);
    expect(ended).toBe(1);
  });

  test('never takes a bridge for the card whose address it has', () => {
    const { names, ended } = named({ br0: { mac: mac(1), virtual: true }, eth0: { mac: mac(1) } }, `lan0 ${mac(1)}\n`);
    expect(names).toEqual({ br0: mac(1), lan0: mac(1) });
    expect(ended).toBe(0);
  });

  test('has nothing to do without cards', () => {
    expect(named({ ...lo }, '# interface name, MAC address\n')).toMatchObject({ calls: [], ended: 0 });
  });

  test('reads what the profile was built into', async () => {
    const { run, leastProfile } = await import('../support/run.ts');
    const { unpack } = await import('../support/unpack.ts');
    const ports = `[{ mac: "${mac(1)}", name: lan0 }, { mac: "52:54:00:AB:CD:EF" }]`;
    const cwd = folderWith({
      'least.yaml': `${leastProfile}network: { interfaces: { br0: { bridge: { ports: ${ports} }, ipv4: dhcp } } }\n`,
    });
    expect((await run(['build', 'least.yaml'], { cwd })).status).toBe(0);
    const members = await unpack(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz')));
    const mactab = members.get('etc/mactab')?.content.toString() ?? '';
    const { names } = named({ eth0: { mac: '52:54:00:ab:cd:ef' }, eth1: { mac: mac(1) } }, mactab);
    expect(names).toEqual({ lan0: mac(1), nicabcdef: '52:54:00:ab:cd:ef' });
    expect(members.get('etc/init.d/mkapkovl-cards')?.mode).toBe(0o755);
    expect(members.get('etc/runlevels/boot/mkapkovl-cards')?.target).toBe('/etc/init.d/mkapkovl-cards');
  });
});
