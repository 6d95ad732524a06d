import { compareVersions } from '../model/airflow-facts.ts';
import { entries, type Node } from '../syntax/node.ts';
import type { PythonCall, PythonFile } from '../syntax/python-file.ts';
import type { PythonKeyword } from '../syntax/python-values.ts';
import type { Range, TextEdit } from '../text/document.ts';
import { defineRule, type Fix } from './rule.ts';

export const dagsterTagNotString = defineRule({
  id: 'dagster-tag-not-string',
  severity: 'error',
  words: ['dagster'],
  summary: 'A tag of Dagster that must be a string is something else',
  why: 'Tags of assets are labels: at most 63 letters, digits, "_", "-" and ".". Dagster raises an error for any other value when the code location is loaded. Kubernetes configuration of an asset belongs in op_tags. Before Dagster 1.3 the tags of a RunRequest had to be strings too.',

  *region({ launchers }, { text, versions }) {
    const file = launchers[0]?.file;
    for (const call of file?.calls ?? []) {
      const kind = kindOf(call, versions.dagster);
      const tags = kind && call.keywords.find(({ name, spread }) => name === 'tags' && !spread);
      for (const { key, value } of entries(tags?.value)) {
        if (!kind || !tags || isString(value)) continue;
        const fix = fixOf({ kind, call, tags, value, text, file });
        yield {
          at: key,
          message: messages[kind](key.value),
          ...(fix ? { fix } : {}),
        };
      }
    }
  },

  before: `
from dagster import asset


@asset(
    tags={
        "dagster-k8s/config": {
#       ^^^^^^^^^^^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "dagster-k8s/config" belongs in op_tags
            "container_config": {"resources": {"limits": {"memory": "2Gi"}}},
        }
    }
)
def orders():
    return 1


@asset(tags={"priority": 1})
#            ^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "priority" is not
def customers():
    return 2
`,
  after: `
from dagster import asset


@asset(
    op_tags={
        "dagster-k8s/config": {
            "container_config": {"resources": {"limits": {"memory": "2Gi"}}},
        }
    }
)
def orders():
    return 1


@asset(tags={"priority": "1"})
def customers():
    return 2
`,
});

/** Assets, whose tags are strict, apart by whether they have `op_tags`; and what makes runs. */
type Kind = 'asset' | 'asset without op' | 'run request';

function kindOf({ callee }: PythonCall, version: string | undefined): Kind | undefined {
  if (/^dagster\.(?:\w+\.)*(?:asset|observable_source_asset)$/.test(callee)) return 'asset';
  if (/^dagster\.(?:\w+\.)*(?:AssetOut|AssetSpec|graph_asset)$/.test(callee)) return 'asset without op';
  const isOld = version !== undefined && compareVersions(version, '1.3') < 0;
  return isOld && /^dagster\.(?:\w+\.)*RunRequest$/.test(callee) ? 'run request' : undefined;
}

const messages: Readonly<Record<Kind, (tag: string) => string>> = {
  asset: (tag) =>
    `tags of an asset must be strings, "${tag}" ${isConfiguration(tag) ? 'belongs in op_tags' : 'is not'}`,
  'asset without op': (tag) => `tags of an asset must be strings, "${tag}" is not`,
  'run request': (tag) => `tags of a RunRequest must be strings before Dagster 1.3, "${tag}" is not`,
};

const isConfiguration = (tag: string): boolean => /^(?:dagster-k8s|ecs|dagster-celery)\//.test(tag);

/** What is not known may be one. */
const isString = ({ kind, style }: Node): boolean =>
  kind === 'unknown' || kind === 'alias' || (kind === 'scalar' && style !== 'plain');

interface Tag {
  readonly kind: Kind;
  readonly call: PythonCall;
  readonly tags: PythonKeyword;
  readonly value: Node;
  readonly text: string;
  readonly file: PythonFile | undefined;
}

function fixOf({ kind, call, tags, value, text, file }: Tag): Fix | undefined {
  const isInPlace = tags.written.start <= value.start && value.end <= tags.written.end;
  if (value.kind === 'scalar') {
    const quoted = JSON.stringify(text.slice(value.start, value.end));
    return isInPlace
      ? { title: `Quote ${quoted}`, edits: () => [{ range: value, newText: quoted }] }
      : undefined;
  }
  if (kind === 'run request') {
    return isInPlace ? { title: 'Write it as JSON', edits: () => asJson(text, value, file) } : undefined;
  }
  const areAllMeant = entries(tags.value).every(({ key }) => isConfiguration(key.value));
  const hasOpTags = call.keywords.some(({ name }) => name === 'op_tags');
  if (kind !== 'asset' || hasOpTags || !areAllMeant || call.open) return undefined;
  return { title: 'Use "op_tags"', edits: () => [{ range: tags.nameRange, newText: 'op_tags' }] };
}

/** Wraps a value in `json.dumps(...)`, with the import where there is none. */
function asJson(text: string, value: Range, file: PythonFile | undefined): TextEdit[] {
  const wrapped = { range: value, newText: `json.dumps(${text.slice(value.start, value.end)})` };
  const [first] = file?.imports ?? [];
  const hasJson = file?.imports.some(({ qualified, local }) => qualified === 'json' && local === 'json');
  if (hasJson === true || !first) return [wrapped];
  const { start } = first.statement;
  return [{ range: { start, end: start }, newText: 'import json\n' }, wrapped];
}
