import Runtime from 'handlebars/runtime.js';
import { files, templates } from '#overlays';
import { helpers } from './helpers.ts';
import type { View } from './request.ts';

type Template = (values: object) => string;

// The runtime's typings leave out what it shares with the whole of Handlebars.
const runtime = (Runtime as unknown as typeof import('handlebars')).create();
runtime.registerHelper(helpers);
const compiled = new Map<string, Template>();
for (const [name, specification] of Object.entries(templates)) {
  const template: Template = runtime.template(specification);
  compiled.set(name, template);
  // Partials go by the name of their template: {{> guest/kinds/disk}} is the file of that name.
  runtime.registerPartial(name, template);
}

/** The text that a view prints. Templates come precompiled with the program; an unknown name is a bug. */
export function renderView({ template, values }: View): string {
  const print = compiled.get(template);
  if (!print) throw new Error(`no template ${template}`);
  return print(values);
}

const copies = new Map<string, { text: string; copied: true }>();

/** A file of overlays/ that is copied as it is: the same object each time, so that what is found out about it stays. */
export function overlayFile(name: string): { text: string; copied: true } {
  const known = copies.get(name);
  if (known) return known;
  const copy = { text: withParts(name), copied: true } as const;
  copies.set(name, copy);
  return copy;
}

/** A line of a script that takes in a part of the agent: as it is in the tree, it sources it. */
const builtIn = /^\. "\$agent\/(\S+)" # built in$/gm;

/** The text of a file of overlays/ with the parts that must not come from elsewhere when it runs. */
function withParts(name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`no overlay file ${name}`);
  return text.replace(builtIn, (_, part: string) => withParts(`agent/etc/mkapkovl/agent/${part}`).trimEnd());
}
