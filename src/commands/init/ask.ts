import { Writable } from 'node:stream';
import { plain } from '../../findings/print.ts';
import { guarded } from '../../process/cleanup.ts';
import { type Environment, type Streams, styleOf } from '../streams.ts';
import { type Answers, faultIn, type Question, questions } from './questions.ts';

/** All answers; or that the user interrupted the questions (Ctrl-C, Escape), or that the terminal ended (Ctrl-D). */
export type Asked = Answers | 'interrupted' | 'ended';

const showCursor = '\u001b[?25h';

/** Asks on the terminal. The questions are on standard error, so that standard output can go to a file. */
export async function ask({ stdin, stderr }: Streams, environment: Environment): Promise<Asked> {
  const { cancel, intro, isCancel, outro, text } = await import('@clack/prompts');
  const end = new AbortController();
  // Only a task of its own lets the prompt finish with the key first.
  const onEnd = () => setImmediate(() => end.abort());
  const onKey = (_: unknown, key?: { ctrl?: boolean; name?: string }) =>
    void (key?.ctrl && key.name === 'd' && onEnd());
  const cleanUp = guarded();
  stdin.on('end', onEnd).on('keypress', onKey);
  // The prompts hide it, and a signal would leave it hidden.
  cleanUp(() => void stderr.write(showCursor));
  const output = screen(stderr, styleOf(stderr, environment) === plain);
  const terminal = { input: stdin, output, signal: end.signal };
  const answer = ({ message, proposed, format }: Question) =>
    text({
      message,
      placeholder: proposed,
      defaultValue: proposed,
      validate: (given) => faultIn(given, format),
      ...terminal,
    });
  try {
    intro('A first profile', terminal);
    const answers: Partial<Answers> = {};
    for (const [name, question] of Object.entries(questions)) {
      const given = await answer(question);
      if (isCancel(given)) {
        cancel('No profile was written.', terminal);
        return end.signal.aborted ? 'ended' : 'interrupted';
      }
      answers[name as keyof Answers] = given.trim() || question.proposed;
    }
    outro('mkapkovl check lists what is left to fill in.', terminal);
    return answers as Answers;
  } finally {
    cleanUp(undefined);
    stdin.off('end', onEnd).off('keypress', onKey);
  }
}

/**
 * What the prompts draw on. A serial console has no size, and is 0 columns wide for Node. Colours are taken out here:
 * Node's styleText looks at NO_COLOR only from 22.13 on (its history in the documentation of node:util).
 */
function screen(stream: Streams['stderr'], isPlain: boolean): Writable {
  const write = (text: unknown, _: unknown, done: () => void) => {
    stream.write(isPlain ? String(text).replace(/\x1b\[[\d;]*m/g, '') : String(text));
    done();
  };
  const size = (of: 'columns' | 'rows', otherwise: number) => ({ get: () => stream[of] || otherwise });
  return Object.defineProperties(new Writable({ write, decodeStrings: false }), {
    columns: size('columns', 80),
    rows: size('rows', 24),
  });
}
