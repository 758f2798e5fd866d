import { parseDocument } from 'yaml';
import { isNestedTooDeeply } from '../../findings/nesting.ts';
import { syntaxFault } from '../../profile/yaml-words.ts';

const tooMuch = { line: 1, reason: 'it is nested too deep, or its aliases expand to too many values' };

/** The values that cloud-init reads from a text, or the place of a fault. Of equal keys, PyYAML uses the last. */
export function readYaml(text: string): { value: unknown } | { line: number; reason: string } {
  if (isNestedTooDeeply(text)) return tooMuch;
  try {
    const options = { version: '1.1', uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const;
    const document = parseDocument(text, options);
    const [error] = document.errors;
    if (error) {
      const { offset, reason } = syntaxFault(error, text);
      return { line: text.slice(0, offset).split('\n').length, reason };
    }
    // Plain data, without dates and sets; a value that contains itself is not plain data.
    return { value: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? {})) };
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof ReferenceError || thrown instanceof TypeError) return tooMuch;
    throw thrown;
  }
}
