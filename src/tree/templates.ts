import Runtime from 'handlebars/runtime.js';
import { files, templates } from '#overlays';
import { helpers } from './helpers.ts';
import type { View } from './request.ts';

type Template = (values: object) => string;

// The runtime's typings omit what it shares with full Handlebars.
const runtime = (Runtime as unknown as typeof import('handlebars')).create();
runtime.registerHelper(helpers);
const compiled = new Map<string, Template>();
for (const [name, specification] of Object.entries(templates)) {
  const template: Template = runtime.template(specification);
  compiled.set(name, template);
  // A partial has the name of its template: {{> guest/kinds/disk}} is the file of that name.
  runtime.registerPartial(name, template);
}

/** Renders a view. Templates are precompiled into the program; an unknown name is a bug. */
export function renderView({ template, values }: View): string {
  const print = compiled.get(template);
  if (!print) throw new Error(`no template ${template}`);
  return print(values);
}

const copies = new Map<string, { text: string; copied: true }>();

/** A file of overlays/ that is copied unchanged: always the same object, so that results about it can be cached. */
export function overlayFile(name: string): { text: string; copied: true } {
  const known = copies.get(name);
  if (known) return known;
  const copy = { text: withParts(name), copied: true } as const;
  copies.set(name, copy);
  return copy;
}

/** A line of a script that includes a part of the agent: in the tree it sources the part. */
const builtIn = /^\. "\$agent\/(\S+)" # built in$/gm;

/** The text of a file of overlays/ with its built-in parts, which must not be loaded from other files at run time. */
function withParts(name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`no overlay file ${name}`);
  return text.replace(builtIn, (_, part: string) => withParts(`agent/etc/mkapkovl/agent/${part}`).trimEnd());
}
