import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem } = findingsOf({
  'signer-key-damaged': error<{ type: string }>(
    (v) => `this ${v.type} key is cut off or damaged, so no signature could be verified with it`,
    'Copy the whole line of the .pub file again.',
  ),
});
