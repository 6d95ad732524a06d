import { resolveKubernetes, resolvePython, type Scalar } from '../syntax/dialect.ts';
import type { Json } from '../syntax/edit.ts';
import { entries, entry, get, type Node, target } from '../syntax/node.ts';
import { firstLine, type Range } from '../text/document.ts';
import { emptyValue } from './empty-value.ts';
import { nearestNames } from './nearest.ts';
import { type DialectName, type Schema, type SchemaDocument, type SchemaSet, typeBits } from './schema.ts';
import { containerMismatch, scalarMismatch, type TypeCure, typeBitsOf } from './type-mismatch.ts';
import { type ValueFault, valueFault } from './value-faults.ts';
import { didYouMean, listed, typeWords } from './words.ts';

interface Place {
  /** The shortest text to change, on one line. */
  readonly at: Range;
  /** Keys and list indexes from the root of the document. */
  readonly path: readonly string[];
  readonly message: string;
}

export type SchemaProblem = Place &
  (
    | {
        readonly kind: 'field-unknown';
        readonly key: Node;
        /** The map that the field stands in, and the name of its schema where it has one. */
        readonly map: Node;
        readonly definition: string | undefined;
        /** Names that may be meant, nearest first. */
        readonly nearest: readonly string[];
        /** The sibling in which a field of that name belongs. */
        readonly home: string | undefined;
      }
    | {
        readonly kind: 'field-missing';
        readonly map: Node;
        readonly field: string;
        /** What to write until the user does: the emptiest value that has the right shape. */
        readonly value: Json;
      }
    | { readonly kind: 'type-mismatch'; readonly node: Node; readonly cure: TypeCure | undefined }
    | {
        readonly kind: 'value-invalid';
        readonly node: Node;
        /** The JSON Schema format that it breaks, such as `quantity`. */
        readonly format: string | undefined;
        /** Values that may be meant, nearest first. */
        readonly nearest: readonly string[];
        /** The value may be a credential and must not be shown. */
        readonly secret: boolean;
      }
    | {
        readonly kind: 'key-duplicate';
        readonly key: Node;
        /** The reader refuses the document; otherwise the last one counts. */
        readonly refused: boolean;
      }
  );

export interface ValidateOptions {
  /** Text that the places of the nodes are offsets of. */
  readonly text: string;
  /** For `.podium.yaml`, whose schema names rules. */
  readonly ruleIds?: readonly string[];
}

/** Values checked in one document before the rest is let through; real documents stay far below. */
const budget = 1_000_000;

/**
 * What the reader of a document would refuse in it, in document order. For Kubernetes that is what the API server refuses
 * under `fieldValidation=Strict` while decoding: null counts as absent, an empty text as unset, and `status` is not judged.
 * What cannot be known is let through: Python expressions, placeholders (`{{ x }}`, `${X}`), kinds without a schema.
 */
export function validate(
  document: SchemaDocument,
  set: SchemaSet,
  options: ValidateOptions,
): SchemaProblem[] {
  const validator = new Validator(document.dialect, document.partial, options);
  validator.check(document.node, set.get(document.id) ?? set.anything, undefined);
  return distinct(validator.problems).sort((a, b) => a.at.start - b.at.start);
}

/** Several branches of a schema may say the same of one place. */
function distinct(problems: SchemaProblem[]): SchemaProblem[] {
  if (problems.length < 2) return problems;
  const said = new Set<string>();
  return problems.filter(({ at, message }) => said.size < said.add(`${at.start} ${message}`).size);
}

class Validator {
  problems: SchemaProblem[] = [];
  readonly #dialect: DialectName;
  readonly #partial: boolean;
  readonly #options: ValidateOptions;
  readonly #path: (string | number)[] = [];
  #seen = new Map<Node, Set<Schema>>();
  #left = budget;

  constructor(dialect: DialectName, partial: boolean, options: ValidateOptions) {
    this.#dialect = dialect;
    this.#partial = partial;
    this.#options = options;
  }

