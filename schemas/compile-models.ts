import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { applyServerLimits } from './api-server-limits.ts';
import { correctOperators } from './operator-corrections.ts';
import { type Constraint, probe, type Validate } from './probe-validator.ts';

/** A type of the Kubernetes API as the JSON Schema keywords our validator knows, with its texts. */
export interface ModelSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: (string | number)[];
  enumDescriptions?: string[];
  const?: string;
  required?: string[];
  properties?: Record<string, ModelSchema>;
  additionalProperties?: boolean | ModelSchema;
  items?: ModelSchema;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  'x-kubernetes-int-or-string'?: true;
  'x-podium-unjudged'?: true;
}

export interface CompiledModels {
  /** By name, as `core.v1.Container` or `apis.meta.v1.ObjectMeta`. */
  readonly definitions: Readonly<Record<string, ModelSchema>>;
  /** Definition names by `apiVersion/kind`. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** Definitions of another bundle. */
export interface SharedModels extends Pick<CompiledModels, 'definitions'> {
  readonly bundle: string;
}

interface Model {
  readonly name: string;
  readonly node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
  readonly source: ts.SourceFile;
  /** Of its compiled validator. */
  readonly validator: string;
  /** Names of other definitions by the names that its file imports them under. */
  readonly imports: ReadonlyMap<string, string>;
}

/**
 * Reads packages of the `kubernetes-models` family. Their `.d.ts` files give structure, texts, enums and required fields;
 * integer formats, bounds and patterns exist only in their compiled validators, which are asked with wrong values.
 * `folders` are package folders, whose definitions may refer to one another and to those of the bundle `shared`.
 */
export async function compileModels(
  folders: readonly string[],
  shared?: SharedModels,
): Promise<CompiledModels> {
  const models = (await Promise.all(folders.map(modelsOf))).flat().sort(inOrder);
  const references = new Map([
    ...Object.keys(shared?.definitions ?? {}).map(
      (name) => [name, `${shared?.bundle ?? ''}#/definitions/${name}`] as const,
    ),
    ...models.map(({ name }) => [name, `#/definitions/${name}`] as const),
  ]);
  const definitions: Record<string, ModelSchema> = {};
  const kinds: Record<string, string> = {};
  for (const model of models) {
    const schema = overridden(model.name) ?? (await compiled(model, references));
    applyServerLimits(model.name, schema);
    definitions[model.name] = schema;
  }
  const byName = new Map(models.map((model) => [model.name, model]));
  const known = { ...seenFromOutside(shared), ...definitions };
  for (const name of byName.keys()) definitions[name] = inherited(name, byName, known);
  correctOperators(definitions, known['core.v1.Container']);
  for (const [name, schema] of Object.entries(definitions)) {
    const { apiVersion, kind, status, managedFields } = schema.properties ?? {};
    if (apiVersion?.const !== undefined && kind?.const !== undefined) {
      const id = `${apiVersion.const}/${kind.const}`;
      if (!notKinds.has(id)) kinds[id] = name;
      freeConst(apiVersion);
      freeConst(kind);
      if (status) status['x-podium-unjudged'] = true;
    }
    if (managedFields) managedFields['x-podium-unjudged'] = true;
  }
  return { definitions, kinds: Object.fromEntries(Object.entries(kinds).sort()) };
}

/** A definition with the fields of those that it extends: structs that Go embeds. */
function inherited(
  name: string,
  models: ReadonlyMap<string, Model>,
  definitions: Readonly<Record<string, ModelSchema>>,
): ModelSchema {
  const [model, own] = [models.get(name), definitions[name]];
  if (!own) throw new Error(`${name} is extended, but no package defines it`);
  const clauses = model && ts.isInterfaceDeclaration(model.node) ? (model.node.heritageClauses ?? []) : [];
  const bases = clauses.flatMap((it) => it.types.map((type) => type.getText()));
  return bases
    .filter((it) => it !== 'TypeMeta')
    .map((it) => inherited(model?.imports.get(it) ?? it, models, definitions))
    .reduce(joined, own);
}

function joined(own: ModelSchema, base: ModelSchema): ModelSchema {
  const required = [...new Set([...(base.required ?? []), ...(own.required ?? [])])];
  return {
    ...own,
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: { ...base.properties, ...own.properties },
    ...(base.additionalProperties === false ? { additionalProperties: false } : {}),
  };
}

/** Definitions whose own references name their bundle. */
function seenFromOutside(shared: SharedModels | undefined): CompiledModels['definitions'] {
  if (!shared) return {};
  const text = JSON.stringify(shared.definitions);
  return JSON.parse(
    text.replaceAll('"#/definitions/', `"${shared.bundle}#/definitions/`),
  ) as CompiledModels['definitions'];
}

/** Types that the packages take for kinds: no API server has them. */
const notKinds = new Set([
  'keda.sh/v1alpha1/WithTriggers',
  'keda.sh/v1alpha1/WithTriggersList',
  'monitoring.coreos.com/v1/EmbeddedPersistentVolumeClaim',
]);

/** Which kind an object is, only the object itself says: where one is embedded the API server takes any text. */
function freeConst(schema: ModelSchema): void {
  delete schema.const;
  schema.type = 'string';
}

async function modelsOf(folder: string): Promise<Model[]> {
  const paths = (await readdir(folder, { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  const models = await Promise.all(
    paths
      .filter((it) => it.endsWith('.d.ts') && !/(^|\/)(_schemas\/|node_modules\/|index\.d\.ts$)/.test(it))
      .sort()
      .map((path) => modelOf(folder, path)),
  );
  return models.filter((model) => model !== undefined);
}

async function modelOf(folder: string, path: string): Promise<Model | undefined> {
  const text = await readFile(join(folder, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const module = path.slice(0, -'.d.ts'.length);
  const wanted = `I${module.replace(/^.*\//, '')}`;
  const node = source.statements.find(
    (it) => (ts.isInterfaceDeclaration(it) || ts.isTypeAliasDeclaration(it)) && it.name.text === wanted,
  );
  if (!node || !(ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))) return undefined;
  // Packages made from Go types export each model under the name of its validator; those made from CRDs do not.
  const alias = new RegExp(`\\b${wanted} as I(\\w+)`).exec(text)?.[1] ?? pascalCase(module);
  const validator = join(folder, '_schemas', `${alias}.js`);
  return { name: definitionName(module), node, source, validator, imports: importsOf(source, module) };
}

/** `flink.apache.org/v1beta1/FlinkDeployment` is `FlinkApacheOrgV1beta1FlinkDeployment`. */
const pascalCase = (module: string): string =>
  module.replace(/(?:^|[./-])(\w)/g, (_, first: string) => first.toUpperCase());

function importsOf(source: ts.SourceFile, module: string): Map<string, string> {
  const imports = source.statements.filter(ts.isImportDeclaration).flatMap((it) => {
    const names = it.importClause?.namedBindings;
    if (!names || !ts.isNamedImports(names) || !ts.isStringLiteral(it.moduleSpecifier)) return [];
    const path = it.moduleSpecifier.text.replace(/\.js$/, '');
    const target = path.startsWith('.')
      ? join(dirname(module), path)
      : path.replace(/^(@kubernetes-models\/[^/]+|kubernetes-models)\//, '');
    return names.elements.map(({ name }) => [name.text, definitionName(target)] as const);
  });
  return new Map(imports);
}

/** `rbac.authorization.k8s.io/v1/Role` is `rbac.v1.Role`, `v1/Pod` is `core.v1.Pod`. */
function definitionName(module: string): string {
  const parts = module.split('/');
  const group = /^v[0-9]/.test(parts[0] ?? '') ? ['core'] : [];
  return [...group, ...parts.map((part) => part.replace(/^([^.]+)\..*k8s\.io$/, '$1'))].join('.');
}

async function compiled(model: Model, references: ReadonlyMap<string, string>): Promise<ModelSchema> {
  const resolve = (written: string): string => {
    const name = written === model.node.name.text ? model.name : model.imports.get(written);
    const reference = name === undefined ? undefined : references.get(name);
    if (reference === undefined)
      throw new Error(`${model.name} refers to ${written}, which no package defines`);
    return reference;
  };
  const schema = schemaOf(model.node, resolve);
  const validate = await validatorOf(model);
  for (const [path, constraint] of probe(validate, schema)) constrain(schema, path, constraint);
  return { ...describe(textOf(model.node, model.source), schema) };
}

async function validatorOf({ validator }: Model): Promise<Validate> {
  const { validate } = (await import(pathToFileURL(validator).href)) as { validate: Validate };
  return validate;
}

function schemaOf(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration, resolve: Resolve): ModelSchema {
  if (ts.isTypeAliasDeclaration(node)) return typeSchema(node.type, resolve);
  return objectSchema(node.members, resolve);
}

type Resolve = (written: string) => string;

function objectSchema(members: ts.NodeArray<ts.TypeElement>, resolve: Resolve): ModelSchema {
  const properties: Record<string, ModelSchema> = {};
  const required: string[] = [];
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) {
      return { type: 'object', additionalProperties: typeSchema(member.type, resolve) };
    }
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
    properties[name] = describe(textOf(member, member.getSourceFile()), typeSchema(member.type, resolve));
    // Embedded uses of a kind, as in volumeClaimTemplates, may leave these two out.
    if (!member.questionToken && properties[name].const === undefined) required.push(name);
  }
  if (Object.keys(properties).length === 0) return {};
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties,
    additionalProperties: false,
  };
}

function typeSchema(type: ts.TypeNode, resolve: Resolve): ModelSchema {
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.AnyKeyword:
    case ts.SyntaxKind.UnknownKeyword:
      return {};
  }
  if (ts.isTypeLiteralNode(type)) return { type: 'object', ...objectSchema(type.members, resolve) };
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return { const: type.literal.text };
  if (ts.isLiteralTypeNode(type) && ts.isNumericLiteral(type.literal)) {
    return { type: 'integer', enum: [Number(type.literal.text)] };
  }
  if (ts.isUnionTypeNode(type)) return unionSchema(type, resolve);
  // The parts behind the first are alternatives that say which of its fields exclude one another.
  if (ts.isIntersectionTypeNode(type) && type.types[0]) return typeSchema(type.types[0], resolve);
  if (ts.isParenthesizedTypeNode(type)) return typeSchema(type.type, resolve);
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: typeSchema(type.elementType, resolve) };
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    const [argument] = type.typeArguments ?? [];
    if (name === 'Array' && argument) return { type: 'array', items: typeSchema(argument, resolve) };
    return { $ref: resolve(name) };
  }
  throw new Error(`no schema for the type ${type.getText()}`);
}

