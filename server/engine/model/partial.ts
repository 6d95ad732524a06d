/**
 * Whether a file is a template or a fragment, of which only what stands there can be judged: under a chart's
 * `templates/`, with `{{` outside quotes and comments, or a kuttl step (`00-assert.yaml`, `01-errors.yaml`).
 */
export function isPartialFile(uri: string, text: string): boolean {
  if (/\/templates\/.*\.(ya?ml|tpl)$/.test(uri) && text.includes('{{')) return true;
  if (/(^|\/)\d+-(assert|errors)\.ya?ml$/.test(uri)) return true;
  return text.includes('{{') && hasTemplateOutsideQuotes(text);
}

function hasTemplateOutsideQuotes(text: string): boolean {
  return text.split('\n').some((line) => {
    const bare = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '').replace(/(^|\s)#.*$/, '');
    return bare.includes('{{');
  });
}
