import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/**
 * Logs the console of a trial to a file, boot after boot, line by line. Masks secrets, in case the guest echoes them.
 */
export class Log {
  private readonly handle: number;
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  readonly file: string;
  private readonly secrets: readonly string[];

  constructor(file: string, secrets: readonly string[] = []) {
    this.file = file;
    this.secrets = secrets;
    mkdirSync(path.dirname(file), { recursive: true });
    this.handle = openSync(file, 'w', 0o600);
  }

  write(piece: Buffer): void {
    const text = this.rest + this.decoder.write(piece);
    const whole = text.lastIndexOf('\n') + 1;
    this.rest = text.slice(whole);
    this.put(text.slice(0, whole));
  }

  /** A line of the program itself, such as the name of the boot. */
  heading(text: string): void {
    this.flush();
    this.put(`--- ${text} ---\n`);
  }

  end(): void {
    this.flush();
    closeSync(this.handle);
  }

  private flush(): void {
    if (this.rest !== '') this.put(`${this.rest}\n`);
    this.rest = '';
  }

  private put(text: string): void {
    if (text !== '')
      writeSync(
        this.handle,
        this.secrets.reduce((all, secret) => all.replaceAll(secret, '(hidden)'), text),
      );
  }
}
