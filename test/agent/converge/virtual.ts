import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { FakeRoot } from '../support.ts';
import { bareMachine, converge, machine, records } from './machine.ts';

export const parent = '0000:03:00.0';
export const functionAt = (number: number) => `0000:03:10.${number}`;
export const uuid = '11111111-2222-4333-8444-555555555555';

/**
 * What the kernel does when it is given these values, instead of what a plain file does: virtual functions come and go
 * with their number, drivers look for devices, mediated devices are made (drivers/pci/iov.c, pci-driver.c, mdev_sysfs.c).
 */
const kernel = `
tell() {
	echo "\${1#"$sys/bus/"} $2" >> "$root/fake/told"
	case $1 in
		*/sriov_numvfs)
			[ ! -e "$root/fake/no-functions" ] || { refuse "the kernel refuses: $(cat "$root/fake/no-functions")"; return; }
			[ "$2" = 0 ] || [ "$(cat "$1")" = 0 ] || { refuse 'Device or resource busy'; return; }
			for gone in "\${1%/*}"/virtfn*; do [ ! -h "$gone" ] || { rm -r "$(readlink -f "$gone")"; rm "$gone"; }; done
			made=0
			while [ "$made" -lt "$2" ]; do
				new=$sys/bus/pci/devices/0000:03:10.$made
				mkdir -p "$new" "$sys/kernel/iommu_groups/2$made/devices"
				ln -sfn "$new" "$sys/kernel/iommu_groups/2$made/devices/\${new##*/}"
				ln -s "$sys/kernel/iommu_groups/2$made" "$new/iommu_group"
				echo 0x020000 > "$new/class"
				ln -s "../\${new##*/}" "\${1%/*}/virtfn$made"
				[ "$(cat "\${1%/*}/sriov_drivers_autoprobe")" = 0 ] || ln -s ../../drivers/igbvf "$new/driver"
				made=$((made + 1))
			done
			echo "$2" > "$1"
			[ ! -e "$root/fake/interrupted" ] || kill -KILL $$ ;;
		*/drivers_probe)
			new=$sys/bus/pci/devices/$2
			case $(cat "$new/driver_override" 2> /dev/null) in
				vfio-pci) [ -e "$root/fake/no-vfio" ] || ln -s ../../drivers/vfio-pci "$new/driver" ;;
				*) [ "$(cat "$sys/bus/pci/devices/${parent}/sriov_drivers_autoprobe")" = 0 ] || ln -s ../../drivers/igbvf "$new/driver" ;;
			esac ;;
		*/create)
			new=\${1%/mdev_supported_types/*}/$2
			mkdir -p "$new" "$sys/bus/mdev/devices" "$sys/kernel/iommu_groups/40"
			ln -s "\${1%/create}" "$new/mdev_type"
			ln -s "$sys/kernel/iommu_groups/40" "$new/iommu_group"
			ln -s "$new" "$sys/bus/mdev/devices/$2"
			[ ! -e "$root/fake/interrupted" ] || kill -KILL $$ ;;
		*/remove)
			rm -r "$(readlink -f "\${1%/remove}")"
			rm "\${1%/remove}" ;;
		*) echo "$2" > "$1" ;;
	esac
}
`;

/** \`ip\` of iproute2, as far as it shows and sets virtual functions. */
const ip = `
fake=$MKAPKOVL_ROOT/fake
echo "ip $*" >> "$fake/calls"
case "$1 $2" in
	'link show')
		echo "3: $4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000"
		for number in 0 1 2 3; do
			set -- $(cat "$fake/vf/$number" 2> /dev/null || echo '00:00:00:00:00:00 0 off on')
			vlan=
			[ "$2" = 0 ] || vlan=" vlan $2,"
			echo "    vf $number     link/ether $1 brd ff:ff:ff:ff:ff:ff,$vlan spoof checking $4, link-state auto, trust $3"
		done ;;
	'link set')
		number=$6
		shift 6
		set_to=$*
		set -- $(cat "$fake/vf/$number" 2> /dev/null || echo '00:00:00:00:00:00 0 off on')
		mac=$1 vlan=$2 trust=$3 check=$4
		set -- $set_to
		while [ "$#" -gt 0 ]; do
			case $1 in mac) mac=$2 ;; vlan) vlan=$2 ;; trust) [ -e "$fake/no-trust" ] || trust=$2 ;; spoofchk) check=$2 ;; esac
			shift 2
		done
		mkdir -p "$fake/vf"
		echo "$mac $vlan $trust $check" > "$fake/vf/$number" ;;
esac
`;

