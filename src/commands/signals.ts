/** What must be done before a signal is obeyed that ends the program. Each waits for nothing. */
const undoing = new Set<() => void>();

export function undoAll(): void {
  for (const undo of undoing) undo();
}

/** A place for one thing to undo: what is given replaces what was given before. */
export function guarded(): (undo: (() => void) | undefined) => void {
  let current: (() => void) | undefined;
  return (undo) => {
    if (current) undoing.delete(current);
    current = undo;
    if (undo) undoing.add(undo);
  };
}
