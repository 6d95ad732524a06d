import type { Diagnostic } from '../engine/diagnose.ts';

/** Findings that a team has decided to live with, as `podium check --format json` wrote them. */
export interface Baseline {
  /** The findings that are not among those passed over; one recorded finding covers one, wherever it stands now. */
  newOnes(path: string, found: readonly Diagnostic[]): readonly Diagnostic[];
}

/** Undefined where the text is not what `--format json` writes. Its paths count from the folder of the settings. */
export function readBaseline(json: string): Baseline | undefined {
  const findings = findingsIn(json);
  if (!findings) return undefined;
  const counts = new Map<string, number>();
  for (const it of findings) {
    const key = keyOf(it.file, it.code, it.message);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return {
    newOnes(path, found) {
      const used = new Map<string, number>();
      return found.filter(({ rule, message }) => {
        const key = keyOf(path, rule.id, message);
        const use = (used.get(key) ?? 0) + 1;
        used.set(key, use);
        return use > (counts.get(key) ?? 0);
      });
    },
  };
}

interface Recorded {
  readonly file: unknown;
  readonly code: unknown;
  readonly message: unknown;
}

function findingsIn(json: string): readonly Recorded[] | undefined {
  try {
    const { findings } = JSON.parse(json) as { readonly findings?: unknown };
    return Array.isArray(findings) ? findings.filter(isRecorded) : undefined;
  } catch {
    // Not JSON, or JSON without properties: the user is told that the file is no baseline.
    return undefined;
  }
}

const isRecorded = (value: unknown): value is Recorded =>
  typeof value === 'object' && value !== null && 'file' in value && 'code' in value && 'message' in value;

const keyOf = (file: unknown, code: unknown, message: unknown): string =>
  JSON.stringify([file, code, message]);
