import * as z from 'zod/mini';
import { CONFIDENCES } from '../finding.ts';
import { CATEGORIES, type Category, SEVERITIES } from '../rule.ts';

/** The words of JSON Schema that every service knows which can hold a model to one: no bounds, all members required. */
export type AnswerSchema =
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, AnswerSchema>>;
      readonly required: readonly string[];
      readonly additionalProperties: false;
    }
  | { readonly type: 'array'; readonly items: AnswerSchema }
  | { readonly type: 'integer'; readonly description: string }
  | { readonly type: 'string'; readonly description: string; readonly enum?: readonly string[] };

/** What a model is asked to answer with, of these categories. */
export function answerSchemaOf(categories: readonly Category[]): AnswerSchema {
  const text = (description: string): AnswerSchema => ({ type: 'string', description });
  const oneOf = (words: readonly string[], description: string): AnswerSchema => ({
    type: 'string',
    description,
    enum: words,
  });
  const finding: Readonly<Record<keyof AnsweredFinding, AnswerSchema>> = {
    line: { type: 'integer', description: 'Number of the line that is at fault' },
    quote: text('Part of that very line, exactly as it stands there'),
    category: oneOf(categories, 'What it is about'),
    severity: oneOf(SEVERITIES, 'How much harm it can do'),
    confidence: oneOf(CONFIDENCES, 'How sure it is'),
    message: text('What is wrong there, in one sentence'),
    recommendation: text('What to do instead, in one sentence'),
  };
  return objectOf({ findings: { type: 'array', items: objectOf(finding) } });
}

function objectOf(properties: Readonly<Record<string, AnswerSchema>>): AnswerSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const words = z.string().check(z.minLength(1), z.maxLength(4_000));

/** A finding as a model may give it; what is not so is dropped. */
export const answeredFinding = z.strictObject({
  line: z.int().check(z.gte(1)),
  quote: words,
  category: z.enum(CATEGORIES),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(CONFIDENCES),
  message: words,
  recommendation: words,
});
export type AnsweredFinding = z.infer<typeof answeredFinding>;

/** A whole answer; its findings are looked at one by one. */
export const answerSchema = z.strictObject({ findings: z.array(z.unknown()) });