  /** `key` is the key that the value stands under, undefined for list items and the root. */
  check(value: Node, schema: Schema, key: Node | undefined): void {
    if (--this.#left < 0) return;
    let node = value;
    if (node.kind === 'alias') {
      node = target(node);
      if (this.#wasChecked(node, schema)) return;
    }
    if (node.kind === 'map') this.#map(node, schema, key);
    else if (node.kind === 'seq') this.#seq(node, schema, key);
    else if (node.kind === 'scalar') this.#scalar(node, schema, key);
  }

  /** An aliased value is judged once for each schema, however often it is used. */
  #wasChecked(node: Node, schema: Schema): boolean {
    const schemas = this.#seen.get(node);
    if (!schemas) {
      this.#seen.set(node, new Set([schema]));
      return false;
    }
    if (schemas.has(schema)) return true;
    schemas.add(schema);
    return false;
  }

  #map(node: Node, schema: Schema, key: Node | undefined): void {
    if ((schema.types & typeBits.object) === 0) {
      this.#containerMismatch(node, schema, key);
      return;
    }
    this.#duplicates(node);
    this.#entries(node, schema);
    if (schema.isPlain) return;
    if (schema.required.length > 0 && !this.#partial && !node.open) this.#required(node, schema, key);
    this.#size(node, schema, key);
    if (schema.json['x-podium-rule-ids']) this.#ruleIds(node);
    this.#combined(node, schema, key);
  }

  #entries(node: Node, schema: Schema): void {
    const { children } = node;
    for (let i = 0; i + 1 < children.length; i += 2) {
      const key = children[i];
      const value = children[i + 1];
      if (!key || !value || key.kind !== 'scalar') continue;
      if (key.value === '<<' && key.style === 'plain') this.#merged(value, schema);
      else this.#entry(key, value, schema, node);
    }
  }

