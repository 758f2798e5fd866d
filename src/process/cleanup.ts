/** Clean-up before a signal ends the program. Each function is synchronous. */
const undoing = new Set<() => void>();

export function undoAll(): void {
  for (const undo of undoing) undo();
}

/** A slot for one clean-up function: a new one replaces the last. */
export function guarded(): (undo: (() => void) | undefined) => void {
  let current: (() => void) | undefined;
  return (undo) => {
    if (current) undoing.delete(current);
    current = undo;
    if (undo) undoing.add(undo);
  };
}
