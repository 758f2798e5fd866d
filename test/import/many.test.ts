import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith, run } from '../support/run.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A command with as many disks. */
const command = (count: number) =>
  `virt-install --name x --memory 1024 --os-variant debian11 --import ${numbers(count)
    .map((index) => `--disk path=/srv/d${index}.qcow2,size=1,bus=virtio`)
    .join(' ')}\n`;

/** libvirt counts disks as spreadsheets count columns. */
function letters(index: number): string {
  return index < 0 ? '' : letters(Math.floor(index / 26) - 1) + String.fromCharCode(97 + (index % 26));
}

const disk = (index: number, more = '') =>
  `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/d${index}.qcow2'/><target dev='vd${letters(index)}' bus='virtio'/>${more}</disk>`;

const definition = (disks: string) =>
  `<domain type='kvm'><name>x</name><memory unit='KiB'>1048576</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>${disks}</devices></domain>`;

async function imported(text: string) {
  const cwd = folderWith({ x: text });
  const begun = performance.now();
  const { status, stdout } = await run(['import', 'x'], { cwd });
  expect(status).toBe(0);
  return { guest: parse(stdout).vms.x, time: performance.now() - begun };
}

test.each([
  ['a command', command],
  [
    'a definition',
    (count: number) =>
      definition(
        numbers(count)
          .map((index) => disk(index))
          .join('\n'),
      ),
  ],
])('the time of %s does not grow with the square of its disks', { timeout: 300_000 }, async (_, make) => {
  await imported(make(20));
  const few = await imported(make(50));
  const more = await imported(make(400));
  expect(more.guest.disks.length).toBe(400);
  // 64 times if it did, 8 times if it grows with their number.
  expect(more.time / few.time).toBeLessThan(24);
  // The disks of both are written in the same short form.
  expect(more.guest.disks.slice(0, 50)).toEqual(few.guest.disks);
});

test('items of a long list that are not alike each get their own short form', { timeout: 300_000 }, async () => {
  const special = [3, 17, 29];
  const one = (index: number) => disk(index, special.includes(index) ? '<readonly/>' : '');
  const { guest } = await imported(definition(numbers(40).map(one).join('\n')));
  const readonly = guest.disks.flatMap((each: { readonly?: boolean }, index: number) => (each.readonly ? [index] : []));
  expect(readonly).toEqual(special);
  const plain = Object.keys(guest.disks[0]);
  for (const [index, each] of guest.disks.entries())
    expect(Object.keys(each)).toEqual(special.includes(index) ? [...plain, 'readonly'] : plain);
});
