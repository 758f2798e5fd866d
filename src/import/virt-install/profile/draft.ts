import { type Path, pointer } from '#src/findings/finding.ts';
import type { Leftover } from '../../imported.ts';
import type { Mark } from '../marked.ts';

type Values = Record<string, unknown>;

/** A guest being built in the profile's shape, with the origin of each value in the command. */
export class Draft {
  readonly guest: Values = {};
  readonly leftovers: Leftover[];
  readonly #marks = new Map<string, Mark>();

  constructor(leftovers: Leftover[]) {
    this.leftovers = leftovers;
  }

  set(path: Path, value: unknown, mark?: Mark): void {
    const keys = [...path];
    const last = keys.pop()!;
    let at: unknown = this.guest;
    for (const [index, key] of keys.entries()) {
      const holder = at as Values;
      holder[key] ??= typeof (keys[index + 1] ?? last) === 'number' ? [] : {};
      at = holder[key];
    }
    (at as Values)[last] = value;
    if (mark) this.#marks.set(pointer(path), mark);
  }

  get(path: Path): unknown {
    return path.reduce<unknown>((at, key) => (at as Values | undefined)?.[key], this.guest);
  }

  remove(path: Path): void {
    const above = this.get(path.slice(0, -1)) as Values | unknown[] | undefined;
    const last = path.at(-1)!;
    if (Array.isArray(above)) above.splice(Number(last), 1);
    else if (above) delete above[last];
  }

  /** The origin of a value: its own, else that of a value inside it, else that of its parent. */
  markOf(path: Path): Mark | undefined {
    const own = pointer(path);
    const inside = [...this.#marks].find(([each]) => each === own || each.startsWith(`${own}/`));
    if (inside) return inside[1];
    return path.length === 0 ? undefined : this.markOf(path.slice(0, -1));
  }
}
