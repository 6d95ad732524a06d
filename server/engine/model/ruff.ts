/** Whether a file may configure Ruff, by its name alone. */
export const isRuffFile = (name: string): boolean => /^(?:\.?ruff|pyproject)\.toml$/.test(name);

/**
 * Whether Ruff's rules on imports that Airflow moved are on, by a file of its configuration; undefined where the file says
 * nothing of Ruff, so that a folder above it counts.
 */
export function ruffChecksAirflow(name: string, text: string): boolean | undefined {
  const isProject = name === 'pyproject.toml';
  const lists = new Map<string, string[]>();
  let isRuff = !isProject;
  let table = '';
  let hasRuff = isRuff;
  for (const [, header, key, list = ''] of text.matchAll(tomlPart)) {
    if (header !== undefined) {
      isRuff = isProject ? /^tool\.ruff\b/.test(header) : true;
      table = header.replace(/^tool\.ruff\.?/, '');
      hasRuff ||= isRuff;
    } else if (key !== undefined && isRuff && (table === '' || table === 'lint')) {
      const codes = [...list.matchAll(/["']([A-Z0-9]+)["']/g)].map((it) => it[1] ?? '');
      lists.set(key, [...(lists.get(key) ?? []), ...codes]);
    }
  }
  if (!hasRuff) return undefined;
  const of = (...keys: string[]): string[] => keys.flatMap((it) => lists.get(it) ?? []);
  const isOn = of('select', 'extend-select').some((it) => it === 'ALL' || /^AIR(?:3(?:0[12]?)?)?$/.test(it));
  return isOn && !of('ignore', 'extend-ignore').some((it) => it.startsWith('AIR'));
}

/** A table's header, or a key with a list of texts, which may span lines. */
const tomlPart = /^[ \t]*(?:\[([\w.-]+)\][ \t]*(?:#.*)?$|([\w-]+)[ \t]*=[ \t]*(\[[^\]]*\]))/gm;
