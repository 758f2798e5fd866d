import { InvalidArgumentError } from 'commander';
import { isMachine } from '../remote/name.ts';

/** Rejects anything that ssh would take for an option, or hand to a shell. */
export function machineArgument(text: string): string {
  if (!isMachine(text)) throw new InvalidArgumentError('Write USER@HOST, or a host name that ssh knows.');
  return text;
}
