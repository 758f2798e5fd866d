import { beforeAll, describe, expect, test } from 'vitest';
import { readCommand } from '#src/import/virt-install/read.ts';
import { renderGuest } from '#src/import/xml/render.ts';
import { compared } from '../../support/compared.ts';
import { privateLibvirt } from '../../support/libvirt.ts';
import { describeWith } from '../../support/tools.ts';
import { commands, printedBy, systems, systemsInstalled } from '../../support/virt-install.ts';

const all = commands();
const guests = all.map((command) => ({ command, name: /(?:--name|-n|name=)[ =]?([\w-]+)/.exec(command)![1]! }));
/** What differs and is reported, with the option that is named in the report. */
const told: Record<string, string> = {
  transient: '--disk snapshot',
  hostdevs: '--host-device driver_name',
  boots4: '--boot loader',
};
/** What virt-install takes from whoever runs it, libvirt draws by lot, and an address with what goes without saying. */
const never = new Set(['sdl', 'ovs', 'sonic']);
/** The only pool of the commands that is not a folder: no command says so, and each report mentions it. */
const vg0 = { type: 'logical', source: { name: 'vg0' }, path: '/dev/vg0', volumes: {} };

/** Cards without an address get one by lot from virt-install, and here one that is derived: both get the same. */
function withSameAddresses(xml: string): string {
  let count = 0;
  return xml.replace(
    /(<mac address=['"])[^'"]*/g,
    (_, start) => `${start}52:54:00:00:00:${String(++count).padStart(2, '0')}`,
  );
}

/** The definition that the import of a command comes to, and what it leaves out. */
function imported(command: string) {
  const { imported } = readCommand(command, 'command');
  const [guest] = Object.entries(imported!.vms);
  const { pools, ...others } = (imported!.restOfProfile.libvirt ?? {}) as { pools?: object };
  const host = { libvirt: { networks: {}, ...others, pools: { ...pools, vg0 } } };
  return { text: renderGuest(guest![0], guest![1], host)!.text, leftovers: imported!.leftovers };
}

describeWith(
  ['virsh', 'libvirtd', 'qemu-system-x86_64', 'python3', 'virt-install', '/usr/share/osinfo/os'],
  'a command of the manual, a forum or a note',
  () => {
    describe.skipIf(!systemsInstalled())(`with osinfo-db ${systems}`, () => {
      const libvirt = privateLibvirt();
      let printed: { xml?: string; error?: string }[] = [];
      beforeAll(() => {
        printed = printedBy(all);
      }, 300_000);

      const same = guests.filter(({ name }) => !never.has(name) && !told[name]).map(({ command }) => command);
      const answer = compared(libvirt, same, async (command) => {
        const index = all.indexOf(command);
        const files = [printed[index]!.xml!, imported(command).text];
        const written = files.map((xml, at) => libvirt.write(`${index}.${at}.xml`, withSameAddresses(xml)));
        return [written[0]!, written[1]!];
      });

      test.each(guests)('$name: $command', ({ command, name }) => {
        expect(printed[all.indexOf(command)]!.error).toBeUndefined();
        const { leftovers } = imported(command);
        const lost = leftovers.flatMap(({ kind, where }) => (kind === 'lost' ? [where] : []));
        expect(lost.filter((where) => where !== told[name] && !expectedLosses.test(where))).toEqual([]);
        if (told[name]) expect(leftovers.map(({ where }) => where)).toContain(told[name]);
        if (same.includes(command)) expect(answer(command)).toEqual({ status: 0, output: '' });
      });
    });
  },
);

/**
 * An installation, and passwords that are made up for it, are not of the guest that stays; and no profile makes the folder
 * of an nvram that is not libvirt's own.
 */
const expectedLosses = /^--(cloud-init|extra-args|boot nvram)$/;
