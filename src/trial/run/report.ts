import { Lines } from './lines.ts';

/** A step of the agent, as recorded by the guest. */
export interface StepRecord {
  step: string;
  state: string;
  reason: string;
  /** Seconds since 1970, by the guest's clock. */
  at: number;
}

export interface Section {
  lines: string[];
  status: number;
}

/** What a guest reports on its second serial port; overlays/trial writes it. */
export class Report {
  /** The events by name, with the guest's uptime. */
  readonly events = new Map<string, number>();
  readonly records = new Map<string, StepRecord>();
  readonly sections = new Map<string, Section>();
  kind: string | undefined;
  buildId: string | undefined;
  /** The services that the guest waits for. */
  doing = '';
  /** 0 on success; undefined while it runs. */
  ended: number | undefined;
  private open: { name: string; lines: string[] } | undefined;
  private readonly lines = new Lines((line) => this.line(line));

  private readonly onEvent: (event: string) => void;

  constructor(onEvent: (event: string) => void = () => {}) {
    this.onEvent = onEvent;
  }

  feed(piece: string): void {
    this.lines.feed(piece);
  }

  private line(line: string): void {
    if (this.open && line.startsWith('| ')) {
      this.open.lines.push(line.slice(2));
      return;
    }
    const [first, ...words] = line.split(' ');
    if (first === 'at') this.event(Number(words[0]), words[1] ?? '', words.slice(2));
    else if (first === 'begin') this.open = { name: words[0] ?? '', lines: [] };
    else if (first === 'end' && this.open) {
      this.sections.set(this.open.name, { lines: this.open.lines, status: Number(words[1]) });
      this.open = undefined;
    } else if (line.startsWith('record\t')) {
      const [, at, state = '', step = '', reason = ''] = line.split('\t');
      this.records.set(step, { step, state, reason, at: Number(at) });
    }
  }

  private event(at: number, name: string, words: string[]): void {
    if (name === 'alive') this.doing = words.join(' ').trim();
    else if (!this.events.has(name)) this.events.set(name, at);
    if (name === 'begun') [, this.kind, this.buildId] = words;
    if (name === 'end') this.ended = Number(words[0]);
    this.onEvent(name);
  }
}
