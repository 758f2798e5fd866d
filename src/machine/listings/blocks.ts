interface Entry<Fn> {
  fn: Fn;
  /** It has lines of its own below it, as lspci -k and -v print them. */
  detailed: boolean;
  driver: boolean;
}

/**
 * The runs of functions that one command has printed. lspci -k prints no line about the driver of a function that has
 * none: so of a run that shows drivers, the other functions with lines of their own have none. That says nothing about
 * functions without such lines or elsewhere in the text, such as in a plain list above the -k of one card.
 */
export class Blocks<Fn extends { address: string }> {
  readonly #all: Entry<Fn>[][] = [];
  #open: Entry<Fn>[] | undefined;

  add(fn: Fn, ordered: boolean): void {
    const before = this.#open?.at(-1)?.fn.address;
    // One command prints functions in order: another one has begun.
    if (ordered && before && before.padStart(16, '0') >= fn.address.padStart(16, '0')) this.close();
    if (!this.#open) {
      this.#open = [];
      this.#all.push(this.#open);
    }
    this.#open.push({ fn, detailed: false, driver: false });
  }

  detail(): void {
    const last = this.#open?.at(-1);
    if (last) last.detailed = true;
  }

  driver(): void {
    const last = this.#open?.at(-1);
    if (last) last.driver = true;
  }

  /** lspci -v prints a blank line below each function, and lspci -k none. */
  blank(): void {
    if (!this.#open?.at(-1)?.detailed) this.close();
  }

  close(): void {
    this.#open = undefined;
  }

  /** The functions that certainly have no driver. */
  undriven(): Set<Fn> {
    const found = this.#all
      .filter((block) => block.some(({ driver }) => driver))
      .flatMap((block) => block.filter(({ detailed, driver }) => detailed && !driver));
    return new Set(found.map(({ fn }) => fn));
  }
}
