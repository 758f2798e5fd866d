import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

export interface MediumBoot {
  /** Where the console and the report are kept. */
  work: string;
  image: string;
  as: 'cd' | 'stick';
  firmware: 'bios' | 'uefi';
  serial: string;
  /** What is typed at the boot prompt of the menu for BIOS. */
  entry?: string;
  devices?: readonly string[];
}

const drives = {
  cd: ['-device', 'ide-cd,drive=medium,bootindex=0'],
  stick: ['-device', 'qemu-xhci', '-device', 'usb-storage,drive=medium,bootindex=0'],
};

/** Debian 12 has the smaller one, later releases the 4M only. */
const ovmf = ['', '_4M'].map((size) => ['CODE', 'VARS'].map((part) => `/usr/share/OVMF/OVMF_${part}${size}.fd`));

/** Starts a machine from a medium alone, and returns what the guest reported: the values of a keyword, in order. */
export async function bootMedium({ work, image, as, firmware, serial, entry, devices = [] }: MediumBoot) {
  const report = path.join(work, 'report');
  const running = execa(
    'qemu-system-x86_64',
    [
      ...['-machine', 'q35,kernel-irqchip=split', '-accel', 'tcg,tb-size=64', '-m', '768', '-smp', '2'],
      ...['-nodefaults', '-display', 'none', '-no-reboot', '-device', 'intel-iommu,intremap=on'],
      ...['-smbios', `type=1,serial=${serial}`, '-serial', 'stdio', '-serial', `file:${report}`],
      ...(firmware === 'uefi' ? flash(work) : []),
      ...['-drive', `if=none,id=medium,format=raw,file=${image}${as === 'cd' ? ',media=cdrom' : ''}`, ...drives[as]],
      ...devices.flatMap((device) => ['-device', device]),
    ],
    { timeout: 240_000, forceKillAfterDelay: 1000, reject: false, all: true },
  );
  let said = '';
  let typed = entry === undefined;
  running.all.on('data', (piece: Buffer) => {
    said += piece;
    if (typed || !said.includes('boot:')) return;
    typed = true;
    running.stdin.write(`${entry}\n`);
  });
  await running;
  writeFileSync(path.join(work, 'console'), said);
  const lines = (existsSync(report) ? readFileSync(report, 'utf8') : '').split('\n').map((line) => line.trimEnd());
  if (!lines.includes('end')) throw new Error(`the guest did not reach its end; see ${work}:\n${said.slice(-3000)}`);
  return (keyword: string) =>
    lines.flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
}

function flash(work: string): string[] {
  const [code, variables] = ovmf.find(([file]) => existsSync(file!))!;
  const own = path.join(work, 'variables.fd');
  copyFileSync(variables!, own);
  return [
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,format=raw,file=${own}`],
  ];
}
