import type { Draft } from './draft.ts';
import type { Line } from './lines.ts';

/** What groups the disks of a pool, as zpool status names it. */
const groups =
  /^(?:(?:mirror|raidz\d?|draid[\w:]*|spare|replacing|indirect)-\d+|mirror|raidz\d?|logs?|cache|spares?|special|dedup)$/;
const states = '(?:ONLINE|DEGRADED|FAULTED|OFFLINE|UNAVAIL|REMOVED|AVAIL|INUSE)';
const member = new RegExp(`^(\\S+)\\s+${states}\\b`);
const listHeader = /^NAME\s+SIZE\s+ALLOC\s+FREE\b.*\bHEALTH\b/;
const datasets = /^NAME\s+USED\s+AVAIL\s+REFER\s+MOUNTPOINT$/;

/** Reads zpool status, zpool list -v and zfs list: these list only pools that the host has imported. */
export class PoolListing {
  #pool: string | undefined;
  #form: 'status' | 'list' | 'datasets' | undefined;
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  read(line: Line): boolean {
    const { text } = line;
    const [, pool] = /^pool:\s+(\S+)$/.exec(text) ?? [];
    if (pool) return this.#begin('status', pool);
    if (listHeader.test(text)) return this.#begin('list', undefined);
    if (datasets.test(text)) return this.#begin('datasets', undefined);
    if (this.#form === 'status') return this.#status(text);
    if (this.#form === 'list') return this.#listed(line);
    return this.#form === 'datasets' ? this.#dataset(text) : false;
  }

  /** zpool status has blank lines in it, tables do not. */
  blank(): void {
    if (this.#form !== 'status') this.#form = undefined;
  }

  #begin(form: 'status' | 'list' | 'datasets', pool: string | undefined): boolean {
    this.#form = form;
    this.#pool = pool;
    this.#draft.sources.add('zpool');
    if (pool) this.#draft.pool(pool);
    return true;
  }

  #status(text: string): boolean {
    if (/^(state|scan|status|action|see|config|scrub|remove|checkpoint|expand):|^NAME\s+STATE\b/.test(text))
      return true;
    if (/^errors:/.test(text)) this.#form = undefined;
    const [, name] = member.exec(text) ?? [];
    if (name) this.#member(name);
    else if (groups.test(text)) return true;
    return name !== undefined || text.startsWith('errors:');
  }

  /** zpool list -v has the disks of a pool indented below it. */
  #listed({ text, indent }: Line): boolean {
    const [name = '', ...cells] = text.split(/\s+/);
    if (cells.length < 6 && !groups.test(name)) {
      this.#form = undefined;
      return false;
    }
    if (indent > 0) this.#member(name);
    else {
      this.#pool = name;
      this.#draft.pool(name);
    }
    return true;
  }

  #dataset(text: string): boolean {
    const [, pool, place] =
      /^([\w.:-]+)(?:\/\S+)?\s+[\d.]+[BKMGTP]?\s+[\d.]+[BKMGTP]?\s+[\d.]+[BKMGTP]?\s+(\S+)$/.exec(text) ?? [];
    if (!pool || !place) return false;
    if (place.startsWith('/')) this.#draft.pool(pool).mounts.add(place);
    return true;
  }

  #member(name: string): void {
    if (this.#pool === undefined || name === this.#pool || groups.test(name)) return;
    this.#draft.pool(this.#pool).members.add(name.replace(/^\/dev\/(?:disk\/by-[\w-]+\/)?/, ''));
  }
}
