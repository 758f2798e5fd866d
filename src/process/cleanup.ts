/** Clean-up before a signal ends the program. Each function is synchronous. */
const undoing = new Set<() => void>();

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let watching = false;
let isProgram = false;

/** Makes signals clean up first. Only the program calls this: the signals of a process that uses the library are its own. */
export function cleanUpOnSignals(): void {
  isProgram = true;
  watchIfNeeded();
}

/** A slot for one clean-up function: a new one replaces the last. */
export function guarded(): (undo: (() => void) | undefined) => void {
  let current: (() => void) | undefined;
  return (undo) => {
    if (current) undoing.delete(current);
    current = undo;
    if (undo) undoing.add(undo);
    watchIfNeeded();
  };
}

/**
 * A handler runs only between two turns of the event loop, so there is one only while there is something to clean up.
 * At all other times the system's default ends the program at once, however busy it is.
 */
function watchIfNeeded(): void {
  if (isProgram && undoing.size > 0 && !watching) {
    watching = true;
    for (const signal of signals) process.on(signal, end);
  } else if (undoing.size === 0 && watching) {
    // Not before the next turn: a signal that has arrived would be lost.
    setImmediate(stopWatching);
  }
}

function stopWatching(): void {
  if (undoing.size > 0 || !watching) return;
  watching = false;
  for (const signal of signals) process.off(signal, end);
}

/** Cleans up, and then dies of the signal, as the sender expects. */
function end(signal: NodeJS.Signals): void {
  for (const undo of undoing) undo();
  for (const each of signals) process.off(each, end);
  process.kill(process.pid, signal);
}
