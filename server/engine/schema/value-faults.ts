import { nearestQuantity, parseQuantity } from '../model/quantity.ts';
import { nearestNames } from './nearest.ts';
import type { EnumValue, JsonSchema, Schema } from './schema.ts';
import { didYouMean, listed, shortened } from './words.ts';

/** What is wrong with a value of the right type. */
export interface ValueFault {
  readonly message: string;
  /** The format that it breaks, such as `quantity`. */
  readonly format?: string;
  /** Values that may be meant, nearest first. */
  readonly nearest?: readonly string[];
  /** The value may be a credential and must not be shown. */
  readonly secret?: boolean;
}

/**
 * The first thing that a schema has against a value; undefined where it is one that the schema takes. `written` is how it
 * stands in the text, `subject` what the message is about.
 */
export function valueFault(
  value: string | number | boolean,
  written: string,
  schema: Schema,
  subject: string,
): ValueFault | undefined {
  const { json, values } = schema;
  if (values) {
    const inAnyCase = json['x-podium-any-case'] === true && typeof value === 'string';
    if (!values.has(inAnyCase ? value.toLowerCase() : value)) return notListed(written, values, subject);
  }
  if (typeof value === 'string') return textFault(value, schema, subject);
  return typeof value === 'number' ? numberFault(value, written, json, subject) : undefined;
}

function notListed(written: string, values: ReadonlySet<EnumValue>, subject: string): ValueFault {
  const names = [...values].map(String);
  const nearest = nearestNames(written, names);
  const given = `"${shortened(written)}"`;
  const message =
    names.length <= 7
      ? `${subject} must be ${listed(names, 'or')}, not ${given}`
      : `${subject} cannot be ${given}${didYouMean(nearest)}`;
  return { message, nearest };
}

function textFault(value: string, { json, pattern }: Schema, subject: string): ValueFault | undefined {
  const { format, minLength = 0, maxLength = Infinity } = json;
  const fault = format === undefined ? undefined : formats[format]?.(value, subject);
  if (fault) return { format: format ?? '', ...fault };
  if (pattern && !pattern.test(value)) {
    return { message: `"${shortened(value)}" does not look like ${subject}: ${json.pattern ?? ''}` };
  }
  // The API server counts characters, of which there are never more than code units.
  const length =
    value.length < minLength || value.length > maxLength ? Array.from(value).length : value.length;
  if (length < minLength) {
    const needs = minLength === 1 ? 'must not be empty' : `needs at least ${minLength} characters`;
    return { message: `${subject} ${needs}` };
  }
  if (length > maxLength)
    return { message: `${subject} takes at most ${maxLength} characters, not ${length}` };
  return undefined;
}

/** Formats of texts; one that is not among them is not judged. */
const formats: Readonly<Record<string, (value: string, subject: string) => ValueFault | undefined>> = {
  quantity(value, subject) {
    // Most quantities are simple, and the exact reading is slow.
    if (/^[0-9]+(m|[KMGT]i)?$/.test(value) || parseQuantity(value) !== undefined) return undefined;
    const meant = nearestQuantity(value);
    const nearest = meant === undefined ? [] : [meant];
    return { message: `${subject} is no quantity: "${shortened(value)}"${didYouMean(nearest)}`, nearest };
  },

  byte(value, subject) {
    const bare = value.replace(/[\r\n]/g, '');
    if (bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return undefined;
    return { message: `${subject} must be base64, plain text belongs in "stringData"`, secret: true };
  },

  'date-time'(value, subject) {
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/i.test(value)) return undefined;
    return { message: `${subject} must be a time such as "2026-01-31T08:00:00Z"` };
  },

  /** As `model.ParseDuration` of Prometheus reads it. */
  'prometheus-duration'(value, subject) {
    if (/^(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$|^0$/.test(value)) return undefined;
    return { message: `${subject} must be a length of time such as "30s" or "5m"` };
  },
};

function numberFault(
  value: number,
  written: string,
  json: JsonSchema,
  subject: string,
): ValueFault | undefined {
  if (json.format === 'file-mode' && (value < 0 || value > 0o777)) return fileModeFault(written, subject);
  const isInt32 = json.format === 'int32' || json['x-kubernetes-int-or-string'] === true;
  const lowest = Math.max(json.minimum ?? -Infinity, isInt32 ? -(2 ** 31) : -Infinity);
  const highest = Math.min(json.maximum ?? Infinity, isInt32 ? 2 ** 31 - 1 : Infinity);
  if (value < lowest) return { message: `${subject} must be at least ${lowest}, not ${written}` };
  if (value > highest) return { message: `${subject} must be at most ${highest}, not ${written}` };
  if (json.format === 'int64' && (value < -(2 ** 63) || value >= 2 ** 63)) {
    return { message: `${subject} must fit into 64 bits, which ${written} does not` };
  }
  if (json.exclusiveMaximum !== undefined && value >= json.exclusiveMaximum) {
    return { message: `${subject} must be less than ${json.exclusiveMaximum}, not ${written}` };
  }
  if (json.exclusiveMinimum !== undefined && value <= json.exclusiveMinimum) {
    return { message: `${subject} must be more than ${json.exclusiveMinimum}, not ${written}` };
  }
  return undefined;
}

/** Permissions are thought of in octal: a bare 644 is another number. */
function fileModeFault(written: string, subject: string): ValueFault {
  const nearest = /^0?[0-7]{3}$/.test(written) ? [`0${written.slice(-3)}`] : [];
  const message = `${subject} must be at most 0777, not ${written} in decimal${didYouMean(nearest)}`;
  return { message, format: 'file-mode', nearest };
}
