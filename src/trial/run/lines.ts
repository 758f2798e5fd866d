/** Terminal control sequences: colours, cursor movements (ECMA-48), and saved positions, which apk prints. */
const sequences = /\u001b(?:\[[0-9;?]*[@-~]|[()][A-Z0-9]|[c78=>])|[\u0000-\u0008\u000b-\u001a\u001c-\u001f]/g;

/** Splits the output of a serial port, which arrives in pieces of any size, into lines of plain text. */
export class Lines {
  private rest = '';

  private readonly onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  feed(piece: string): void {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.onLine(line.replace(sequences, ''));
  }

  /** The incomplete last line: a prompt, or one that is still being written. */
  get open(): string {
    return this.rest.replace(sequences, '');
  }

  /** Ends the input. */
  end(): void {
    if (this.rest !== '') this.feed('\n');
  }
}
