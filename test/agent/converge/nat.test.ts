import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { debian, launcher } from '../../support/alpine/userland.ts';
import { describeWith } from '../../support/tools.ts';
import { installed } from '../host/built.ts';

/**
 * Run in namespaces of its own: a libvirtd as on a target, with the network that the package brings, whose bridge, rules
 * and files nobody outside sees.
 */
const inside = `
for folder in /run /etc/libvirt /var/lib/libvirt /var/cache; do mkdir -p $folder; mount -t tmpfs none $folder || exit 1; done
mkdir -p /run/libvirt /etc/libvirt/qemu/networks/autostart /etc/libvirt/storage /var/lib/libvirt/dnsmasq /var/cache/libvirt
ip link set lo up
cat > /etc/libvirt/qemu/networks/default.xml << END
<network><name>default</name><forward mode='nat'/><bridge name='virbr0' stp='on' delay='0'/>
<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>
END
ln -s ../default.xml /etc/libvirt/qemu/networks/autostart/default.xml
printf 'auth_unix_rw = "none"\nauth_unix_ro = "none"\n' > /etc/libvirt/libvirtd.conf
printf 'stdio_handler = "file"\nuser = "root"\ngroup = "root"\n' > /etc/libvirt/qemu.conf
libvirtd --timeout 120 > "$MKAPKOVL_ROOT/fake/libvirtd.log" 2>&1 &
daemon=$!
export LIBVIRT_DEFAULT_URI=qemu:///system
for try in $(seq 60); do virsh -q net-info default 2> /dev/null | grep -q '^Active: *yes' && break; sleep 0.5; done
run() { "$MKAPKOVL_ROOT/fake/converge" 2>&1; echo "status $?"; }
echo packaged; virsh net-info default
echo first; run
echo state; virsh net-info default; virsh pool-info default; ip -o -4 address show virbr0
pgrep -a '^dnsmasq$' | grep -c dnsmasq/default.conf
iptables -t nat -S | grep -m 1 MASQUERADE
echo second; run
echo removed
: > "$MKAPKOVL_ROOT/etc/mkapkovl/libvirt/networks.table"
rm "$MKAPKOVL_ROOT/etc/mkapkovl/libvirt/networks/default.xml"
run; virsh net-info default; virsh net-destroy default
kill $daemon; wait $daemon
`;

const unshare = ['-n', '-m', '-p', '-f', '--mount-proc'];
const possible = spawnSync('unshare', [...unshare, 'mount', '-t', 'tmpfs', 'none', '/run']).status === 0;

describeWith(
  ['applets', 'libvirtd', 'virsh', 'dnsmasq', 'iptables', 'unshare', 'ip'],
  'the converge stage, with networks',
  () => {
    test.runIf(possible)('brings up the NAT network and the pool of an example, and is then silent', async () => {
      const root = await installed(readFileSync('profiles/unattended.yaml', 'utf8'));
      for (const name of ['virsh', 'qemu-img']) rmSync(path.join(root.folder, 'fake/programs', name));
      // The daemon is not its service; what is asked of that is answered as if it were.
      root.stub('virsh', `exec ${debian('virsh')} "$@"`);
      root.write('fake/running/libvirtd', '');
      const stage = path.join(root.folder, 'etc/mkapkovl/agent/converge.sh');
      const packages = [path.join(root.folder, 'fake/programs')];
      root.write('fake/converge', launcher(['ash', stage], { cwd: root.folder, packages }), 0o755);
      root.write('fake/calls', '');
      const { stdout, stderr } = spawnSync('unshare', [...unshare, 'sh', '-c', inside], {
        cwd: root.folder,
        encoding: 'utf8',
        env: {
          PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
          MKAPKOVL_ROOT: root.folder,
          MKAPKOVL_NOW: '1700000000',
          MKAPKOVL_WAIT: '20',
          LC_ALL: 'C',
        },
      });
      const parts = Object.fromEntries(
        stdout.split(/^(?=(?:packaged|first|state|second|removed)$)/m).map((part) => [part.split('\n', 1)[0], part]),
      );
      expect(parts.first, stdout + stderr).toMatch(/^mkapkovl: Pools: done\nmkapkovl: Networks: done$/m);
      expect(parts.first).toMatch(/status 0\n$/);
      expect(parts.packaged).toMatch(/^Active: +yes$/m);
      expect(parts.state).toMatch(/^Active: +yes\nPersistent: +yes\nAutostart: +yes$/m);
      expect(parts.state).toMatch(/^State: +running$/m);
      expect(parts.state).toContain('inet 192.168.122.1/24');
      expect(parts.state).toMatch(/^2$/m);
      expect(parts.state).toMatch(/-s 192\.168\.122\.0\/24 .*MASQUERADE/);
      expect(parts.second).toMatch(/status 0\n$/);
      expect(
        parts.second!.split('\n').filter((line: string) => /^mkapkovl: /.test(line) && !line.includes(': not needed')),
      ).toEqual([]);
      // Guests that are on it go on; it is gone once it is stopped.
      expect(parts.removed).toMatch(/^Active: +yes\nPersistent: +no$/m);
    });
  },
);
