import { expect } from 'vitest';
import type { PrivateLibvirt } from '../../support/libvirt.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { definitions, targetFiles } from '../../support/target.ts';

export interface Report {
  code: string;
  line: number;
  column: number;
  message: string;
  remedy: string;
}

type Named = Record<string, Record<string, unknown>>;

/** What import makes of a text, as --format json prints it. */
export async function imported(text: string, ...flags: string[]) {
  const cwd = folderWith({ 'it.xml': text });
  const { status, stdout } = await run(['import', 'it.xml', '--format', 'json', ...flags], { cwd });
  const { result, findings } = JSON.parse(stdout) as {
    result: { vms: Named; libvirt: { networks?: Named; pools?: Named }; profile: string } | null;
    findings: Report[];
  };
  return { status, result, findings, codes: findings.map(({ code }) => code), stdout };
}

/** Those of the findings that are about more than the identifier. */
export const reported = (findings: readonly Report[]) =>
  findings.filter(({ message }) => !/: (network|pool)\/uuid/.test(message));

/** The definition that the build prints for an imported section, in a profile whose host has the bridge br0. */
export async function rebuilt(profile: string, kind: 'networks' | 'pools'): Promise<string> {
  const host = `${leastProfile}network: { interfaces: { br0: { bridge: { ports: [eth2] }, ipv4: dhcp } } }\n`;
  const [xml] = Object.values(definitions(await targetFiles(host + profile), kind));
  return xml!;
}

/** A definition as libvirt prints it. */
export function readBy(libvirt: PrivateLibvirt, kind: 'net' | 'pool', xml: string): string {
  const [, name = ''] = /<name>([^<]*)</.exec(xml) ?? [];
  const defined = libvirt.virsh(`${kind}-define`, libvirt.write(`${kind}.xml`, xml));
  expect(defined).toEqual({ status: 0, output: '' });
  const { output } = libvirt.virsh(`${kind}-dumpxml`, name);
  expect(libvirt.virsh(`${kind}-undefine`, name).status).toBe(0);
  return output;
}

/** Without the identifier. libvirt keeps the spelling of a length, and 24 is the one that the definitions have. */
export const withoutUuid = (xml: string) =>
  xml.replace(/ *<uuid>.*<\/uuid>\n/, '').replaceAll(/(<ip .*)prefix='24'/g, "$1netmask='255.255.255.0'");
