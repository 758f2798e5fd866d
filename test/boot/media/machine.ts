import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

export interface MediumBoot {
  /** Where the console and the report are kept. */
  work: string;
  image: string;
  as: 'cd' | 'stick';
  firmware: 'bios' | 'uefi';
  serial?: string;
  uuid?: string;
  /** What is typed at the boot prompt of the menu for BIOS; without it, the entry that the menu would take. */
  entry?: string;
  /** Another stick, at a port that is looked at before or after that of the medium. A CD comes last. */
  stray?: { file: string; port: 'before' | 'after' };
  devices?: readonly string[];
  /** Whether the image itself is written to, and not a copy in memory. */
  written?: boolean;
}

/** Debian 12 has the smaller one, later releases the 4M only. */
const ovmf = ['', '_4M'].map((size) => ['CODE', 'VARS'].map((part) => `/usr/share/OVMF/OVMF_${part}${size}.fd`));

/** What the menu prints when it waits for a key. */
const waiting = { bios: 'boot:', uefi: 'executed automatically' };

/** Starts a machine from a medium, and returns what the guest reported: the values of a keyword, in order. */
export async function bootMedium({ work, entry = '', firmware, ...machine }: MediumBoot) {
  const report = path.join(work, 'report');
  const running = execa(
    'qemu-system-x86_64',
    [
      ...['-machine', 'q35,kernel-irqchip=split', '-accel', 'tcg,tb-size=64', '-m', '768', '-smp', '2'],
      ...['-nodefaults', '-display', 'none', '-no-reboot', '-device', 'intel-iommu,intremap=on'],
      ...['-serial', 'stdio', '-serial', `file:${report}`],
      ...(firmware === 'uefi' ? flash(work) : []),
      ...identity(machine),
      ...media(machine),
      ...(machine.devices ?? []).flatMap((device) => ['-device', device]),
    ],
    { timeout: 240_000, forceKillAfterDelay: 1000, reject: false, all: true },
  );
  let said = '';
  let typed = false;
  running.all.on('data', (piece: Buffer) => {
    said += piece;
    if (typed || !said.includes(waiting[firmware])) return;
    typed = true;
    running.stdin.write(`${entry}\r`);
  });
  await running;
  writeFileSync(path.join(work, 'console'), said);
  const lines = (existsSync(report) ? readFileSync(report, 'utf8') : '').split('\n').map((line) => line.trimEnd());
  if (!lines.includes('end')) throw new Error(`the guest did not reach its end; see ${work}:\n${said.slice(-3000)}`);
  const facts = (keyword: string) =>
    lines.flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
  const disks = facts('disk');
  return (keyword: string) => facts(keyword).map((text) => byPort(text, disks));
}

/** The kernel names two sticks in the order in which it is done with them; here the one at the first port is sda. */
const byPort = (text: string, disks: readonly string[]) =>
  text.replace(/\bsd[a-z]/g, (name) => ['sda', 'sdb'][disks.indexOf(name)] ?? name);

/** What the firmware says of the machine; the SKU number is how many media the guest has to wait for. */
function identity({ serial, uuid, stray }: Pick<MediumBoot, 'serial' | 'uuid' | 'stray'>): string[] {
  const words = { serial, uuid, sku: stray ? '2' : '1' };
  const values = Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [`,${name}=${value}`]));
  return ['-smbios', `type=1${values.join('')}`];
}

/** The controller of the sticks belongs to the host. */
function media({ image, as, stray, written }: Pick<MediumBoot, 'image' | 'as' | 'stray' | 'written'>): string[] {
  const medium = as === 'cd' ? ',media=cdrom' : `,snapshot=${written ? 'off' : 'on'}`;
  const port = stray?.port === 'before' ? 2 : 1;
  return [
    ...['-device', 'qemu-xhci,id=usb,addr=04.0'],
    ...['-drive', `if=none,id=medium,format=raw,file=${image}${medium}`],
    ...['-device', as === 'cd' ? 'ide-cd,drive=medium,bootindex=0' : stickAt(port, 'medium,bootindex=0')],
    ...(stray
      ? [
          ...['-drive', `if=none,id=stray,format=raw,snapshot=on,file=${stray.file}`],
          ...['-device', stickAt(3 - port, 'stray')],
        ]
      : []),
  ];
}

const stickAt = (port: number, drive: string) => `usb-storage,bus=usb.0,port=${port},drive=${drive}`;

function flash(work: string): string[] {
  const [code, variables] = ovmf.find(([file]) => existsSync(file!))!;
  const own = path.join(work, 'variables.fd');
  copyFileSync(variables!, own);
  return [
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,format=raw,file=${own}`],
  ];
}
