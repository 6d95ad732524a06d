import { readFileSync } from 'node:fs';
import { rules } from '../../../server/engine/rules/index.ts';
import { definitionPath } from '../../../scripts/differential.ts';
import { diagnoserOf, workspaceOf } from './check.ts';

/** What we say at level error to a manifest, as `rule-id: message`; of its kind no more is known than the server knows. */
export function errorsIn(manifest: string): string[] {
  const files = [{ uri: 'manifest.yaml', text: manifest }];
  if (manifest.includes('data.podium.example')) files.push({ uri: 'definition.yaml', text: definition });
  const workspace = workspaceOf(files);
  return diagnoserOf(workspace, rules)
    .diagnose('manifest.yaml')
    .filter((it) => it.level === 'error')
    .map(({ rule, message }) => `${rule.id}: ${message}`);
}

const definition = readFileSync(definitionPath, 'utf8');

/** Why we call wrong what the API server takes. */
const reasons: readonly { readonly of: RegExp; readonly because: string }[] = [
  { of: /^image-reference-invalid: /, because: 'the kubelet refuses it: InvalidImageName' },
  {
    of: /^schema-type-mismatch: "(logo\.png|password|after|timeout)" must be text, not a list$/,
    because:
      'Go takes a list of small numbers, or of nothing, for bytes and for texts of a format, which nobody writes',
  },
  {
    of: /^yaml-syntax: a key must stand on one line, a ":" may be missing$/,
    because:
      'go-yaml takes a lone dash in a flow list for text, YAML 1.2 does not, nor does any other reader',
  },
];

/** Where we and the API server disagree on a manifest: neither is to happen. Undefined where we agree or have a reason. */
export function disagreement(manifest: string, verdict: string): string | undefined {
  const errors = errorsIn(manifest);
  if (verdict === 'd' && errors.length === 0) return 'is refused while it is decoded, we are silent';
  const unfounded = errors.filter((it) => !reasons.some(({ of }) => of.test(it)));
  return verdict === '.' && unfounded.length > 0 ? `is accepted, we say ${unfounded.join('; ')}` : undefined;
}
