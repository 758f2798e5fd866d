import type { Facts } from './schema.ts';

/** Host names of live systems, and of none, which identify nothing. */
const noName = /^(localhost(\..*)?|alpine|archiso|debian|ubuntu|nixos|\(none\))?$/i;

/** The name that the machine had when the facts were collected; undefined if it had none of its own. */
export function ownName({ system }: Facts): string | undefined {
  const name = system.hostname ?? '';
  return noName.test(name) ? undefined : name;
}
