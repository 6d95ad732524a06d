/**
 * The same function with a memory for its answers, which must not be changed: manifests repeat a few quantities and
 * schedules thousands of times, and several rules ask for each.
 */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    const before = known.get(text);
    if (before) return before.answer;
    const answer = read(text);
    if (known.size >= limit) known.clear();
    known.set(text, { answer });
    return answer;
  };
}

const limit = 5_000;
