import { parseArgs } from 'node:util';
import type { Level, Rule } from '../engine/rules/rule.ts';
import { nearestNames } from '../engine/schema/nearest.ts';
import { isLevel, noSettings, type RuleLevel, type Settings } from '../engine/workspace/settings.ts';

export type Format = 'text' | 'json' | 'sarif' | 'github' | 'gitlab';

export type Command =
  | { readonly kind: 'check'; readonly check: CheckArguments }
  | { readonly kind: 'explain'; readonly rule: Rule }
  | { readonly kind: 'rules'; readonly format: 'text' | 'json' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** What is wrong with the command line. */
  | { readonly kind: 'misused'; readonly message: string };

export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly fix: boolean;
  readonly failOn: Level;
  readonly settings: Settings;
}

export const usage = `Usage:
  podium check [options] PATH…   check manifests and Python files, folders with all that is in them
  podium explain RULE            say what a rule finds and why that matters
  podium rules [--format json]   list all rules

Options of check:
  --format text|json|sarif|github|gitlab   how to print the findings (text)
  --fix                                    make the fixes that are safe, then report what is left
  --fail-on error|warning|info|hint        exit with 1 where a finding is at least this grave (error)
  --rule ID=off|hint|info|warning|error    set the level of a rule; may be repeated
  --kubernetes-version 1.NN                the version that the manifests are for
  --airflow-version X.Y                    the version that the Airflow configuration is for

Exit code: 0 nothing found, 1 findings, 2 wrong use or a path that could not be read.
Settings come from the nearest .podium.yaml above a path.
`;

/** Reads a command line, without the names of Node and of the script. */
export function readArguments(args: readonly string[], rules: readonly Rule[]): Command {
  const [command = '', ...rest] = args;
  if (['--help', '-h', 'help'].includes(command) || rest.some((it) => it === '--help' || it === '-h')) {
    return { kind: 'help' };
  }
  if (command === '--version' || command === '-v') return { kind: 'version' };
  try {
    if (command === 'check') return check(rest, rules);
    if (command === 'explain') return explain(rest, rules);
    if (command === 'rules') return ruleList(rest);
  } catch (error) {
    // How parseArgs says that an option is unknown or lacks its value.
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      return misused(lowerFirst(error.message.split(/\. |\n/)[0] ?? ''));
    }
    throw error;
  }
  return misused(command === '' ? 'no command' : `no command "${command}"`);
}

function check(args: readonly string[], rules: readonly Rule[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      fix: { type: 'boolean', default: false },
      'fail-on': { type: 'string', default: 'error' },
      rule: { type: 'string', multiple: true, default: [] },
      'kubernetes-version': { type: 'string' },
      'airflow-version': { type: 'string' },
    },
  });
  const {
    format,
    fix,
    'fail-on': failOn,
    'kubernetes-version': kubernetes,
    'airflow-version': airflow,
  } = values;
  if (positionals.length === 0) return misused('no path to check');
  if (!isFormat(format)) return misused(`no format "${format}", there are ${formats.join(', ')}`);
  if (!isLevel(failOn) || failOn === 'off')
    return misused(`"${failOn}" is none of error, warning, info, hint`);
  if (kubernetes !== undefined && !/^v?1\.\d+(\.\d+)?$/.test(kubernetes)) {
    return misused(`"${kubernetes}" is no Kubernetes version, such as 1.34`);
  }
  if (airflow !== undefined && !/^\d+\.\d+(\.\d+)?$/.test(airflow)) {
    return misused(`"${airflow}" is no Airflow version, such as 2.10`);
  }
  const levels: Record<string, RuleLevel> = {};
  for (const written of values.rule) {
    const [id = '', level] = written.split('=');
    if (!rules.some((it) => it.id === id)) return misused(noRule(id, rules));
    if (!isLevel(level))
      return misused(`--rule ${written}: the level is one of off, hint, info, warning, error`);
    levels[id] = level;
  }
  const settings = { ...noSettings, rules: levels, kubernetesVersion: kubernetes, airflowVersion: airflow };
  return { kind: 'check', check: { paths: positionals, format, fix, failOn, settings } };
}

function explain(args: readonly string[], rules: readonly Rule[]): Command {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) return misused('explain takes one rule');
  const rule = rules.find((it) => it.id === id);
  return rule ? { kind: 'explain', rule } : misused(noRule(id, rules));
}

function ruleList(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: { format: { type: 'string', default: 'text' } } });
  const { format } = values;
  if (format !== 'text' && format !== 'json') return misused(`no format "${format}", there are text, json`);
  return { kind: 'rules', format };
}

const misused = (message: string): Command => ({ kind: 'misused', message });

function noRule(id: string, rules: readonly Rule[]): string {
  const near = nearestNames(
    id,
    rules.map((it) => it.id),
  )[0];
  return `no rule "${id}"${near === undefined ? '' : `, did you mean "${near}"?`}`;
}

const formats: readonly Format[] = ['text', 'json', 'sarif', 'github', 'gitlab'];

const isFormat = (value: string): value is Format => formats.some((it) => it === value);

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