  #entry(key: Node, value: Node, schema: Schema, map: Node): void {
    const property = schema.property(key.value) ?? schema.additional;
    if (property === undefined) {
      if (schema.closed) this.#unknown(key, schema, map);
      else if (value.kind !== 'scalar') this.check(value, schema.open, key);
      return;
    }
    if (isAbsent(value)) return;
    this.#path.push(key.value);
    this.check(value, property, key);
    this.#path.pop();
  }

  #merged(value: Node, schema: Schema): void {
    const from = target(value);
    for (const source of from.kind === 'seq' ? from.children : [from]) {
      const map = target(source);
      if (map.kind === 'map' && !this.#wasChecked(map, schema)) this.#entries(map, schema);
    }
  }

  #duplicates({ children }: Node): void {
    if (children.length < 4) return;
    // Comparing all pairs is quicker for the few keys that most maps have.
    const seen = children.length > 32 ? new Set<string>() : undefined;
    for (let i = 0; i < children.length; i += 2) {
      const key = children[i];
      if (key?.kind !== 'scalar') continue;
      if (seen ? seen.has(key.value) : stoodBefore(children, i, key.value))
        this.#duplicate(key, children.slice(0, i));
      seen?.add(key.value);
    }
  }

  #duplicate(key: Node, before: readonly Node[]): void {
    if (key.value === '<<') return;
    // The number 1 and the text "1" are two keys to Go, of which only the last counts once they are JSON.
    const { type } = resolveKubernetes(key);
    const isSame = before.some(
      (it, i) => i % 2 === 0 && it.value === key.value && resolveKubernetes(it).type === type,
    );
    const refused = this.#dialect !== 'python' && isSame;
    const message = refused
      ? `"${key.value}" is set twice`
      : `"${key.value}" is set twice, only the last one counts`;
    this.#report(key, { kind: 'key-duplicate', message, key, refused });
  }

  #unknown(key: Node, schema: Schema, map: Node): void {
    if (hasPlaceholder(key.value) || isPatchDirective(key.value)) return;
    const free = schema.propertyNames().filter((name) => !entry(map, name));
    const nearest = nearestNames(key.value, free);
    const owner = schema.title ?? this.#owner();
    const home = nearest.length === 0 ? this.#homeOf(key.value, schema) : undefined;
    const hint = home === undefined ? didYouMean(nearest) : `, it belongs in "${home}"`;
    const message = `unknown field "${key.value}" in ${owner}${hint}`;
    this.#path.push(key.value);
    const { name: definition } = schema;
    this.#report(key, { kind: 'field-unknown', message, key, map, definition, nearest, home });
    this.#path.pop();
  }

  /** The field below `schema` that has a property of this name, as `spec` of a Deployment has `replicas`. */
  #homeOf(name: string, schema: Schema): string | undefined {
    const inside = (it: Schema): Schema => it.items ?? it;
    for (const property of schema.propertyNames()) {
      const inner = schema.property(property);
      if (inner && inside(inner).property(name)) return property;
    }
    return undefined;
  }

  #required(node: Node, schema: Schema, key: Node | undefined): void {
    for (const field of schema.required) {
      const found = entry(node, field);
      const inner = schema.property(field);
      if (found && (takesNull(inner) || !isAbsent(target(found.value)))) continue;
      const owner = schema.title ?? this.#owner();
      this.#report(key ?? entries(node)[0]?.key ?? node, {
        kind: 'field-missing',
        message: `${owner} needs "${field}"`,
        map: node,
        field,
        value: inner ? emptyValue(inner) : '',
      });
    }
  }

  #size(node: Node, schema: Schema, key: Node | undefined): void {
    const { minProperties = 0, maxProperties = Infinity } = schema.json;
    const count = node.children.length / 2;
    if (count > maxProperties) {
      const second = node.children[maxProperties * 2] ?? node;
      this.#invalid(second, {
        message: `${this.#subject()} takes only ${this.#choice(schema, maxProperties)}`,
      });
    }
    if (count < minProperties && !this.#partial && !node.open) {
      this.#invalid(key ?? node, {
        message: `${this.#subject()} needs ${this.#choice(schema, minProperties)}`,
      });
    }
  }

  #choice(schema: Schema, count: number): string {
    const names = schema.propertyNames();
    const entriesOf = count === 1 ? 'one' : `${count}`;
    return names.length === 0 ? `${entriesOf} entries` : `${entriesOf} of ${listed(names, 'and')}`;
  }

  #ruleIds(node: Node): void {
    const ids = this.#options.ruleIds;
    if (!ids) return;
    for (const { key } of entries(node)) {
      if (ids.includes(key.value)) continue;
      const nearest = nearestNames(key.value, ids);
      this.#report(key, {
        kind: 'field-unknown',
        message: `no rule "${key.value}"${didYouMean(nearest)}`,
        key,
        map: node,
        definition: undefined,
        nearest,
        home: undefined,
      });
    }
  }

  #seq(node: Node, schema: Schema, key: Node | undefined): void {
    if ((schema.types & typeBits.array) === 0) {
      this.#containerMismatch(node, schema, key);
      return;
    }
    const items = schema.items ?? schema.open;
    for (const [i, item] of node.children.entries()) {
      this.#path.push(i);
      if (isAbsent(item)) this.#emptyItem(item, items, key);
      else this.check(item, items, undefined);
      this.#path.pop();
    }
    if (schema.isPlain) return;
    const { minItems = 0, maxItems = Infinity } = schema.json;
    const count = node.children.length;
    if (count > maxItems)
      this.#invalid(key ?? node, {
        message: `${this.#subject()} takes at most ${maxItems} ${maxItems === 1 ? 'item' : 'items'}`,
      });
    if (count < minItems && !this.#partial && !node.open) {
      const items = minItems === 1 ? 'one item' : `${minItems} items`;
      this.#invalid(key ?? node, { message: `${this.#subject()} needs at least ${items}` });
    }
    const fields = schema.json['x-podium-distinct-by'];
    if (fields) this.#distinct(node, fields);
    this.#combined(node, schema, key);
  }

  #distinct({ children }: Node, fields: readonly string[]): void {
    const seen = new Set<string>();
    for (const item of children) {
      const parts = fields.length === 0 ? [target(item)] : fields.map((it) => get(item, it));
      const [first] = parts;
      // What is absent may have a default.
      if (!first || parts.some((it) => it?.kind !== 'scalar' || hasPlaceholder(it.value))) continue;
      const values = parts.map((it) => it?.value);
      const key = JSON.stringify(values);
      if (seen.has(key)) {
        const message = `${listed(values.map(String), 'and')} is listed twice in ${this.#owner()}`;
        this.#invalid(first, { message });
      }
      seen.add(key);
    }
  }

  /** A dash with nothing behind it is an object without fields to the API server. */
  #emptyItem(item: Node, schema: Schema, key: Node | undefined): void {
    if (schema.json['x-podium-custom'] && schema.json.type !== undefined && !takesNull(schema)) {
      const message = `${this.#subject()} must be ${typeWords(schema.types)}, not nothing`;
      this.#report(key ?? item, { kind: 'type-mismatch', message, node: item, cure: undefined });
      return;
    }
    const [field] = schema.required;
    if (field === undefined || this.#partial || this.#dialect !== 'kubernetes') return;
    const message = `${schema.title ?? this.#subject()} needs "${field}"`;
    const value = emptyValue(schema.property(field) ?? schema);
    this.#report(key ?? item, { kind: 'field-missing', message, map: item, field, value });
  }

  #scalar(node: Node, schema: Schema, key: Node | undefined): void {
    const takesText = (schema.types & typeBits.string) !== 0;
    if (schema.isPlain && takesText && isSurelyText(node)) return;
    const scalar = this.#resolve(node);
    if (scalar.type === 'null') return;
    const fits = (schema.types & typeBitsOf(scalar)) !== 0;
    const readAsText = !fits && takesText && this.#dialect === 'typed';
    if (!fits && !readAsText) {
      if (hasPlaceholder(node.value)) return;
      const mismatch = scalarMismatch(node, scalar, schema, this.#subject(), (it) => this.#resolve(it));
      this.#report(node, { kind: 'type-mismatch', node, ...mismatch });
      return;
    }
    if (schema.isPlain) return;
    if (schema.judgesScalars) this.#value(node, readAsText ? node.value : scalar.value, schema);
    this.#combined(node, schema, key);
  }

  #value(node: Node, value: string | number | boolean, schema: Schema): void {
    // An empty text is an unset field to the API server, but neither a quantity nor a time.
    if (value === '' && this.#dialect === 'kubernetes' && !refusesEmpty(schema)) return;
    const fault = valueFault(value, node.value, schema, this.#subject());
    if (fault && !hasPlaceholder(node.value)) this.#invalid(node, fault);
  }

  #resolve(node: Node): Scalar {
    return this.#dialect === 'python' ? resolvePython(node) : resolveKubernetes(node);
  }

  /** Alternatives and conditions. */
  #combined(node: Node, schema: Schema, key: Node | undefined): void {
    for (const part of schema.allOf) this.check(node, part, key);
    if (schema.anyOf.length > 0) this.#anyOf(node, schema, key);
    const { condition } = schema;
    if (!condition) return;
    const branch = this.#fits(node, condition.if, key) ? condition.then : condition.else;
    if (branch) this.check(node, branch, key);
  }

  /** Whether a condition holds for sure: what a partial document leaves out is no reason to judge it. */
  #fits(node: Node, schema: Schema, key: Node | undefined): boolean {
    const present = schema.required.every((field) => entry(node, field));
    return present && this.#try(node, schema, key).length === 0;
  }

  /** Where no alternative fits, the one with the fewest faults is taken as meant. */
  #anyOf(node: Node, schema: Schema, key: Node | undefined): void {
    const bits = this.#bits(node);
    let best: readonly SchemaProblem[] | undefined;
    for (const alternative of schema.anyOf) {
      if ((alternative.types & bits) === 0) continue;
      const problems = this.#try(node, alternative, key);
      if (problems.length === 0) return;
      if (!best || problems.length < best.length) best = problems;
    }
    if (best) this.problems.push(...best);
  }

  #bits(node: Node): number {
    if (node.kind === 'map') return typeBits.object;
    return node.kind === 'seq' ? typeBits.array : typeBitsOf(this.#resolve(node));
  }

  #try(node: Node, schema: Schema, key: Node | undefined): SchemaProblem[] {
    const [problems, seen] = [this.problems, this.#seen];
    this.problems = [];
    this.#seen = new Map();
    this.check(node, schema, key);
    const found = this.problems;
    this.problems = problems;
    this.#seen = seen;
    return found;
  }

  #containerMismatch(node: Node, schema: Schema, key: Node | undefined): void {
    const mismatch = containerMismatch(node, schema, this.#subject());
    this.#report(key ?? entries(node)[0]?.key ?? node, { kind: 'type-mismatch', node, ...mismatch });
  }

  #invalid(at: Node, { message, format, nearest = [], secret = false }: ValueFault): void {
    this.#report(at, { kind: 'value-invalid', message, node: at, format, nearest, secret });
  }

  #report(at: Range, problem: Unplaced): void {
    this.problems.push({ ...problem, at: firstLine(this.#options.text, at), path: this.#path.map(String) });
  }

  /** What a message is about: `"replicas"`, or `an item of "args"`. */
  #subject(): string {
    const last = this.#path.at(-1);
    if (last === undefined) return 'the document';
    return typeof last === 'string' ? `"${last}"` : `an item of ${this.#owner()}`;
  }

  #owner(): string {
    const name = this.#path.findLast((it) => typeof it === 'string');
    return name === undefined ? 'the document' : `"${name}"`;
  }
}

