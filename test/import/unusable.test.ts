import { expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';

const definition = (name: string, memory: string) =>
  `<domain type='kvm'><name>${name}</name>${memory}<os><type>hvm</type></os></domain>`;

async function imported(text: string) {
  const { status, stdout } = await run(['import', 'x.xml', '--format', 'json'], { cwd: folderWith({ 'x.xml': text }) });
  return { status, codes: JSON.parse(stdout).findings.map(({ code }: { code: string }) => code) };
}

test.each(['yes', '1.5', '-5', '1e9', '0x10', '512 MiB', '99999999999999999999999', '0', '１'])(
  'a definition with a memory of %s is refused, and is no bug',
  async (amount) => {
    const { status, codes } = await imported(definition('x', `<memory>${amount}</memory>`));
    expect({ status, codes }).toEqual({ status: 1, codes: ['import-value-unusable'] });
  },
);

test.each([
  ['an empty name', definition('', '<memory>1048576</memory>')],
  ['an empty memory', definition('x', '<memory/>')],
])('%s is incomplete', async (_, text) => {
  expect(await imported(text)).toEqual({ status: 1, codes: ['import-incomplete'] });
});

test.each(['__proto__', 'constructor', 'toString'])('a guest may be called %s', async (name) => {
  const { status } = await imported(definition(name, '<memory>1048576</memory>'));
  expect(status).toBe(0);
});
