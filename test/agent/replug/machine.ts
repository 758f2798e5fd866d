import { readFileSync } from 'node:fs';
import { type FakeRoot, fakeRoot } from '../support.ts';

export const stick = '10c4:ea60';

const virsh = readFileSync('test/agent/replug/virsh.sh', 'utf8');

/** What happens to the machine between two looks; a device that is unplugged leaves its place in the file system. */
const events = `
fake=$MKAPKOVL_ROOT/fake
usb=$MKAPKOVL_ROOT/sys/bus/usb/devices
plug() {
	mkdir "$usb/$1"
	echo "\${2%:*}" > "$usb/$1/idVendor"
	echo "\${2#*:}" > "$usb/$1/idProduct"
	echo "\${3%.*}" > "$usb/$1/busnum"
	echo "\${3#*.}" > "$usb/$1/devnum"
}
unplug() { mv "$usb/$1" "$(mktemp -d "$fake/gone.XXXXXX")"; }
starts() { echo running > "$fake/guests/$1/state" && echo "$2" > "$fake/guests/$1/entries"; }
ends() { echo 'shut off' > "$fake/guests/$1/state" && : > "$fake/guests/$1/entries"; }
`;

/** The program's sleep: what happens then, and the end of the program after the last turn. */
const sleep = `${events}
turn=$(($(cat "$fake/turn") + 1))
echo "$turn" > "$fake/turn"
[ ! -e "$fake/turns/$turn" ] || . "$fake/turns/$turn"
[ "$turn" -lt "$(cat "$fake/last")" ] || kill "$PPID"
`;

const definition = (id: string) =>
  `<hostdev mode='subsystem' type='usb' managed='yes'>\n  <source>\n    <vendor id='0x${id.slice(0, 4)}'/>\n    <product id='0x${id.slice(5)}'/>\n  </source>\n</hostdev>\n`;

/** A host whose running guest `home` has the stick, which is number 5 on bus 1, and gets it again after a replug. */
export function machine(changes: Record<string, string> = {}): FakeRoot {
  const root = fakeRoot({
    'etc/mkapkovl/libvirt/replug.table': 'home\t10c4\tea60\n',
    'etc/mkapkovl/libvirt/replug/home/10c4-ea60.xml': definition(stick),
    'etc/mkapkovl/libvirt/replug/music/0d8c-0014.xml': definition('0d8c:0014'),
    'fake/guests/home/state': 'running\n',
    'fake/guests/home/entries': `${stick} 1.5\n`,
    'fake/guests/music/state': 'running\n',
    'fake/guests/music/entries': '',
    'sys/bus/usb/devices/usb1/idVendor': '1d6b\n',
    'sys/bus/usb/devices/usb1/idProduct': '0002\n',
    'sys/bus/usb/devices/usb1/busnum': '1\n',
    'sys/bus/usb/devices/usb1/devnum': '1\n',
    'sys/bus/usb/devices/1-0:1.0/bInterfaceClass': '09\n',
    'sys/bus/usb/devices/1-1/idVendor': '10c4\n',
    'sys/bus/usb/devices/1-1/idProduct': 'ea60\n',
    'sys/bus/usb/devices/1-1/busnum': '1\n',
    'sys/bus/usb/devices/1-1/devnum': '5\n',
    'fake/logged': '',
    ...changes,
  });
  root.stub('virsh', virsh);
  root.stub('sleep', sleep);
  root.stub('logger', 'echo "$*" >> "$MKAPKOVL_ROOT/fake/logged"\n');
  return root;
}

/** What the program does after an event: what it gives and takes, and every call. */
interface Answer {
  changes: string[];
  calls: string[];
}

/** Runs the service with these events, each followed by some turns; the first one is the start. */
export function follow(root: FakeRoot, ...happening: (string | [event: string, turns: number])[]): Answer[] {
  const mark = 'echo --- >> "$fake/calls"\n';
  let turn = 3;
  for (const each of happening) {
    const [event, turns] = typeof each === 'string' ? [each, 3] : each;
    root.write(`fake/turns/${turn}`, `${mark}${event}\n`);
    turn += turns;
  }
  root.write('fake/turn', '0');
  root.write('fake/calls', '');
  root.write('fake/last', `${turn}`);
  const { signal, status, stderr } = root.run('etc/mkapkovl/agent/replug.sh');
  if (signal !== 'SIGTERM' && status !== 143) throw new Error(`ended with ${status} ${signal}: ${stderr}`);
  return root
    .read('fake/calls')
    .split('---\n')
    .map((part) => part.split('\n').filter((line) => line !== ''))
    .map((calls) => ({ calls, changes: calls.filter((call) => call.includes('-device ')) }));
}
