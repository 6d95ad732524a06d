/**
 * Whether a part of a text is filled in before Kubernetes reads it: by Jinja, Helm, envsubst or the kubelet (`$(VAR)`), or by
 * whoever copies the example (`<your-image>`).
 */
export const hasPlaceholder = (value: string): boolean => /\{\{|\{%|\$[({]|<[^<>\s][^<>]*>/.test(value);
