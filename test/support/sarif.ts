import { Ajv } from 'ajv';

/**
 * What the schema of SARIF 2.1.0 says about the parts that this program writes. It is closed, so that a part that is
 * not described here is refused.
 */
const text = { type: 'string', minLength: 1 };
const closed = (required: string[], properties: object) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const message = closed(['text'], { text });
const level = { enum: ['none', 'note', 'warning', 'error'] };
const position = { type: 'integer', minimum: 1 };

const location = {
  id: { type: 'integer', minimum: -1 },
  message,
  physicalLocation: closed(['artifactLocation'], {
    // RFC 3986: neither blanks nor what must be encoded.
    artifactLocation: closed(['uri'], {
      uri: { type: 'string', pattern: "^(?:[\\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$" },
      uriBaseId: text,
    }),
    region: closed(['startLine'], { startLine: position, startColumn: position }),
  }),
  logicalLocations: {
    type: 'array',
    minItems: 1,
    items: closed([], { fullyQualifiedName: text, kind: text }),
  },
};

const result = closed(['message'], {
  ruleId: text,
  ruleIndex: { type: 'integer', minimum: -1 },
  level,
  message,
  locations: { type: 'array', minItems: 1, items: closed([], location) },
  relatedLocations: { type: 'array', minItems: 1, items: closed([], location) },
  partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
  properties: { type: 'object' },
});

const run = closed(['tool', 'results'], {
  tool: closed(['driver'], {
    driver: closed(['name'], {
      name: text,
      semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
      rules: { type: 'array', uniqueItems: true, items: closed(['id'], { id: text }) },
    }),
  }),
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  invocations: {
    type: 'array',
    items: closed(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      exitCode: { type: 'integer' },
      toolExecutionNotifications: {
        type: 'array',
        items: closed(['message'], { descriptor: closed([], { id: text }), level, message }),
      },
    }),
  },
  results: { type: 'array', items: result },
  properties: { type: 'object' },
});

const validate = new Ajv({ allErrors: true }).compile(
  closed(['version', 'runs'], {
    $schema: { type: 'string', pattern: '^https://' },
    version: { const: '2.1.0' },
    runs: { type: 'array', minItems: 1, items: run },
  }),
);

/** What is wrong with a SARIF log; empty if nothing is. */
export function faultsOfSarif(log: unknown): unknown[] {
  return validate(log) ? [] : [...(validate.errors ?? [])];
}
