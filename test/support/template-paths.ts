import Handlebars from 'handlebars';

type Ast = hbs.AST.Node;
type Expression = hbs.AST.Expression;

/** The named forms and the blocks: a template may contain nothing else. */
const forms = ['line', 'cell', 'word', 'xml', 'attributes', 'markup'];
const blocks = ['if', 'unless', 'each', 'with'];

/** A name that a template looks up, with its place. */
export interface TemplatePath {
  template: string;
  place: string;
  path: string;
}

export type Templates = ReadonlyMap<string, string>;

/** What is wrong with a template whatever it is given: a bare or unescaped interpolation, an unknown form or partial. */
export function faultsOf(template: string, templates: Templates): string[] {
  const found: string[] = [];
  const wrong = (node: Ast, what: string) => found.push(`${template}:${node.loc.start.line}: ${what}`);
  visit(parsed(template, templates), (node) => {
    if (node.type === 'MustacheStatement') {
      const { path, params, escaped } = node as hbs.AST.MustacheStatement;
      const name = (path as hbs.AST.PathExpression).original;
      if (!escaped) wrong(node, `unescaped {{{${name}}}}`);
      else if (params.length === 0) wrong(node, `bare {{${name}}}`);
      else if (!forms.includes(name) || params.length > 1) wrong(node, `unknown form {{${name} …}}`);
    }
    if (node.type === 'BlockStatement') {
      const name = ((node as hbs.AST.BlockStatement).path as hbs.AST.PathExpression).original;
      if (!blocks.includes(name)) wrong(node, `unknown block {{#${name}}}`);
    }
    if (node.type === 'PartialStatement' && !templates.has(partialOf(node))) {
      wrong(node, `unknown partial {{> ${partialOf(node)}}}`);
    }
    if (['SubExpression', 'Decorator', 'DecoratorBlock', 'PartialBlockStatement'].includes(node.type)) {
      wrong(node, `${node.type} is not understood here`);
    }
    if (node.type === 'PathExpression' && (node as hbs.AST.PathExpression).data) wrong(node, '@ variables are not');
  });
  return found;
}

/** Every name that the templates look up, partials by themselves. */
export function allPaths(templates: Templates): TemplatePath[] {
  const found: TemplatePath[] = [];
  for (const template of templates.keys()) {
    visit(parsed(template, templates), (node) => {
      for (const path of looksUp(node)) found.push(describePath(template, path));
    });
  }
  return found;
}

/** Those of them that a view really has, with the view's key being there, be its value undefined. */
export function pathsIn(view: { template: string; values: object }, templates: Templates): TemplatePath[] {
  const found: TemplatePath[] = [];

  const walk = (template: string, program: hbs.AST.Program | undefined, contexts: unknown[]): void => {
    const value = (path: Expression | undefined): unknown => {
      if (path?.type !== 'PathExpression') return undefined;
      const { there, result } = lookUp(path as hbs.AST.PathExpression, contexts);
      if (there) found.push(describePath(template, path as hbs.AST.PathExpression));
      return result;
    };
    for (const node of program?.body ?? []) {
      const { type, params = [], path, program: inner, inverse } = node as hbs.AST.BlockStatement;
      const given = params.map(value);
      const block = (path as hbs.AST.PathExpression | undefined)?.original;
      if (type === ('PartialStatement' as string)) {
        const context = params.length > 0 ? given[0] : contexts.at(-1);
        if (context !== undefined) walk(partialOf(node), parsed(partialOf(node), templates), [context]);
      } else if (block === 'each') {
        for (const item of Object.values(given[0] ?? {})) walk(template, inner, [...contexts, item]);
      } else if (block === 'with') {
        if (given[0]) walk(template, inner, [...contexts, given[0]]);
      } else walk(template, inner, contexts);
      walk(template, inverse, contexts);
    }
  };
  walk(view.template, parsed(view.template, templates), [view.values]);
  return found;
}

const programs = new Map<string, hbs.AST.Program>();

/** A partial is walked for each row of a table, and parsed once. */
function parsed(template: string, templates: Templates): hbs.AST.Program {
  const source = templates.get(template) ?? '';
  const known = programs.get(source);
  if (known) return known;
  const program = Handlebars.parse(source);
  programs.set(source, program);
  return program;
}

function visit(node: Ast, see: (node: Ast) => void): void {
  see(node);
  const { body, params, program, inverse, hash } = node as hbs.AST.BlockStatement & hbs.AST.Program;
  for (const child of [...(body ?? []), ...(params ?? []), program, inverse, ...(hash?.pairs ?? [])]) {
    if (child) visit(child, see);
  }
}

/** The expressions that a statement is given; what it is called by is no name of a view. */
function looksUp(node: Ast): hbs.AST.PathExpression[] {
  const { params = [] } = node as hbs.AST.BlockStatement;
  return params.filter((param): param is hbs.AST.PathExpression => param.type === 'PathExpression');
}

function lookUp({ depth, parts }: hbs.AST.PathExpression, contexts: unknown[]): { there: boolean; result: unknown } {
  let result = contexts.at(-1 - depth);
  for (const part of parts as string[]) {
    if (typeof result !== 'object' || result === null || !(part in result)) return { there: false, result: undefined };
    result = (result as Record<string, unknown>)[part];
  }
  return { there: true, result };
}

function partialOf(node: Ast): string {
  return ((node as hbs.AST.PartialStatement).name as hbs.AST.PathExpression).original;
}

function describePath(template: string, path: hbs.AST.PathExpression): TemplatePath {
  const { line, column } = path.loc.start;
  return { template, place: `${line}:${column + 1}`, path: path.original };
}
