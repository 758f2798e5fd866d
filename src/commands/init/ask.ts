import { once } from 'node:events';
import { diskIdentity, hostname, interfaceName } from '../../profile/scalars.ts';
import { authorizedKey } from '../../profile/ssh-keys.ts';
import type { Streams } from '../streams.ts';
import { type Plan, serialNumberHint, unknownDisk } from './plan.ts';

interface Question {
  text: string;
  /** Used for an empty answer. */
  otherwise: string;
  format: { safeParse(text: string): { success: boolean; error?: { issues: { message: string }[] } | undefined } };
}

const questions: Record<'hostname' | 'port' | 'serial' | 'key', Question> = {
  hostname: { text: 'Name of the machine', otherwise: 'kvm1', format: hostname },
  port: { text: 'Network card that the guests share with the host', otherwise: 'eth0', format: interfaceName },
  serial: { text: 'Serial number of the installation disk', otherwise: unknownDisk, format: diskIdentity },
  key: {
    text: 'Your public SSH key (empty: the installer asks for a password)',
    otherwise: '',
    format: authorizedKey,
  },
};

/** Asks on the terminal; undefined if the terminal is closed before the last answer. */
export async function planByQuestions({ stdin, stderr }: Streams): Promise<Plan | undefined> {
  // Loaded only when needed: it takes longer than a whole build.
  const { createInterface } = process.getBuiltinModule('node:readline/promises');
  const lines = createInterface({ input: stdin, output: stderr, terminal: true });
  const closed = once(lines, 'close').then(() => undefined);
  const ask = async ({ text, otherwise, format }: Question): Promise<string | undefined> => {
    const shown = otherwise ? `${text} [${otherwise}]: ` : `${text}: `;
    const answer = await Promise.race([lines.question(shown).catch(() => undefined), closed]);
    if (answer === undefined) return undefined;
    const given = answer.trim() || otherwise;
    const parsed = format.safeParse(given);
    if (given === '' || parsed.success) return given;
    const [expected, remedy] = (parsed.error?.issues[0]?.message ?? '').split('\n');
    stderr.write(`That is not ${expected}. ${remedy}\n`);
    return ask({ text, otherwise, format });
  };
  try {
    const answers = new Map<string, string>();
    for (const [name, question] of Object.entries(questions)) {
      const answer = await ask(question);
      if (answer === undefined) return undefined;
      answers.set(name, answer);
    }
    return planOf((name) => answers.get(name) ?? '');
  } finally {
    lines.close();
  }
}

function planOf(answer: (name: keyof typeof questions) => string): Plan {
  const serial = answer('serial');
  const key = answer('key');
  return {
    about: [
      'From your answers. Facts about the machine give a better profile: mkapkovl probe, then mkapkovl init --facts.',
    ],
    hostname: { value: answer('hostname'), others: [] },
    port: { value: answer('port'), others: [] },
    disk: {
      key: 'serial',
      value: serial,
      remarks:
        serial === unknownDisk ? [`Replace ${unknownDisk} with the serial number of the disk.`, serialNumberHint] : [],
      inUse: false,
    },
    ...(key ? { key } : {}),
    groups: null,
    example: [],
    groupRemarks: [],
    unsafeInterrupts: false,
    remarks: [],
  };
}
