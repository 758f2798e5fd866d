import type { Leftover } from '#src/import/imported.ts';
import { readCommand } from '#src/import/virt-install/read.ts';

const least = 'virt-install --name g --memory 512 --vcpus 1 --osinfo linux2020 --import';

/** The import of a command that is not refused. */
export function importedFrom(command: string) {
  const { imported, problems } = readCommand(command, 'guest.sh') as Awaited<ReturnType<typeof readCommand>>;
  if (!imported) throw new Error(JSON.stringify(problems));
  return imported;
}

/** The guest of the least command with some more options; without a disk, a card and a screen unless they say so. */
export function guestOf(options: string): Record<string, unknown> {
  const { name: _, memory: __, ...guest } = wholeGuestOf(options);
  const { os_variant: ___, ...others } = guest;
  return others;
}

export function wholeGuestOf(options: string): Record<string, unknown> {
  return importedFrom(`${least} ${withLeast(options)}`).vms.g!;
}

/** What is reported about the options of a command, in a line each. */
export function leftOf(options: string): string[] {
  return importedFrom(`${least} ${withLeast(options)}`).leftovers.map(line);
}

function withLeast(options: string): string {
  const usual = { '--disk': '--disk none', '--network': '--network none', '--graphics': '--graphics none' };
  return [options, ...Object.entries(usual).flatMap(([flag, none]) => (options.includes(flag) ? [] : [none]))].join(
    ' ',
  );
}

const line = ({ kind, where, value, why, remedy }: Leftover) =>
  `${kind}: ${where}${value ? ` (${value})` : ''}: ${why}${remedy ? `. ${remedy}` : ''}`;

/** The findings of a command that is refused, as file:line:column code. */
export function refusedFor(command: string) {
  const { imported, problems } = readCommand(command, 'guest.sh') as Awaited<ReturnType<typeof readCommand>>;
  if (imported) throw new Error('it is imported');
  return problems;
}
