import { StringDecoder } from 'node:string_decoder';
import { Lines } from './lines.ts';
import {
  endingIn,
  failedIn,
  loginPrompt,
  type Notice,
  noticeIn,
  passphrasePrompt,
  type Trouble,
  troubleIn,
} from './signs.ts';
import { type Stages, stageOf } from './stages.ts';

/** Lines that are kept for reports of the last output. */
const kept = 12;

/** Follows the first serial port of a machine: its stage, problems and questions. */
export class Console {
  readonly last: string[] = [];
  readonly notices: Notice[] = [];
  trouble: Trouble | undefined;
  ending: 'reboot' | 'poweroff' | undefined;
  /** The login prompt, once it has appeared, and when. */
  login: { prompt: string; at: number } | undefined;
  /** How often the passphrase of the root file system was asked for. */
  passphraseAsked = 0;
  private failed: string | undefined;
  private at = 0;
  private answered = false;
  private readonly decoder = new StringDecoder('utf8');
  private readonly lines = new Lines((line) => this.line(line));

  private readonly stages: Stages;
  private readonly settings: { overlay: boolean };

  /** `settings.overlay`: whether this boot must load an overlay. */
  constructor(stages: Stages, settings: { overlay: boolean }) {
    this.stages = stages;
    this.settings = settings;
  }

  /** `at`: seconds since power-on. */
  feed(piece: Buffer, at: number): void {
    this.at = at;
    this.lines.feed(this.decoder.write(piece));
    const { open } = this.lines;
    this.hearPrompt(open);
    const asking = passphrasePrompt.test(open);
    if (asking && !this.answered) this.passphraseAsked += 1;
    this.answered = asking;
  }

  end(): void {
    this.lines.end();
  }

  /** Other programs may print after it. */
  private hearPrompt(line: string): void {
    const prompt = loginPrompt.exec(line)?.[1];
    if (prompt !== undefined) this.login ??= { prompt, at: this.at };
  }

  private line(line: string): void {
    this.hearPrompt(line);
    const stage = stageOf(line);
    if (stage) this.stages.begin(stage, this.at);
    // Alpine's init continues without one: it unpacks an overlay only if it has found one on the media.
    if (stage === 'packages' && this.settings.overlay && !this.stages.has('overlay')) {
      this.trouble ??= { kind: 'no-overlay' };
    }
    this.failed = failedIn(line) ?? this.failed;
    this.trouble ??= troubleIn(line, this.failed);
    this.ending ??= endingIn(line);
    const notice = noticeIn(line);
    if (notice) this.notices.push(notice);
    if (line.trim() === '') return;
    this.last.push(line.trimEnd());
    if (this.last.length > kept) this.last.shift();
  }
}
