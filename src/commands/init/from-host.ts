import path from 'node:path';
import type { Problem } from '../../findings/finding.ts';
import { type OnHost, sectionsOnHost } from '../../import/on-host.ts';
import { readDefinition } from '../../import/read.ts';
import type { Names } from '../../machine/names.ts';
import { problemAt as remoteProblemAt } from '../../remote/codes.ts';
import { type Definition, readDefinitions } from '../../remote/guests/read.ts';
import { readLogin } from '../../remote/login/read.ts';
import { problemAt } from '../codes.ts';
import { told } from '../import/told.ts';
import { factsOf } from '../probe/answer.ts';
import { measure } from '../probe/run.ts';
import { defaultFile, saveFacts } from '../probe/save.ts';
import type { Context } from '../streams.ts';
import { planFromFacts } from './from-facts.ts';
import { loginOf } from './login.ts';
import type { Plan } from './plan.ts';

interface FromHost {
  /** Absent if the host cannot be reached. */
  plan?: Plan;
  problems: Problem[];
  /** The definitions by the names that findings call them by. */
  texts: Map<string, string>;
}

const somewhere = { place: { file: '' } };

/**
 * A profile of a host that runs: its facts, which are saved, the keys that log in to it, and the guests, networks and pools
 * of its libvirt.
 */
export async function planFromHost(
  host: string,
  out: string | undefined,
  names: Names,
  context: Context,
): Promise<FromHost> {
  const { cwd, environment, streams } = context;
  const place = { host, cwd, environment, show: (line: string) => void streams.stderr.write(`${line}\n`) };
  const { answer, reason, notes } = await measure(place, true);
  const problems: Problem[] = notes.map((note) => problemAt('probe-not-measured', somewhere, note));
  const texts = new Map<string, string>();
  const end = (problem: Problem) => ({ problems: [...problems, problem], texts });
  if (answer === null) return end(remoteProblemAt('host-not-reached', somewhere, { host, reason }));
  const read = factsOf(answer);
  if ('reason' in read) return end(problemAt('probe-answer-invalid', somewhere, { host, reason: read.reason }));
  const definitions = await readDefinitions(place);
  if ('failed' in definitions)
    return end(remoteProblemAt('host-not-reached', somewhere, { host, reason: definitions.failed }));
  if ('invalid' in definitions)
    return end(remoteProblemAt('host-answer-invalid', somewhere, { host, reason: definitions.invalid }));
  const login = await readLogin(place);
  if ('failed' in login) return end(remoteProblemAt('host-not-reached', somewhere, { host, reason: login.failed }));
  const file = defaultFile(read.facts, host);
  const unsaved = await saveFacts(path.resolve(cwd, file), answer, read.facts);
  if (unsaved) return end(problemAt('probe-unwritable', { place: { file } }, { file, reason: unsaved }));
  const named = path.relative(path.resolve(cwd, path.dirname(out ?? '.')), path.resolve(cwd, file));
  const plan = { ...planFromFacts(read.facts, [named], names), ...loginOf(host, login) };
  if ('definitions' in definitions) {
    const onHost = await importedFrom(host, definitions.definitions, problems, texts);
    return { plan: onHost ? { ...plan, onHost } : plan, problems, texts };
  }
  const unknown =
    definitions.unknown === 'no virsh'
      ? problemAt('init-no-virsh', somewhere, { host })
      : problemAt('init-guests-unread', somewhere, { host, reason: definitions.reason });
  return { plan, problems: [...problems, unknown], texts };
}

/** Those that can be imported, together, so that each gets a name of its own; undefined if there is none. */
async function importedFrom(
  host: string,
  definitions: readonly Definition[],
  problems: Problem[],
  texts: Map<string, string>,
): Promise<OnHost | undefined> {
  const file = `${host}:libvirt.xml`;
  const usable: string[] = [];
  for (const { kind, name, xml } of definitions) {
    const found = (await readDefinition(xml, file)).problems?.find(({ severity }) => severity === 'error');
    if (!found) usable.push(xml);
    else {
      const reason = xml.trim() === '' ? 'virsh does not print it' : found.message;
      problems.push(problemAt('init-not-imported', somewhere, { host, kind, name, reason }));
    }
  }
  if (usable.length === 0) return undefined;
  const text = usable.join('\n');
  const { imported, problems: found = [] } = await readDefinition(text, file);
  texts.set(file, text);
  problems.push(...found, ...(imported?.leftovers ?? []).map((each) => told(each, file)));
  return imported && sectionsOnHost(imported);
}