type Unplaced = SchemaProblem extends infer P
  ? P extends SchemaProblem
    ? Omit<P, 'at' | 'path'>
    : never
  : never;

const takesNull = (schema: Schema | undefined): boolean => schema?.json.type?.includes('null') === true;

const refusesEmpty = ({ json }: Schema): boolean =>
  json['x-podium-custom'] === true ||
  json.minLength !== undefined ||
  json.format === 'quantity' ||
  json.format === 'date-time';

/** Whether the key at `end` stands among the keys before it. */
function stoodBefore(children: readonly Node[], end: number, name: string): boolean {
  for (let i = 0; i < end; i += 2) if (children[i]?.value === name) return true;
  return false;
}

/** Quoted, or begins with a letter that no number, boolean or null begins with in any dialect. */
function isSurelyText({ style, tag, value }: Node): boolean {
  if (tag !== '') return false;
  if (style !== 'plain') return true;
  const first = value.charCodeAt(0) | 32;
  return first > 96 && first < 123 && !'ynotf'.includes(String.fromCharCode(first));
}

/** Nothing written, or null: an absent field to every reader that we know. */
function isAbsent({ kind, style, tag, value }: Node): boolean {
  if (kind !== 'scalar' || style !== 'plain' || tag !== '') return false;
  return value === '' || value === '~' || value === 'null' || value === 'Null' || value === 'NULL';
}

/** Instructions of a strategic merge patch, as Kustomize reads them. */
const isPatchDirective = (key: string): boolean =>
  /^\$(patch$|retainKeys$|setElementOrder\/|deleteFromPrimitiveList\/)/.test(key);

/** Something that another program fills in before anyone reads the document: Jinja, Helm, envsubst. */
const hasPlaceholder = (value: string): boolean =>
  value.includes('{{') || value.includes('${') || value.includes('{%');