const card = `sys/bus/pci/devices/${parent}`;

/** An installed machine with a network card that can have seven virtual functions, and whose driver offers two types. */
export function virtualMachine(changes: Record<string, string> = {}, driver = 'igb'): FakeRoot {
  const make = changes['etc/mkapkovl/libvirt/guests.table'] === undefined ? bareMachine : machine;
  const root = make({
    ...Object.fromEntries(['igb', 'igbvf', 'i915'].map((name) => [`sys/bus/pci/drivers/${name}/bind`, ''])),
    'sys/bus/pci/drivers_probe': '',
    'sys/bus/pci/drivers/vfio-pci/bind': '',
    [`${card}/vendor`]: '0x8086\n',
    [`${card}/device`]: '0x10c9\n',
    [`${card}/class`]: '0x020000\n',
    [`${card}/sriov_totalvfs`]: '7\n',
    [`${card}/sriov_numvfs`]: '0\n',
    [`${card}/sriov_drivers_autoprobe`]: '1\n',
    [`${card}/net/eth1/flags`]: '0x1003\n',
    [`${card}/mdev_supported_types/i915-GVTg_V5_4/available_instances`]: '1\n',
    [`${card}/mdev_supported_types/i915-GVTg_V5_8/available_instances`]: '0\n',
    'etc/mkapkovl/functions': `${parent}\t8086:10c9\t2\n`,
    'proc/1/cmdline': 'init\0',
    ...changes,
  });
  if (driver !== '') link(root, `${card}/driver`, `../../drivers/${driver}`);
  root.stub('ip', ip);
  const part = 'etc/mkapkovl/agent/converge/in-use.sh';
  root.write(part, root.read(part) + kernel);
  return root;
}

export function link(root: FakeRoot, name: string, target: string): void {
  mkdirSync(path.dirname(path.join(root.folder, name)), { recursive: true });
  symlinkSync(target, path.join(root.folder, name));
}

/** A guest, or another process, that has a VFIO group open. */
export function opens(
  root: FakeRoot,
  group: number,
  cmdline = 'qemu-system-x86_64\0-name\0guest=web,debug-threads=on\0',
): void {
  // Those of other processes are listed before and after.
  for (const other of [77, 5000]) link(root, `proc/${other}/fd/0`, '/dev/null');
  link(root, 'proc/4242/fd/17', `/dev/vfio/${group}`);
  root.write('proc/4242/cmdline', cmdline);
}

/** What the kernel was given, one value a line, below /sys/bus. */
export const told = (root: FakeRoot) =>
  root
    .snapshot()
    ['fake/told']?.split('\n')
    .slice(0, -1)
    .map((line, index) => (index === 0 ? line.replace(/^\d+ /, '') : line)) ?? [];

/** The machine once it is as its profile says, and the profile has no longer what a table lists. */
export function withoutTable(root: FakeRoot, table: 'functions' | 'mediated'): FakeRoot {
  converge(root);
  rmSync(path.join(root.folder, 'etc/mkapkovl', table));
  root.write('fake/told', '');
  return root;
}

/** The records of a step that failed, and of the next run, whose profile has no longer what it was for. */
export function recordsWithout(root: FakeRoot, table: 'functions' | 'mediated', step: string) {
  const failed = withoutTable(root, table);
  const before = records(failed)[step];
  converge(failed);
  return { before, after: Object.keys(records(failed)) };
}
