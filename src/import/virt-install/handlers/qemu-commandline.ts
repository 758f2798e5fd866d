import type { Handler } from '../building.ts';
import { wordsOf } from '../shell/words.ts';

/** `--qemu-commandline='-a b'` is split as a shell would (shlex.split); `env=NAME=value` is not an argument. */
export const qemuCommandline: Handler = {
  before(_, { value, mark }, { domain }) {
    const text = value!.value;
    const node = domain.find('qemu:commandline', mark)!;
    const environment = /^env=([^=]*)=?(.*)$/s.exec(text);
    if (environment) {
      const variable = node.add('qemu:env', mark);
      variable.set('@name', environment[1], mark);
      variable.set('@value', environment[2], mark);
      return null;
    }
    for (const word of argumentsOf(text.replace(/^args=/, ''))) node.add('qemu:arg', mark).set('@value', word, mark);
    return null;
  },
};

/** Python's shlex handles quotes and backslashes, but no operators, expansions or comments. */
function argumentsOf(text: string): string[] {
  const plain = text.replace(/[\n;&|()<>$`~#]/g, (character) => String.fromCharCode(0xe000 + character.charCodeAt(0)));
  const [words = []] = wordsOf(plain, '').commands;
  return words.map(({ value }) =>
    value.replace(/[\ue000-\ue07f]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xe000)),
  );
}
