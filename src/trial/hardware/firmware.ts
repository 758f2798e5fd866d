import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../codes.ts';
import { quoted } from './qemu.ts';

/** Paths of UEFI firmware for QEMU in distributions: code and the template of its variables, without Secure Boot. */
const places: [code: string, variables: string][] = [
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_VARS.fd'],
  ['/usr/share/edk2/x64/OVMF_CODE.4m.fd', '/usr/share/edk2/x64/OVMF_VARS.4m.fd'],
  ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'],
  ['/usr/share/qemu/ovmf-x86_64-code.bin', '/usr/share/qemu/ovmf-x86_64-vars.bin'],
  ['/usr/share/edk2-ovmf/OVMF_CODE.fd', '/usr/share/edk2-ovmf/OVMF_VARS.fd'],
];

/** QEMU's arguments for UEFI; its variables are writable, so the trial uses a copy. */
export function uefiWords(folder: string, there: (file: string) => boolean = existsSync): string[] | Problem {
  const found = places.find(([code, variables]) => there(code) && there(variables));
  if (!found) {
    const looked = places.map(([code]) => code).join(', ');
    return problemAt('firmware-missing', { place: { file: '' } }, { looked });
  }
  const [code, variables] = found;
  const own = path.join(folder, 'variables.fd');
  copyFileSync(variables, own);
  return [
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${quoted(code)}`],
    ...['-drive', `if=pflash,unit=1,format=raw,file=${quoted(own)}`],
  ];
}
