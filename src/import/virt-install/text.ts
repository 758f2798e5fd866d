/** A piece of the command with the offset of each of its characters in the file. */
export class Text {
  readonly value: string;
  readonly #offsets: readonly number[];
  readonly #end: number;

  constructor(value: string, offsets: readonly number[], end: number) {
    this.value = value;
    this.#offsets = offsets;
    this.#end = end;
  }

  /** The offset of a character; after the last one, where the piece ended. */
  at(index: number): number {
    return this.#offsets[index] ?? this.#end;
  }

  get offset(): number {
    return this.at(0);
  }

  slice(from: number, to = this.value.length): Text {
    return new Text(this.value.slice(from, to), this.#offsets.slice(from, to), this.at(to));
  }

  /** The same place with another value, where a value is written in another way. */
  as(value: string): Text {
    return new Text(value, [], this.offset);
  }
}

/** Collects characters one by one, each with its place. */
export class TextBuilder {
  #value: string[] = [];
  #offsets: number[] = [];
  #end = 0;
  /** Whether anything, if only an empty pair of quotes, was there. */
  started = false;

  add(character: string, offset: number): void {
    this.started = true;
    this.#value.push(character);
    this.#offsets.push(offset);
    this.#end = offset + 1;
  }

  start(offset: number): void {
    if (!this.started) this.#end = offset;
    this.started = true;
  }

  build(): Text {
    return new Text(this.#value.join(''), this.#offsets, this.#end);
  }
}