function unionSchema(type: ts.UnionTypeNode, resolve: Resolve): ModelSchema {
  const parts = type.types.map((it) => typeSchema(it, resolve));
  const literals = parts.flatMap((it) => it.const ?? []);
  if (literals.length === parts.length) return { type: 'string', enum: literals };
  const numbers = parts.flatMap((it) => it.enum ?? []);
  if (numbers.length === parts.length) return { type: 'integer', enum: numbers };
  const simple = parts.flatMap((it) => (typeof it.type === 'string' ? it.type : []));
  return simple.length === parts.length ? { type: simple } : {};
}

/** The text of a JSDoc comment. A list of possible values in it is told apart by `describe`. */
function textOf(node: ts.Node, source: ts.SourceFile): string {
  const comment = ts.getLeadingCommentRanges(source.text, node.pos)?.at(-1);
  if (!comment) return '';
  return source.text
    .slice(comment.pos + 3, comment.end - 2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}

function describe(text: string, schema: ModelSchema): ModelSchema {
  const [description = '', list] = text.split(/\n*Possible enum values:\n/);
  const described = description.trim() === '' ? schema : { ...schema, description: description.trim() };
  if (!list || !schema.enum) return described;
  const texts = new Map<string, string>();
  for (const [, value = '', meaning = ''] of list.matchAll(/- `"([^"]*)"` ?(.*)/g))
    texts.set(value, meaning.trim());
  return { ...described, enumDescriptions: schema.enum.map((value) => texts.get(String(value)) ?? '') };
}

function constrain(schema: ModelSchema, path: readonly string[], constraint: Constraint): void {
  let at: ModelSchema | undefined = schema;
  for (const step of path) {
    if (step === '[]') at = at?.items;
    else if (step === '{}')
      at = typeof at?.additionalProperties === 'object' ? at.additionalProperties : undefined;
    else at = at?.properties?.[step];
  }
  if (at) Object.assign(at, constraint);
}

/** What the packages say loosely: types that the API server reads by functions of its own, or that have no fields. */
function overridden(name: string): ModelSchema | undefined {
  switch (name) {
    case 'api.resource.Quantity':
      return {
        type: ['string', 'number'],
        format: 'quantity',
        description: 'An amount such as 500m, 2, 512Mi or 1.5Gi.',
      };
    case 'util.intstr.IntOrString':
      return {
        'x-kubernetes-int-or-string': true,
        description: 'A whole number, or text such as a port name or "25%".',
      };
    case 'apiextensions.v1.CustomResourceSubresourceStatus':
      return {
        type: 'object',
        properties: {},
        additionalProperties: false,
        description: 'Turned on by being there.',
      };
    case 'apis.meta.v1.FieldsV1':
    case 'runtime.RawExtension':
      return { type: 'object' };
  }
  return undefined;
}

const inOrder = (a: Model, b: Model): number => (a.name < b.name ? -1 : 1);
